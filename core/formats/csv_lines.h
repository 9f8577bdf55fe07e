// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// A file of lines with values between commas, none of which holds a comma itself. Lines that hold nothing are passed
/// over. Its views are of the text it was given.
class CsvLines {
public:
  /// `trim`: what is left of a value without the blanks, or quotes, around it.
  using Trim = std::string_view (*)(std::string_view);
  CsvLines(std::string_view text, const std::string& file, Trim trim) : m_rest(text), m_file(file), m_trim(trim) {}

  /// The names in the first line, a byte order mark before it apart. Error: there is none.
  Result<std::vector<std::string_view>> heading();
  /// Goes to the next line that holds something; false at the end.
  bool next();
  std::vector<std::string_view> values() const;
  /// "FILE, line 3: WHY."
  Error refuse(const std::string& why) const;

private:
  std::string_view m_rest, m_line;
  const std::string& m_file;
  Trim m_trim;
  size_t m_number = 0;
};

} // namespace pareto
