// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/gguf/gguf.h"
#include "core/text/vocabulary.h"

namespace pareto {

namespace {

Status read_tokens(const GgufFile& file, VocabularySource& source) {
  PARETO_TRY_ASSIGN(tokens, file.strings("tokenizer.ggml.tokens", true));
  source.tokens.assign(tokens->strings.begin(), tokens->strings.end());
  const auto count = static_cast<int64_t>(source.tokens.size());
  PARETO_TRY_ASSIGN(scores, file.numbers("tokenizer.ggml.scores"));
  for (size_t i = 0; scores && i < scores->count; ++i)
    source.scores.push_back(static_cast<float>(scores->number(i)));
  PARETO_TRY_ASSIGN(types, file.integers("tokenizer.ggml.token_type"));
  for (size_t i = 0; types && i < types->count; ++i) {
    const int64_t type = types->integer(i);
    // 0 is "undefined" in files of the first converters
    source.types.push_back(type >= 1 && type <= 6 ? static_cast<VocabularySource::Type>(type)
                                                  : VocabularySource::Type::Normal);
  }
  const auto id = [&](const char* key) -> Result<std::optional<int32_t>> {
    if (!file.find(key) || file.integer(key, -1, -1) || file.integer(key, UINT32_MAX, UINT32_MAX)) // -1: not stated
      return std::optional<int32_t>();
    PARETO_TRY_ASSIGN(value, file.integer(key, 0, count - 1));
    return std::optional<int32_t>(static_cast<int32_t>(value));
  };
  PARETO_TRY_ASSIGN(begin, id("tokenizer.ggml.bos_token_id"));
  PARETO_TRY_ASSIGN(end, id("tokenizer.ggml.eos_token_id"));
  PARETO_TRY_ASSIGN(unknown, id("tokenizer.ggml.unknown_token_id"));
  source.begin = begin;
  source.end = end;
  source.unknown = unknown;
  for (const char* key : {"tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id"}) {
    PARETO_TRY_ASSIGN(more, id(key));
    if (more)
      source.more_ends.push_back(*more);
  }
  return {};
}

Status read_merges(const GgufFile& file, VocabularySource& source) {
  PARETO_TRY_ASSIGN(merges, file.strings("tokenizer.ggml.merges", source.model == "gpt2" || source.model == "gemma4"));
  for (size_t i = 0; merges && i < merges->strings.size(); ++i) {
    const std::string_view line = merges->strings[i];
    const size_t blank = line.empty() ? std::string_view::npos : line.find(' ', 1);
    if (blank == std::string_view::npos || blank + 1 == line.size())
      return fail(ErrorCode::InvalidFile,
                  file.path() + ": tokenizer.ggml.merges[" + std::to_string(i) +
                      "] must be two tokens with a blank between them.",
                  "tokenizer.ggml.merges");
    source.merges.emplace_back(line.substr(0, blank), line.substr(blank + 1));
  }
  return {};
}

} // namespace

Result<VocabularySource> read_vocabulary(const GgufFile& file) {
  VocabularySource source;
  PARETO_TRY_ASSIGN(model, file.text("tokenizer.ggml.model"));
  PARETO_TRY_ASSIGN(pre, file.text("tokenizer.ggml.pre", ""));
  PARETO_TRY_ASSIGN(name, file.text("general.name", ""));
  PARETO_TRY_ASSIGN(chat, file.text("tokenizer.chat_template", ""));
  source.model = model;
  source.pre_tokenizer = pre;
  source.name = name;
  source.chat_template = chat;
  PARETO_TRY(read_tokens(file, source));
  PARETO_TRY(read_merges(file, source));
  const auto flag = [&](const char* key) -> Result<std::optional<bool>> {
    if (!file.find(key))
      return std::optional<bool>();
    PARETO_TRY_ASSIGN(value, file.boolean(key));
    return std::optional<bool>(value);
  };
  PARETO_TRY_ASSIGN(add_begin, flag("tokenizer.ggml.add_bos_token"));
  PARETO_TRY_ASSIGN(add_end, flag("tokenizer.ggml.add_eos_token"));
  PARETO_TRY_ASSIGN(add_blank, flag("tokenizer.ggml.add_space_prefix"));
  source.add_begin = add_begin;
  source.add_end = add_end;
  source.add_blank = add_blank;
  return source;
}

} // namespace pareto
