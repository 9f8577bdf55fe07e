// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What Python's str does, for well-formed UTF-8: templates are written against it. Positions and lengths count
/// characters.
namespace pareto::jinja::python {

constexpr size_t kLargestText = size_t{8} << 20; ///< bytes; what would grow beyond is refused

bool is_space(char32_t c);     ///< str.isspace
bool is_printable(char32_t c); ///< str.isprintable
size_t length(std::string_view text);
/// Byte offset of each character, and of the end.
std::vector<size_t> offsets(std::string_view text);

/// Refused for the characters whose case depends on context or is more than one character.
Result<std::string> upper(std::string_view text);
Result<std::string> lower(std::string_view text);
Result<std::string> title(std::string_view text);
Result<std::string> capitalize(std::string_view text);
Result<std::string> swap_case(std::string_view text);

enum class Side : uint8_t { Both, Left, Right };
/// Without `characters`: white space.
std::string_view strip(std::string_view text, std::optional<std::string_view> characters, Side side = Side::Both);
/// Without `separator`: at white space; `most` splits, or all where negative. An empty separator is a failure.
Result<std::vector<std::string>> split(std::string_view text, std::optional<std::string_view> separator, int64_t most);
Result<std::vector<std::string>> split_right(std::string_view text, std::optional<std::string_view> separator,
                                             int64_t most);
std::vector<std::string> split_lines(std::string_view text, bool keep_ends);
/// At most `count` places, all where negative.
Result<std::string> replace(std::string_view text, std::string_view old, std::string_view with, int64_t count);
int64_t count(std::string_view text, std::string_view part);
std::string reversed(std::string_view text);
/// `&`, `<`, `>` and quotes as markupsafe writes them.
std::string escaped(std::string_view text);
Result<std::string> repeated(std::string_view text, int64_t times);
/// Blanks (or `fill`) around the text up to `width` characters.
Result<std::string> padded(std::string_view text, int64_t width, std::string_view fill, Side side);

enum class Class : uint8_t { Digit, Letter, LetterOrDigit, Space, Upper, Lower };
/// str.isdigit, isalpha, isalnum, isspace, isupper, islower.
Result<bool> all_are(std::string_view text, Class which);

} // namespace pareto::jinja::python
