// SPDX-License-Identifier: GPL-3.0-or-later
// phrases: what to say in a meeting, and the plan from a pilot to a full roll-out.
#include "app/engine/commands.h"
#include "app/engine/study_evidence.h"
#include "core/decide/plan/meeting.h"
#include "core/decide/statement_event.h"
#include "core/decide/words/plan_words.h"
#include "core/decide/workload_point.h"

#include <memory>

namespace pareto::engine {

namespace {

struct PhrasesRequest {
  std::string study, store;
};

nlohmann::json event_of(const Phrase& phrase, const Evidence& evidence, const std::string& text) {
  return {{"event", "phrase"},
          {"kind", to_string(phrase.kind)},
          {"model", phrase.who.model},
          {"sure", to_string(phrase.sure)},
          {"figures", figures_json(phrase.figures, evidence)},
          {"text", text}};
}

nlohmann::json event_of(const PlanStage& stage, const std::string& text) {
  nlohmann::json gates = nlohmann::json::array();
  for (const Gate& gate : stage.gates)
    gates.push_back({{"kind", to_string(gate.kind)}, {"metric", to_string(gate.metric)}, {"most", gate.most}});
  return {{"event", "plan"},
          {"stage", to_string(stage.stage)},
          {"share", stage.share ? nlohmann::json(*stage.share) : nlohmann::json(nullptr)},
          {"per_day", stage.per_day ? nlohmann::json(*stage.per_day) : nlohmann::json(nullptr)},
          {"gates", std::move(gates)},
          {"text", text}};
}

void report_plan(const Speech& speech, const PilotPlan& plan, const Output& out) {
  const std::string headline = plan_headline(speech, plan);
  out.line({{"event", "plan"}, {"stage", nullptr}, {"text", headline}}, headline);
  if (!plan.who)
    return;
  if (plan.can_be_tried())
    for (const PlanStage& stage : plan.stages)
      out.line(event_of(stage, stage_text(speech, stage)), stage_text(speech, stage));
  for (const SampleSize& size : plan.sizes)
    out.line({{"event", "pilot_size"},
              {"points", size.points},
              {"items", size.items},
              {"share_known", plan.share_known},
              {"text", size_text(speech, plan, size)}},
             size_text(speech, plan, size));
  for (const CheckItem& item : plan.checklist)
    out.line({{"event", "check"}, {"text", check_text(speech, item)}}, check_text(speech, item));
}

Status phrases(const PhrasesRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(study, study_named(request.study));
  PARETO_TRY_ASSIGN(evidence, evidence_of(study, request.store, "phrases", out));
  Comparison comparison;
  comparison.at = point_of(evidence.study().workload);
  PARETO_TRY_ASSIGN(rule, rule_named(request.study));
  follow(comparison, std::move(rule));
  const Answer all = answer(evidence, comparison);
  const Meeting notes = meeting(evidence, comparison, all);
  const Voice english;
  const Speech speech{english, evidence, comparison};
  for (const Phrase& phrase : notes.phrases) {
    const std::string text = phrase_text(speech, phrase);
    out.line(event_of(phrase, evidence, text), text);
  }
  report_plan(speech, notes.plan, out);
  return {};
}

} // namespace

Action declare_phrases(Options& options) {
  const auto request = std::make_shared<PhrasesRequest>();
  options.word(request->study, "STUDY", "A study document, or quick-look");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite) that run wrote");
  return [request](const Output& out) { return phrases(*request, out); };
}

} // namespace pareto::engine
