// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/json_fields.h"

namespace pareto {

using nlohmann::json;

std::string json_kind(const json& value) {
  switch (value.type()) {
  case json::value_t::null: return "null";
  case json::value_t::object: return "an object";
  case json::value_t::array: return "an array";
  case json::value_t::string: return "a string";
  case json::value_t::boolean: return "true or false";
  case json::value_t::number_float: return "a fractional number";
  default: return "the number " + value.dump();
  }
}

Result<int32_t> token_id(const json& value, const std::string& path) {
  const bool fits = value.is_number_unsigned() ? value.get<uint64_t>() <= INT32_MAX
                                               : value.is_number_integer() && value.get<int64_t>() >= 0;
  if (!fits)
    return fail(ErrorCode::InvalidFile,
                path + " must be a token id from 0 to 2147483647; found " + json_kind(value) + ".", path);
  return static_cast<int32_t>(value.get<int64_t>());
}

Result<JsonFields> JsonFields::of(const json& value, std::string path) {
  if (!value.is_object())
    return fail(ErrorCode::InvalidFile,
                (path.empty() ? "The file" : path) + " must be an object; found " + json_kind(value) + ".", path);
  return JsonFields(value, std::move(path));
}

const json* JsonFields::find(const std::string& name) const {
  const auto found = m_object->find(name);
  return found == m_object->end() || found->is_null() ? nullptr : &*found;
}

Error JsonFields::wrong(const std::string& name, const std::string& wanted) const {
  const json* found = find(name);
  return fail(ErrorCode::InvalidFile,
              path(name) + " must be " + wanted + "; " +
                  (found ? "found " + json_kind(*found) : std::string("it is missing")) + ".",
              path(name));
}

Result<const json*> JsonFields::required(const std::string& name) const {
  if (const json* found = find(name))
    return found;
  return wrong(name, "there");
}

Result<bool> JsonFields::flag(const std::string& name, std::optional<bool> otherwise) const {
  const json* found = find(name);
  if (!found && otherwise)
    return *otherwise;
  if (!found || !found->is_boolean())
    return wrong(name, "true or false");
  return found->get<bool>();
}

Result<std::string> JsonFields::text(const std::string& name, std::optional<std::string> otherwise) const {
  const json* found = find(name);
  if (!found && otherwise)
    return *otherwise;
  if (!found || !found->is_string())
    return wrong(name, "a string");
  return found->get<std::string>();
}

Result<int64_t> JsonFields::integer(const std::string& name, int64_t low, int64_t high,
                                    std::optional<int64_t> otherwise) const {
  const json* found = find(name);
  if (!found && otherwise)
    return *otherwise;
  const std::string wanted = "an integer from " + std::to_string(low) + " to " + std::to_string(high);
  if (!found || !found->is_number_integer() ||
      (found->is_number_unsigned() && found->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)))
    return wrong(name, wanted);
  const int64_t value = found->get<int64_t>();
  if (value < low || value > high)
    return wrong(name, wanted);
  return value;
}

Result<const json*> JsonFields::array(const std::string& name) const {
  const json* found = find(name);
  if (!found || !found->is_array())
    return wrong(name, "an array");
  return found;
}

} // namespace pareto
