// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace pareto {

/// What a tokenizer adds around one text (begin, end and separator tokens): a tokenizer file's "post_processor".
class PostProcessor {
public:
  /// Errors name the JSON path; null is an empty processor.
  static Result<PostProcessor> read(const nlohmann::json& value, const std::string& path);
  /// Ids put before and after the text.
  static PostProcessor around(std::vector<int32_t> before, std::vector<int32_t> after);

  void apply(std::vector<int32_t>& ids) const;
  /// How many ids it adds.
  size_t added() const;
  const std::vector<int32_t>& before() const { return m_before; }
  const std::vector<int32_t>& after() const { return m_after; }

private:
  Status append(const nlohmann::json& value, const std::string& path);
  std::vector<int32_t> m_before, m_after;
};

} // namespace pareto
