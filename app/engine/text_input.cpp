// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/text_input.h"

#include "core/formats/open_model.h"
#include "core/model/model.h"
#include "core/platform/files.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace pareto::engine {

namespace {

constexpr uint64_t kLongestText = uint64_t{64} << 20;
constexpr size_t kLooked = 4096; ///< bytes whose form tells the encoding

/// The encoding that a byte order mark names, or the NULs of Latin text in two bytes a character; empty for what may be
/// UTF-8.
std::string_view other_encoding(std::string_view text) {
  using namespace std::string_view_literals;
  for (const auto& [mark, name] : {std::pair{"\xFF\xFE\0\0"sv, "UTF-32"sv},
                                   {"\0\0\xFE\xFF"sv, "UTF-32"sv},
                                   {"\xFF\xFE"sv, "UTF-16"sv},
                                   {"\xFE\xFF"sv, "UTF-16"sv}})
    if (text.starts_with(mark))
      return name;
  const std::string_view looked = text.substr(0, kLooked);
  const auto zeros = static_cast<size_t>(std::count(looked.begin(), looked.end(), '\0'));
  return zeros * 3 > looked.size() ? "UTF-16"sv : ""sv;
}

} // namespace

Result<std::string> read_text(const std::string& path) {
  PARETO_TRY_ASSIGN(text, read_stream(path, kLongestText));
  if (const std::string_view encoding = other_encoding(text); !encoding.empty())
    return fail(ErrorCode::InvalidArgument, path + " is " + std::string(encoding) + " text; save it as UTF-8.", path);
  if (text.starts_with("\xEF\xBB\xBF")) // UTF-8's mark is no part of the text
    text.erase(0, 3);
  if (text.empty())
    return fail(ErrorCode::InvalidArgument, path + " is empty: there is no text in it.", path);
  if (const size_t bad = unicode::first_invalid(text); bad != std::string_view::npos)
    return fail(
        ErrorCode::InvalidArgument,
        path + " is not UTF-8 text: byte " + std::to_string(bad) + " belongs to no character; save it as UTF-8.", path);
  return text;
}

void warn_of(const Tokenizer& tokenizer, const Output& out) {
  for (const std::string& sentence : tokenizer.warnings())
    out.warn({"tokenizer", sentence});
}

} // namespace pareto::engine
