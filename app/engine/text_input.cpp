// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/text_input.h"

#include "core/model/model.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pareto::engine {

namespace {

constexpr int64_t kLongestText = int64_t{64} << 20;

} // namespace

Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    return fail(ErrorCode::NotFound, path + " cannot be read: there is no such file.", path);
  if (std::filesystem::is_regular_file(path, error)) // a pipe has no size
    if (const auto size = std::filesystem::file_size(path, error); !error && static_cast<int64_t>(size) > kLongestText)
      return fail(ErrorCode::InvalidArgument, path + " has " + std::to_string(size >> 20) + " MiB; texts of up to 64 MiB are read.", path);
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad() || (!file && text.empty()))
    return fail(ErrorCode::Io, path + " cannot be read.", path);
  return text;
}

void warn_of(const Tokenizer& tokenizer, const Output& out) {
  for (const std::string& sentence : tokenizer.warnings())
    out.warn({"tokenizer", sentence});
}

} // namespace pareto::engine
