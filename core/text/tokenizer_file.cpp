// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"
#include "core/platform/mapped_file.h"
#include "core/text/json_fields.h"
#include "core/text/tokenizer.h"

#include <algorithm>
#include <array>
#include <set>

namespace pareto {

using nlohmann::json;

namespace {

constexpr JsonLimits kLimits{128, size_t{256} << 20, 32'000'000};

Result<TokenIds> read_vocabulary(const JsonFields& model) {
  const json* value = model.find("vocab");
  if (!value || !value->is_object())
    return model.wrong("vocab", "an object of tokens and ids");
  TokenIds ids;
  ids.reserve(value->size());
  for (const auto& [token, id] : value->items()) {
    PARETO_TRY_ASSIGN(read, token_id(id, model.path("vocab['" + token.substr(0, 60) + "']")));
    ids.emplace(token, read);
  }
  return ids;
}

/// "left right" or ["left", "right"], not mixed; files of the first form may begin with a version line.
Status read_merges(const JsonFields& model, BpeRules& rules) {
  PARETO_TRY_ASSIGN(list, model.array("merges"));
  rules.merges.reserve(list->size());
  bool lists = false;
  for (size_t i = 0; i < list->size(); ++i) {
    const json& entry = (*list)[i];
    const std::string path = model.path("merges[" + std::to_string(i) + "]");
    if (i == 0)
      lists = entry.is_array();
    if (entry.is_array() != lists || (!lists && !entry.is_string()))
      return fail(ErrorCode::InvalidFile,
                  path + " must be " + (lists ? "a list of two tokens like the first merge" : "a string 'left right'") +
                      "; found " + json_kind(entry) + ".",
                  path);
    if (lists) {
      if (entry.size() != 2 || !entry[0].is_string() || !entry[1].is_string())
        return fail(ErrorCode::InvalidFile, path + " must hold two tokens.", path);
      rules.merges.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
      continue;
    }
    const auto& line = entry.get_ref<const std::string&>();
    if (i == 0 && line.starts_with("#version"))
      continue;
    const size_t blank = line.find(' ');
    if (blank == std::string::npos || line.find(' ', blank + 1) != std::string::npos)
      return fail(ErrorCode::InvalidFile,
                  path + " must be two tokens with one blank between them; found '" + line.substr(0, 60) + "'.", path);
    rules.merges.emplace_back(line.substr(0, blank), line.substr(blank + 1));
  }
  return {};
}

class TokenizerReader {
public:
  Result<std::shared_ptr<Tokenizer>> read(const json& document) {
    PARETO_TRY_ASSIGN(fields, JsonFields::of(document, ""));
    PARETO_TRY(check_top_level(document, fields));
    PARETO_TRY_ASSIGN(normalizer, read_normalizer(part(fields, "normalizer"), "normalizer"));
    m_parts.normalizer = std::move(normalizer);
    PARETO_TRY(read_pre_tokenizer(part(fields, "pre_tokenizer"), "pre_tokenizer", m_parts.pre_tokenizers));
    PARETO_TRY_ASSIGN(post_processor, PostProcessor::read(part(fields, "post_processor"), "post_processor"));
    m_parts.post_processor = std::move(post_processor);
    PARETO_TRY_ASSIGN(decoder, read_decoder(part(fields, "decoder"), "decoder"));
    m_parts.decoder = std::move(decoder);
    PARETO_TRY(read_model(fields));
    PARETO_TRY(read_added(fields));
    PARETO_TRY(read_truncation(fields));
    PARETO_TRY(read_padding(fields));
    return Tokenizer::make(std::move(m_parts));
  }

private:
  static const json& part(const JsonFields& fields, const std::string& name) {
    static const json kNull;
    const json* found = fields.find(name);
    return found ? *found : kNull;
  }

  static Status check_top_level(const json& document, const JsonFields& fields) {
    static constexpr std::array<std::string_view, 9> kKnown = {"version",        "truncation", "padding",
                                                               "added_tokens",   "normalizer", "pre_tokenizer",
                                                               "post_processor", "decoder",    "model"};
    for (const auto& [key, value] : document.items())
      if (std::find(kKnown.begin(), kKnown.end(), key) == kKnown.end())
        return fail(ErrorCode::InvalidFile,
                    "The key '" + key.substr(0, 60) + "' does not belong into a tokenizer file.", key.substr(0, 60));
    PARETO_TRY_ASSIGN(version, fields.text("version", "1.0"));
    return version == "1.0" ? Status() : fields.wrong("version", "\"1.0\"");
  }

  Status read_model(const JsonFields& fields) {
    PARETO_TRY_ASSIGN(value, fields.required("model"));
    PARETO_TRY_ASSIGN(model, JsonFields::of(*value, "model"));
    std::string guess = model.find("merges") ? "BPE"
                        : model.find("continuing_subword_prefix") && model.find("max_input_chars_per_word")
                            ? "WordPiece"
                            : "WordLevel";
    if (const json* vocabulary = model.find("vocab"); vocabulary && vocabulary->is_array())
      guess = "Unigram";
    PARETO_TRY_ASSIGN(type, model.text("type", guess)); // old files do not say
    if (type == "BPE")
      return read_bpe(model);
    if (type == "Unigram")
      return read_unigram(model);
    if (type == "WordPiece")
      return read_word_piece(model);
    if (type == "WordLevel")
      return read_word_level(model);
    return fail(ErrorCode::Unsupported,
                "model.type '" + type.substr(0, 60) +
                    "' is not supported; supported: BPE, Unigram, WordPiece, WordLevel.",
                "model.type");
  }

  void name_tokens(const TokenIds& ids) {
    for (const auto& [token, id] : ids)
      m_parts.tokens.emplace(id, token);
    m_vocabulary = ids.size();
  }

  Status check_unique(const TokenIds& ids) const {
    std::unordered_map<int32_t, const std::string*> seen;
    for (const auto& [token, id] : ids)
      if (const auto [other, added] = seen.emplace(id, &token); !added)
        return fail(ErrorCode::InvalidFile,
                    "model.vocab gives id " + std::to_string(id) + " to two tokens, '" + other->second->substr(0, 40) +
                        "' and '" + token.substr(0, 40) + "'.",
                    "model.vocab");
    return {};
  }

  Status read_bpe(const JsonFields& model) {
    BpeRules rules;
    PARETO_TRY_ASSIGN(vocabulary, read_vocabulary(model));
    PARETO_TRY(check_unique(vocabulary));
    rules.vocabulary = std::move(vocabulary);
    PARETO_TRY(read_merges(model, rules));
    PARETO_TRY_ASSIGN(unknown, model.text("unk_token", ""));
    PARETO_TRY_ASSIGN(prefix, model.text("continuing_subword_prefix", ""));
    PARETO_TRY_ASSIGN(suffix, model.text("end_of_word_suffix", ""));
    PARETO_TRY_ASSIGN(fuse, model.flag("fuse_unk", false));
    PARETO_TRY_ASSIGN(fallback, model.flag("byte_fallback", false));
    PARETO_TRY_ASSIGN(ignore, model.flag("ignore_merges", false));
    rules.unknown = std::move(unknown);
    rules.continuing_prefix = std::move(prefix);
    rules.word_suffix = std::move(suffix);
    rules.fuse_unknown = fuse;
    rules.byte_fallback = fallback;
    rules.ignore_merges = ignore;
    if (const json* dropout = model.find("dropout")) {
      if (!dropout->is_number() || dropout->get<double>() < 0 || dropout->get<double>() > 1)
        return model.wrong("dropout", "a number from 0 to 1");
      if (dropout->get<double>() > 0)
        m_parts.warnings.push_back("model.dropout is for training and is not applied.");
    }
    // With the byte level as the last step, bytes can be looked up as they are.
    PreTokenizers& steps = m_parts.pre_tokenizers;
    const auto byte_levels =
        std::count_if(steps.begin(), steps.end(), [](const auto& step) { return step->is_byte_level(); });
    if (byte_levels == 1 && steps.back()->is_byte_level()) {
      steps.back()->keep_bytes();
      rules.raw_bytes = true;
    }
    name_tokens(rules.vocabulary);
    PARETO_TRY_ASSIGN(made, make_bpe(std::move(rules)));
    m_parts.model = std::move(made);
    return {};
  }

  Status read_unigram(const JsonFields& model) {
    UnigramRules rules;
    PARETO_TRY_ASSIGN(list, model.array("vocab"));
    for (size_t i = 0; i < list->size(); ++i) {
      const json& entry = (*list)[i];
      if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
        return fail(ErrorCode::InvalidFile,
                    model.path("vocab[" + std::to_string(i) + "]") + " must be a piece and its score.",
                    model.path("vocab"));
      rules.pieces.emplace_back(entry[0].get<std::string>(), entry[1].get<double>());
      m_parts.tokens.emplace(static_cast<int32_t>(i), rules.pieces.back().first);
    }
    m_vocabulary = rules.pieces.size();
    if (const json* unknown = model.find("unk_id")) {
      PARETO_TRY_ASSIGN(id, token_id(*unknown, model.path("unk_id")));
      rules.unknown = id;
    }
    PARETO_TRY_ASSIGN(fallback, model.flag("byte_fallback", false));
    rules.byte_fallback = fallback;
    PARETO_TRY_ASSIGN(made, make_unigram(std::move(rules)));
    m_parts.model = std::move(made);
    return {};
  }

  Status read_word_piece(const JsonFields& model) {
    WordPieceRules rules;
    PARETO_TRY_ASSIGN(vocabulary, read_vocabulary(model));
    PARETO_TRY(check_unique(vocabulary));
    PARETO_TRY_ASSIGN(unknown, model.text("unk_token", "[UNK]"));
    PARETO_TRY_ASSIGN(prefix, model.text("continuing_subword_prefix", "##"));
    PARETO_TRY_ASSIGN(longest, model.integer("max_input_chars_per_word", 0, INT32_MAX, 100));
    rules.vocabulary = std::move(vocabulary);
    rules.unknown = std::move(unknown);
    rules.continuing_prefix = std::move(prefix);
    rules.longest_word = longest;
    name_tokens(rules.vocabulary);
    PARETO_TRY_ASSIGN(made, make_word_piece(std::move(rules)));
    m_parts.model = std::move(made);
    return {};
  }

  Status read_word_level(const JsonFields& model) {
    PARETO_TRY_ASSIGN(vocabulary, read_vocabulary(model));
    PARETO_TRY(check_unique(vocabulary));
    PARETO_TRY_ASSIGN(unknown, model.text("unk_token"));
    name_tokens(vocabulary);
    m_parts.model = make_word_level({std::move(vocabulary), std::move(unknown)});
    return {};
  }

  Result<AddedToken> read_added_token(const json& value, const std::string& path) {
    PARETO_TRY_ASSIGN(fields, JsonFields::of(value, path));
    AddedToken token;
    PARETO_TRY_ASSIGN(content, fields.text("content"));
    PARETO_TRY_ASSIGN(id_value, fields.required("id"));
    PARETO_TRY_ASSIGN(id, token_id(*id_value, fields.path("id")));
    PARETO_TRY_ASSIGN(single_word, fields.flag("single_word"));
    PARETO_TRY_ASSIGN(left_strip, fields.flag("lstrip"));
    PARETO_TRY_ASSIGN(right_strip, fields.flag("rstrip"));
    PARETO_TRY_ASSIGN(normalized, fields.flag("normalized"));
    PARETO_TRY_ASSIGN(special, fields.flag("special"));
    token = {std::move(content), id, single_word, left_strip, right_strip, normalized, special};
    if (token.content.empty())
      return fail(ErrorCode::InvalidFile, path + ".content is empty.", path);
    return token;
  }

  /// The reference gives a token the model's id, or the next free one, whatever the file says: files that disagree are
  /// refused.
  Status read_added(const JsonFields& fields) {
    if (!fields.find("added_tokens"))
      return {};
    PARETO_TRY_ASSIGN(list, fields.array("added_tokens"));
    TokenIds model_ids;
    for (const auto& [id, token] : m_parts.tokens)
      model_ids.emplace(token, id);
    auto free_id = static_cast<int64_t>(m_vocabulary);
    std::set<std::string> seen;
    for (size_t i = 0; i < list->size(); ++i) {
      const std::string path = "added_tokens[" + std::to_string(i) + "]";
      PARETO_TRY_ASSIGN(token, read_added_token((*list)[i], path));
      if (!seen.insert(token.content).second)
        return fail(ErrorCode::InvalidFile, path + " adds '" + token.content.substr(0, 60) + "' a second time.", path);
      const auto in_model = model_ids.find(token.content);
      const int64_t expected = in_model != model_ids.end() ? in_model->second : free_id;
      if (token.id != expected)
        return fail(ErrorCode::InvalidFile,
                    path + " gives '" + token.content.substr(0, 60) + "' the id " + std::to_string(token.id) +
                        ", but it has " + std::to_string(expected) +
                        (in_model != model_ids.end() ? " in the vocabulary." : " as the next free one."),
                    path);
      free_id = std::max<int64_t>(free_id, expected + 1);
      m_parts.added.push_back(std::move(token));
    }
    return {};
  }

  Status read_truncation(const JsonFields& fields) {
    const json* value = fields.find("truncation");
    if (!value)
      return {};
    PARETO_TRY_ASSIGN(truncation, JsonFields::of(*value, "truncation"));
    PARETO_TRY_ASSIGN(longest, truncation.integer("max_length", 0, INT32_MAX));
    PARETO_TRY_ASSIGN(direction, truncation.text("direction", "Right"));
    if (direction != "Right" && direction != "Left")
      return truncation.wrong("direction", "Right or Left");
    m_parts.truncation = Truncation{longest, direction == "Left"};
    return {};
  }

  Status read_padding(const JsonFields& fields) {
    const json* value = fields.find("padding");
    if (!value)
      return {};
    PARETO_TRY_ASSIGN(padding, JsonFields::of(*value, "padding"));
    Padding made;
    PARETO_TRY_ASSIGN(strategy, padding.required("strategy"));
    if (strategy->is_object()) {
      PARETO_TRY_ASSIGN(fixed, JsonFields::of(*strategy, "padding.strategy"));
      PARETO_TRY_ASSIGN(length, fixed.integer("Fixed", 0, 1 << 24));
      made.fixed = length;
    } else if (!strategy->is_string() || strategy->get_ref<const std::string&>() != "BatchLongest") {
      return padding.wrong("strategy", "\"BatchLongest\" or {\"Fixed\": length}");
    }
    PARETO_TRY_ASSIGN(multiple, padding.integer("pad_to_multiple_of", 0, 1 << 24, 0));
    PARETO_TRY_ASSIGN(id, padding.integer("pad_id", 0, INT32_MAX, 0));
    PARETO_TRY_ASSIGN(direction, padding.text("direction", "Right"));
    if (direction != "Right" && direction != "Left")
      return padding.wrong("direction", "Right or Left");
    made.multiple = multiple;
    made.id = static_cast<int32_t>(id);
    made.left = direction == "Left";
    m_parts.padding = made;
    return {};
  }

  TokenizerParts m_parts;
  size_t m_vocabulary = 0;
};

Error at_file(const Error& error, const std::string& where) {
  return error.message.starts_with(where)
             ? error
             : fail(error.code, where + ": " + error.message, error.where.empty() ? where : error.where);
}

} // namespace

Result<std::shared_ptr<Tokenizer>> parse_tokenizer(std::string_view text, const std::string& where) {
  // The JSON library would skip it; other readers of the file would not.
  if (text.starts_with("\xEF\xBB\xBF"))
    return fail(ErrorCode::InvalidFile, where + " begins with a byte order mark; save it as plain UTF-8.", where);
  PARETO_TRY_ASSIGN(document, parse_strict_json(text, where, kLimits));
  auto made = TokenizerReader().read(document);
  return made ? made : Result<std::shared_ptr<Tokenizer>>(at_file(made.error(), where));
}

Result<std::shared_ptr<Tokenizer>> read_tokenizer_file(const std::string& path) {
  PARETO_TRY_ASSIGN(file, MappedFile::open(path));
  const std::span<const std::byte> bytes = file.bytes();
  auto tokenizer = parse_tokenizer({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
  PARETO_TRY(shortened_file());
  return tokenizer;
}

} // namespace pareto
