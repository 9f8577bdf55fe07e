// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unicode.h"

#include <algorithm>
#include <cstdlib>
#include <utf8proc.h>

namespace pareto::unicode {

namespace {

/// Result of looking at one position: `length` bytes that form a character (valid), or a maximal invalid subpart.
struct Sequence {
  size_t length;
  bool valid;
  bool cut; ///< invalid only because the text ends here
};

uint8_t byte_at(std::string_view text, size_t at) { return static_cast<uint8_t>(text[at]); }

/// Unicode 16, table 3-7 (well-formed UTF-8 byte sequences): only the second byte's range depends on the first byte.
Sequence read_sequence(std::string_view text, size_t at) {
  const uint8_t lead = byte_at(text, at);
  if (lead < 0x80)
    return {1, true, false};
  if (lead < 0xC2 || lead > 0xF4)
    return {1, false, false};
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  uint8_t low = 0x80, high = 0xBF;
  if (lead == 0xE0)
    low = 0xA0;
  else if (lead == 0xED)
    high = 0x9F;
  else if (lead == 0xF0)
    low = 0x90;
  else if (lead == 0xF4)
    high = 0x8F;
  for (size_t i = 1; i < length; ++i) {
    if (at + i == text.size())
      return {i, false, true};
    const uint8_t b = byte_at(text, at + i);
    if (b < low || b > high)
      return {i, false, false};
    low = 0x80;
    high = 0xBF;
  }
  return {length, true, false};
}

bool in(std::span<const Range> ranges, char32_t c) {
  const auto found =
      std::upper_bound(ranges.begin(), ranges.end(), c, [](char32_t x, const Range& r) { return x < r.first; });
  return found != ranges.begin() && c <= std::prev(found)->last;
}

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

bool category_within(char32_t c, utf8proc_category_t first, utf8proc_category_t last) {
  const utf8proc_category_t found = category(c);
  return found >= first && found <= last;
}

} // namespace

size_t first_invalid(std::string_view text) {
  size_t at = 0;
  while (at < text.size()) {
    if (byte_at(text, at) < 0x80) {
      ++at;
      continue;
    }
    const Sequence s = read_sequence(text, at);
    if (!s.valid)
      return at;
    at += s.length;
  }
  return std::string_view::npos;
}

size_t complete_prefix(std::string_view text) {
  size_t at = text.size() > 3 ? text.size() - 3 : 0;
  while (at > 0 && at < text.size() && (byte_at(text, at) & 0xC0) == 0x80)
    --at;
  while (at < text.size()) {
    const Sequence s = read_sequence(text, at);
    if (s.cut)
      return at;
    at += s.length;
  }
  return text.size();
}

std::string replace_invalid(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  size_t at = 0;
  while (at < bytes.size()) {
    const Sequence s = read_sequence(bytes, at);
    if (s.valid)
      out.append(bytes, at, s.length);
    else
      out += "\xEF\xBF\xBD";
    at += s.length;
  }
  return out;
}

char32_t next(std::string_view text, size_t& at) {
  const uint8_t lead = byte_at(text, at++);
  if (lead < 0x80)
    return lead;
  const int more = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
  char32_t c = lead & (0x3F >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    c = c << 6 | (byte_at(text, at++) & 0x3F);
  return c;
}

char32_t previous(std::string_view text, size_t end, size_t& start) {
  start = end - 1;
  while (start > 0 && (byte_at(text, start) & 0xC0) == 0x80)
    --start;
  size_t at = start;
  return next(text, at);
}

void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool is_white_space(char32_t c) {
  if (c < 0x80)
    return c == ' ' || (c >= 9 && c <= 13);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_number(char32_t c) {
  if (c < 0x80)
    return c >= '0' && c <= '9';
  return category_within(c, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_NO) || in(newer_characters("N"), c);
}

bool is_punctuation(char32_t c) {
  if (c < 0x80)
    return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
  return category_within(c, UTF8PROC_CATEGORY_PC, UTF8PROC_CATEGORY_PO) &&
         !in(newer_characters("punctuation since 9"), c);
}

bool is_mark(char32_t c) {
  return category_within(c, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME) && !in(newer_characters("marks since 13"), c);
}
bool is_nonspacing(char32_t c) {
  return category(c) == UTF8PROC_CATEGORY_MN && !in(newer_characters("nonspacing since 9"), c);
}

bool is_control(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r')
    return false;
  const utf8proc_category_t found = category(c);
  return found == UTF8PROC_CATEGORY_CC || found == UTF8PROC_CATEGORY_CO ||
         (found == UTF8PROC_CATEGORY_CF && !in(newer_characters("formats since 9"), c));
}

bool is_ideograph(char32_t c) {
  static constexpr Range kBlocks[] = {{0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},   {0x20000, 0x2A6DF},
                                      {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F}, {0x2B920, 0x2CEAF}, {0x2F800, 0x2FA1F}};
  return in(kBlocks, c);
}

bool is_word(char32_t c) {
  if (c < 0x80)
    return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
  // Letters in circles and squares: Other_Alphabetic that is neither a letter nor a mark.
  static constexpr Range kEnclosed[] = {{0x24B6, 0x24E9}, {0x1F130, 0x1F149}, {0x1F150, 0x1F169}, {0x1F170, 0x1F189}};
  const utf8proc_category_t found = category(c);
  return category_within(c, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_NL) || found == UTF8PROC_CATEGORY_PC ||
         c == 0x200C || c == 0x200D || in(kEnclosed, c) || in(newer_characters("L"), c) ||
         in(newer_characters("M"), c) || in(newer_characters("Nd"), c);
}

void append_lower(std::string& out, char32_t c) {
  struct Pair {
    char32_t upper, lower;
  };
  static constexpr Pair kNewer[] = {
      {0x1C89, 0x1C8A}, {0xA7CB, 0x0264}, {0xA7CC, 0xA7CD}, {0xA7DA, 0xA7DB}, {0xA7DC, 0x019B}}; // Unicode 16
  if (c < 0x80) {
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  } else if (c == 0x130) { // the one character whose lower case is two
    out += "i\xCC\x87";
  } else if (c >= 0x10D50 && c <= 0x10D65) { // Garay, Unicode 16
    append(out, c + 0x20);
  } else {
    const auto* found = std::find_if(std::begin(kNewer), std::end(kNewer), [c](const Pair& p) { return p.upper == c; });
    append(out, found != std::end(kNewer) ? found->lower
                                          : static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  }
}

size_t grapheme_end(std::string_view text, size_t at) {
  utf8proc_int32_t state = 0;
  char32_t last = next(text, at);
  while (at < text.size()) {
    size_t end = at;
    const char32_t c = next(text, end);
    if (utf8proc_grapheme_break_stateful(static_cast<utf8proc_int32_t>(last), static_cast<utf8proc_int32_t>(c), &state))
      return at;
    last = c;
    at = end;
  }
  return at;
}

std::string normalised(std::string_view text, Form form) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<uint8_t>(c) < 0x80; }))
    return std::string(text);
  int options = UTF8PROC_STABLE;
  options |= form == Form::Nfc || form == Form::Nfkc ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  if (form == Form::Nfkc || form == Form::Nfkd)
    options |= UTF8PROC_COMPAT;
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &mapped, static_cast<utf8proc_option_t>(options));
  if (length < 0) // only for text that is not well-formed, which callers exclude
    return std::string(text);
  std::string out(reinterpret_cast<char*>(mapped), static_cast<size_t>(length));
  std::free(mapped);
  return out;
}

} // namespace pareto::unicode
