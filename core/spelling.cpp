// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spelling.h"

#include <algorithm>
#include <cctype>

namespace pareto {

namespace {

constexpr size_t kLongestWord = 64;

} // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

std::string same_name(std::string_view word, const std::vector<std::string>& candidates) {
  const auto plain = [](std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, kLongestWord))
      if (std::isalnum(static_cast<unsigned char>(c)))
        out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  };
  const std::string wanted = plain(word);
  for (const std::string& candidate : candidates)
    if (!wanted.empty() && plain(candidate) == wanted)
      return candidate;
  return {};
}

std::string nearest_spelling(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  if (word.size() > kLongestWord) // no misspelling; and the comparison costs the product of both lengths
    return best;
  size_t distance = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates)
    if (const size_t d = candidate.size() > kLongestWord ? distance : edit_distance(word, candidate); d < distance) {
      distance = d;
      best = candidate;
    }
  return best;
}

} // namespace pareto
