// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pareto::engine {

/// The words of a command line: `--name value` options, `--name` switches and the rest in order.
class Arguments {
public:
  /// `options` take a value, `switches` none; anything else that starts with "--" is refused with the nearest spelling.
  static Result<Arguments> parse(int count, char** words, const std::vector<std::string>& options, const std::vector<std::string>& switches);

  bool has(const std::string& name) const { return m_options.count(name) > 0; }
  std::string text(const std::string& name, const std::string& otherwise) const;
  Result<int64_t> integer(const std::string& name, int64_t low, int64_t high, int64_t otherwise) const;
  Result<double> number(const std::string& name, double low, double high, double otherwise) const;
  /// "1,2,3"
  Result<std::vector<int64_t>> integers(const std::string& name, int64_t low, int64_t high, std::vector<int64_t> otherwise) const;
  const std::vector<std::string>& positional() const { return m_positional; }
  /// The only positional argument, or an error that says what it should be.
  Result<std::string> only(const std::string& what) const;

private:
  std::map<std::string, std::string> m_options;
  std::vector<std::string> m_positional;
};

} // namespace pareto::engine
