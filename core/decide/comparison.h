// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/axis.h"
#include "core/decide/evidence.h"
#include "core/decide/limits.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// What stands beside what: the models of the study on one of its devices, or its devices for one of its models.
enum class Compared : uint8_t { Models, Devices };

/// What the least of is chosen, of those that meet the limits and lose no quality. Cost: of a month at the workload, in
/// the cheapest of the ways whose cost depends on the model; which of two is lower: core/decide/cost/cost_order.
enum class Goal : uint8_t { ShortestWait, LeastMemory, LowestCost };
inline constexpr size_t kGoals = static_cast<size_t>(Goal::LowestCost) + 1;
const char* to_string(Goal goal); ///< "wait", "memory", "cost"
std::optional<Goal> goal_from_string(std::string_view word);
std::vector<std::string> goal_words();
std::optional<Metric> metric_of(Goal goal); ///< the wait per answer, the memory; none: cost stands on no axis
/// Whether a choice by it tells whose wait is shorter: then that nobody answers in time, or that waits are alike, is
/// said over it.
bool is_of_waits(Goal goal);

/// A question to the evidence: where one looks, what is compared, on which axes, within which limits.
struct Comparison {
  OperatingPoint at;
  Limits limits = default_limits();
  AxisChoice x{Metric::Tpot, {}};
  AxisChoice y{Metric::Quality, "fda_acc"};
  Metric latency_metric = Metric::Tpot; ///< whose curves are asked for their crossings: one of MetricKind::Speed
  Along along = Along::Context;         ///< curves: against context or against requests
  Compared compared = Compared::Models; ///< on at.device, or for `model`
  std::string model;                    ///< Compared::Devices: whose devices; empty = the baseline
  std::vector<std::string> hidden;      ///< models that are left out
  Goal goal = Goal::ShortestWait;
  std::string task; ///< the test on which nothing may be lost; empty = task_of() finds one
};

/// The test by which the rule of choice judges quality, whatever the axes show: the one chosen, else the one on an
/// axis, else first_test(); empty where none is known.
std::string task_of(const Evidence& evidence, const Comparison& comparison);
/// The same question with that test named: who asks it at many places looks for it once.
Comparison with_task(const Evidence& evidence, Comparison comparison);

/// The axis that shows quality, y before x; nullptr where neither does.
const AxisChoice* quality_axis(const Comparison& comparison);

/// Where curves are drawn and where they are asked for: tokens of context, or requests.
Interval span_of(Along along);

/// Models of the study that are compared: not hidden, opened and of the baseline's size.
std::vector<std::string> shown_models(const Evidence& evidence, const Comparison& comparison);
/// Those not hidden and opened that are of another size: named under this reason, never set beside the others.
std::vector<std::string> other_sizes(const Evidence& evidence, const Comparison& comparison);
/// The device that is looked at.
std::string shown_device(const Evidence& evidence, const Comparison& comparison);
/// Compared::Devices: the model whose devices are compared; empty where no model is shown.
std::string compared_model(const Evidence& evidence, const Comparison& comparison);
/// In the order of the study.
std::vector<Contender> contenders(const Evidence& evidence, const Comparison& comparison);
/// What the others are compared with: the study's baseline, or its first device.
Contender baseline_of(const Evidence& evidence, const Comparison& comparison);
/// The devices that take part, each once.
std::vector<std::string> devices_of(const std::vector<Contender>& contenders);
/// The same place on a contender's device.
OperatingPoint place_on(const OperatingPoint& at, const Contender& contender);

/// Where the values of all that is compared lie on an axis; none where none has a value.
std::optional<Interval> range_of(const Evidence& evidence, const Comparison& comparison, const AxisChoice& axis);

} // namespace pareto
