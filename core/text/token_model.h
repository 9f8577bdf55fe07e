// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace pareto {

/// Token string -> id, looked up without making a string.
struct StringHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using TokenIds = std::unordered_map<std::string, int32_t, StringHash, std::equal_to<>>;

/// Turns one piece of text into ids: a tokenizer file's "model". Not for two threads at once (scratch memory is kept).
class TokenModel {
public:
  virtual ~TokenModel() = default;
  virtual Status encode(std::string_view piece, std::vector<int32_t>& ids) = 0;
};

/// Byte-pair encoding by ranked merges.
struct BpeRules {
  TokenIds vocabulary;
  std::vector<std::pair<std::string, std::string>> merges; ///< the rank is the index
  std::string unknown;                                     ///< empty = none
  std::string continuing_prefix;                           ///< put before every initial symbol but the first
  std::string word_suffix;                                 ///< put after the last initial symbol
  bool fuse_unknown = false;
  bool byte_fallback = false;
  bool ignore_merges = false;
  bool whole_newlines = false; ///< a piece of newlines that is a token is not merged
  bool raw_bytes = false;      ///< pieces are bytes, the vocabulary is written in the byte alphabet
};
/// Refuses merges whose parts or result the vocabulary lacks.
Result<std::unique_ptr<TokenModel>> make_bpe(BpeRules rules);

/// SentencePiece's greedy form of it: the neighbouring pair whose joined text is the highest-scored token merges first.
struct ScoredRules {
  TokenIds vocabulary;
  std::vector<float> scores; ///< by id
  std::optional<int32_t> unknown;
};
Result<std::unique_ptr<TokenModel>> make_scored_bpe(ScoredRules rules);

/// Most likely segmentation under piece scores (Kudo 2018, arXiv 1804.10959), found by Viterbi.
struct UnigramRules {
  std::vector<std::pair<std::string, double>> pieces; ///< the id is the index
  std::optional<int32_t> unknown;
  bool byte_fallback = false;
};
Result<std::unique_ptr<TokenModel>> make_unigram(UnigramRules rules);

/// Greedy longest match from the left.
struct WordPieceRules {
  TokenIds vocabulary;
  std::string unknown = "[UNK]";
  std::string continuing_prefix = "##";
  int64_t longest_word = 100; ///< characters
};
Result<std::unique_ptr<TokenModel>> make_word_piece(WordPieceRules rules);

/// A piece is a token or unknown. Where the vocabulary lacks the unknown token as well, encoding fails.
struct WordLevelRules {
  TokenIds vocabulary;
  std::string unknown;
};
std::unique_ptr<TokenModel> make_word_level(WordLevelRules rules);

/// "<0x0A>" and the like.
std::string byte_token(unsigned char byte);
/// The byte that such a token stands for (exactly two upper- or lower-case hexadecimal digits).
std::optional<unsigned char> byte_of_token(std::string_view token);

} // namespace pareto
