// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/survey_report.h"

#include "app/engine/survey_text.h"
#include "core/decide/words/survey_words.h"
#include "core/formats/strict_json.h"

#include <algorithm>
#include <cstdio>

namespace pareto::engine {

namespace {

nlohmann::json counts_of(const Survey::Counts& counts) {
  nlohmann::json object = nlohmann::json::object();
  for (size_t i = 0; i < counts.size(); ++i)
    object[to_string(static_cast<SurveyClass>(i))] = counts[i];
  return object;
}

nlohmann::json event_of(const SurveyEntry& entry) {
  nlohmann::json event{{"event", "survey_entry"},    {"id", entry.id},
                       {"name", entry.name},         {"title", entry.title},
                       {"sections", entry.sections}, {"paper", entry.paper},
                       {"url", entry.url()},         {"class", to_string(entry.coverage)},
                       {"through", entry.through},   {"text", coverage_text(Voice(), entry)},
                       {"reason", nlohmann::json()}, {"missing", nlohmann::json()},
                       {"note", entry.note},         {"note_ja", entry.note_ja}};
  if (entry.absence)
    event["reason"] = to_string(*entry.absence);
  if (entry.missing)
    event["missing"] = to_string(*entry.missing);
  return event;
}

std::string line_of(const SurveyEntry& entry) {
  char text[160];
  std::snprintf(text, sizeof text, "  %-34s %-12s ", entry.name.c_str(),
                coverage_name(Voice(), entry.coverage).c_str());
  return text + coverage_text(Voice(), entry) + (entry.note.empty() ? "" : " " + entry.note);
}

void report_section(const Survey& survey, const SurveySection& section, const Output& out) {
  const Survey::Counts counts = survey.counts(section.id);
  out.line(
      {{"event", "survey_section"}, {"section", section.id}, {"name", section.name}, {"counts", counts_of(counts)}},
      section.id + " " + section.name + ": " + counts_text(Voice(), counts));
  if (out.json())
    return; // an entry of several sections is one event
  for (const SurveyEntry& entry : survey.entries)
    if (std::find(entry.sections.begin(), entry.sections.end(), section.id) != entry.sections.end())
      out.line({}, line_of(entry));
}

} // namespace

Status report_survey(const Output& out) {
  PARETO_TRY_ASSIGN(document, parse_strict_json(survey_text(), "survey.json"));
  PARETO_TRY_ASSIGN(survey, parse_survey(document, "survey.json"));
  for (const SurveySection& section : survey.sections)
    report_section(survey, section, out);
  if (out.json())
    for (const SurveyEntry& entry : survey.entries)
      out.line(event_of(entry), "");
  const Survey::Counts all = survey.counts();
  out.line({{"event", "survey"},
            {"source", survey.source},
            {"list", survey.list},
            {"checked", survey.checked},
            {"entries", survey.entries.size()},
            {"counts", counts_of(all)}},
           std::to_string(survey.entries.size()) + " representatives of " + survey.source + " (" + survey.list +
               ", read " + survey.checked + "): " + counts_text(Voice(), all));
  return {};
}

} // namespace pareto::engine
