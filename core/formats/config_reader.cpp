// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config_reader.h"

#include "core/printable.h"
#include "core/spelling.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace pareto {

namespace {

const nlohmann::json& empty_object() {
  static const nlohmann::json object = nlohmann::json::object();
  return object;
}

/// A JSON value as a person reads it, shortened.
std::string shown(const nlohmann::json& value) {
  if (value.is_structured() && value.size() > 40)
    return (value.is_array() ? "a list of " : "an object of ") + std::to_string(value.size()) + " values";
  return printable(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), 40);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : ", ") + word;
  return text;
}

template <class T>
std::string shown_range(Range<T> range) {
  std::ostringstream text;
  text << range.low << " to " << range.high;
  return text.str();
}

} // namespace

ConfigReader::ConfigReader(const nlohmann::json& object, std::string path, std::string file)
    : m_object(&object), m_path(std::move(path)), m_file(std::move(file)),
      m_error(std::make_shared<std::optional<Error>>()) {
  if (!object.is_object()) {
    *m_error = fail(ErrorCode::InvalidConfig,
                    m_file + ": " + m_path + " must be an object {...}; found " + shown(object) + ".", m_path);
    m_object = &empty_object();
  }
}

std::string ConfigReader::place(const std::string& key) const { return m_path + "." + printable(key, 80); }

const nlohmann::json* ConfigReader::find(const std::string& key) const {
  const auto found = m_object->find(key);
  return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

bool ConfigReader::has(const std::string& key) const { return find(key) != nullptr; }

void ConfigReader::refuse(const std::string& key, const std::string& sentence, ErrorCode code) {
  if (ok())
    *m_error = fail(code, m_file + ": " + place(key) + " " + sentence, place(key));
}

void ConfigReader::missing(const std::string& key, const std::string& wanted) {
  if (!ok()) // what was said first stays
    return;
  std::vector<std::string> keys;
  for (const auto& [name, value] : m_object->items())
    keys.push_back(name);
  const std::string near = nearest_spelling(key, keys);
  const bool slip = !near.empty() && edit_distance(key, near) == 1; // further off it is a field of its own
  refuse(key, "is missing; it must be " + wanted + (!slip ? "." : " (is '" + near + "' a misspelling of it?)."));
}

void ConfigReader::wrong(const std::string& key, const nlohmann::json& found, const std::string& wanted) {
  if (!ok())
    return;
  refuse(key, "must be " + wanted + "; found " + shown(found) + ".");
}

// What was wanted is put into words only where something else was found: a configuration has a hundred fields, and the
// words took longer than reading them.

int64_t ConfigReader::integer(const std::string& key, Range<int64_t> range, std::optional<int64_t> otherwise) {
  const auto wanted = [&] { return "an integer from " + shown_range(range); };
  const nlohmann::json* value = find(key);
  if (!value) {
    if (!otherwise)
      missing(key, wanted());
    return otherwise.value_or(range.low);
  }
  const bool too_big = value->is_number_unsigned() && value->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX);
  const bool whole_float = value->is_number_float() && std::nearbyint(value->get<double>()) == value->get<double>() &&
                           std::abs(value->get<double>()) < 1e15;
  if ((!value->is_number_integer() && !whole_float) || too_big || value->get<int64_t>() < range.low ||
      value->get<int64_t>() > range.high) {
    wrong(key, *value, wanted());
    return range.low;
  }
  return value->get<int64_t>();
}

double ConfigReader::number(const std::string& key, Range<double> range, std::optional<double> otherwise) {
  const auto wanted = [&] { return "a number from " + shown_range(range); };
  const nlohmann::json* value = find(key);
  if (!value) {
    if (!otherwise)
      missing(key, wanted());
    return otherwise.value_or(range.low);
  }
  if (!value->is_number() || !(value->get<double>() >= range.low && value->get<double>() <= range.high)) {
    wrong(key, *value, wanted());
    return range.low;
  }
  return value->get<double>();
}

bool ConfigReader::boolean(const std::string& key, bool otherwise) {
  const nlohmann::json* value = find(key);
  if (!value)
    return otherwise;
  if (!value->is_boolean()) {
    wrong(key, *value, "true or false");
    return otherwise;
  }
  return value->get<bool>();
}

std::string ConfigReader::choice(const std::string& key, const std::vector<std::string>& allowed,
                                 std::optional<std::string> otherwise) {
  const auto wanted = [&] { return "one of " + joined(allowed); };
  const nlohmann::json* value = find(key);
  if (!value) {
    if (!otherwise)
      missing(key, wanted());
    return otherwise.value_or(allowed.front());
  }
  const std::string text = value->is_string() ? value->get<std::string>() : std::string();
  if (std::find(allowed.begin(), allowed.end(), text) == allowed.end()) {
    const std::string near = same_name(text, allowed);
    wrong(key, *value, wanted() + (near.empty() ? "" : " (did you mean '" + near + "'?)"));
    return allowed.front();
  }
  return text;
}

std::string ConfigReader::text(const std::string& key, const std::string& otherwise) {
  const nlohmann::json* value = find(key);
  if (!value)
    return otherwise;
  if (!value->is_string() || value->get_ref<const std::string&>().size() > 200) {
    wrong(key, *value, "a text of at most 200 characters");
    return otherwise;
  }
  return value->get<std::string>();
}

std::string ConfigReader::stated_text(const std::string& key) {
  std::string said = text(key, "");
  if (ok() && said.empty())
    refuse(key, "is missing or empty", ErrorCode::InvalidFile);
  return said;
}

std::vector<double> ConfigReader::numbers(const std::string& key, size_t count, Range<double> range) {
  const auto wanted = [&] { return "a list of " + std::to_string(count) + " numbers from " + shown_range(range); };
  const nlohmann::json* value = find(key);
  if (!value) {
    missing(key, wanted());
    return std::vector<double>(count, range.low);
  }
  bool good = value->is_array() && value->size() == count;
  for (size_t i = 0; good && i < count; ++i)
    good = (*value)[i].is_number() && (*value)[i].get<double>() >= range.low && (*value)[i].get<double>() <= range.high;
  if (!good) {
    wrong(key, *value, wanted());
    return std::vector<double>(count, range.low);
  }
  return value->get<std::vector<double>>();
}

std::vector<int64_t> ConfigReader::integers(const std::string& key, Range<int64_t> range) {
  const nlohmann::json* value = find(key);
  if (!value)
    return {};
  bool good = value->is_array();
  for (size_t i = 0; good && i < value->size(); ++i)
    good = (*value)[i].is_number_integer() && (*value)[i].get<int64_t>() >= range.low &&
           (*value)[i].get<int64_t>() <= range.high;
  if (!good) {
    wrong(key, *value, "a list of integers from " + shown_range(range));
    return {};
  }
  return value->get<std::vector<int64_t>>();
}

ConfigReader ConfigReader::child(const std::string& key) {
  const nlohmann::json* value = find(key);
  if (value && !value->is_object())
    wrong(key, *value, "an object {...}");
  ConfigReader reader(value && value->is_object() ? *value : empty_object(), place(key), m_file);
  reader.m_error = m_error;
  return reader;
}

size_t ConfigReader::array_size(const std::string& key) {
  const nlohmann::json* value = find(key);
  if (value && value->is_array())
    return value->size();
  if (value)
    wrong(key, *value, "a list [...]");
  return 0;
}

ConfigReader ConfigReader::element(const std::string& key, size_t index) {
  const nlohmann::json& value = (*find(key))[index];
  const std::string path = place(key) + "[" + std::to_string(index) + "]";
  if (!value.is_object() && ok())
    *m_error = fail(ErrorCode::InvalidConfig,
                    m_file + ": " + path + " must be an object {...}; found " + shown(value) + ".", path);
  ConfigReader reader(value.is_object() ? value : empty_object(), path, m_file);
  reader.m_error = m_error;
  return reader;
}

void ConfigReader::only(const std::vector<std::string>& known) {
  for (const auto& [key, value] : m_object->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end())
      continue;
    const std::string near = nearest_spelling(key, known);
    refuse(key, "is not a known field" + (near.empty() ? std::string(".") : "; did you mean '" + near + "'?") +
                    " Allowed: " + joined(known) + ".");
  }
}

Status ConfigReader::status() const {
  if (*m_error)
    return **m_error;
  return {};
}

} // namespace pareto
