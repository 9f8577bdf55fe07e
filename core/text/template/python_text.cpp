// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/template/python_text.h"

#include "core/text/template/value.h"
#include "core/text/unicode.h"

#include <algorithm>

namespace pareto::jinja::python {

namespace {

Error too_long() { return unsupported("a text beyond 8 MiB"); }

bool is_line_end(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

size_t first_space(std::string_view text, size_t at, bool wanted) {
  while (at < text.size()) {
    size_t next = at;
    if (is_space(unicode::next(text, next)) == wanted)
      return at;
    at = next;
  }
  return text.size();
}

/// Where the last character ends that is white space or not, looking back from `end`.
size_t last_space(std::string_view text, size_t end, bool wanted) {
  while (end > 0) {
    size_t start = 0;
    if (is_space(unicode::previous(text, end, start)) == wanted)
      return end;
    end = start;
  }
  return 0;
}

std::vector<std::string> split_at_space(std::string_view text, int64_t most) {
  std::vector<std::string> parts;
  size_t at = first_space(text, 0, false);
  while (at < text.size()) {
    if (most >= 0 && static_cast<int64_t>(parts.size()) == most) {
      parts.emplace_back(text.substr(at));
      break;
    }
    const size_t end = first_space(text, at, true);
    parts.emplace_back(text.substr(at, end - at));
    at = first_space(text, end, false);
  }
  return parts;
}

std::vector<std::string> split_at_space_right(std::string_view text, int64_t most) {
  std::vector<std::string> parts;
  size_t end = last_space(text, text.size(), false);
  while (end > 0) {
    if (most >= 0 && static_cast<int64_t>(parts.size()) == most) {
      parts.emplace_back(text.substr(0, end));
      break;
    }
    const size_t start = last_space(text, end, true);
    parts.emplace_back(text.substr(start, end - start));
    end = last_space(text, start, false);
  }
  std::reverse(parts.begin(), parts.end());
  return parts;
}

} // namespace

bool is_space(char32_t c) { return unicode::is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

size_t length(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::vector<size_t> offsets(std::string_view text) {
  std::vector<size_t> found;
  found.reserve(text.size() + 1);
  for (size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80)
      found.push_back(i);
  found.push_back(text.size());
  return found;
}

std::string_view strip(std::string_view text, std::optional<std::string_view> characters, Side side) {
  const auto dropped = [&](char32_t c) {
    if (!characters)
      return is_space(c);
    std::string one;
    unicode::append(one, c);
    return characters->find(one) != std::string_view::npos;
  };
  while (side != Side::Right && !text.empty()) {
    size_t next = 0;
    if (!dropped(unicode::next(text, next)))
      break;
    text.remove_prefix(next);
  }
  while (side != Side::Left && !text.empty()) {
    size_t start = 0;
    if (!dropped(unicode::previous(text, text.size(), start)))
      break;
    text = text.substr(0, start);
  }
  return text;
}

Result<std::vector<std::string>> split(std::string_view text, std::optional<std::string_view> separator, int64_t most) {
  if (!separator)
    return split_at_space(text, most);
  if (separator->empty())
    return failure("a text is split at an empty text");
  std::vector<std::string> parts;
  size_t at = 0;
  while (most < 0 || static_cast<int64_t>(parts.size()) < most) {
    const size_t found = text.find(*separator, at);
    if (found == std::string_view::npos)
      break;
    parts.emplace_back(text.substr(at, found - at));
    at = found + separator->size();
  }
  parts.emplace_back(text.substr(at));
  return parts;
}

Result<std::vector<std::string>> split_right(std::string_view text, std::optional<std::string_view> separator,
                                             int64_t most) {
  if (!separator)
    return split_at_space_right(text, most);
  if (separator->empty())
    return failure("a text is split at an empty text");
  std::vector<std::string> parts;
  while (most < 0 || static_cast<int64_t>(parts.size()) < most) {
    const size_t found = text.rfind(*separator);
    if (found == std::string_view::npos)
      break;
    parts.emplace_back(text.substr(found + separator->size()));
    text = text.substr(0, found);
  }
  parts.emplace_back(text);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

std::vector<std::string> split_lines(std::string_view text, bool keep_ends) {
  std::vector<std::string> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = at;
    const char32_t c = unicode::next(text, at);
    if (!is_line_end(c))
      continue;
    if (c == '\r' && at < text.size() && text[at] == '\n')
      ++at;
    lines.emplace_back(text.substr(begin, (keep_ends ? at : end) - begin));
    begin = at;
  }
  if (begin < text.size())
    lines.emplace_back(text.substr(begin));
  return lines;
}

Result<std::string> replace(std::string_view text, std::string_view old, std::string_view with, int64_t count) {
  std::string out;
  size_t at = 0;
  for (int64_t done = 0; count < 0 || done < count; ++done) {
    const size_t found = text.find(old, at);
    if (found == std::string_view::npos || (old.empty() && at > text.size()))
      break;
    if (out.size() + with.size() > kLargestText)
      return too_long();
    out += text.substr(at, found - at);
    out += with;
    at = found + old.size();
    if (!old.empty())
      continue;
    if (at == text.size()) // an empty text is found before each character and at the end
      return out;
    size_t next = at;
    unicode::next(text, next);
    out += text.substr(at, next - at);
    at = next;
  }
  return out.append(text.substr(at));
}

int64_t count(std::string_view text, std::string_view part) {
  if (part.empty())
    return static_cast<int64_t>(length(text)) + 1;
  int64_t found = 0;
  for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
    ++found;
  return found;
}

std::string reversed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t end = text.size(); end > 0;) {
    size_t start = 0;
    unicode::append(out, unicode::previous(text, end, start));
    end = start;
  }
  return out;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text)
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '\'': out += "&#39;"; break;
    case '"': out += "&#34;"; break;
    default: out += c;
    }
  return out;
}

Result<std::string> repeated(std::string_view text, int64_t times) {
  std::string out;
  if (times <= 0 || text.empty())
    return out;
  if (static_cast<uint64_t>(times) > kLargestText / text.size())
    return too_long();
  out.reserve(text.size() * static_cast<size_t>(times));
  for (int64_t i = 0; i < times; ++i)
    out += text;
  return out;
}

Result<std::string> padded(std::string_view text, int64_t width, std::string_view fill, Side side) {
  const auto have = static_cast<int64_t>(length(text));
  if (width <= have)
    return std::string(text);
  if (width > static_cast<int64_t>(kLargestText / 4)) // a character has at most four bytes
    return too_long();
  const int64_t missing = width - have;
  const int64_t centred = missing / 2 + (missing & width & 1); // the odd blank as CPython places it
  const int64_t left = side == Side::Left ? missing : side == Side::Right ? 0 : centred;
  PARETO_TRY_ASSIGN(before, repeated(fill, left));
  PARETO_TRY_ASSIGN(after, repeated(fill, missing - left));
  return before + std::string(text) + after;
}

} // namespace pareto::jinja::python
