// SPDX-License-Identifier: GPL-3.0-or-later
// Typed access to the metadata of a GGUF file.
#include "core/formats/gguf/gguf.h"
#include "core/printable.h"

#include <cmath>
#include <limits>

namespace pareto {

namespace {

std::string describe(const GgufValue& value) {
  if (const auto* number = std::get_if<uint64_t>(&value))
    return std::to_string(*number);
  if (const auto* number = std::get_if<int64_t>(&value))
    return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value))
    return "the number " + std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value))
    return *flag ? "true" : "false";
  if (std::holds_alternative<std::string_view>(value))
    return "a text";
  const auto& array = std::get<GgufArray>(value);
  return "an array of " + std::to_string(array.count) + " " + to_string(array.type);
}

std::string range_text(double low, double high) {
  char text[80];
  std::snprintf(text, sizeof text, "%.12g to %.12g", low, high);
  return text;
}

} // namespace

Error GgufFile::wrong(std::string_view key, const std::string& wanted) const {
  const GgufValue* found = find(key);
  const std::string name = printable(key, 64);
  if (!found)
    return fail(ErrorCode::InvalidFile,
                m_path + ": the metadata key '" + name + "' is missing; it must be " + wanted + ".", name);
  return fail(ErrorCode::InvalidFile,
              m_path + ": the metadata key '" + name + "' is " + describe(*found) + "; it must be " + wanted + ".",
              name);
}

Result<int64_t> GgufFile::integer(std::string_view key, int64_t low, int64_t high,
                                  std::optional<int64_t> otherwise) const {
  const GgufValue* found = find(key);
  if (!found && otherwise)
    return *otherwise;
  int64_t value = 0;
  bool ok = false;
  if (found) {
    if (const auto* number = std::get_if<uint64_t>(found)) {
      ok = *number <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
      value = static_cast<int64_t>(*number);
    } else if (const auto* signed_number = std::get_if<int64_t>(found)) {
      ok = true;
      value = *signed_number;
    }
  }
  if (!ok || value < low || value > high)
    return wrong(key, "an integer from " + std::to_string(low) + " to " + std::to_string(high));
  return value;
}

Result<double> GgufFile::number(std::string_view key, double low, double high, std::optional<double> otherwise) const {
  const GgufValue* found = find(key);
  if (!found && otherwise)
    return *otherwise;
  double value = std::numeric_limits<double>::quiet_NaN();
  if (found) {
    if (const auto* real = std::get_if<double>(found))
      value = *real;
    else if (const auto* number = std::get_if<uint64_t>(found))
      value = static_cast<double>(*number);
    else if (const auto* signed_number = std::get_if<int64_t>(found))
      value = static_cast<double>(*signed_number);
  }
  if (!(value >= low && value <= high)) // NaN is in no range
    return wrong(key, "a number from " + range_text(low, high));
  return value;
}

Result<bool> GgufFile::boolean(std::string_view key, std::optional<bool> otherwise) const {
  const GgufValue* found = find(key);
  if (!found && otherwise)
    return *otherwise;
  const bool* value = found ? std::get_if<bool>(found) : nullptr;
  if (!value)
    return wrong(key, "a bool");
  return *value;
}

Result<std::string_view> GgufFile::text(std::string_view key, std::optional<std::string_view> otherwise) const {
  const GgufValue* found = find(key);
  if (!found && otherwise)
    return *otherwise;
  const auto* value = found ? std::get_if<std::string_view>(found) : nullptr;
  if (!value)
    return wrong(key, "a text");
  return *value;
}

Result<const GgufArray*> GgufFile::strings(std::string_view key, bool required) const {
  const GgufValue* found = find(key);
  if (!found && !required)
    return nullptr;
  const auto* array = found ? std::get_if<GgufArray>(found) : nullptr;
  if (!array || array->type != GgufValueType::String)
    return wrong(key, "an array of texts");
  return array;
}

Result<const GgufArray*> GgufFile::integers(std::string_view key, bool required) const {
  const GgufValue* found = find(key);
  if (!found && !required)
    return nullptr;
  const auto* array = found ? std::get_if<GgufArray>(found) : nullptr;
  if (!array || !array->is_integer())
    return wrong(key, "an array of integers");
  return array;
}

Result<const GgufArray*> GgufFile::numbers(std::string_view key, bool required) const {
  const GgufValue* found = find(key);
  if (!found && !required)
    return nullptr;
  const auto* array = found ? std::get_if<GgufArray>(found) : nullptr;
  if (!array || !array->is_number())
    return wrong(key, "an array of numbers");
  return array;
}

} // namespace pareto
