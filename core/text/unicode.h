// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// UTF-8 and character classes as tokenizers need them (Unicode 16 classes over utf8proc's tables).
namespace pareto::unicode {

struct Range {
  char32_t first, last;
};

/// Characters of a class ("L", "Lu", "Han", ...) that the libraries' older tables lack; empty for a class that needs
/// none. Also, by names in words, those that the reference's own older tables lack.
std::span<const Range> newer_characters(std::string_view name);

/// Where the first byte stands that is not part of well-formed UTF-8 (no surrogates, no overlong forms); npos if none.
size_t first_invalid(std::string_view text);
/// Bytes of the complete characters at the front of `text`: what a stream may show while the rest may still complete a
/// character. Bytes that can no longer become one count as complete (they will be replaced).
size_t complete_prefix(std::string_view text);
/// Well-formed copy: one U+FFFD per maximal invalid subpart (Unicode 16, 3.9, "U+FFFD substitution of maximal
/// subparts").
std::string replace_invalid(std::string_view bytes);

/// Reads the character at `at` of well-formed text and moves past it.
char32_t next(std::string_view text, size_t& at);
/// The character that ends just before `end` of well-formed text; `start` becomes its position.
char32_t previous(std::string_view text, size_t end, size_t& start);
void append(std::string& out, char32_t character);

bool is_white_space(char32_t c); ///< the 25 characters of White_Space
bool is_number(char32_t c);      ///< category N
bool is_punctuation(char32_t c); ///< ASCII symbols, or category P as of Unicode 8
bool is_mark(char32_t c);        ///< category M as of Unicode 12
bool is_nonspacing(char32_t c);  ///< category Mn as of Unicode 8
bool is_control(char32_t c);     ///< categories Cc, Cf, Co, but for tab, line feed and carriage return
bool is_ideograph(char32_t c);   ///< the CJK blocks that BERT separates
bool is_word(char32_t c);        ///< \w of Unicode's report 18: Alphabetic (letter numbers included), marks, digits,
                                 ///< connectors, joiners
/// A number for the script of a character, kana and Han being one; kAnyScript for blanks and characters newer than
/// Unicode 9.
int joined_script(char32_t c);
inline constexpr int kAnyScript = 0;
/// Where the user-perceived character that begins at `at` ends (extended grapheme cluster).
size_t grapheme_end(std::string_view text, size_t at);
/// Context-free full lower case (U+0130 gives two characters).
void append_lower(std::string& out, char32_t c);

enum class Form { Nfc, Nfd, Nfkc, Nfkd };
/// Normalised copy of well-formed text.
std::string normalised(std::string_view text, Form form);

} // namespace pareto::unicode
