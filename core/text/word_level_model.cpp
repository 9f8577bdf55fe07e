// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_model.h"

namespace pareto {

namespace {

class WordLevelModel : public TokenModel {
public:
  explicit WordLevelModel(WordLevelRules rules) : m_rules(std::move(rules)) {}

  Status encode(std::string_view piece, std::vector<int32_t>& ids) override {
    auto found = m_rules.vocabulary.find(piece);
    if (found == m_rules.vocabulary.end())
      found = m_rules.vocabulary.find(m_rules.unknown);
    if (found == m_rules.vocabulary.end())
      return fail(ErrorCode::Unsupported, "The tokenizer's vocabulary has neither '" +
                                              std::string(piece.substr(0, 60)) + "' nor its unknown token '" +
                                              m_rules.unknown.substr(0, 60) + "', so this text cannot be encoded.");
    ids.push_back(found->second);
    return {};
  }

private:
  WordLevelRules m_rules;
};

} // namespace

std::unique_ptr<TokenModel> make_word_level(WordLevelRules rules) {
  return std::make_unique<WordLevelModel>(std::move(rules));
}

} // namespace pareto
