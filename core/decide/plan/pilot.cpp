// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/plan/pilot.h"

#include "core/model/catalogue.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kStageNames[] = {"pilot", "limited", "full"};
static_assert(std::size(kStageNames) == kStages);
constexpr const char* kGates[] = {"wait", "limit", "quality", "load", "monitor"};
static_assert(std::size(kGates) == static_cast<size_t>(Gate::Kind::Monitor) + 1);
constexpr double kTwoSided = 1.959964, kPower = 0.841621; // normal quantiles of 0.975 and 0.8

/// The share right of what is compared with, where its test counts right answers.
void take_share(PilotPlan& plan, const Evidence& evidence, const Comparison& comparison, const Answer& answer) {
  const Ranked* place = place_of(answer, *plan.against);
  if (!place || quality_unit(evidence, task_of(evidence, comparison)) != QualityUnit::RightOf100)
    return;
  const Quantity& quality = place->figures[kQualityFigure].quantity;
  if (!quality.value || quality.reach == Reach::Beyond)
    return;
  plan.share_known = true;
  plan.share = std::clamp(*quality.value / 100, 0.01, 0.99);
}

std::vector<Gate> gates_of(const Comparison& comparison, const Answer& answer) {
  std::vector<Gate> gates{{Gate::Kind::Wait, Metric::AnswerTime, answer.patience_ms}};
  for (const auto& [metric, limit] : comparison.limits)
    gates.push_back({Gate::Kind::Limit, metric, limit});
  return gates;
}

void add_stages(PilotPlan& plan, const Evidence& evidence, const Comparison& comparison, const Answer& answer) {
  const CostInputs& cost = evidence.study().cost;
  const auto volume = cost[CostField::RequestsPerDay].value, busiest = cost[CostField::BusiestHourShare].value;
  for (size_t i = 0; i < kStages; ++i) {
    PlanStage& stage = plan.stages[i];
    stage.stage = static_cast<Stage>(i);
    stage.gates = gates_of(comparison, answer);
    if (stage.stage == Stage::Pilot) {
      stage.gates.push_back({Gate::Kind::Quality, Metric::Quality, kPointsAllowed});
      continue;
    }
    stage.share = stage.stage == Stage::Limited ? kLimitedShare : 1;
    stage.gates.push_back({Gate::Kind::Monitor, Metric::Tpot, 0});
    if (!volume)
      continue;
    stage.per_day = *volume * *stage.share;
    if (busiest)
      stage.gates.push_back({Gate::Kind::Load, Metric::Tpot, *stage.per_day * *busiest / 3600});
  }
}

std::vector<CheckItem> checklist_of(const Evidence& evidence, const Answer& answer, const Contender& who) {
  const ModelFacts& facts = evidence.facts(who.model);
  const Ranked* place = place_of(answer, who);
  const auto figure = [&](RankedFigure at) { return place ? place->figures[at].quantity : Quantity(); };
  const Architecture* built_in = find_architecture(facts.architecture);
  const auto& capacity = answer.tiles[static_cast<size_t>(TileKind::Memory)].capacity; // of whom the answer speaks
  const Quantity memory = figure(kMemoryFigure);
  const Quantity wait = figure(kWaitFigure);
  std::optional<bool> fits, measured;
  if (may_decide(wait) || !wait.value || held_by(wait) == Held::Modelled)
    measured = may_decide(wait);
  if (capacity && memory.value)
    fits = *memory.value <= static_cast<double>(*capacity);
  return {{CheckItem::Kind::Weights, facts.has_weights, {}},
          {CheckItem::Kind::Measured, measured, {}},
          {CheckItem::Kind::Kernel, built_in != nullptr, built_in ? built_in->paper : std::string()},
          {CheckItem::Kind::Fits, fits, {}},
          {CheckItem::Kind::Quality, figure(kQualityFigure).value.has_value(), {}}};
}

/// Built-in shapes have a size; what lies in files has none.
PilotNeeds needs_of(const ModelFacts& facts, const Ranked* place, double patience_ms) {
  const bool held = facts.has_weights && facts.untrained.empty();
  if (!held && facts.size.empty())
    return PilotNeeds::Training;
  if (place && in_time(place->figures[kWaitFigure].quantity, patience_ms) == InTime::No)
    return PilotNeeds::Patience;
  return held ? PilotNeeds::Nothing : PilotNeeds::Trained;
}

} // namespace

const char* to_string(Stage stage) { return kStageNames[static_cast<size_t>(stage)]; }
const char* to_string(Gate::Kind kind) { return kGates[static_cast<size_t>(kind)]; }

int64_t pilot_items(double share, double points) {
  const double d = points / 100, z = kTwoSided + kPower;
  return static_cast<int64_t>(std::ceil(2 * share * (1 - share) * z * z / (d * d) - 1e-9));
}

PilotPlan pilot_plan(const Evidence& evidence, const Comparison& comparison, const Answer& answer) {
  PilotPlan plan;
  if (!answer.selected || !answer.selected->names_somebody())
    return plan;
  plan.who = answer.selected->who;
  plan.chosen = answer.selected->whose == Selection::Whose::Chosen;
  plan.against = answer.headline.baseline;
  plan.patience_ms = answer.patience_ms;
  plan.needs = needs_of(evidence.facts(plan.who->model), place_of(answer, *plan.who), answer.patience_ms);
  plan.checklist = checklist_of(evidence, answer, *plan.who);
  if (!plan.can_be_tried())
    return plan;
  take_share(plan, evidence, comparison, answer);
  for (const double points : {1.0, 2.0, 3.0, 5.0, 10.0})
    plan.sizes.push_back({points, pilot_items(plan.share, points)});
  add_stages(plan, evidence, comparison, answer);
  return plan;
}

} // namespace pareto
