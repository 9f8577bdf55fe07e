// SPDX-License-Identifier: GPL-3.0-or-later
// published: which comparisons of quality are published, and what they say.
#include "app/engine/commands.h"
#include "app/engine/study_evidence.h"
#include "core/decide/words/metric_words.h"
#include "core/formats/strict_json.h"
#include "core/quality/published_groups.h"
#include "core/spelling.h"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace pareto::engine {

namespace {

struct PublishedRequest {
  std::string task = "any";
  std::optional<std::string> group, architecture;
  std::optional<double> billions;
  std::vector<std::string> metrics;
};

std::string size_text(const Voice& voice, const PublishedGroup& group) {
  if (group.sizes.empty())
    return "size not printed";
  const std::string least = parameters_text(voice, group.sizes.front());
  return group.sizes.size() == 1 ? least : least + " to " + parameters_text(voice, group.sizes.back());
}

void report_group(const Voice& voice, const PublishedGroup& group, const Output& out) {
  char text[400];
  std::snprintf(text, sizeof text, "%-28s %-20s %2zu architectures, %2zu tests (%s)  %s", group.id.c_str(),
                size_text(voice, group).c_str(), group.architectures.size(), group.metrics.size(),
                joined(group.tasks, ", ").c_str(), group.source.c_str());
  out.line({{"event", "published_group"},
            {"group", group.id},
            {"source", group.source},
            {"title", group.title},
            {"url", group.url},
            {"sizes", group.sizes},
            {"architectures", group.architectures},
            {"metrics", group.metrics},
            {"tasks", group.tasks},
            {"training_tokens", group.training_tokens},
            {"corpus", group.corpus},
            {"controlled", group.controlled},
            {"compares_formats", group.compares_formats}},
           text);
}

nlohmann::json event_of(const PublishedResult& row) {
  const auto maybe = [](const auto& value) { return value ? nlohmann::json(*value) : nlohmann::json(nullptr); };
  return {{"event", "published"},
          {"group", row.group},
          {"architecture", row.architecture},
          {"model", row.model},
          {"parameters", row.params},
          {"metric", row.metric},
          {"value", row.value},
          {"printed", maybe(row.printed)},
          {"ci95", row.ci95 ? nlohmann::json::array({row.ci95->low, row.ci95->high}) : nlohmann::json(nullptr)},
          {"items", row.items},
          {"unit", row.unit},
          {"better", row.higher_is_better ? "higher" : "lower"},
          {"eval_context", row.eval_context},
          {"weight_format", row.weight_format},
          {"kv_format", row.kv_format},
          {"model_gib", maybe(row.model_gib)},
          {"linear_per_attention", maybe(row.linear_per_attention)},
          {"source", row.source()},
          {"table", row.table}};
}

void report_rows(const Voice& voice, const PublishedResults& results, const PublishedGroup& group,
                 const PublishedRequest& request, const Output& out) {
  for (const PublishedResult& row : results.rows()) {
    if (row.group != group.id || (!request.metrics.empty() && std::find(request.metrics.begin(), request.metrics.end(),
                                                                        row.metric) == request.metrics.end()))
      continue;
    const std::string value = estimate_text(voice, row.value, row.ci95, NumberFormat::Number);
    char text[400];
    std::snprintf(text, sizeof text, "%-40s %-34s %s %s%s  (%s, %s)", row.model.c_str(),
                  test_name(voice, row.metric).c_str(), value.c_str(), row.unit.c_str(),
                  row.printed ? ", the mean of what is printed" : "", row.source().c_str(), row.table.c_str());
    out.line(event_of(row), text);
  }
  for (const PublishedNote& note : results.notes(group.id))
    out.line({{"event", "note"}, {"group", group.id}, {"text", note.english}}, "note: " + note.english);
  for (const std::string& id : group.architectures)
    if (const std::string what = results.architecture(id); !what.empty())
      out.line({{"event", "note"}, {"architecture", id}, {"text", what}}, id + ": " + what);
}

Status list_published(const PublishedRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(results, published_results());
  const std::vector<PublishedGroup> groups = published_groups(*results);
  const Voice english;
  if (request.group) {
    std::vector<std::string> ids;
    for (const PublishedGroup& group : groups) {
      ids.push_back(group.id);
      if (group.id == *request.group) {
        report_group(english, group, out);
        report_rows(english, *results, group, request, out);
        return {};
      }
    }
    const std::string nearest = nearest_spelling(*request.group, ids);
    return fail(ErrorCode::NotFound,
                "There is no group '" + *request.group + "'" +
                    (nearest.empty() ? "; without --group all are listed." : "; did you mean '" + nearest + "'?"),
                "--group");
  }
  GroupQuestion question;
  if (request.billions)
    question.params = static_cast<int64_t>(*request.billions * 1e9);
  question.task = request.task == "any" ? "" : request.task;
  question.architecture = request.architecture.value_or("");
  for (const PublishedGroup& group : groups_for(groups, question))
    report_group(english, group, out);
  return {};
}

} // namespace

Action declare_published(Options& options) {
  const auto request = std::make_shared<PublishedRequest>();
  options.text(request->group, "--group", "ID", "All values of this comparison, with what to beware of");
  options.names(request->metrics, "--metric", "TEST,...", "Of it these tests alone");
  options.number(request->billions, "--size", 1e-4, 1e4, "Comparisons of models of so many billion parameters");
  options.choice(request->task, "--task", {"any", "lookup", "questions", "long", "text", "formats"},
                 "Comparisons that say something of this task");
  options.text(request->architecture, "--architecture", "ID", "Comparisons that have this architecture");
  return [request](const Output& out) { return list_published(*request, out); };
}

} // namespace pareto::engine
