// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/target_wait.h"

#include "core/measure/reuse.h"
#include "core/translatable.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace pareto {

namespace {

Quantity in_ms(const TimeBand& band) {
  Quantity q;
  q.value = 1e3 * band.middle;
  q.ci95 = Interval{1e3 * band.low, 1e3 * band.high};
  q.source = Source::Modelled;
  q.reach = Reach::Beyond;
  return q;
}

Quantity without(const char* why) {
  Quantity q;
  q.gap = Gap::NotStated;
  q.why = why;
  return q;
}

Quantity quantity_of(const std::optional<TimeBand>& band, const char* why) {
  return band ? in_ms(*band) : without(why);
}

Quantity wait_of(const Quantity& ttft, const Quantity& tpot, int64_t answer_tokens) {
  if (!ttft.value || !tpot.value)
    return without((ttft.value ? tpot : ttft).why.c_str());
  const auto times = static_cast<double>(std::max<int64_t>(0, answer_tokens - 1));
  Quantity q = ttft;
  q.value = *ttft.value + times * *tpot.value;
  q.ci95 = Interval{ttft.ci95->low + times * tpot.ci95->low, ttft.ci95->high + times * tpot.ci95->high};
  return q;
}

} // namespace

WeightWidth width_of(const Footprint& footprint) {
  return width_of(8 * static_cast<double>(footprint.weight_bytes()) /
                  std::max(1.0, static_cast<double>(footprint.parameters())));
}

Quantity target_tpot(const SpeedBands& bands, const Machine& machine, const SpeedModel& model, const Workload& workload,
                     SpeedGroup group) {
  const StepWork step = model.decode_work(workload.prompt_tokens, workload.requests);
  return quantity_of(bands.step(machine, group, step, workload.requests),
                     PARETO_TEXT("Core", "The data sheet of this machine states no memory bandwidth."));
}

Quantity target_ttft(const SpeedBands& bands, const Machine& machine, const SpeedModel& model, const Workload& workload,
                     SpeedGroup group) {
  const double weights = model.decode_work(workload.prompt_tokens, workload.requests).weight_bytes;
  return quantity_of(
      bands.reading(machine, group,
                    model.reading_work(workload.prompt_tokens,
                                       reused_tokens(workload.prompt_tokens, workload.reused_share), workload.requests),
                    weights),
      PARETO_TEXT("Core", "The data sheet of this machine states no rate of operations."));
}

std::pair<Backed, Backed> target_backing(const SpeedBands& bands, const Machine& machine, const SpeedModel& model,
                                         int requests, SpeedGroup group) {
  const WeightWidth width = width_of(model.footprint());
  return {bands.backing(machine, RunPhase::Prefill, group, width),
          bands.backing(machine, requests > 1 ? RunPhase::Batch : RunPhase::Decode, group, width)};
}

TargetWait target_wait(const SpeedBands& bands, const Machine& machine, const SpeedModel& model,
                       const Workload& workload, SpeedGroup group) {
  TargetWait wait;
  wait.tpot = target_tpot(bands, machine, model, workload, group);
  wait.ttft = target_ttft(bands, machine, model, workload, group);
  wait.wait = wait_of(wait.ttft, wait.tpot, workload.answer_tokens);
  std::tie(wait.reading, wait.writing) = target_backing(bands, machine, model, workload.requests, group);
  return wait;
}

} // namespace pareto
