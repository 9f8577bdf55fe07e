// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/vocabulary.h"

#include "core/text/named_splits.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace pareto {

namespace {

using Type = VocabularySource::Type;

/// Tokens that end an answer wherever they occur, whatever type the file gives them (llama.cpp's list).
constexpr std::array<std::string_view, 22> kEnds = {"<|eot_id|>",
                                                    "<|im_end|>",
                                                    "<|end|>",
                                                    "<|return|>",
                                                    "<|call|>",
                                                    "<|flush|>",
                                                    "<|calls|>",
                                                    "<end_of_turn>",
                                                    "<|endoftext|>",
                                                    "</s>",
                                                    "<|eom_id|>",
                                                    "<EOT>",
                                                    "_<EOT>",
                                                    "[EOT]",
                                                    "[EOS]",
                                                    "<|end_of_text|>",
                                                    "<end_of_utterance>",
                                                    "<eos>",
                                                    "<turn|>",
                                                    "<|tool_response>",
                                                    "<\xEF\xBD\x9C"
                                                    "end\xE2\x96\x81of\xE2\x96\x81sentence\xEF\xBD\x9C>",
                                                    "[e~["};
/// Parts of the "harmony" form that are always cut out of a text and always shown.
constexpr std::array<std::string_view, 4> kShown = {"<|channel|>", "<|message|>", "<|start|>", "<|constrain|>"};
constexpr int32_t kSentencePieceEnd = 2;
constexpr int32_t kByteLevelDefault =
    11; ///< begin and end of byte-level vocabularies that name none: <|endoftext|> of Falcon

template <size_t n>
bool is_one_of(const std::string& token, const std::array<std::string_view, n>& list) {
  return std::find(list.begin(), list.end(), token) != list.end();
}

/// The types of tokens, corrected by what is known of their text, and which of them end an answer.
struct KnownTokens {
  explicit KnownTokens(const VocabularySource& source) : types(source.types) {
    types.resize(source.tokens.size(), Type::Normal);
    std::map<std::string_view, int32_t> found;
    for (size_t id = 0; id < source.tokens.size(); ++id) {
      const std::string& token = source.tokens[id];
      if (is_one_of(token, kShown))
        types[id] = Type::UserDefined;
      if (!is_one_of(token, kEnds))
        continue;
      found[token] = static_cast<int32_t>(id);
      if (types[id] != Type::UserDefined && types[id] != Type::Unknown)
        types[id] = Type::Control;
    }
    const auto has = [&](std::string_view token) { return found.contains(token); };
    // There these two close a message or a value, not the answer.
    if (has("<|end|>") &&
        ((has("<|return|>") && has("<|call|>")) || ((has("<|call|>") || has("<|calls|>")) && has("<|flush|>"))))
      drop(found, "<|end|>", Type::UserDefined);
    if (has("</s>") && has("<|tool_response>"))
      drop(found, "</s>", Type::Normal);
    for (const auto& [token, id] : found)
      ends.push_back(id);
  }

  std::vector<Type> types;
  std::vector<int32_t> ends;

private:
  void drop(std::map<std::string_view, int32_t>& found, std::string_view token, Type type) {
    types[static_cast<size_t>(found[token])] = type;
    found.erase(token);
  }
};

Error wrong(const std::string& key, const std::string& why) {
  return fail(ErrorCode::InvalidFile, key + " " + why, key);
}

class VocabularyReader {
public:
  explicit VocabularyReader(const VocabularySource& source) : m_source(source) {}

  Result<std::shared_ptr<Tokenizer>> run() {
    PARETO_TRY(check());
    name_tokens();
    if (m_source.model == "gpt2")
      PARETO_TRY(byte_level());
    else if (m_source.model == "gemma4")
      PARETO_TRY(blank_marks());
    else if (m_source.model == "llama")
      PARETO_TRY(sentence_piece());
    else
      return fail(ErrorCode::Unsupported,
                  "tokenizer.ggml.model '" + m_source.model.substr(0, 60) +
                      "' is not supported; supported: gpt2 (byte-level), llama (SentencePiece), gemma4.",
                  "tokenizer.ggml.model");
    std::vector<int32_t> before, after;
    if (m_source.model == "gemma4" || m_source.add_begin.value_or(m_begin_by_default)) // whatever files of Gemma 4 say
      put(before, m_source.begin, m_default_begin, "begin", "tokenizer.ggml.bos_token_id");
    if (m_source.add_end.value_or(false))
      put(after, m_source.end, m_default_end, "end", "tokenizer.ggml.eos_token_id");
    m_parts.post_processor = PostProcessor::around(std::move(before), std::move(after));
    return Tokenizer::make(std::move(m_parts));
  }

private:
  /// The id that the file names, else the default of its vocabulary type; the one of byte-level vocabularies is a
  /// guess.
  void put(std::vector<int32_t>& side, std::optional<int32_t> named, std::optional<int32_t> otherwise,
           const std::string& what, const std::string& key) {
    if (named) {
      side.push_back(*named);
    } else if (otherwise && static_cast<size_t>(*otherwise) < m_source.tokens.size()) {
      side.push_back(*otherwise);
      if (m_source.model == "gpt2")
        m_parts.warnings.push_back("The file adds " + what + " tokens but " + key + " is missing; " +
                                   std::to_string(*otherwise) +
                                   " is used as llama.cpp does, so results may differ from the model's own.");
    }
  }

  Status check() const {
    const size_t count = m_source.tokens.size();
    if (count == 0 || count > INT32_MAX)
      return wrong("tokenizer.ggml.tokens", "holds " + std::to_string(count) + " tokens.");
    if (!m_source.types.empty() && m_source.types.size() != count)
      return wrong("tokenizer.ggml.token_type", "has " + std::to_string(m_source.types.size()) + " entries for " +
                                                    std::to_string(count) + " tokens.");
    for (const auto& id : {m_source.begin, m_source.end, m_source.unknown})
      if (id && (*id < 0 || static_cast<size_t>(*id) >= count))
        return wrong("tokenizer.ggml", "names the token id " + std::to_string(*id) + ", but there are " +
                                           std::to_string(count) + " tokens.");
    for (size_t id = 0; id < count; ++id)
      if (unicode::first_invalid(m_source.tokens[id]) != std::string_view::npos)
        return wrong("tokenizer.ggml.tokens[" + std::to_string(id) + "]", "is not valid UTF-8.");
    return {};
  }

  void name_tokens() {
    std::string family = m_source.name;
    std::transform(family.begin(), family.end(), family.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const bool phi3 = family.find("phi-3") != std::string::npos || family.find("phi3") != std::string::npos;
    const std::vector<Type> types = KnownTokens(m_source).types;
    static constexpr std::array<std::string_view, 3> kPhi3Exceptions = {"<unk>", "<s>", "<|endoftext|>"};
    for (size_t i = 0; i < m_source.tokens.size(); ++i) {
      const auto id = static_cast<int32_t>(i);
      const std::string& token = m_source.tokens[i];
      m_parts.tokens.emplace(id, token);
      const Type type = types[i];
      const bool control = type == Type::Control || type == Type::Unknown;
      if (token.empty() || !(control || type == Type::UserDefined))
        continue;
      const bool strips = phi3 && control && !is_one_of(token, kPhi3Exceptions);
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
    const NamedSplit* split = find_named_split(m_source.pre_tokenizer);
    if (m_source.pre_tokenizer.empty())
      m_parts.warnings.push_back("The file does not say how text is split into words (tokenizer.ggml.pre is missing); "
                                 "llama.cpp's default is used, so ids may differ from the model's own.");
    if (!split) {
      m_parts.warnings.push_back(
          "The split '" + m_source.pre_tokenizer.substr(0, 60) +
          "' (tokenizer.ggml.pre) is not known; text is split as by GPT-2, so ids may differ from the model's own.");
      split = find_named_split("gpt-2");
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
    m_begin_by_default = split->adds_begin;
    if (split->knows_begin)
      m_default_begin = kByteLevelDefault;
    m_default_end = kByteLevelDefault;
    auto made = make_bpe(std::move(rules));
    if (!made)
      return fail(made.error().code, "tokenizer.ggml.merges: " + made.error().message, "tokenizer.ggml.merges");
    m_parts.model = std::move(*made);
    return {};
  }

  /// Merges over text with blanks marked as in SentencePiece, without words: only lines are told apart (Gemma 4).
  Status blank_marks() {
    PARETO_TRY_ASSIGN(lines, TextPattern::expression(R"([^\n]+|\n+)"));
    m_parts.pre_tokenizers.push_back(make_split(std::move(lines), SplitBehavior::Isolated, false));
    m_parts.normalizer = make_replace(" ", "\xE2\x96\x81");
    m_parts.decoder = sentence_piece_decoder(0);
    BpeRules rules;
    rules.vocabulary = vocabulary();
    rules.merges = m_source.merges;
    rules.byte_fallback = true;
    rules.whole_newlines = true;
    auto made = make_bpe(std::move(rules));
    if (!made)
      return fail(made.error().code, "tokenizer.ggml.merges: " + made.error().message, "tokenizer.ggml.merges");
    m_parts.model = std::move(*made);
    return {};
  }

  Status sentence_piece() {
    std::vector<float> scores = m_source.scores;
    if (scores.empty()) // as in llama.cpp: all alike
      scores.resize(m_source.tokens.size());
    if (scores.size() != m_source.tokens.size())
      return wrong("tokenizer.ggml.scores", "has " + std::to_string(m_source.scores.size()) + " entries for " +
                                                std::to_string(m_source.tokens.size()) + " tokens.");
    for (float score : scores)
      if (!std::isfinite(score))
        return wrong("tokenizer.ggml.scores", "holds a value that is not a finite number.");
    m_begin_by_default = true;
    m_default_begin = 1;
    m_default_end = kSentencePieceEnd;
    if (m_source.add_blank.value_or(true))
      m_parts.blank_prefix = " ";
    m_parts.normalizer = make_replace(" ", "\xE2\x96\x81");
    m_parts.decoder = sentence_piece_decoder(0);
    PARETO_TRY_ASSIGN(made, make_scored_bpe({vocabulary(), std::move(scores), m_source.unknown.value_or(0)}));
    m_parts.model = std::move(made);
    return {};
  }

  const VocabularySource& m_source;
  TokenizerParts m_parts;
  bool m_begin_by_default = false;
  std::optional<int32_t> m_default_begin, m_default_end; ///< for files that name none
};

} // namespace

Result<std::shared_ptr<Tokenizer>> make_tokenizer(const VocabularySource& source) {
  return VocabularyReader(source).run();
}

std::vector<int32_t> end_ids(const VocabularySource& source) {
  std::vector<int32_t> ids = source.more_ends;
  if (source.end)
    ids.push_back(*source.end);
  else if (source.model == "llama" && source.tokens.size() > static_cast<size_t>(kSentencePieceEnd))
    ids.push_back(kSentencePieceEnd);
  const std::vector<int32_t> known = KnownTokens(source).ends;
  ids.insert(ids.end(), known.begin(), known.end());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

} // namespace pareto
