// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_trie.h"
#include "core/text/token_model.h"
#include "core/text/unicode.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kUnknownPenalty = 10.0; ///< below the lowest piece score (SentencePiece's constant)

class UnigramModel : public TokenModel {
public:
  explicit UnigramModel(UnigramRules rules) : m_rules(std::move(rules)) {
    double lowest = 0;
    for (size_t i = 0; i < m_rules.pieces.size(); ++i) {
      const auto& [piece, score] = m_rules.pieces[i];
      m_trie.insert(piece, static_cast<int32_t>(i));
      m_ids[piece] = static_cast<int32_t>(i);
      lowest = i == 0 ? score : std::min(lowest, score);
    }
    m_unknown_score = lowest - kUnknownPenalty;
  }

  Status encode(std::string_view piece, std::vector<int32_t>& ids) override {
    PARETO_TRY(find_best(piece));
    // From the end: neighbouring unknown characters become one stretch.
    m_cuts.clear();
    size_t end = piece.size(), unknown_end = 0;
    while (end > 0) {
      const Node& node = m_nodes[end];
      if (node.unknown) {
        if (unknown_end == 0)
          unknown_end = end;
      } else {
        if (unknown_end != 0)
          m_cuts.push_back({end, unknown_end});
        unknown_end = 0;
        m_cuts.push_back({node.start, end});
      }
      end = node.start;
    }
    if (unknown_end != 0)
      m_cuts.push_back({0, unknown_end});
    for (auto cut = m_cuts.rbegin(); cut != m_cuts.rend(); ++cut)
      PARETO_TRY(write(piece.substr(cut->first, cut->second - cut->first), ids));
    return {};
  }

private:
  struct Node {
    double score;
    size_t start;
    bool reached, unknown;
  };

  bool is_unknown(int32_t id) const { return m_rules.unknown && id == *m_rules.unknown; }

  Status find_best(std::string_view piece) {
    m_nodes.assign(piece.size() + 1, Node{0, 0, false, false});
    const auto improve = [this](size_t start, size_t end, double score, bool unknown) {
      Node& node = m_nodes[end];
      const double sum = m_nodes[start].score + score;
      if (!node.reached || sum > node.score) // on equal sums the earlier find stays
        node = {sum, start, true, unknown};
    };
    for (size_t start = 0; start < piece.size();) {
      size_t after = start;
      unicode::next(piece, after);
      const size_t character = after - start;
      bool single = false;
      m_trie.prefixes(piece.substr(start), [&](size_t length, int32_t id) {
        improve(start, start + length, m_rules.pieces[static_cast<size_t>(id)].second, is_unknown(id));
        single |= length == character;
      });
      if (!single) {
        if (!m_rules.unknown)
          return fail(ErrorCode::Unsupported, "The tokenizer has no unknown token, and '" +
                                                  std::string(piece.substr(start, character)) +
                                                  "' is in none of its pieces.");
        improve(start, after, m_unknown_score, true);
      }
      start = after;
    }
    return {};
  }

  Status write(std::string_view text, std::vector<int32_t>& ids) const {
    if (const auto found = m_ids.find(text); found != m_ids.end()) {
      ids.push_back(found->second);
      return {};
    }
    if (m_rules.byte_fallback) {
      const size_t before = ids.size();
      for (char c : text) {
        const auto found = m_ids.find(byte_token(static_cast<unsigned char>(c)));
        if (found == m_ids.end()) {
          ids.resize(before);
          break;
        }
        ids.push_back(found->second);
      }
      if (ids.size() > before)
        return {};
    }
    ids.push_back(*m_rules.unknown);
    return {};
  }

  UnigramRules m_rules;
  ByteTrie m_trie;
  TokenIds m_ids;
  double m_unknown_score = 0;
  std::vector<Node> m_nodes;
  std::vector<std::pair<size_t, size_t>> m_cuts;
};

} // namespace

Result<std::unique_ptr<TokenModel>> make_unigram(UnigramRules rules) {
  if (rules.pieces.empty())
    return fail(ErrorCode::InvalidFile, "model.vocab has no pieces.", "model.vocab");
  if (rules.unknown && (*rules.unknown < 0 || static_cast<size_t>(*rules.unknown) >= rules.pieces.size()))
    return fail(ErrorCode::InvalidFile,
                "model.unk_id " + std::to_string(*rules.unknown) + " is outside the " +
                    std::to_string(rules.pieces.size()) + " pieces.",
                "model.unk_id");
  for (const auto& [piece, score] : rules.pieces)
    if (!std::isfinite(score))
      return fail(ErrorCode::InvalidFile, "The score of '" + piece.substr(0, 60) + "' is not a finite number.",
                  "model.vocab");
  return std::unique_ptr<TokenModel>(std::make_unique<UnigramModel>(std::move(rules)));
}

} // namespace pareto
