// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_trie.h"
#include "core/text/token_model.h"
#include "core/text/unicode.h"

namespace pareto {

namespace {

class WordPieceModel : public TokenModel {
public:
  WordPieceModel(const WordPieceRules& rules, int32_t unknown) : m_unknown(unknown), m_longest(rules.longest_word) {
    for (const auto& [token, id] : rules.vocabulary) {
      m_first.insert(token, id);
      if (token.starts_with(rules.continuing_prefix))
        m_rest.insert(token.substr(rules.continuing_prefix.size()), id);
    }
  }

  Status encode(std::string_view piece, std::vector<int32_t>& ids) override {
    int64_t characters = 0;
    for (char c : piece)
      characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    const size_t before = ids.size();
    bool matched = characters <= m_longest;
    for (size_t at = 0; matched && at < piece.size();) {
      size_t longest = 0;
      int32_t id = -1;
      (at == 0 ? m_first : m_rest).prefixes(piece.substr(at), [&](size_t length, int32_t found) {
        longest = length;
        id = found;
      });
      matched = longest > 0;
      at += longest;
      ids.push_back(id);
    }
    if (!matched) { // one part without a token makes the whole word unknown
      ids.resize(before);
      ids.push_back(m_unknown);
    }
    return {};
  }

private:
  int32_t m_unknown;
  int64_t m_longest;
  ByteTrie m_first, m_rest;
};

} // namespace

Result<std::unique_ptr<TokenModel>> make_word_piece(WordPieceRules rules) {
  const auto unknown = rules.vocabulary.find(rules.unknown);
  if (unknown == rules.vocabulary.end())
    return fail(ErrorCode::InvalidFile,
                "model.unk_token '" + rules.unknown.substr(0, 60) + "' is not in the vocabulary.", "model.unk_token");
  return std::unique_ptr<TokenModel>(std::make_unique<WordPieceModel>(rules, unknown->second));
}

} // namespace pareto
