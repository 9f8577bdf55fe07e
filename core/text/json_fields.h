// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace pareto {

/// Typed access to one object of a tokenizer file; errors name its path, what was found and what is wanted.
class JsonFields {
public:
  static Result<JsonFields> of(const nlohmann::json& value, std::string path);

  const std::string& path() const { return m_path; }
  std::string path(const std::string& name) const { return m_path.empty() ? name : m_path + "." + name; }
  /// Null where the key is absent or holds null.
  const nlohmann::json* find(const std::string& name) const;
  Result<const nlohmann::json*> required(const std::string& name) const;
  Result<bool> flag(const std::string& name, std::optional<bool> otherwise = {}) const;
  Result<std::string> text(const std::string& name, std::optional<std::string> otherwise = {}) const;
  Result<int64_t> integer(const std::string& name, int64_t low, int64_t high,
                          std::optional<int64_t> otherwise = {}) const;
  Result<const nlohmann::json*> array(const std::string& name) const;
  Error wrong(const std::string& name, const std::string& wanted) const;

private:
  JsonFields(const nlohmann::json& object, std::string path) : m_object(&object), m_path(std::move(path)) {}
  const nlohmann::json* m_object;
  std::string m_path;
};

/// "a string", "an object", ... for messages.
std::string json_kind(const nlohmann::json& value);
/// A token id: an integer from 0 to 2^31 - 1 (the engine's token type).
Result<int32_t> token_id(const nlohmann::json& value, const std::string& path);

} // namespace pareto
