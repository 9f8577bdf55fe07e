// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/knowledge.h"

#include "core/formats/config_reader.h"

#include <algorithm>

namespace pareto {

namespace {

/// A day as "2026-11-29".
bool is_day(const std::string& text) {
  constexpr std::string_view kForm = "0000-00-00";
  return text.size() == kForm.size() && std::equal(text.begin(), text.end(), kForm.begin(), [](char got, char form) {
           return form == '0' ? got >= '0' && got <= '9' : got == form;
         });
}

void read_source(ConfigReader& reader, Sourced& fact) {
  fact.source = reader.stated_text("source");
  fact.checked = reader.stated_text("checked");
  if (reader.ok() && fact.source.rfind("https://", 0) != 0)
    reader.refuse("source", "must be an address (https://)", ErrorCode::InvalidFile);
  if (reader.ok() && !is_day(fact.checked))
    reader.refuse("checked", "must be a day such as 2026-11-29", ErrorCode::InvalidFile);
}

/// A name; {"inside": names}; false: it is not there; null: not known. The key itself must be there.
Support read_support(ConfigReader& reader, const char* key) {
  const auto found = reader.json().find(key);
  if (found == reader.json().end()) {
    reader.refuse(key, "is missing; null says that it is not known", ErrorCode::InvalidFile);
    return {};
  }
  if (found->is_null())
    return {};
  if (found->is_boolean() && !found->get<bool>())
    return {Support::Kind::No, {}};
  if (found->is_object()) {
    ConfigReader inside = reader.child(key);
    return {Support::Kind::Inside, inside.stated_text("inside")};
  }
  return {Support::Kind::Yes, reader.stated_text(key)};
}

ReleasedModel read_release(ConfigReader reader) {
  reader.only({"name", "sizes", "licence", "source", "checked"});
  ReleasedModel release;
  release.name = reader.stated_text("name");
  release.sizes = reader.stated_text("sizes");
  release.licence = reader.text("licence", "");
  read_source(reader, release);
  return release;
}

std::pair<std::string, Knowledge> read_architecture(ConfigReader reader) {
  std::vector<std::string> known{"id", "released"};
  known.insert(known.end(), kLibraryKeys.begin(), kLibraryKeys.end());
  reader.only(known);
  Knowledge knowledge;
  for (size_t i = 0; i < kLibraries; ++i)
    knowledge.support[i] = read_support(reader, kLibraryKeys[i]);
  if (!reader.has("released"))
    reader.refuse("released", "is missing; an empty list says that none is known", ErrorCode::InvalidFile);
  for (size_t i = 0; reader.ok() && i < reader.array_size("released"); ++i)
    knowledge.released.push_back(read_release(reader.element("released", i)));
  return {reader.stated_text("id"), std::move(knowledge)};
}

/// Every library of the list, in any order.
void read_libraries(ConfigReader& reader, KnowledgeBook& book) {
  const std::vector<std::string> ids(kLibraryKeys.begin(), kLibraryKeys.end());
  for (size_t i = 0; reader.ok() && i < reader.array_size("libraries"); ++i) {
    ConfigReader library = reader.element("libraries", i);
    const std::string id = library.choice("id", ids);
    const auto at = static_cast<size_t>(std::find(ids.begin(), ids.end(), id) - ids.begin());
    book.libraries[at].name = library.stated_text("name");
    read_source(library, book.libraries[at]);
  }
  for (size_t i = 0; reader.ok() && i < kLibraries; ++i)
    if (book.libraries[i].name.empty())
      reader.refuse("libraries", "must name " + ids[i], ErrorCode::InvalidFile);
}

} // namespace

const Knowledge* KnowledgeBook::find(std::string_view id) const {
  const auto found = architectures.find(id);
  return found == architectures.end() ? nullptr : &found->second;
}

Result<KnowledgeBook> parse_knowledge(const nlohmann::json& document, const std::string& file) {
  ConfigReader reader(document, "$", file);
  KnowledgeBook book;
  read_libraries(reader, book);
  for (size_t i = 0; reader.ok() && i < reader.array_size("architectures"); ++i) {
    ConfigReader place = reader.element("architectures", i);
    auto [id, knowledge] = read_architecture(place);
    if (reader.ok() && !book.architectures.emplace(id, std::move(knowledge)).second)
      place.refuse("id", "is told twice: '" + id + "'", ErrorCode::InvalidFile);
  }
  PARETO_TRY(reader.status());
  return book;
}

} // namespace pareto
