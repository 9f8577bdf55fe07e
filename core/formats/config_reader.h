// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"
#include "core/result.h"
#include "core/spelling.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Typed access to one JSON object of a configuration. The first error is kept and every later read returns a harmless
/// default, so that a parser reads straight through and asks status() once. Null counts as absent.
class ConfigReader {
public:
  /// `path`: JSON path of the object ("$"), shown in messages.
  ConfigReader(const nlohmann::json& object, std::string path, std::string file);

  bool has(const std::string& key) const;
  /// Without `otherwise` the field is required.
  int64_t integer(const std::string& key, Range<int64_t> range, std::optional<int64_t> otherwise = {});
  double number(const std::string& key, Range<double> range, std::optional<double> otherwise = {});
  bool boolean(const std::string& key, bool otherwise);
  std::string choice(const std::string& key, const std::vector<std::string>& allowed,
                     std::optional<std::string> otherwise = {});
  std::string text(const std::string& key, const std::string& otherwise);
  /// One that must be there and say something.
  std::string stated_text(const std::string& key);
  std::vector<double> numbers(const std::string& key, size_t count, Range<double> range);
  std::vector<int64_t> integers(const std::string& key, Range<int64_t> range);
  ConfigReader child(const std::string& key);
  ConfigReader element(const std::string& key, size_t index);
  size_t array_size(const std::string& key);
  const nlohmann::json& json() const { return *m_object; }

  /// Refuses every key not in the list, with the nearest valid spelling (blueprints and studies, not Hugging Face
  /// files).
  void only(const std::vector<std::string>& known);
  /// Records an error of the parser's own at a key.
  void refuse(const std::string& key, const std::string& sentence, ErrorCode code = ErrorCode::InvalidConfig);
  bool ok() const { return !*m_error; }
  Status status() const;

private:
  const nlohmann::json* find(const std::string& key) const;
  void missing(const std::string& key, const std::string& wanted);
  void wrong(const std::string& key, const nlohmann::json& found, const std::string& wanted);
  std::string place(const std::string& key) const;

  const nlohmann::json* m_object;
  std::string m_path, m_file;
  std::shared_ptr<std::optional<Error>> m_error; ///< shared with children
};

} // namespace pareto
