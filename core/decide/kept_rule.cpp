// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/kept_rule.h"

#include <utility>

namespace pareto {

namespace {

constexpr const char *kLimits = "limits", *kGoal = "goal", *kTask = "task"; ///< as core/study/study.cpp lets them pass

std::string text_at(const nlohmann::json& document, const char* key) {
  const auto found = document.find(key);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

KeptRule kept_rule_from(const nlohmann::json& document) {
  KeptRule rule;
  if (document.contains(kLimits))
    rule.limits = limits_from_json(document[kLimits]);
  rule.goal = goal_from_string(text_at(document, kGoal)).value_or(rule.goal);
  rule.task = text_at(document, kTask);
  return rule;
}

void follow(Comparison& comparison, KeptRule rule) {
  comparison.limits = std::move(rule.limits);
  comparison.goal = rule.goal;
  comparison.task = std::move(rule.task);
}

void keep_rule(nlohmann::json& document, const KeptRule& rule) {
  const KeptRule own;
  if (rule.limits != own.limits)
    document[kLimits] = to_json(rule.limits);
  if (rule.goal != own.goal)
    document[kGoal] = to_string(rule.goal);
  if (!rule.task.empty())
    document[kTask] = rule.task;
}

} // namespace pareto
