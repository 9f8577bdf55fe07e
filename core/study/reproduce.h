// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/measure/runner.h"
#include "core/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace pareto {

/// Where a store holds a value: "RUN:CELL", as results say it under "reproduce".
struct StoredCell {
  int64_t run = 0, row = 0;
};
Result<StoredCell> parse_stored_cell(const std::string& text);

/// A stored value and the same cell measured again.
struct Reproduction {
  enum class Outcome : uint8_t {
    Agree,
    Disagree,
    NotComparable, ///< the machine itself runs at another pace than it did
    NotJudged,
  } outcome = Outcome::NotJudged;
  Measurement before, now;
  std::optional<double> ratio;         ///< of the medians, now to before
  std::optional<double> machine_ratio; ///< of the machine's own pace at this work, now to before (core/measure/pace.h)
  std::string why;                     ///< NotComparable, NotJudged: one sentence
};
/// "agree", "disagree", "not_comparable", "not_judged"
const char* to_string(Reproduction::Outcome outcome);

/// Whether two measurements of one cell agree: they differ by no more than their intervals and kUnseenDrift explain, as
/// everywhere where two moments are compared, since an interval says how far repetitions of one process spread, and not
/// how far two processes do. Not comparable where the machine itself runs at a pace more than kSamePace off: that is
/// said with both figures, and nothing is scaled by it. Not judged where one of them is a preview, disturbed or
/// suspect, or of another machine or an unknown model. `beside`: quiet times of the same cell in the run of the first,
/// itself among them, in ms; a turn of a study that reads each slice of a prompt once has no interval but by how far
/// those spread.
Reproduction compare(Measurement before, Measurement now, std::span<const double> beside = {});

/// Reads a value, measures its cell again in this process, by the rules of its study, and compares the two. Nothing is
/// written. Errors: no such value, one that was not measured, a model that is not the same any more, or whatever keeps
/// the cell from being measured.
Result<Reproduction> reproduce(const std::string& store_path, StoredCell cell);

} // namespace pareto
