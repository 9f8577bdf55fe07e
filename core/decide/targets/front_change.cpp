// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/front_change.h"

#include "core/decide/speed_model.h"

#include <algorithm>

namespace pareto {

namespace {

struct OnFront {
  std::string model;
  double quality = 0, operations = 0, wait = 0; ///< more of the first is better, whatever the test's own direction
};

/// Of one answer, all requests together.
double operations_of(const SpeedModel& model, const OperatingPoint& at) {
  const auto steps = static_cast<double>(std::max<int64_t>(0, at.answer_tokens - 1));
  return model.prefill_work(at.context, at.requests).flops + steps * model.decode_work(at.context, at.requests).flops;
}

/// Nobody is at least as good and as cheap, and better in one of both.
std::vector<std::string> front(const std::vector<OnFront>& places, double OnFront::*cost) {
  std::vector<std::string> models;
  for (const OnFront& one : places)
    if (std::none_of(places.begin(), places.end(), [&](const OnFront& other) {
          return other.quality >= one.quality && other.*cost <= one.*cost &&
                 (other.quality > one.quality || other.*cost < one.*cost);
        }))
      models.push_back(one.model);
  return models;
}

std::vector<std::string> without(const std::vector<std::string>& all, const std::vector<std::string>& those) {
  std::vector<std::string> rest;
  for (const std::string& model : all)
    if (std::find(those.begin(), those.end(), model) == those.end())
      rest.push_back(model);
  return rest;
}

} // namespace

std::vector<std::string> FrontChange::joined() const { return without(by_wait, by_operations); }
std::vector<std::string> FrontChange::left() const { return without(by_operations, by_wait); }

FrontChange front_change(const Evidence& evidence, const Comparison& comparison) {
  FrontChange change;
  change.task = task_of(evidence, comparison);
  const double sign = higher_is_better(evidence, {Metric::Quality, change.task}) ? 1 : -1;
  std::vector<OnFront> places;
  for (const std::string& model : shown_models(evidence, comparison)) {
    const Quantity quality = evidence.value(model, Metric::Quality, comparison.at, change.task),
                   wait = evidence.value(model, Metric::AnswerTime, comparison.at);
    if (!quality.value)
      continue;
    if (!may_decide(wait)) {
      change.pending.push_back(model);
      continue;
    }
    change.models.push_back(model);
    places.push_back(
        {model, sign * *quality.value, operations_of(*evidence.formulas(model), comparison.at), *wait.value});
  }
  change.by_operations = front(places, &OnFront::operations);
  change.by_wait = front(places, &OnFront::wait);
  return change;
}

} // namespace pareto
