// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/speed_model.h"

#include "core/graph/cost.h"
#include "core/measure/runner.h"

#include <algorithm>
#include <utility>

namespace pareto {

namespace {

int64_t prefill_step() { return MeasureOptions{}.prefill_step; }

} // namespace

SpeedModel::SpeedModel(const Model& model, Footprint footprint)
    : m_footprint(std::move(footprint)), m_decode(model.record({1, 1, Phase::Decode})),
      m_prefill(model.record({1, static_cast<int>(prefill_step()), Phase::Prefill})), m_model(model) {}

double SpeedModel::least_ms(const Work& work, int requests, const Calibration& limits) {
  if (!limits.roofline.known())
    return 0;
  const double bytes = work.weight_bytes + requests * work.bytes_per_request, flops = requests * work.flops_per_request;
  return 1e3 * limits.roofline.seconds(bytes, flops);
}

double SpeedModel::least_decode_ms(int64_t context, int requests, const Calibration& limits) const {
  const auto known = m_decode_work.find(context);
  if (known != m_decode_work.end())
    return least_ms(known->second, requests, limits);
  const Cost cost = step_cost(m_decode, m_footprint.options(), context, m_footprint.formats());
  return least_ms(m_decode_work[context] = {cost.weight_bytes, cost.state_bytes, cost.flops}, requests, limits);
}

SpeedModel::Work SpeedModel::prefill_work(const Graph& graph, int64_t done) const {
  const Cost cost = step_cost(graph, m_footprint.options(), done, m_footprint.formats());
  return {cost.weight_bytes, cost.state_bytes, cost.flops};
}

const SpeedModel::Work& SpeedModel::whole_steps(size_t count) const {
  while (m_whole_steps.size() <= count) {
    const Work step = prefill_work(m_prefill, static_cast<int64_t>(m_whole_steps.size() - 1) * prefill_step());
    Work sum = m_whole_steps.back();
    sum.weight_bytes += step.weight_bytes;
    sum.bytes_per_request += step.bytes_per_request;
    sum.flops_per_request += step.flops_per_request;
    m_whole_steps.push_back(sum);
  }
  return m_whole_steps[count];
}

double SpeedModel::least_prefill_ms(int64_t prompt, int requests, const Calibration& limits) const {
  if (const auto known = m_prefill_work.find(prompt); known != m_prefill_work.end())
    return least_ms(known->second, requests, limits);
  const int64_t whole = prompt / prefill_step(), rest = prompt % prefill_step();
  Work work = whole_steps(static_cast<size_t>(whole));
  if (rest > 0) {
    const Graph graph = m_model.record({1, static_cast<int>(rest), Phase::Prefill});
    const Work last = prefill_work(graph, whole * prefill_step());
    work.weight_bytes += last.weight_bytes;
    work.bytes_per_request += last.bytes_per_request;
    work.flops_per_request += last.flops_per_request;
  }
  return least_ms(m_prefill_work[prompt] = work, requests, limits);
}

} // namespace pareto
