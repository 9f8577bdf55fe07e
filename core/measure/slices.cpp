// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/slices.h"

#include "core/model/denoising.h"
#include "core/numeric/difference.h"
#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace pareto {

namespace {

constexpr double kLongPrompt = 10;           ///< seconds of one reading, beyond which it is sliced
constexpr double kLongStep = 3;              ///< seconds of one step
constexpr double kUsualShare = 0.7;          ///< of a machine's limits that prefill reaches
constexpr int64_t kRows[] = {512, 256, 128}; ///< of a step; the last for a quick look
constexpr int64_t kLeastTokens = 8;          ///< of a sequence: chunked kernels read several at once
constexpr double kBend = 0.02;               ///< of a step's time that a straight line may miss
constexpr double kNoiseOfOne = 0.025;        ///< of a single sample, which shows none
constexpr size_t kMostDepths = 9;

StepShape shape_of_step(const CellKey& key, int64_t tokens) {
  return {key.batch, static_cast<int>(tokens), tokens > 1 ? Phase::Prefill : Phase::Decode};
}

double step_seconds(const Footprint& footprint, const CellKey& key, int64_t tokens, int64_t depth,
                    const Roofline& limits) {
  const Cost cost = footprint.step_cost(shape_of_step(key, tokens), depth);
  return limits.at_least(kSlowestMachine).seconds(cost.bytes(), cost.flops) / kUsualShare;
}

PromptSteps steps_of_rows(const CellKey& key, const MeasureOptions& options, int64_t rows) {
  const int64_t tokens = std::max(kLeastTokens, rows / key.batch);
  return {key.prompt_tokens, std::min({tokens, options.prefill_step, key.prompt_tokens})};
}

/// The full steps, by depth; the odd last one is none of them.
std::vector<const Slice*> full_slices(const PromptSteps& steps, std::span<const Slice> slices) {
  std::vector<const Slice*> full;
  for (const Slice& slice : slices)
    if (slice.tokens == steps.tokens)
      full.push_back(&slice);
  std::sort(full.begin(), full.end(), [](const Slice* a, const Slice* b) { return a->depth < b->depth; });
  return full;
}

/// Half of what its samples differ by: with two or three of them nothing finer can be said.
double noise_of(const Slice& slice) {
  if (slice.samples_ms.size() == 1)
    return kNoiseOfOne * slice.samples_ms.front();
  const auto [low, high] = std::minmax_element(slice.samples_ms.begin(), slice.samples_ms.end());
  return (*high - *low) / 2;
}

bool is_straight(const Slice& below, const Slice& middle, const Slice& above) {
  const double share = static_cast<double>(middle.depth - below.depth) / static_cast<double>(above.depth - below.depth),
               a = median(below.samples_ms), b = median(above.samples_ms), m = median(middle.samples_ms),
               noise = noise_of(middle) + (1 - share) * noise_of(below) + share * noise_of(above);
  return std::abs(a + share * (b - a) - m) <= std::max(kBend * m, noise);
}

/// A prompt while it is measured.
class SlicedPrompt {
public:
  SlicedPrompt(LoadedModel& model, const CellKey& key, const MeasureOptions& options, const PromptSteps& steps,
               State& state, const TimedSeries& timed)
      : m_model(model), m_key(key), m_options(options), m_steps(steps), m_timed(timed),
        m_sequence(model, state, key.batch) {}

  Result<std::vector<Slice>> run() {
    const Graph step = m_model.model().record(shape_of_step(m_key, m_steps.tokens));
    const std::vector<int64_t> depths = first_depths(step, m_steps, grows(), m_options.preview);
    m_parts = static_cast<double>(depths.size()) + (m_steps.rest() > 0 ? 1 : 0);
    PARETO_TRY(take(depths));
    while (!m_options.preview && !m_disturbed && !cancelled()) {
      const std::vector<int64_t> more = bends(m_steps, m_slices);
      if (more.empty())
        break;
      PARETO_TRY(take(more));
    }
    if (m_steps.rest() > 0)
      PARETO_TRY(take(m_steps.full() * m_steps.tokens, m_steps.rest()));
    std::sort(m_slices.begin(), m_slices.end(), [](const Slice& a, const Slice& b) { return a.depth < b.depth; });
    return m_slices;
  }

private:
  bool cancelled() const { return m_options.cancelled && m_options.cancelled(); }

  bool grows() const {
    const auto cost = [&](int64_t depth) {
      return m_model.footprint().step_cost(shape_of_step(m_key, m_steps.tokens), depth);
    };
    const Cost near = cost(0), far = cost(m_steps.last());
    return far.flops > 1.001 * near.flops || far.bytes() > 1.001 * near.bytes();
  }

  Status take(const std::vector<int64_t>& depths) {
    for (int64_t depth : depths)
      PARETO_TRY(take(depth, m_steps.tokens));
    return {};
  }

  Status take(int64_t depth, int64_t tokens) {
    const StepShape shape = shape_of_step(m_key, tokens);
    PARETO_TRY(m_model.program(shape, LogitRows::Last)); // compiled before anything is timed
    const std::vector<int32_t> ids = some_tokens(tokens * m_key.batch, m_model.model().spec().vocab);
    SamplingRules rules = m_options.rules;
    rules.budget_seconds /= m_parts;
    rules.repeat_seconds /= m_parts;
    if (m_warm == shape) // its memory was touched
      rules.warm_up = 0;
    m_warm = shape;
    const auto step = [&]() -> Status {
      m_sequence.set_position(depth);
      PARETO_TRY_ASSIGN(program, m_sequence.step(ids, LogitRows::Last));
      static_cast<void>(program);
      return {};
    };
    PARETO_TRY_ASSIGN(timed, m_timed(rules, step));
    m_slices.push_back({depth, tokens, std::move(timed.samples_ms)});
    m_disturbed = m_disturbed || timed.disturbed;
    return {};
  }

  LoadedModel& m_model;
  const CellKey& m_key;
  const MeasureOptions& m_options;
  const PromptSteps m_steps;
  const TimedSeries& m_timed;
  SequenceBatch m_sequence;
  std::vector<Slice> m_slices;
  std::optional<StepShape> m_warm;
  double m_parts = 1; ///< that share the budget
  bool m_disturbed = false;
};

} // namespace

std::vector<double> steps_by_depth(const PromptSteps& steps, std::span<const int64_t> depths) {
  std::vector<double> counts(depths.size(), 0.0);
  size_t above = 0;
  for (int64_t i = 0; i < steps.full(); ++i) {
    const int64_t depth = i * steps.tokens;
    while (above < depths.size() && depths[above] < depth)
      ++above;
    if (above == depths.size()) {
      counts.back() += 1;
    } else if (above == 0 || depths[above] == depth) {
      counts[above] += 1;
    } else {
      const double share =
          static_cast<double>(depth - depths[above - 1]) / static_cast<double>(depths[above] - depths[above - 1]);
      counts[above - 1] += 1 - share;
      counts[above] += share;
    }
  }
  return counts;
}

namespace {

/// A slice, and for how many steps of the prompt it stands.
struct WeighedSlice {
  const Slice* slice;
  double steps;
};
std::vector<WeighedSlice> weighed(const PromptSteps& steps, std::span<const Slice> slices) {
  const std::vector<const Slice*> full = full_slices(steps, slices);
  std::vector<int64_t> depths;
  for (const Slice* slice : full)
    depths.push_back(slice->depth);
  const std::vector<double> counts = steps_by_depth(steps, depths);
  std::vector<WeighedSlice> all;
  for (size_t i = 0; i < full.size(); ++i)
    all.push_back({full[i], counts[i]});
  for (const Slice& slice : slices)
    if (slice.tokens != steps.tokens)
      all.push_back({&slice, 1});
  return all;
}

} // namespace

double prompt_ms(const PromptSteps& steps, std::span<const Slice> slices, size_t pass) {
  double sum = 0;
  for (const WeighedSlice& each : weighed(steps, slices))
    sum += each.steps * each.slice->samples_ms[pass];
  return sum;
}

std::optional<Interval> interval_of_slices(int64_t prompt_tokens, std::span<const Slice> slices) {
  if (slices.empty())
    return std::nullopt;
  PromptSteps steps{prompt_tokens, 1};
  for (const Slice& slice : slices)
    steps.tokens = std::max(steps.tokens, slice.tokens);
  double sum = 0, weight = 0, squares = 0;
  int degrees = 0;
  for (const auto& [slice, count] : weighed(steps, slices)) {
    const double middle = median(slice->samples_ms), part = count * middle;
    const auto n = static_cast<int>(slice->samples_ms.size());
    if (n < 2 || middle <= 0)
      return std::nullopt;
    for (const double ms : slice->samples_ms)
      squares += (ms / middle - 1) * (ms / middle - 1);
    degrees += n - 1;
    sum += part;
    weight += part * part / n;
  }
  if (degrees == 0)
    return std::nullopt;
  const double half = student_quantile(0.05, degrees) * std::sqrt(squares / degrees * weight);
  return Interval{sum - half, sum + half};
}

std::vector<double> sums_of(const PromptSteps& steps, std::span<const Slice> slices) {
  size_t passes = slices.empty() ? 0 : SIZE_MAX;
  for (const Slice& slice : slices)
    passes = std::min(passes, slice.samples_ms.size());
  std::vector<double> sums;
  for (size_t pass = 0; pass < passes; ++pass)
    sums.push_back(prompt_ms(steps, slices, pass));
  return sums;
}

std::vector<int64_t> first_depths(const Graph& step, const PromptSteps& steps, bool grows, bool quick) {
  std::set<int64_t> depths{steps.last()};
  if (grows || !quick)
    depths.insert(0);
  if (grows && !quick)
    depths.insert(steps.step_at(steps.last() / 2));
  for (const StateDecl& state : step.states()) {
    const int64_t end = state.window + state.pinned, after = (end + steps.tokens - 1) / steps.tokens * steps.tokens;
    if (state.kind != StateKind::Ring || after >= steps.last())
      continue;
    depths.insert(after);
    depths.insert(std::max<int64_t>(0, (end - steps.tokens) / steps.tokens * steps.tokens));
  }
  return {depths.begin(), depths.end()};
}

std::vector<int64_t> bends(const PromptSteps& steps, std::span<const Slice> slices) {
  const std::vector<const Slice*> full = full_slices(steps, slices);
  std::set<int64_t> known, found;
  for (const Slice* slice : full)
    known.insert(slice->depth);
  for (size_t i = 1; i + 1 < full.size(); ++i) {
    if (is_straight(*full[i - 1], *full[i], *full[i + 1]))
      continue;
    for (const Slice* other : {full[i - 1], full[i + 1]})
      if (const int64_t depth = steps.step_at((full[i]->depth + other->depth) / 2); !known.count(depth))
        found.insert(depth);
  }
  if (known.size() + found.size() > kMostDepths)
    return {};
  return {found.begin(), found.end()};
}

Cost prompt_cost(const Footprint& footprint, const CellKey& key, int64_t tokens) {
  const Denoising& how = footprint.denoising();
  const int64_t canvas = how.canvas ? how.block : 0, prompt = key.prompt_tokens - canvas;
  const PromptSteps steps{prompt, std::min(tokens, prompt)};
  Cost total;
  for (int64_t i = 0; i < steps.full(); ++i)
    total += footprint.step_cost(shape_of_step(key, steps.tokens), i * steps.tokens);
  if (steps.rest() > 0)
    total += footprint.step_cost(shape_of_step(key, steps.rest()), steps.full() * steps.tokens);
  if (canvas > 0)
    total += footprint.step_cost(shape_of_step(key, canvas), prompt, LogitRows::Block);
  return total;
}

double expected_prompt_seconds(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                               const Roofline& limits) {
  const PromptSteps steps{key.prompt_tokens, std::min(options.prefill_step, key.prompt_tokens)};
  // Half of the way stands for the mean step: cost grows at most linearly with depth, windows aside.
  const double mean = step_seconds(footprint, key, steps.tokens, steps.last() / 2, limits);
  return mean * static_cast<double>(steps.prompt) / static_cast<double>(steps.tokens);
}

double expected_slices_seconds(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                               const Roofline& limits) {
  const PromptSteps steps = slice_steps(footprint, key, options, limits);
  return (options.preview ? 2 : 3) * step_seconds(footprint, key, steps.tokens, steps.last() / 2, limits);
}

Reading reading_of(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                   const Roofline& limits) {
  if (key.kind == CellKey::Kind::Prefill && !footprint.denoising().steps_alike())
    return Reading::Whole;
  if (options.how)
    return *options.how;
  return key.kind == CellKey::Kind::Prefill && limits.known() &&
                 expected_prompt_seconds(footprint, key, options, limits) > kLongPrompt
             ? Reading::Slices
             : Reading::Whole;
}

PromptSteps slice_steps(const Footprint& footprint, const CellKey& key, const MeasureOptions& options,
                        const Roofline& limits) {
  PromptSteps steps;
  for (int64_t rows : kRows) {
    if (rows == std::end(kRows)[-1] && !options.preview)
      break;
    steps = steps_of_rows(key, options, rows);
    if (!limits.known() || step_seconds(footprint, key, steps.tokens, steps.last() / 2, limits) <= kLongStep)
      break;
  }
  return steps;
}

PromptSteps largest_slice_steps(const CellKey& key, const MeasureOptions& options) {
  return steps_of_rows(key, options, kRows[0]);
}

Result<std::vector<Slice>> measure_slices(LoadedModel& model, State& state, const CellKey& key,
                                          const MeasureOptions& options, const PromptSteps& steps,
                                          const TimedSeries& timed) {
  state.fill_seeded(1, key.prompt_tokens); // once for all depths: a step reads what lies before its position
  return SlicedPrompt(model, key, options, steps, state, timed).run();
}

std::vector<int32_t> some_tokens(int64_t count, int64_t vocab) {
  std::vector<int32_t> tokens(static_cast<size_t>(count));
  for (size_t i = 0; i < tokens.size(); ++i)
    tokens[i] = static_cast<int32_t>((i * 7919 + 13) % static_cast<size_t>(vocab));
  return tokens;
}

} // namespace pareto
