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

double SpeedModel::least_prefill_ms(int64_t prompt, int requests, const Calibration& limits) const {
  if (const auto known = m_prefill_work.find(prompt); known != m_prefill_work.end())
    return least_ms(known->second, requests, limits);
  Work work;
  for (int64_t done = 0; done < prompt; done += prefill_step()) {
    const int64_t tokens = std::min(prefill_step(), prompt - done);
    const auto cost_of = [&](const Graph& graph) {
      return step_cost(graph, m_footprint.options(), done, m_footprint.formats());
    };
    const Cost cost = tokens == prefill_step() ? cost_of(m_prefill)
                                               : cost_of(m_model.record({1, static_cast<int>(tokens), Phase::Prefill}));
    work.weight_bytes += cost.weight_bytes;
    work.bytes_per_request += cost.state_bytes;
    work.flops_per_request += cost.flops;
  }
  m_prefill_work[prompt] = work;
  return least_ms(work, requests, limits);
}

} // namespace pareto
