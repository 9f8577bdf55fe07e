// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/unicode.h"

#include <algorithm>

namespace pareto {

void AddedTokenFinder::add(const AddedToken& token, std::string_view content) {
  const auto index = static_cast<int32_t>(m_tokens.size());
  m_tokens.push_back(token);
  if (content.empty())
    m_empty = index;
  m_trie.insert(content, index);
  if (!token.special)
    m_plain_trie.insert(content, index);
}

namespace {

bool touches_word(std::string_view text, size_t begin, size_t end) {
  size_t at = begin;
  if (begin > 0 && unicode::is_word(unicode::previous(text, begin, at)))
    return true;
  at = end;
  return end < text.size() && unicode::is_word(unicode::next(text, at));
}

size_t strip_left(std::string_view text, size_t begin) {
  for (size_t at = begin; at > 0 && unicode::is_white_space(unicode::previous(text, at, at));)
    begin = at;
  return begin;
}

size_t strip_right(std::string_view text, size_t end) {
  for (size_t at = end; at < text.size() && unicode::is_white_space(unicode::next(text, at));)
    end = at;
  return end;
}

} // namespace

void AddedTokenFinder::split(std::string_view text, bool with_special, std::vector<Part>& parts) const {
  const ByteTrie& trie = with_special ? m_trie : m_plain_trie;
  const int32_t empty =
      m_empty >= 0 && (with_special || !m_tokens[static_cast<size_t>(m_empty)].special) ? m_empty : -1;
  size_t done = 0, behind = std::string_view::npos; // what is written so far; where the last token with width ends
  const size_t last = text.empty() || (trie.empty() && empty < 0)
                          ? 0
                          : text.size() + (empty >= 0 ? 1 : 0); // an empty one ends the text, too
  for (size_t at = 0; at < last;) {
    size_t length = 0;
    int32_t index = at == behind ? -1 : empty;
    if (at < text.size() && trie.starts(text[at]))
      trie.prefixes(text.substr(at), [&](size_t found, int32_t value) {
        length = found;
        index = value;
      });
    const size_t begin = at;
    if (length > 0)
      at = behind = begin + length; // the search goes on after the token itself, whatever it strips
    else if (at == text.size())
      ++at;
    else
      unicode::next(text, at);
    if (index >= 0)
      take(m_tokens[static_cast<size_t>(index)], text, begin, begin + length, done, parts);
  }
  if (done < text.size())
    parts.push_back({done, text.size(), -1});
}

void AddedTokenFinder::take(const AddedToken& token, std::string_view text, size_t begin, size_t end, size_t& done,
                            std::vector<Part>& parts) {
  if (token.single_word && touches_word(text, begin, end))
    return;
  // As in the reference: what the token before took along is not there for one that looks to its left, and may leave
  // nothing of it; one that does not look stays, although its text is taken.
  if (token.left_strip)
    begin = std::max(strip_left(text, begin), done);
  if (token.right_strip)
    end = strip_right(text, end);
  if (begin > done)
    parts.push_back({done, begin, -1});
  if (begin < end)
    parts.push_back({begin, end, token.id});
  done = end;
}

} // namespace pareto
