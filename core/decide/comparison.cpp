// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/comparison.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

std::vector<std::string> used_models(const Evidence& evidence, const Comparison& comparison, bool compared) {
  std::vector<std::string> used;
  for (const std::string& model : evidence.models())
    if (evidence.facts(model).opened() && evidence.is_compared(model) == compared &&
        std::find(comparison.hidden.begin(), comparison.hidden.end(), model) == comparison.hidden.end())
      used.push_back(model);
  return used;
}

struct GoalRow {
  const char* word;
  std::optional<Metric> metric;
};
constexpr GoalRow kGoalRows[] = {{"wait", Metric::AnswerTime}, {"memory", Metric::Memory}, {"cost", std::nullopt}};
static_assert(std::size(kGoalRows) == kGoals);

} // namespace

const std::string& device_at(const Study& study, const OperatingPoint& at) {
  return at.device.empty() ? study.devices.front() : at.device;
}

const char* to_string(Goal goal) { return kGoalRows[static_cast<size_t>(goal)].word; }
std::optional<Metric> metric_of(Goal goal) { return kGoalRows[static_cast<size_t>(goal)].metric; }

bool is_of_waits(Goal goal) { return metric_of(goal) == Metric::AnswerTime; }

std::vector<std::string> goal_words() {
  std::vector<std::string> words;
  for (const GoalRow& row : kGoalRows)
    words.emplace_back(row.word);
  return words;
}

std::optional<Goal> goal_from_string(std::string_view word) {
  for (size_t i = 0; i < kGoals; ++i)
    if (word == kGoalRows[i].word)
      return static_cast<Goal>(i);
  return std::nullopt;
}

std::string task_of(const Evidence& evidence, const Comparison& comparison) {
  if (!comparison.task.empty())
    return comparison.task;
  const AxisChoice* axis = quality_axis(comparison);
  return axis ? axis->quality_metric : first_test(evidence).value_or("");
}

Comparison with_task(const Evidence& evidence, Comparison comparison) {
  comparison.task = task_of(evidence, comparison);
  return comparison;
}

const AxisChoice* quality_axis(const Comparison& comparison) {
  if (comparison.y.metric == Metric::Quality)
    return &comparison.y;
  return comparison.x.metric == Metric::Quality ? &comparison.x : nullptr;
}

Interval span_of(Along along) { return along == Along::Context ? Interval{128, 65'536} : Interval{1, 64}; }

std::vector<std::string> shown_models(const Evidence& evidence, const Comparison& comparison) {
  return used_models(evidence, comparison, true);
}
std::vector<std::string> other_sizes(const Evidence& evidence, const Comparison& comparison) {
  return used_models(evidence, comparison, false);
}
std::string shown_device(const Evidence& evidence, const Comparison& comparison) {
  return device_at(evidence.study(), comparison.at);
}

std::string compared_model(const Evidence& evidence, const Comparison& comparison) {
  const std::vector<std::string> shown = shown_models(evidence, comparison);
  for (const std::string& model : {comparison.model, evidence.study().effective_baseline()})
    if (std::find(shown.begin(), shown.end(), model) != shown.end())
      return model;
  return shown.empty() ? std::string() : shown.front();
}

std::vector<Contender> contenders(const Evidence& evidence, const Comparison& comparison) {
  std::vector<Contender> all;
  if (comparison.compared == Compared::Models) {
    for (const std::string& model : shown_models(evidence, comparison))
      all.push_back({model, shown_device(evidence, comparison)});
  } else if (const std::string model = compared_model(evidence, comparison); !model.empty()) {
    for (const std::string& device : evidence.devices())
      all.push_back({model, device});
  }
  return all;
}

Contender baseline_of(const Evidence& evidence, const Comparison& comparison) {
  if (comparison.compared == Compared::Models)
    return {evidence.study().effective_baseline(), shown_device(evidence, comparison)};
  return {compared_model(evidence, comparison), evidence.devices().front()};
}

std::vector<std::string> devices_of(const std::vector<Contender>& contenders) {
  std::vector<std::string> devices;
  for (const Contender& contender : contenders)
    if (std::find(devices.begin(), devices.end(), contender.device) == devices.end())
      devices.push_back(contender.device);
  return devices;
}

OperatingPoint place_on(const OperatingPoint& at, const Contender& contender) {
  OperatingPoint place = at;
  place.device = contender.device;
  return place;
}

std::optional<Interval> range_of(const Evidence& evidence, const Comparison& comparison, const AxisChoice& axis) {
  std::optional<Interval> range;
  for (const Contender& contender : contenders(evidence, comparison))
    if (const auto value =
            evidence.value(contender.model, axis.metric, place_on(comparison.at, contender), axis.quality_metric).value)
      range = range ? Interval{std::min(range->low, *value), std::max(range->high, *value)} : Interval{*value, *value};
  return range;
}

} // namespace pareto
