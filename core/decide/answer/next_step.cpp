// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/next_step.h"

#include "core/decide/speed_model.h"
#include "core/measure/slices.h"
#include "core/study/forecast.h"

#include <algorithm>
#include <iterator>

namespace pareto {

namespace {

constexpr const char* kKinds[] = {"measure_here", "refine", "own_text", "own_model", "measure_there", "nothing"};
static_assert(std::size(kKinds) == static_cast<size_t>(NextStep::Kind::Nothing) + 1);

/// Models whose places are of one of these kinds, each once.
std::vector<std::string> models_of(const std::vector<Ranked>& places, std::initializer_list<Ranked::Kind> kinds) {
  std::vector<std::string> models;
  for (const Ranked& place : places)
    if (std::find(kinds.begin(), kinds.end(), place.kind) != kinds.end() &&
        std::find(models.begin(), models.end(), place.who.model) == models.end())
      models.push_back(place.who.model);
  return models;
}

/// Models whose wait would decide if it were measured: those without one, and those whose wait decides nothing so far.
struct Waiting {
  std::vector<std::string> unmeasured, undecided;

  void look_at(const std::string& model, const Quantity& wait) {
    std::vector<std::string>& models = wait.value && held_by(wait) != Held::Modelled ? undecided : unmeasured;
    if (is_pending(wait) && std::find(models.begin(), models.end(), model) == models.end())
      models.push_back(model);
  }
};

/// What an estimate counts with before the device's first run, which begins by calibrating it.
Calibration limits_or_usual(const Evidence& evidence, const std::string& device) {
  if (const Calibration* known = evidence.limits(device); known && known->roofline.known())
    return *known;
  Calibration usual;
  usual.roofline = kUsualMachine;
  return usual;
}

/// The workload's own place of these models, once each.
std::vector<PlannedWork> work_of(const Evidence& evidence, const Comparison& comparison,
                                 const std::vector<std::string>& models, bool early) {
  Study study = evidence.study();
  study.workload.prompt_tokens = comparison.at.context;
  study.workload.requests = comparison.at.requests;
  std::vector<PlannedWork> work;
  for (const std::string& model : models) {
    const SpeedModel* formulas = evidence.formulas(model);
    if (!formulas)
      continue;
    for (CellKey key : workload_places(study)) {
      key.model = model;
      key.device = shown_device(evidence, comparison);
      const PlannedCell cell{key, 0, early, early};
      const MeasureOptions options = options_of(study, cell);
      work.push_back({cell, options,
                      expected_seconds(formulas->footprint(), cell, options, limits_or_usual(evidence, key.device)),
                      formulas->footprint().weight_bytes()});
    }
  }
  return work;
}

NextStep measured(const Evidence& evidence, const Comparison& comparison, NextStep::Kind kind,
                  std::vector<std::string> models) {
  if (comparison.compared == Compared::Models && evidence.is_elsewhere(shown_device(evidence, comparison)))
    return {NextStep::Kind::MeasureThere, std::move(models)};
  return {kind, std::move(models)};
}

/// First those of which nothing is known: a quick round is cheap.
std::optional<NextStep> of_waits(const Evidence& evidence, const Comparison& comparison, Waiting waiting) {
  if (!waiting.unmeasured.empty())
    return measured(evidence, comparison, NextStep::Kind::MeasureHere, std::move(waiting.unmeasured));
  if (!waiting.undecided.empty())
    return measured(evidence, comparison, NextStep::Kind::Refine, std::move(waiting.undecided));
  return std::nullopt;
}

NextStep of_quality(const Evidence& evidence, const Comparison& comparison) {
  NextStep step{NextStep::Kind::OwnText, {}};
  for (const std::string& model : shown_models(evidence, comparison))
    if (evidence.facts(model).has_weights)
      step.models.push_back(model);
  if (step.models.empty())
    step.kind = NextStep::Kind::OwnModel;
  return step;
}

} // namespace

const char* to_string(NextStep::Kind kind) { return kKinds[static_cast<size_t>(kind)]; }

NextStep next_step(const Evidence& evidence, const Comparison& comparison, const std::vector<Ranked>& places,
                   const Backing& backing) {
  Waiting waiting;
  for (const Ranked& place : places)
    if (place.kind != Ranked::Kind::OtherSize)
      waiting.look_at(place.who.model, place.figures[kWaitFigure].quantity);
  if (const auto step = of_waits(evidence, comparison, std::move(waiting)))
    return *step;
  if (std::vector<std::string> equal = models_of(places, {Ranked::Kind::Equal}); equal.size() > 1)
    return measured(evidence, comparison, NextStep::Kind::Refine, std::move(equal));
  const bool of_quality_lacks = std::any_of(backing.missing.begin(), backing.missing.end(), [](Lack lack) {
    return lack == Lack::Quality || lack == Lack::QualityLength || lack == Lack::QualityOfSize;
  });
  return of_quality_lacks ? of_quality(evidence, comparison) : NextStep();
}

std::optional<double> seconds_of(const Evidence& evidence, const Comparison& comparison, const NextStep& step) {
  const bool early = step.kind == NextStep::Kind::MeasureHere;
  if (!early && step.kind != NextStep::Kind::Refine)
    return std::nullopt;
  return Forecast().left(work_of(evidence, comparison, step.models, early), {});
}

NextStep step_for(const Evidence& evidence, const Comparison& comparison, const AxisChoice& axis) {
  if (axis.metric == Metric::Quality)
    return of_quality(evidence, comparison);
  Waiting waiting;
  for (const Contender& who : contenders(evidence, comparison))
    waiting.look_at(who.model, evidence.value(who.model, axis.metric, place_on(comparison.at, who)));
  return of_waits(evidence, comparison, std::move(waiting)).value_or(NextStep());
}

} // namespace pareto
