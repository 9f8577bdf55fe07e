// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/csv_lines.h"

#include <algorithm>

namespace pareto {

namespace {

/// Up to the next `end`, which is taken away.
std::string_view take(std::string_view& text, char end) {
  const size_t at = std::min(text.find(end), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

} // namespace

Result<std::vector<std::string_view>> CsvLines::heading() {
  constexpr std::string_view kMark = "\xef\xbb\xbf"; // as spreadsheets write it
  if (m_rest.starts_with(kMark))
    m_rest.remove_prefix(kMark.size());
  if (!next())
    return fail(ErrorCode::InvalidFile, m_file + " is empty.", m_file);
  return values();
}

bool CsvLines::next() {
  while (!m_rest.empty()) {
    ++m_number;
    m_line = m_trim(take(m_rest, '\n'));
    if (!m_line.empty())
      return true;
  }
  return false;
}

std::vector<std::string_view> CsvLines::values() const {
  std::vector<std::string_view> all;
  for (std::string_view rest = m_line; !rest.empty();)
    all.push_back(m_trim(take(rest, ',')));
  return all;
}

Error CsvLines::refuse(const std::string& why) const {
  return fail(ErrorCode::InvalidFile, m_file + ", line " + std::to_string(m_number) + ": " + why + ".", m_file);
}

} // namespace pareto
