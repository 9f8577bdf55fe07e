// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include "core/text/unicode.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace pareto {

namespace {

using Type = VocabularySource::Type;

constexpr std::string_view kDefaultPattern = R"([\p{P}\$\+<=>\^~\|]+)";
constexpr std::string_view kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kTekkenPattern =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*)"
    R"(|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kGpt4oPattern =
    R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
    R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
    R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kDeepseekCjkPattern = R"([\x{4E00}-\x{9FA5}\x{3040}-\x{309F}\x{30A0}-\x{30FF}]+)";
constexpr std::string_view kDeepseekWordPattern = R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
constexpr std::string_view kCoderCjkPattern = R"([\x{4E00}-\x{9FA5}\x{800}-\x{4E00}\x{AC00}-\x{D7FF}]+)";

/// A named split: its patterns in order, matches and gaps both kept.
struct Split {
  std::vector<std::string_view> names, patterns;
  bool whole_words = false; ///< a word that is a token is not merged; a begin token by default
};

const std::vector<Split>& known_splits() {
  static const std::vector<Split> kSplits = {
      {{"default", ""}, {kDefaultPattern, kGpt2Pattern, R"(\p{N}+)", "[0-9][0-9][0-9]"}},
      {{"gpt-2", "phi-2", "olmo", "mpt", "jais", "roberta-bpe"}, {kGpt2Pattern}},
      {{"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone"}, {R"(\p{N})", kGpt2Pattern}},
      {{"llama3", "llama-v3", "llama-bpe", "falcon3"}, {kLlama3Pattern}, true},
      {{"dbrx", "smaug-bpe"}, {kLlama3Pattern}},
      {{"qwen2", "stablelm2", "deepseek-r1-qwen", "megrez"}, {kQwen2Pattern}},
      {{"tekken"}, {kTekkenPattern}},
      {{"gpt-4o", "llama4"}, {kGpt4oPattern}},
      {{"falcon"}, {R"([\p{P}\$\+<=>\^~\|`]+)", kGpt2Pattern, "[0-9][0-9][0-9]"}},
      {{"deepseek-v3"}, {R"(\p{N}{1,3})", kDeepseekCjkPattern, kDeepseekWordPattern}},
      {{"deepseek-coder"}, {R"([\r\n])", R"(\s?\p{L}+)", R"(\s?\p{P}+)", kCoderCjkPattern, R"(\p{N})"}},
  };
  return kSplits;
}

const Split* find_split(std::string_view name) {
  for (const Split& split : known_splits())
    if (std::find(split.names.begin(), split.names.end(), name) != split.names.end())
      return &split;
  return nullptr;
}

Error wrong(const std::string& key, const std::string& why) { return fail(ErrorCode::InvalidFile, key + " " + why, key); }

class VocabularyReader {
public:
  explicit VocabularyReader(const VocabularySource& source)
      : m_source(source) {}

  Result<std::shared_ptr<Tokenizer>> run() {
    PARETO_TRY(check());
    name_tokens();
    if (m_source.model == "gpt2")
      PARETO_TRY(byte_level());
    else if (m_source.model == "llama")
      PARETO_TRY(sentence_piece());
    else
      return fail(ErrorCode::Unsupported, "tokenizer.ggml.model '" + m_source.model.substr(0, 60) + "' is not supported; supported: gpt2 (byte-level), llama (SentencePiece).", "tokenizer.ggml.model");
    std::vector<int32_t> before, after;
    if (m_source.begin && m_source.add_begin.value_or(m_begin_by_default))
      before.push_back(*m_source.begin);
    if (m_source.end && m_source.add_end.value_or(false))
      after.push_back(*m_source.end);
    m_parts.post_processor = PostProcessor::around(std::move(before), std::move(after));
    return Tokenizer::make(std::move(m_parts));
  }

private:
  Type type(size_t id) const { return m_source.types.empty() ? Type::Normal : m_source.types[id]; }

  Status check() const {
    const size_t count = m_source.tokens.size();
    if (count == 0 || count > INT32_MAX)
      return wrong("tokenizer.ggml.tokens", "holds " + std::to_string(count) + " tokens.");
    if (!m_source.types.empty() && m_source.types.size() != count)
      return wrong("tokenizer.ggml.token_type", "has " + std::to_string(m_source.types.size()) + " entries for " + std::to_string(count) + " tokens.");
    for (const auto& id : {m_source.begin, m_source.end, m_source.unknown})
      if (id && (*id < 0 || static_cast<size_t>(*id) >= count))
        return wrong("tokenizer.ggml", "names the token id " + std::to_string(*id) + ", but there are " + std::to_string(count) + " tokens.");
    for (size_t id = 0; id < count; ++id)
      if (unicode::first_invalid(m_source.tokens[id]) != std::string_view::npos)
        return wrong("tokenizer.ggml.tokens[" + std::to_string(id) + "]", "is not valid UTF-8.");
    return {};
  }

  void name_tokens() {
    std::string family = m_source.name;
    std::transform(family.begin(), family.end(), family.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool phi3 = family.find("phi-3") != std::string::npos || family.find("phi3") != std::string::npos;
    static constexpr std::array<std::string_view, 3> kPhi3Exceptions = {"<unk>", "<s>", "<|endoftext|>"};
    for (size_t i = 0; i < m_source.tokens.size(); ++i) {
      const auto id = static_cast<int32_t>(i);
      const std::string& token = m_source.tokens[i];
      m_parts.tokens.emplace(id, token);
      const bool control = type(i) == Type::Control || type(i) == Type::Unknown;
      if (token.empty() || !(control || type(i) == Type::UserDefined))
        continue;
      const bool strips = phi3 && control && std::find(kPhi3Exceptions.begin(), kPhi3Exceptions.end(), token) == kPhi3Exceptions.end();
      m_parts.added.push_back({token, id, false, false, strips, false, control});
    }
  }

  /// Tokens by text; of two with the same text the later one, as in llama.cpp.
  TokenIds vocabulary() const {
    TokenIds ids;
    ids.reserve(m_source.tokens.size());
    for (size_t i = 0; i < m_source.tokens.size(); ++i)
      if (!m_source.tokens[i].empty())
        ids.insert_or_assign(m_source.tokens[i], static_cast<int32_t>(i));
    return ids;
  }

  Status byte_level() {
    const Split* split = find_split(m_source.pre_tokenizer);
    if (!split) {
      m_parts.warnings.push_back("The split '" + m_source.pre_tokenizer.substr(0, 60) + "' (tokenizer.ggml.pre) is not known; text is split as by GPT-2, so ids may differ from the model's own.");
      split = find_split("gpt-2");
    }
    for (std::string_view text : split->patterns) {
      PARETO_TRY_ASSIGN(pattern, TextPattern::expression(text));
      m_parts.pre_tokenizers.push_back(make_split(std::move(pattern), SplitBehavior::Isolated, false));
    }
    PARETO_TRY_ASSIGN(bytes, make_byte_level(false, false));
    bytes->keep_bytes();
    m_parts.pre_tokenizers.push_back(std::move(bytes));
    m_parts.decoder.steps.push_back(byte_level_decoder());
    BpeRules rules;
    rules.vocabulary = vocabulary();
    rules.merges = m_source.merges;
    rules.raw_bytes = true;
    rules.ignore_merges = split->whole_words;
    m_begin_by_default = split->whole_words;
    auto made = make_bpe(std::move(rules));
    if (!made)
      return fail(made.error().code, "tokenizer.ggml.merges: " + made.error().message, "tokenizer.ggml.merges");
    m_parts.model = std::move(*made);
    return {};
  }

  Status sentence_piece() {
    if (m_source.scores.size() != m_source.tokens.size())
      return wrong("tokenizer.ggml.scores", "has " + std::to_string(m_source.scores.size()) + " entries for " + std::to_string(m_source.tokens.size()) + " tokens.");
    for (float score : m_source.scores)
      if (!std::isfinite(score))
        return wrong("tokenizer.ggml.scores", "holds a value that is not a finite number.");
    m_begin_by_default = true;
    if (m_source.add_blank.value_or(true))
      m_parts.blank_prefix = " ";
    m_parts.normalizer = make_replace(" ", "\xE2\x96\x81");
    m_parts.decoder = sentence_piece_decoder(0);
    PARETO_TRY_ASSIGN(made, make_scored_bpe({vocabulary(), m_source.scores, m_source.unknown}));
    m_parts.model = std::move(made);
    return {};
  }

  const VocabularySource& m_source;
  TokenizerParts m_parts;
  bool m_begin_by_default = false;
};

} // namespace

Result<std::shared_ptr<Tokenizer>> make_tokenizer(const VocabularySource& source) { return VocabularyReader(source).run(); }

std::vector<int32_t> end_ids(const VocabularySource& source) {
  static constexpr std::array<std::string_view, 8> kEnds = {"<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<end_of_turn>", "<|end|>", "<|endoftext|>", "<|end_of_text|>", "<EOT>"};
  std::vector<int32_t> ids = source.more_ends;
  if (source.end)
    ids.insert(ids.begin(), *source.end);
  for (size_t i = 0; i < source.tokens.size() && i < source.types.size(); ++i)
    if ((source.types[i] == Type::Control || source.types[i] == Type::UserDefined) && std::find(kEnds.begin(), kEnds.end(), source.tokens[i]) != kEnds.end())
      ids.push_back(static_cast<int32_t>(i));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

} // namespace pareto
