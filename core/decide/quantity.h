// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/measurement.h"
#include "core/quality/score.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// Where one looks: tokens in the context (decode depth and prompt length), simultaneous requests, tokens of an answer,
/// on which device of the study, and how much of a prompt lies in the state already.
struct OperatingPoint {
  int64_t context = 2048;
  int requests = 8;
  int64_t answer_tokens = 150;
  std::string device{};    ///< empty = the study's first
  double reused_share = 0; ///< 0..1, as the workload has it
};

/// How a value relates to what was measured.
enum class Reach : uint8_t {
  Exact,        ///< at a measured cell, by formula, or printed in a paper
  Interpolated, ///< between measured cells
  Beyond, ///< outside the measured range: a modelled band, dotted, never on the frontier; or a quality at a length it
          ///< was not tested at
};

/// Why there is no value, for the window to say in the person's language.
enum class Gap : uint8_t {
  None,
  NotMeasured,  ///< press Run
  Failed,       ///< the engine's own reason stands in `why`
  ModelProblem, ///< the model could not be opened; `why`
  SpeedOnly,    ///< a custom model: nobody published a result for it
  OtherSize,    ///< published, but for another size: not one model
  NotPublished, ///< the group has no such result
  NotScored,    ///< own text: not measured at this precision yet
  NoWeights,    ///< own text: random weights have no quality
  AnotherSize,  ///< the model is of another size than the baseline: sizes never mix
  Elsewhere,    ///< of a machine that is not here: measure it there, and import the file
  NotStated,    ///< of a machine that is not here its data sheet lacks what a band is made of; of a cost nobody stated
                ///< what it is made of, or no machine can do it; `why` can be translated
};

/// What Quantity::lost_to says of a time that was measured where the machine's memory does not hold it: another machine
/// measured it, or this one swapped. No value beats the machine's limits (DESIGN section 7, Plausibility).
inline constexpr const char* kBeyondMemory = "beyond memory";

/// A number ready to be shown, with everything a reviewer asks about it. No value = missing, and then `why` says what
/// to do.
struct Quantity {
  std::optional<double> value;
  std::optional<Interval> ci95; ///< measured: 95 % interval; modelled: the band. Absent = preview or unknown
  Source source = Source::Missing;
  Reach reach = Reach::Exact;
  bool preview = false;
  int n = 0; ///< repetitions or test items behind it
  Gap gap = Gap::None;
  std::string why;                  ///< of a missing value: one English sentence
  std::string time_utc;             ///< measured: when the latest sample was taken
  std::string paper;                ///< published: "Gated DeltaNet-H1, arXiv 2412.06464, Table 3"
  std::string file;                 ///< own text: its name
  int64_t bytes = 0;                ///< own text: its length
  int64_t tested_to = 0;            ///< quality: the longest text it was tested on, tokens; 0 = not stated
  std::vector<std::string> noise;   ///< flags of the cells behind it
  std::string power;                ///< energy: which counters, or "rated 65 W"
  std::optional<double> idle_watts; ///< energy: taken off; none: nothing
  Condition condition = Condition::Quiet;
  double lost_share = 0;          ///< Disturbed: of the machine's processor time, the most of any cell behind it
  std::string lost_to;            ///< Disturbed: whom; Suspect: the rule that is broken
  Reading how = Reading::Whole;   ///< a prompt behind it was measured in slices
  std::vector<std::string> cells; ///< "RUN:CELL" of the latest stored cell of each place behind it
};

/// Whether a value may be in an order, a sentence, a crossing or a title at all: measured quietly and through, or a
/// fact (published, by formula). Disturbed, suspect, preview and modelled values are shown, and decide nothing.
bool may_decide(const Quantity& quantity);
/// A score as a number for an axis: look-ups in right answers of 100. A divergence has no interval of its own.
Quantity quantity_of(const Score& score);
/// The later of the two in the order measured, imported, modelled, published, missing.
Source weaker(Source a, Source b);

} // namespace pareto
