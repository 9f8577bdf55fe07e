// SPDX-License-Identifier: GPL-3.0-or-later
// Prefill in slices (DESIGN section 7): a long prompt is not read, but steps of it are timed at several depths of a
// seeded state, and their times are summed over the prompt.
#pragma once

#include "core/exec/model_runner.h"
#include "core/graph/cost.h"
#include "core/measure/runner.h"
#include "core/numeric/estimate.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace pareto {

inline constexpr Roofline kSlowestMachine{1e9, 1e9};  ///< a guess: no machine is slower, whatever its calibration says
inline constexpr Roofline kUsualMachine{40e9, 200e9}; ///< a guess of one that was not calibrated: four cores with AVX2

/// A prompt cut into steps: `tokens` of each sequence in every full one, and in a last one what is left over.
struct PromptSteps {
  int64_t prompt = 0, tokens = 1;
  int64_t full() const { return prompt / tokens; }
  int64_t rest() const { return prompt % tokens; }
  int64_t last() const {
    return std::max<int64_t>(0, full() - 1) * tokens;
  } ///< depth at which the last full one begins
  /// Depth of the full step that holds this token.
  int64_t step_at(int64_t token) const { return std::clamp<int64_t>(token / tokens * tokens, 0, last()); }
};

/// How many full steps each of these ascending depths stands for: a step between two of them takes what a straight line
/// says, so that it counts for both by its distance; one outside takes what the nearest takes. Sums to steps.full().
std::vector<double> steps_by_depth(const PromptSteps& steps, std::span<const int64_t> depths);

/// Milliseconds of the whole prompt from one sample of each slice: the `pass`-th. Full steps by steps_by_depth(), the
/// odd last one as it is.
double prompt_ms(const PromptSteps& steps, std::span<const Slice> slices, size_t pass);

/// Where the first slices are taken: start, half, end, and both sides of the ends of windows. A quick look takes start
/// and end, and the end alone where a step costs the same at any depth (as does a thorough one without the half).
std::vector<int64_t> first_depths(const Graph& step, const PromptSteps& steps, bool grows, bool quick);

/// Where more are needed: between neighbours whose straight line misses a measured middle by more than its noise and
/// 2 % of it. Empty when the curve is known well enough, or by nine depths.
std::vector<int64_t> bends(const PromptSteps& steps, std::span<const Slice> slices);

/// What reading the whole prompt in steps of `tokens` computes and moves: the same however it is measured. Of a model
/// with a canvas the last tokens are that.
Cost prompt_cost(const Footprint& footprint, const CellKey& key, int64_t tokens);

/// Seconds one reading of the prompt will take on a machine of these limits: 7 tenths of them are reached.
double expected_prompt_seconds(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                               const Roofline& limits);

/// Seconds one sample of each slice will take: three of them, or a quick look's two.
double expected_slices_seconds(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                               const Roofline& limits);

/// As the options say; without a word slices where one reading would take longer than 10 s. A machine of unknown limits
/// reads it whole, and so does every one what a model that sees the whole text reads.
Reading reading_of(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                   const Roofline& limits);

/// The steps slices are taken of: 512 rows (requests times tokens), 256 where that takes longer than 3 s, in a quick
/// look 128 where that still does; never less than 8 tokens of a sequence nor more than a whole reading takes at once.
PromptSteps slice_steps(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                        const Roofline& limits);
/// The largest step slice_steps() may choose: what memory must hold.
PromptSteps largest_slice_steps(const CellKey& key, const MeasureOptions& options);

/// What one series of steps took.
struct TimedSteps {
  std::vector<double> samples_ms;
  bool disturbed = false; ///< Sampled
};
/// Times a step by these rules.
using TimedSeries = std::function<Result<TimedSteps>(const SamplingRules& rules, const std::function<Status()>& step)>;

/// Fills the state (of the whole prompt's capacity) and times a series at each depth, as many as the curve needs; where
/// one of them was disturbed no more than the first, since a bend may be what disturbed it. They share the budgets of
/// the rules; each warms up only where its program has not run yet. Sorted by depth.
Result<std::vector<Slice>> measure_slices(LoadedModel& model, State& state, const CellKey& key,
                                          const MeasureOptions& options, const PromptSteps& steps,
                                          const TimedSeries& timed);

/// Draws of the whole prompt: sums of one sample of each slice, in their order, as many as the one with fewest has.
/// Their median is the value and the interval of that median is the value's. A draw weighs one sample for all the steps
/// it stands for, so that the spread of the draws is wider than that of whole readings: an interval that is too
/// cautious rather than too sure.
std::vector<double> sums_of(const PromptSteps& steps, std::span<const Slice> slices);

/// The 95 % interval of the whole prompt where each slice has at least two samples: by the spread of samples about
/// their slice, as one share that all slices have, pooled over them, with Student's t. Rounds that refine take two of
/// each, which is too few for an interval of the draws. Nothing where a slice has one.
std::optional<Interval> interval_of_slices(int64_t prompt_tokens, std::span<const Slice> slices);

/// Any token ids: dense kernels take the same time for all of them.
std::vector<int32_t> some_tokens(int64_t count, int64_t vocab);

} // namespace pareto
