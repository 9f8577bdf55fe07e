// SPDX-License-Identifier: GPL-3.0-or-later
// An earlier file of results as a reference: what became slower, larger or worse since, beyond what both know of their
// error, with the correction for how many were looked at.
#pragma once

#include "core/numeric/estimate.h"
#include "core/study/run_store.h"

#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// What is watched of a model.
enum class Watched : uint8_t {
  DecodeTime,  ///< ms of one output token, at a context and a number of requests
  PrefillTime, ///< ms to read a prompt
  Memory,      ///< weights and state of a cell, bytes; exact
  Quality,     ///< a test on an own text
};
inline constexpr size_t kWatched = static_cast<size_t>(Watched::Quality) + 1;
const char* to_string(Watched watched); ///< "decode_ms", "prefill_ms", "memory_bytes", "quality"

/// One thing that both files know of.
struct Change {
  enum class Kind : uint8_t {
    Worse,     ///< surely: slower, larger, less often right
    Better,    ///< surely
    Same,      ///< no decisive difference
    NotJudged, ///< `why`
  } kind = Kind::NotJudged;
  enum class Why : uint8_t {
    None,
    NotQuiet,    ///< on one side only previews, disturbed or suspect values
    NoInterval,  ///< on one side nothing is known of the error
    OtherDevice, ///< another device answers to the same name
    OtherText,   ///< a test on another text
  } why = Why::None;
  Watched watched = Watched::DecodeTime;
  CellKey key;      ///< Quality: model and precision alone
  std::string test; ///< Quality: "own:bits_per_byte@1024"
  double before = 0, after = 0;
  /// After over before (Quality: after minus before), at the level that the correction leaves it; none where nothing is
  /// known of the error.
  std::optional<Interval> change;
  double p = 1; ///< adjusted (Holm 1979)
};
const char* to_string(Change::Kind kind); ///< "worse", "better", "same", "not_judged"
const char* to_string(Change::Why why);   ///< "none", "not_quiet", "no_interval", "other_device", "other_text"

struct Monitoring {
  std::vector<Change> changes;    ///< worst first: Worse, Better, Same, NotJudged; each by size
  std::vector<std::string> gone;  ///< cells and tests that only the reference knows, as text
  std::vector<std::string> added; ///< those that only the later file knows
  size_t count(Change::Kind kind) const;
  size_t judged() const { return changes.size() - count(Change::Kind::NotJudged); }
};

/// Cells are the same where model (its fingerprint, else its name), device, precision and place are. Times: all quiet
/// rounds of a file pooled, compared unpaired with what no interval shows from one day to another (kUnseenDrift).
/// Memory: the latest value, exact. Tests: by their intervals. With at most kFamilyError chance that anything that is
/// called worse or better is not.
Monitoring monitor(const RunStore::Contents& before, const RunStore::Contents& after);

} // namespace pareto
