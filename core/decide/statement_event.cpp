// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/statement_event.h"

#include "core/decide/quantity_math.h"
#include "core/json_value.h"

#include <iterator>

namespace pareto {

namespace {

// In the order of each kind's enumeration.
constexpr const char* kVerdicts[] = {
    "chosen",       "equal",          "not_yet",          "alone",    "none_meets_limits", "limits_unknown", "no_value",
    "tested_short", "nothing_chosen", "outside_measured", "open_cost"};
constexpr const char* kPlaces[] = {"chosen",       "equal",          "loses_quality",    "slower",
                                   "fails_limits", "limits_unknown", "no_value",         "preview",
                                   "disturbed",    "suspect",        "outside_measured", "untested",
                                   "waiting",      "alone",          "open_cost",        "other_size"};
constexpr const char* kChoices[] = {"nothing_yet",    "incomparable", "not_yet", "tested_short", "limits_unknown",
                                    "nothing_passes", "only_one",     "tie",     "best",         "range"};
constexpr const char* kCrossings[] = {"alone", "too_little", "known"};
constexpr const char* kMemory[] = {"nothing_chosen", "one", "range"};
static_assert(std::size(kVerdicts) == static_cast<size_t>(Verdict::Kind::OpenCost) + 1 &&
              std::size(kPlaces) == static_cast<size_t>(Ranked::Kind::OtherSize) + 1);
static_assert(std::size(kChoices) == static_cast<size_t>(Choice::Kind::Range) + 1 &&
              std::size(kCrossings) == static_cast<size_t>(Crossings::Kind::Known) + 1);
static_assert(std::size(kMemory) == static_cast<size_t>(MemoryNeed::Kind::Range) + 1);

template <class Kind>
size_t at(Kind kind) {
  return static_cast<size_t>(kind);
}

struct Says {
  const char* operator()(const Verdict& said) const { return kVerdicts[at(said.kind)]; }
  const char* operator()(const Ranked& said) const { return kPlaces[at(said.kind)]; }
  const char* operator()(const Choice& said) const { return kChoices[at(said.kind)]; }
  const char* operator()(const Crossings& said) const { return kCrossings[at(said.kind)]; }
  const char* operator()(const MemoryNeed& said) const { return kMemory[at(said.kind)]; }
  const char* operator()(const Qualities&) const { return ""; }
  const char* operator()(const OtherSizes&) const { return ""; }
  const char* operator()(const Provenance&) const { return ""; }
};

const char* name_of(QualityUnit unit) {
  switch (unit) {
  case QualityUnit::RightOf100: return "right of 100";
  case QualityUnit::BitsPerByte: return "bits per byte";
  case QualityUnit::Perplexity: return "perplexity";
  case QualityUnit::Score: return "score";
  case QualityUnit::LogLoss: return "nll";
  case QualityUnit::Nats: return "nats";
  case QualityUnit::Points: return "points";
  case QualityUnit::Unknown: break;
  }
  return "unknown";
}

std::string unit_of(const Figure& figure, const Evidence& evidence) {
  if (figure.crossing)
    return *figure.crossing == Along::Context ? "tokens" : "requests";
  if (figure.month)
    return to_string(*figure.month);
  switch (row_of(figure.axis.metric).unit) {
  case Unit::Milliseconds: return "ms";
  case Unit::TokensPerSecond: return "tokens/s";
  case Unit::Bytes: return "bytes";
  case Unit::Joules: return "J";
  case Unit::OfTest: break;
  }
  return name_of(quality_unit(evidence, figure.axis.quality_metric));
}

nlohmann::json ends_of(const Quantity& q) {
  return q.ci95 ? nlohmann::json{q.ci95->low, q.ci95->high} : nlohmann::json(nullptr);
}

/// "quiet", "preview", "disturbed", "suspect", "modelled", "missing"
const char* state_of(const Quantity& q) {
  if (!q.value)
    return "missing";
  if (q.reach == Reach::Beyond && q.source == Source::Modelled)
    return "modelled";
  if (q.condition != Condition::Quiet)
    return to_string(q.condition);
  return q.preview ? "preview" : to_string(Condition::Quiet);
}

nlohmann::json json_of(const Figure& figure, const Evidence& evidence) {
  const Quantity& q = figure.quantity;
  nlohmann::json json{{"model", figure.of.model},
                      {"device", figure.of.device},
                      {"metric", figure.month ? "cost_a_month" : to_string(figure.axis.metric)},
                      {"unit", unit_of(figure, evidence)},
                      {"value", or_null(q.value)},
                      {"ci95", ends_of(q)},
                      {"source", to_string(q.source)},
                      {"context_tokens", figure.at.context},
                      {"requests", figure.at.requests},
                      {"size", figure.size.empty() ? nlohmann::json(nullptr) : nlohmann::json(figure.size)},
                      {"parameters", or_null(figure.parameters)}};
  if (figure.axis.metric == Metric::Quality)
    json["test"] = figure.axis.quality_metric;
  if (figure.crossing)
    json["crossing"] = *figure.crossing == Along::Context ? "context" : "requests";
  if (q.value)
    json.update({{"n", q.n},
                 {"reach", to_string(q.reach)},
                 {"preview", q.preview},
                 {"state", state_of(q)},
                 {"reproduce", q.cells}});
  else
    json["reason"] = q.why;
  return json;
}

} // namespace

nlohmann::json shortlist_event(const Ranked& place, const Evidence& evidence, const std::string& text,
                               const std::string& why) {
  nlohmann::json event = event_of(place, evidence, text);
  const auto quantity = [&](RankedFigure figure) {
    return place.figures.size() > figure ? place.figures[figure].quantity : Quantity();
  };
  const Quantity wait = quantity(kWaitFigure), quality = quantity(kQualityFigure);
  event.update({{"event", "shortlist"},
                {"model", place.who.model},
                {"device", place.who.device},
                {"group", to_string(group_of(place.kind))},
                {"wait_ms", {{"value", or_null(wait.value)}, {"ci95", ends_of(wait)}}},
                {"quality", {{"value", or_null(quality.value)}, {"ci95", ends_of(quality)}}},
                {"memory_bytes", or_null(quantity(kMemoryFigure).value)},
                {"state", state_of(quantity(kGoalFigure))},
                {"why", why}});
  const std::string task =
      place.figures.size() > kQualityFigure ? place.figures[kQualityFigure].axis.quality_metric : std::string();
  event["quality"]["metric"] = task.empty() ? nlohmann::json(nullptr) : nlohmann::json(task);
  return event;
}

const char* says(const AnyStatement& statement) { return std::visit(Says(), statement); }

nlohmann::json figures_json(const std::vector<Figure>& figures, const Evidence& evidence) {
  nlohmann::json all = nlohmann::json::array();
  for (const Figure& figure : figures)
    all.push_back(json_of(figure, evidence));
  return all;
}

nlohmann::json statement_json(const char* kind, const std::string& text) {
  return {{"event", "statement"}, {"kind", kind}, {"text", text}};
}

nlohmann::json event_of(const AnyStatement& statement, const Evidence& evidence, const std::string& text) {
  nlohmann::json event = statement_json(kind_of(statement), text);
  event["sure"] = to_string(base_of(statement).sure);
  event["figures"] = figures_json(base_of(statement).figures, evidence);
  if (*says(statement) != '\0')
    event["says"] = says(statement);
  return event;
}

} // namespace pareto
