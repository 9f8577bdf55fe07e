// SPDX-License-Identifier: GPL-3.0-or-later
// A tokenizer.json from anywhere: reading, encoding and decoding end with a result or one sentence.
#include "core/text/tokenizer.h"
#include "core/text/unicode.h"
#include "tests/fuzz/seeds.h"

#include <cstdint>
#include <cstdlib>

namespace {

constexpr std::string_view kText = "  It's 2024, na\xC3\xAFve\tcaf\xC3\xA9 \xE2\x82\xAC!\n\n \xE5\xB7\x9D\xE3\x81\xAF "
                                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa <s>[INST] \xF0\x9F\x99\x82 ";

void require(bool condition) {
  if (!condition)
    std::abort();
}

void use(const std::shared_ptr<pareto::Tokenizer>& tokenizer, std::string_view text) {
  for (bool special : {true, false}) {
    const auto ids = tokenizer->encode(text, {special, special, false});
    if (!ids) {
      require(!ids.error().message.empty());
      continue;
    }
    pareto::StreamDecoder stream(tokenizer, !special);
    std::string streamed;
    for (int32_t id : *ids) {
      const std::string part = stream.push(id);
      require(pareto::unicode::first_invalid(part) == std::string_view::npos);
      streamed += part;
    }
    require(streamed + stream.finish() == tokenizer->decode(*ids, !special));
  }
}

} // namespace

std::vector<std::string> pareto::fuzz::seeds() { return golden_files("tokenizers", ".json", 8192); }

/// The input is the file, or the file, a zero byte and a text of its own.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t cut = input.find('\0');
  const auto tokenizer = pareto::parse_tokenizer(input.substr(0, cut), "tokenizer.json");
  if (!tokenizer) {
    require(!tokenizer.error().message.empty());
    return 0;
  }
  use(*tokenizer, kText);
  if (cut != std::string_view::npos)
    use(*tokenizer, input.substr(cut + 1));
  return 0;
}
