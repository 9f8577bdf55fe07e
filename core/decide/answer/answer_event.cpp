// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/answer_event.h"

#include "core/decide/statement_event.h"
#include "core/json_value.h"

namespace pareto {

namespace {

const char* word_of(InTime in_time) {
  switch (in_time) {
  case InTime::Yes: return "yes";
  case InTime::Open: return "open";
  case InTime::No: return "no";
  case InTime::Unknown: break;
  }
  return "unknown";
}

} // namespace

nlohmann::json verdict_event(const Answer& answer, const Evidence& evidence, const Comparison& comparison,
                             const std::string& text) {
  nlohmann::json missing = nlohmann::json::array();
  for (const Lack lack : answer.backing.missing)
    missing.push_back(to_string(lack));
  const bool chosen = answer.selected && answer.selected->whose == Selection::Whose::Chosen;
  return {{"event", "verdict"},
          {"verdict", to_string(answer.backing.badge)},
          {"of_waits_only", answer.backing.waits_only()},
          {"headline", to_string(answer.headline.kind)},
          {"chosen", chosen ? nlohmann::json(answer.selected->who.model) : nlohmann::json(nullptr)},
          {"goal", to_string(answer.headline.goal)},
          {"text", text},
          {"rests_on", figures_json(answer.backing.figures, evidence)},
          {"missing", std::move(missing)},
          {"next",
           {{"kind", to_string(answer.next.kind)},
            {"models", answer.next.models},
            {"seconds", or_null(seconds_of(evidence, comparison, answer.next))}}}};
}

nlohmann::json ceiling_event(const Ceiling& ceiling, const std::string& text) {
  nlohmann::json event = statement_json("ceiling", text);
  event.update({{"model", ceiling.of.model},
                {"share", ceiling.most.share()},
                {"operations", ceiling.most.operations},
                {"bytes", ceiling.most.bytes},
                {"time", or_null(ceiling.most.time)},
                {"begins_tokens", or_null(ceiling.begins)},
                {"source", to_string(Source::Modelled)}});
  return event;
}

nlohmann::json wait_event(const WaitBar& bar, double patience_ms, const std::string& text) {
  nlohmann::json event = statement_json("wait", text);
  event.update({{"model", bar.who.model},
                {"device", bar.who.device},
                {"reading_ms", or_null(bar.reading.value)},
                {"writing_ms", or_null(bar.writing.value)},
                {"total_ms", or_null(bar.total.value)},
                {"patience_ms", patience_ms},
                {"in_time", word_of(bar.in_time)},
                {"source", to_string(bar.total.source)}});
  return event;
}

nlohmann::json flip_event(const Flip& flip, const std::string& text) {
  nlohmann::json event = statement_json("flip", text);
  event.update({{"assumption", to_string(flip.assumption)},
                {"now", flip.now},
                {"at", or_null(flip.at)},
                {"looked_from", flip.from},
                {"looked_to", flip.to},
                {"untested_above", flip.untested}});
  if (flip.at)
    event.update({{"says", to_string(flip.then)}, {"model", flip.who.model}});
  return event;
}

nlohmann::json cell_event(const MapCell& cell, const std::string& text) {
  nlohmann::json event = statement_json("map", text);
  event.update({{"prompt_tokens", cell.prompt}, {"requests", cell.requests}, {"says", to_string(cell.state)}});
  if (cell.state == MapCell::State::Won)
    event["model"] = cell.winner.model;
  for (const Contender& who : cell.equal)
    event["equal"].push_back(who.model);
  return event;
}

} // namespace pareto
