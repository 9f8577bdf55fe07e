// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/survey.h"

#include "core/formats/config_reader.h"
#include "core/model/catalogue.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

#define PARETO_KEY(Name, name) #name,
constexpr const char* kCoverageKeys[] = {PARETO_COVERAGES(PARETO_KEY)};
constexpr const char* kAbsenceKeys[] = {PARETO_ABSENCES(PARETO_KEY)};
constexpr const char* kMissingKeys[] = {PARETO_MISSING_PARTS(PARETO_KEY)};
#undef PARETO_KEY

/// One of a closed list; nothing where the entry does not say.
template <class Kind, size_t N>
std::optional<Kind> kind_of(ConfigReader& reader, const char* key, const char* const (&keys)[N]) {
  if (!reader.has(key))
    return std::nullopt;
  const std::vector<std::string> allowed(std::begin(keys), std::end(keys));
  const auto at = std::find(allowed.begin(), allowed.end(), reader.choice(key, allowed));
  return at == allowed.end() ? std::nullopt : std::optional(static_cast<Kind>(at - allowed.begin()));
}

std::vector<std::string> words(ConfigReader& reader, const char* key) {
  std::vector<std::string> all;
  if (!reader.has(key))
    return all;
  const nlohmann::json& list = reader.json()[key];
  if (!list.is_array() || list.empty() ||
      !std::all_of(list.begin(), list.end(), [](const auto& each) { return each.is_string(); })) {
    reader.refuse(key, "must be a list of words", ErrorCode::InvalidFile);
    return all;
  }
  for (const auto& each : list)
    all.push_back(each.get<std::string>());
  return all;
}

bool in_catalogue(const std::string& id) { return find_architecture(id) != nullptr; }

/// What of the entry this catalogue can do, before its reason is asked.
struct Claims {
  std::vector<std::string> architecture, blueprint;
  std::string same_kernel, computes;
};

/// Those named that exist, then those of the same paper.
std::vector<std::string> running(const Claims& claims, const std::string& paper) {
  std::vector<std::string> ids;
  for (const std::string& id : claims.architecture)
    if (in_catalogue(id))
      ids.push_back(id);
  for (const Architecture& each : architectures())
    if (each.paper == paper && std::find(ids.begin(), ids.end(), each.id) == ids.end())
      ids.push_back(each.id);
  return ids;
}

void classify(SurveyEntry& entry, const Claims& claims) {
  if (auto ids = running(claims, entry.paper); !ids.empty()) {
    entry.coverage = SurveyClass::Runs;
    entry.through = std::move(ids);
  } else if (!claims.blueprint.empty() && std::all_of(claims.blueprint.begin(), claims.blueprint.end(), in_catalogue)) {
    entry.coverage = SurveyClass::Blueprint;
    entry.through = claims.blueprint;
  } else if (in_catalogue(claims.same_kernel)) {
    entry.coverage = SurveyClass::SameKernel;
    entry.through = {claims.same_kernel};
  } else if (in_catalogue(claims.computes)) {
    entry.through = {claims.computes};
  }
}

/// The reason of what is not here. What names a part, or an architecture that is not in the catalogue, is not built.
void explain(SurveyEntry& entry, std::optional<Absence> reason, std::optional<MissingPart> part, ConfigReader& reader) {
  if (entry.coverage != SurveyClass::NotHere)
    return;
  entry.absence = reason ? reason : part ? std::optional(Absence::NotBuilt) : std::nullopt;
  if (!entry.absence)
    reader.refuse("reason", "is missing, and nothing that the entry names is in the catalogue", ErrorCode::InvalidFile);
  else if (entry.absence == Absence::NotBuilt && !part)
    reader.refuse("missing", "must name the part that is not built", ErrorCode::InvalidFile);
  else if (entry.absence == Absence::NotBuilt)
    entry.missing = part;
}

SurveyEntry read_entry(ConfigReader reader) {
  reader.only({"id", "name", "title", "sections", "paper", "architecture", "blueprint", "same_kernel", "computes",
               "missing", "reason", "note", "note_ja"});
  SurveyEntry entry;
  entry.id = reader.stated_text("id");
  entry.name = reader.stated_text("name");
  entry.title = reader.stated_text("title");
  entry.sections = words(reader, "sections");
  entry.paper = reader.stated_text("paper");
  entry.note = reader.text("note", "");
  entry.note_ja = reader.text("note_ja", "");
  if (entry.note.empty() != entry.note_ja.empty())
    reader.refuse("note", "must stand in both languages", ErrorCode::InvalidFile);
  const Claims claims{words(reader, "architecture"), words(reader, "blueprint"), reader.text("same_kernel", ""),
                      reader.text("computes", "")};
  const auto reason = kind_of<Absence>(reader, "reason", kAbsenceKeys);
  const auto part = kind_of<MissingPart>(reader, "missing", kMissingKeys);
  classify(entry, claims);
  explain(entry, reason, part, reader);
  return entry;
}

/// Ids are told once, and every section that an entry names exists.
void check(const Survey& survey, ConfigReader& reader) {
  std::set<std::string> sections, ids;
  for (const SurveySection& section : survey.sections)
    sections.insert(section.id);
  for (size_t i = 0; i < survey.entries.size(); ++i) {
    const SurveyEntry& entry = survey.entries[i];
    ConfigReader place = reader.element("entries", i);
    if (!ids.insert(entry.id).second)
      place.refuse("id", "is told twice: '" + entry.id + "'", ErrorCode::InvalidFile);
    if (entry.sections.empty() || !std::all_of(entry.sections.begin(), entry.sections.end(),
                                               [&](const std::string& id) { return sections.count(id) > 0; }))
      place.refuse("sections", "must name sections of this file", ErrorCode::InvalidFile);
  }
}

} // namespace

const char* to_string(SurveyClass coverage) { return kCoverageKeys[static_cast<size_t>(coverage)]; }
const char* to_string(Absence absence) { return kAbsenceKeys[static_cast<size_t>(absence)]; }
const char* to_string(MissingPart part) { return kMissingKeys[static_cast<size_t>(part)]; }

std::string SurveyEntry::url() const {
  return paper.find("://") == std::string::npos ? "https://arxiv.org/abs/" + paper : paper;
}

Survey::Counts Survey::counts(std::string_view section) const {
  Counts counts{};
  for (const SurveyEntry& entry : entries)
    if (section.empty() || std::find(entry.sections.begin(), entry.sections.end(), section) != entry.sections.end())
      ++counts[static_cast<size_t>(entry.coverage)];
  return counts;
}

Result<Survey> parse_survey(const nlohmann::json& document, const std::string& file) {
  if (!document.is_object())
    return fail(ErrorCode::InvalidFile, file + " holds no survey: it must be an object.", "$");
  ConfigReader reader(document, "$", file);
  Survey survey;
  survey.source = reader.stated_text("survey");
  survey.list = reader.stated_text("list");
  survey.checked = reader.stated_text("checked");
  for (size_t i = 0; i < reader.array_size("sections") && reader.ok(); ++i) {
    ConfigReader section = reader.element("sections", i);
    survey.sections.push_back({section.stated_text("id"), section.stated_text("name"), section.stated_text("name_ja")});
  }
  for (size_t i = 0; i < reader.array_size("entries") && reader.ok(); ++i)
    survey.entries.push_back(read_entry(reader.element("entries", i)));
  if (reader.ok())
    check(survey, reader);
  PARETO_TRY(reader.status());
  return survey;
}

} // namespace pareto
