// SPDX-License-Identifier: GPL-3.0-or-later
// Case and classes of characters as Python's str has them.
#include "core/text/template/python_text.h"
#include "core/text/template/value.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <utf8proc.h>

namespace pareto::jinja::python {

namespace {

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

/// Characters whose upper or title case is several characters (Unicode's SpecialCasing), in blocks.
bool has_long_upper(char32_t c) {
  return c == 0xDF || c == 0x149 || c == 0x1F0 || c == 0x390 || c == 0x3B0 || c == 0x587 ||
         (c >= 0x1E96 && c <= 0x1E9A) || (c >= 0x1F50 && c <= 0x1FFC) || (c >= 0xFB00 && c <= 0xFB17);
}

/// Dotted capital I is two characters; capital sigma depends on what follows.
bool has_special_lower(char32_t c) { return c == 0x130 || c == 0x3A3; }

Error special(char32_t c) {
  std::string shown;
  unicode::append(shown, c);
  return unsupported("the case of the letter '" + shown + "'");
}

constexpr char32_t kSharpS = 0xDF; ///< the one among them that is common

Status append_upper(std::string& out, char32_t c) {
  if (c == kSharpS) {
    out += "SS";
    return {};
  }
  if (has_long_upper(c))
    return special(c);
  unicode::append(out, static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(c))));
  return {};
}

Status append_title(std::string& out, char32_t c) {
  if (c == kSharpS) {
    out += "Ss";
    return {};
  }
  if (has_long_upper(c))
    return special(c);
  unicode::append(out, static_cast<char32_t>(utf8proc_totitle(static_cast<utf8proc_int32_t>(c))));
  return {};
}

Status append_lower(std::string& out, char32_t c) {
  if (has_special_lower(c))
    return special(c);
  unicode::append(out, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  return {};
}

enum class Cased : uint8_t { No, Upper, Lower, Title, Unknown };

Cased cased(char32_t c) {
  if (c < 0x80)
    return c >= 'A' && c <= 'Z' ? Cased::Upper : c >= 'a' && c <= 'z' ? Cased::Lower : Cased::No;
  switch (category(c)) {
  case UTF8PROC_CATEGORY_LU: return Cased::Upper;
  case UTF8PROC_CATEGORY_LL: return Cased::Lower;
  case UTF8PROC_CATEGORY_LT: return Cased::Title;
  case UTF8PROC_CATEGORY_LM:
  case UTF8PROC_CATEGORY_NL: return Cased::Unknown; // some have a case by properties that the tables here lack
  case UTF8PROC_CATEGORY_SO:
    return (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F189) ? Cased::Unknown
                                                                          : Cased::No; // letters in circles
  default: return c == 0xAA || c == 0xBA || c == 0x345 ? Cased::Unknown : Cased::No;
  }
}

template <class Append>
Result<std::string> mapped(std::string_view text, Append append) {
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();)
    PARETO_TRY(append(out, unicode::next(text, at)));
  return out;
}

/// All letters upper (or lower) case, and at least one that has a case.
Result<bool> is_cased_as(std::string_view text, Cased wanted) {
  bool any = false;
  for (size_t at = 0; at < text.size();) {
    const char32_t c = unicode::next(text, at);
    const Cased found = cased(c);
    if (found == Cased::Unknown)
      return special(c);
    if (found != Cased::No && found != wanted)
      return false;
    any = any || found == wanted;
  }
  return any;
}

Result<bool> belongs(char32_t c, Class which) {
  const bool digit = c >= '0' && c <= '9';
  if (which == Class::Space)
    return is_space(c);
  if (c < 0x80) {
    const bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    return which == Class::Digit ? digit : which == Class::Letter ? letter : letter || digit;
  }
  const utf8proc_category_t found = category(c);
  const bool number = found >= UTF8PROC_CATEGORY_ND && found <= UTF8PROC_CATEGORY_NO;
  if (number && which == Class::Digit && found != UTF8PROC_CATEGORY_ND)
    return special(c);
  const bool letter = found >= UTF8PROC_CATEGORY_LU && found <= UTF8PROC_CATEGORY_LO;
  return which == Class::Digit ? number : which == Class::Letter ? letter : letter || number;
}

} // namespace

bool is_printable(char32_t c) {
  if (c < 0x80)
    return c >= 0x20 && c < 0x7F;
  const utf8proc_category_t found = category(c);
  return found != UTF8PROC_CATEGORY_CN && !(found >= UTF8PROC_CATEGORY_ZS && found <= UTF8PROC_CATEGORY_CO);
}

Result<std::string> upper(std::string_view text) { return mapped(text, append_upper); }
Result<std::string> lower(std::string_view text) { return mapped(text, append_lower); }

Result<std::string> title(std::string_view text) {
  bool within = false;
  return mapped(text, [&within](std::string& out, char32_t c) -> Status {
    const Cased found = cased(c);
    if (found == Cased::Unknown)
      return special(c);
    const bool first = !within;
    within = found != Cased::No;
    return first ? append_title(out, c) : append_lower(out, c);
  });
}

Result<std::string> capitalize(std::string_view text) {
  bool first = true;
  return mapped(text, [&first](std::string& out, char32_t c) {
    return std::exchange(first, false) ? append_title(out, c) : append_lower(out, c);
  });
}

Result<std::string> swap_case(std::string_view text) {
  return mapped(text, [](std::string& out, char32_t c) -> Status {
    const Cased found = cased(c);
    if (found == Cased::Unknown || found == Cased::Title)
      return special(c);
    return found == Cased::Upper ? append_lower(out, c) : append_upper(out, c);
  });
}

Result<bool> all_are(std::string_view text, Class which) {
  if (which == Class::Upper || which == Class::Lower)
    return is_cased_as(text, which == Class::Upper ? Cased::Upper : Cased::Lower);
  for (size_t at = 0; at < text.size();) {
    PARETO_TRY_ASSIGN(member, belongs(unicode::next(text, at), which));
    if (!member)
      return false;
  }
  return !text.empty();
}

} // namespace pareto::jinja::python
