// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/arguments.h"

#include "core/model/config/config_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace pareto::engine {

namespace {

Result<int64_t> parse_integer(const std::string& name, const std::string& text, int64_t low, int64_t high) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high)
    return fail(ErrorCode::InvalidArgument, name + " takes integers from " + std::to_string(low) + " to " + std::to_string(high) + "; found '" + text + "'.", name);
  return value;
}

} // namespace

Result<Arguments> Arguments::parse(int count, char** words, const std::vector<std::string>& options, const std::vector<std::string>& switches) {
  Arguments arguments;
  for (int i = 0; i < count; ++i) {
    std::string word = words[i];
    if (word.rfind("--", 0) != 0) {
      arguments.m_positional.push_back(word);
      continue;
    }
    std::string value;
    const size_t equals = word.find('=');
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
      word.resize(equals);
    }
    if (std::find(switches.begin(), switches.end(), word) != switches.end()) {
      arguments.m_options[word] = "true";
      continue;
    }
    if (std::find(options.begin(), options.end(), word) == options.end()) {
      std::vector<std::string> known = options;
      known.insert(known.end(), switches.begin(), switches.end());
      const std::string near = nearest_spelling(word, known);
      return fail(ErrorCode::InvalidArgument, "There is no option " + word + (near.empty() ? "." : "; did you mean " + near + "?"), word);
    }
    if (equals == std::string::npos) {
      if (i + 1 >= count)
        return fail(ErrorCode::InvalidArgument, word + " needs a value.", word);
      value = words[++i];
    }
    arguments.m_options[word] = value;
  }
  return arguments;
}

std::string Arguments::text(const std::string& name, const std::string& otherwise) const {
  const auto found = m_options.find(name);
  return found == m_options.end() ? otherwise : found->second;
}

Result<int64_t> Arguments::integer(const std::string& name, int64_t low, int64_t high, int64_t otherwise) const {
  const auto found = m_options.find(name);
  return found == m_options.end() ? Result<int64_t>(otherwise) : parse_integer(name, found->second, low, high);
}

Result<double> Arguments::number(const std::string& name, double low, double high, double otherwise) const {
  const auto found = m_options.find(name);
  if (found == m_options.end())
    return otherwise;
  const std::string& text = found->second;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !(value >= low && value <= high)) {
    char range[80];
    std::snprintf(range, sizeof range, "%g to %g", low, high);
    return fail(ErrorCode::InvalidArgument, name + " takes numbers from " + range + "; found '" + text + "'.", name);
  }
  return value;
}

Result<std::vector<int64_t>> Arguments::integers(const std::string& name, int64_t low, int64_t high, std::vector<int64_t> otherwise) const {
  const auto found = m_options.find(name);
  if (found == m_options.end())
    return otherwise;
  std::vector<int64_t> values;
  size_t begin = 0;
  while (begin <= found->second.size()) {
    const size_t comma = std::min(found->second.find(',', begin), found->second.size());
    PARETO_TRY_ASSIGN(value, parse_integer(name, found->second.substr(begin, comma - begin), low, high));
    values.push_back(value);
    begin = comma + 1;
  }
  return values;
}

Result<std::string> Arguments::only(const std::string& what) const {
  if (m_positional.size() != 1)
    return fail(ErrorCode::InvalidArgument, "Give exactly one " + what + "; found " + std::to_string(m_positional.size()) + ".");
  return m_positional.front();
}

} // namespace pareto::engine
