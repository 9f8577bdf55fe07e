// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/token_model.h"
#include "core/text/unicode.h"

#include <queue>

#include <array>

namespace pareto {

namespace {

constexpr uint32_t kNone = UINT32_MAX;

/// A stretch of the piece; merging joins neighbours, so a joined symbol's text is a stretch again.
struct Stretch {
  uint32_t begin, length, previous, next;
};

struct MergeCandidate {
  float score;
  uint32_t left, right, length;
  bool operator<(const MergeCandidate& other) const {
    return score != other.score ? score < other.score : left > other.left;
  }
};

class ScoredBpeModel : public TokenModel {
public:
  explicit ScoredBpeModel(ScoredRules rules) : m_rules(std::move(rules)) {
    for (int b = 0; b < 256; ++b)
      m_fallback[static_cast<size_t>(b)] = lookup(byte_token(static_cast<unsigned char>(b)));
  }

  Status encode(std::string_view piece, std::vector<int32_t>& ids) override {
    if (piece.size() >= UINT32_MAX)
      return fail(ErrorCode::Unsupported, "A text of 4 GiB and more cannot be encoded in one call.");
    m_piece = piece;
    m_symbols.clear();
    for (size_t at = 0; at < piece.size();) {
      const size_t begin = at;
      unicode::next(piece, at);
      const auto index = static_cast<uint32_t>(m_symbols.size());
      m_symbols.push_back(
          {static_cast<uint32_t>(begin), static_cast<uint32_t>(at - begin), index == 0 ? kNone : index - 1, index + 1});
    }
    if (!m_symbols.empty())
      m_symbols.back().next = kNone;
    for (uint32_t i = 0; i + 1 < m_symbols.size(); ++i)
      offer(i, i + 1);
    merge();
    for (uint32_t i = m_symbols.empty() ? kNone : 0; i != kNone; i = m_symbols[i].next)
      PARETO_TRY(write(text(m_symbols[i]), ids));
    return {};
  }

private:
  int32_t lookup(std::string_view token) const {
    const auto found = m_rules.vocabulary.find(token);
    return found == m_rules.vocabulary.end() ? -1 : found->second;
  }

  std::string_view text(const Stretch& s) const { return m_piece.substr(s.begin, s.length); }

  void offer(uint32_t left, uint32_t right) {
    const uint32_t length = m_symbols[left].length + m_symbols[right].length;
    const int32_t id = lookup(m_piece.substr(m_symbols[left].begin, length));
    if (id >= 0)
      m_queue.push({m_rules.scores[static_cast<size_t>(id)], left, right, length});
  }

  void merge() {
    while (!m_queue.empty()) {
      const MergeCandidate best = m_queue.top();
      m_queue.pop();
      Stretch& left = m_symbols[best.left];
      Stretch& right = m_symbols[best.right];
      if (left.length == 0 || right.length == 0 || left.length + right.length != best.length)
        continue; // one of the two has merged with something else since
      left.length = best.length;
      right.length = 0;
      left.next = right.next;
      if (right.next != kNone)
        m_symbols[right.next].previous = best.left;
      if (left.previous != kNone)
        offer(left.previous, best.left);
      if (left.next != kNone)
        offer(best.left, left.next);
    }
  }

  /// A token, or the bytes of a character that is none.
  Status write(std::string_view symbol, std::vector<int32_t>& ids) const {
    if (const int32_t id = lookup(symbol); id >= 0) {
      ids.push_back(id);
      return {};
    }
    for (char c : symbol) {
      int32_t id = m_fallback[static_cast<unsigned char>(c)];
      if (id < 0 && m_rules.unknown)
        id = *m_rules.unknown;
      if (id < 0)
        return fail(ErrorCode::Unsupported, "The tokenizer has neither the byte token " +
                                                byte_token(static_cast<unsigned char>(c)) +
                                                " nor an unknown token, so this text cannot be encoded.");
      ids.push_back(id);
    }
    return {};
  }

  ScoredRules m_rules;
  std::array<int32_t, 256> m_fallback{};
  std::string_view m_piece;
  std::vector<Stretch> m_symbols;
  std::priority_queue<MergeCandidate> m_queue;
};

} // namespace

Result<std::unique_ptr<TokenModel>> make_scored_bpe(ScoredRules rules) {
  for (const auto& [token, id] : rules.vocabulary)
    if (id < 0 || static_cast<size_t>(id) >= rules.scores.size())
      return fail(ErrorCode::InvalidFile, "The token '" + token.substr(0, 60) + "' has no score.");
  return std::unique_ptr<TokenModel>(std::make_unique<ScoredBpeModel>(std::move(rules)));
}

} // namespace pareto
