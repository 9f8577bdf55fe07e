// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/speed_model.h"

#include "core/graph/cost.h"
#include "core/graph/operation.h"
#include "core/measure/answer_step.h"
#include "core/measure/runner.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace pareto {

namespace {

int64_t prefill_step() { return MeasureOptions{}.prefill_step; }
StepShape prompt_step(int64_t tokens) { return {1, static_cast<int>(tokens), Phase::Prefill}; }

StepWork plus(StepWork sum, const StepWork& other) {
  sum.weight_bytes += other.weight_bytes;
  sum.state_bytes += other.state_bytes;
  sum.flops += other.flops;
  sum.mixing_flops += other.mixing_flops;
  return sum;
}

StepWork times_all(StepWork one, double count) {
  one.weight_bytes *= count;
  one.state_bytes *= count;
  one.flops *= count;
  one.mixing_flops *= count;
  return one;
}

/// Whether the middle lies on the line through both ends, at this part of the way.
bool is_between(const StepWork& middle, const StepWork& first, const StepWork& last, double at) {
  const auto on_line = [&](double StepWork::*part) {
    const double line = first.*part + at * (last.*part - first.*part);
    return std::abs(middle.*part - line) <= 1e-12 * std::abs(line);
  };
  return on_line(&StepWork::weight_bytes) && on_line(&StepWork::state_bytes) && on_line(&StepWork::flops) &&
         on_line(&StepWork::mixing_flops);
}

/// Weights are read once, however many requests there are.
StepWork times(StepWork one, int requests) {
  one.state_bytes *= requests;
  one.flops *= requests;
  one.mixing_flops *= requests;
  return one;
}

double least_ms(const StepWork& work, const Calibration& limits) {
  return limits.roofline.known() ? 1e3 * limits.roofline.seconds(work.weight_bytes + work.state_bytes, work.flops) : 0;
}

} // namespace

SpeedModel::SpeedModel(Footprint footprint) : m_footprint(std::move(footprint)) {}

void SpeedModel::set_denoising_steps(int64_t steps) {
  if (steps != m_denoising_steps)
    m_decode_work.clear();
  m_denoising_steps = steps;
}

SpeedModel::Work SpeedModel::work_of(StepShape shape, int64_t done, LogitRows rows) const {
  Work work;
  for (const auto& [op, cost] : m_footprint.operation_costs(shape, done, rows)) {
    work.weight_bytes += cost.weight_bytes;
    work.state_bytes += cost.state_bytes;
    work.flops += cost.flops;
    work.mixing_flops += operation(op).mixes_tokens ? cost.flops : 0; // projections are matrices like any other
  }
  return work;
}

const SpeedModel::Work& SpeedModel::decode_step(int64_t context) const {
  const auto known = m_decode_work.find(context);
  if (known != m_decode_work.end())
    return known->second;
  if (!denoising().denoises())
    return m_decode_work[context] = work_of({1, 1, Phase::Decode}, context);
  CellKey key;
  key.context = context;
  key.denoising_steps = m_denoising_steps;
  const AnswerStep step = answer_step(denoising(), key);
  return m_decode_work[context] = times_all(work_of(step.shape, step.depth, LogitRows::Block), step.per_token);
}

/// What a step costs is a straight line of its depth up to where a window is full: where the middle of a range lies on
/// the line through its ends, all between do.
SpeedModel::Work SpeedModel::whole_steps(const Step& first, const Step& last) const {
  const int64_t count = last.index - first.index + 1;
  if (count == 1)
    return first.work;
  if (count == 2)
    return plus(first.work, last.work);
  const Step middle = whole_step(first.index + (count - 1) / 2);
  const double at = static_cast<double>(middle.index - first.index) / static_cast<double>(count - 1);
  if (is_between(middle.work, first.work, last.work, at))
    return times_all(plus(first.work, last.work), static_cast<double>(count) / 2);
  return plus(whole_steps(first, middle), whole_steps(whole_step(middle.index + 1), last));
}

SpeedModel::Step SpeedModel::whole_step(int64_t index) const {
  return {index, work_of(prompt_step(prefill_step()), index * prefill_step())};
}

const SpeedModel::Work& SpeedModel::prompt_steps(int64_t prompt) const {
  if (const auto known = m_prefill_work.find(prompt); known != m_prefill_work.end())
    return known->second;
  CellKey key;
  key.prompt_tokens = prompt;
  const int64_t length = denoising().canvas ? prompt : first_token_length(denoising(), key);
  if (denoising().sight == Sight::Whole)
    return m_prefill_work[prompt] = work_of(prompt_step(length), 0, LogitRows::Block);
  const int64_t whole = length / prefill_step(), rest = length % prefill_step();
  Work work = whole > 0 ? whole_steps(whole_step(0), whole_step(whole - 1)) : Work();
  if (rest > 0)
    work = plus(work, work_of(prompt_step(rest), whole * prefill_step()));
  if (denoising().canvas)
    work = plus(work, work_of(prompt_step(denoising().block), prompt, LogitRows::Block));
  return m_prefill_work[prompt] = work;
}

StepWork SpeedModel::decode_work(int64_t context, int requests) const { return times(decode_step(context), requests); }
StepWork SpeedModel::prefill_work(int64_t prompt, int requests) const { return times(prompt_steps(prompt), requests); }

StepWork SpeedModel::reading_work(int64_t prompt, int64_t reused, int requests) const {
  StepWork work = prefill_work(prompt, requests);
  if (reused <= 0)
    return work;
  const StepWork before = prefill_work(reused, requests);
  work.weight_bytes -= before.weight_bytes;
  work.state_bytes -= before.state_bytes;
  work.flops -= before.flops;
  work.mixing_flops -= before.mixing_flops;
  return work;
}

double SpeedModel::least_decode_ms(int64_t context, int requests, const Calibration& limits) const {
  return least_ms(decode_work(context, requests), limits);
}

double SpeedModel::least_prefill_ms(int64_t prompt, int requests, const Calibration& limits) const {
  return least_ms(prefill_work(prompt, requests), limits);
}

} // namespace pareto
