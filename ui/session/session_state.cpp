// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_state.h"

#include "core/formats/config_reader.h"

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr const char* kAlong[] = {"context", "requests"};
constexpr const char* kCompared[] = {"models", "devices"};
constexpr Range<int64_t> kContexts{1, int64_t{1} << 24}, kRequests{1, 1024}, kAnswers{1, 1 << 20};
constexpr int64_t kLongestPrompt = 1 << 20; ///< of a workload

nlohmann::json axisJson(const AxisChoice& axis) {
  return {{"metric", to_string(axis.metric)}, {"quality", axis.quality_metric}};
}

/// The otherwise given axis where the stored one is of a version that had other metrics.
AxisChoice axisFrom(const nlohmann::json& view, const char* key, const AxisChoice& otherwise) {
  const nlohmann::json stored = view.value(key, nlohmann::json::object());
  const auto text = [&](const char* part) {
    return stored.is_object() && stored.contains(part) && stored[part].is_string() ? stored[part].get<std::string>()
                                                                                   : std::string();
  };
  const auto metric = metric_from_string(text("metric"));
  return metric ? AxisChoice{*metric, text("quality")} : otherwise;
}

nlohmann::json viewJson(const ViewState& view) {
  return {{"context", view.at.context},
          {"requests", view.at.requests},
          {"answer_tokens", view.at.answer_tokens},
          {"device", view.at.device},
          {"reused_share", view.at.reused_share},
          {"limits", to_json(view.limits)},
          {"x", axisJson(view.x)},
          {"y", axisJson(view.y)},
          {"times", view.times},
          {"lost", view.lost},
          {"latency", to_string(view.latency_metric)},
          {"along", kAlong[static_cast<size_t>(view.along)]},
          {"compared", kCompared[static_cast<size_t>(view.compared)]},
          {"model", view.model},
          {"goal", to_string(view.goal)},
          {"task", view.task},
          {"selected", view.selected},
          {"hidden", view.hidden}};
}

ViewState viewFrom(ConfigReader& reader) {
  ViewState view;
  const nlohmann::json& json = reader.json();
  view.at = {reader.integer("context", kContexts, view.at.context),
             static_cast<int>(reader.integer("requests", kRequests, view.at.requests)),
             reader.integer("answer_tokens", kAnswers, view.at.answer_tokens), reader.text("device", {}),
             reader.number("reused_share", {0, 1}, 0)};
  view.limits = limits_from_json(json.value("limits", nlohmann::json::object()));
  view.x = axisFrom(json, "x", view.x);
  view.y = axisFrom(json, "y", view.y);
  view.times = reader.boolean("times", false);
  view.lost = reader.boolean("lost", false);
  view.latency_metric =
      metric_from_string(reader.text("latency", to_string(view.latency_metric))).value_or(view.latency_metric);
  view.along =
      reader.choice("along", {kAlong[0], kAlong[1]}, kAlong[0]) == kAlong[1] ? Along::Requests : Along::Context;
  view.compared = reader.choice("compared", {kCompared[0], kCompared[1]}, kCompared[0]) == kCompared[1]
                      ? Compared::Devices
                      : Compared::Models;
  view.model = reader.text("model", {});
  view.goal = goal_from_string(reader.text("goal", to_string(view.goal))).value_or(view.goal);
  view.task = reader.text("task", {});
  view.selected = reader.text("selected", {});
  for (const nlohmann::json& id : json.value("hidden", nlohmann::json::array()))
    if (id.is_string())
      view.hidden.push_back(id.get<std::string>());
  return view;
}

/// A document may have no model while it is edited; a file may not.
Result<Study> studyFrom(nlohmann::json document, const std::string& file) {
  const bool empty = document.is_object() && document.value("models", nlohmann::json()).empty();
  if (empty)
    document["models"] = {"-"};
  PARETO_TRY_ASSIGN(study, study_from_json(document, file));
  if (empty)
    study.models.clear();
  return study;
}

} // namespace

nlohmann::json to_json(const SessionState& state) {
  return {{"paretoscope_session", 1},           {"study", to_json(state.study)}, {"file", state.file.toStdString()},
          {"store", state.store.toStdString()}, {"dirty", state.dirty},          {"named", state.named},
          {"view", viewJson(state.view)}};
}

Result<SessionState> session_state_from_json(const nlohmann::json& document, const std::string& file) {
  ConfigReader reader(document, "$", file);
  reader.integer("paretoscope_session", {1, 1});
  SessionState state;
  state.file = QString::fromStdString(reader.text("file", {}));
  state.store = QString::fromStdString(reader.text("store", {}));
  state.dirty = reader.boolean("dirty", false);
  state.named = reader.boolean("named", !state.file.isEmpty());
  PARETO_TRY(reader.status());
  if (state.store.isEmpty() || !document.contains("study") || !document.contains("view") ||
      !document["view"].is_object())
    return fail(ErrorCode::InvalidFile, file + " holds no session: it must name a study, its store and a view.", file);
  PARETO_TRY_ASSIGN(study, studyFrom(document["study"], file));
  state.study = std::move(study);
  ConfigReader view(document["view"], "$.view", file);
  state.view = viewFrom(view);
  PARETO_TRY(view.status());
  if (!document["study"].contains("workload")) { // earlier versions kept the place with the view alone
    state.study.workload.prompt_tokens = std::min(state.view.at.context, kLongestPrompt);
    state.study.workload.requests = state.view.at.requests;
  }
  return state;
}

} // namespace pareto::ui
