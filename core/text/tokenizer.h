// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/added_tokens.h"
#include "core/text/decoder.h"
#include "core/text/normalizer.h"
#include "core/text/post_processor.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/token_model.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pareto {

/// "truncation" and "padding" of a tokenizer file; applied only where asked for (they are meant for batches of
/// training).
struct Truncation {
  int64_t longest = 0;
  bool left = false;
};
struct Padding {
  int64_t fixed = 0; ///< 0 = to the text's own length
  int64_t multiple = 0;
  int32_t id = 0;
  bool left = false;
};

/// Everything a tokenizer consists of; built by the readers of tokenizer.json and of GGUF vocabularies.
struct TokenizerParts {
  std::unique_ptr<Normalizer> normalizer;
  PreTokenizers pre_tokenizers;
  std::unique_ptr<TokenModel> model;
  PostProcessor post_processor;
  Decoder decoder;
  std::vector<AddedToken> added;
  std::unordered_map<int32_t, std::string> tokens; ///< of the model, by id
  std::string blank_prefix; ///< SentencePiece files: put before each text that begins the input or follows a token
  std::optional<Truncation> truncation;
  std::optional<Padding> padding;
  std::vector<std::string> warnings; ///< what was read but is not applied, one sentence each
};

struct EncodeOptions {
  bool add_special = true;   ///< begin, end and separator tokens of the post-processor
  bool parse_special = true; ///< special tokens written out in the text are tokens (false: plain text)
  bool shorten_and_pad = false;
};

class StreamDecoder;

/// Text to ids and back. Safe to use from several threads; encoding runs one at a time (it keeps a cache of pieces).
class Tokenizer {
public:
  static Result<std::shared_ptr<Tokenizer>> make(TokenizerParts parts);

  /// Refuses text that is not well-formed UTF-8, and text on which a pattern of the file runs into its limit.
  Result<std::vector<int32_t>> encode(std::string_view text, EncodeOptions options = {}) const;
  /// Ids that the tokenizer does not know are skipped. Always well-formed UTF-8.
  std::string decode(std::span<const int32_t> ids, bool skip_special = false) const;

  std::optional<int32_t> id(std::string_view token) const;
  /// What the id decodes to before the decoder; null for an id without a token.
  const std::string* token(int32_t id) const;
  bool is_special(int32_t id) const;
  /// One more than the largest id.
  int64_t size() const { return m_size; }
  const PostProcessor& post_processor() const { return m_parts.post_processor; }
  const std::vector<std::string>& warnings() const { return m_parts.warnings; }

private:
  friend class StreamDecoder;
  explicit Tokenizer(TokenizerParts parts) : m_parts(std::move(parts)) {}
  Status prepare();
  Status encode_plain(NormalText text, bool with_special, std::vector<int32_t>& ids) const;
  Status encode_pieces(NormalText text, std::vector<int32_t>& ids) const;
  void shorten_and_pad(std::vector<int32_t>& ids, bool add_special) const;

  TokenizerParts m_parts;
  AddedTokenFinder m_raw_tokens, m_normalized_tokens;
  struct Shown {
    std::string text;
    bool special;
  };
  std::unordered_map<int32_t, Shown> m_added_by_id;
  TokenIds m_ids;
  int64_t m_size = 0;
  mutable std::mutex m_mutex;
};

/// Decodes ids as they come. What it has given, joined, is decode() of the same ids once finish() has run; it never
/// gives half a character.
class StreamDecoder {
public:
  explicit StreamDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skip_special = false);
  std::string push(int32_t id);
  std::string finish();

private:
  void feed(size_t step, std::string_view text, std::string& out);
  std::shared_ptr<const Tokenizer> m_tokenizer;
  bool m_skip_special;
  bool m_first = true;
  std::vector<std::unique_ptr<DecodeStep>> m_steps;
};

/// Reads a Hugging Face tokenizer.json. Errors name the file, the JSON path and the reason.
Result<std::shared_ptr<Tokenizer>> read_tokenizer_file(const std::string& path);
Result<std::shared_ptr<Tokenizer>> parse_tokenizer(std::string_view text, const std::string& where);

} // namespace pareto
