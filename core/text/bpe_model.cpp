// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"
#include "core/text/piece_cache.h"
#include "core/text/symbol_list.h"
#include "core/text/token_model.h"
#include "core/text/unicode.h"

#include <queue>

#include <array>

namespace pareto {

namespace {

/// A neighbouring pair that may merge. Lower rank first, then the leftmost.
struct Candidate {
  uint32_t rank;
  uint32_t left;
  int32_t result;
  bool operator<(const Candidate& other) const { return rank != other.rank ? rank > other.rank : left > other.left; }
};

struct Merge {
  uint32_t rank;
  int32_t result;
};

uint64_t pair_key(int32_t left, int32_t right) {
  return uint64_t{static_cast<uint32_t>(left)} << 32 | static_cast<uint32_t>(right);
}

class BpeModel : public TokenModel {
public:
  explicit BpeModel(BpeRules rules) : m_rules(std::move(rules)) {}

  Status prepare() {
    PARETO_TRY(read_merges());
    if (!m_rules.unknown.empty()) {
      const auto found = m_rules.vocabulary.find(m_rules.unknown);
      if (found == m_rules.vocabulary.end())
        return fail(ErrorCode::InvalidFile,
                    "model.unk_token '" + m_rules.unknown.substr(0, 60) + "' is not in the vocabulary.",
                    "model.unk_token");
      m_unknown = found->second;
    }
    for (int b = 0; b < 256; ++b)
      m_fallback[static_cast<size_t>(b)] = lookup(byte_token(static_cast<unsigned char>(b)));
    if (m_rules.raw_bytes)
      use_raw_bytes();
    return {};
  }

  Status encode(std::string_view piece, std::vector<int32_t>& ids) override {
    if (piece.empty() || m_cache.find(piece, ids))
      return {};
    const size_t before = ids.size();
    if (m_rules.ignore_merges || (m_rules.whole_newlines && piece.find_first_not_of('\n') == std::string_view::npos))
      if (const int32_t whole = lookup(piece); whole >= 0) {
        ids.push_back(whole);
        m_cache.store(piece, {ids.data() + before, 1});
        return {};
      }
    read_symbols(piece);
    merge();
    m_symbols.append_ids(ids);
    m_cache.store(piece, {ids.data() + before, ids.size() - before});
    return {};
  }

private:
  int32_t lookup(std::string_view token) const {
    const auto found = m_rules.vocabulary.find(token);
    return found == m_rules.vocabulary.end() ? -1 : found->second;
  }

  Status read_merges() {
    m_merges.reserve(m_rules.merges.size());
    std::string joined;
    for (size_t i = 0; i < m_rules.merges.size(); ++i) {
      const auto& [left, right] = m_rules.merges[i];
      const std::string& prefix = m_rules.continuing_prefix;
      joined = left + (right.starts_with(prefix) ? right.substr(prefix.size()) : right);
      const int32_t a = lookup(left), b = lookup(right), result = lookup(joined);
      if (a < 0 || b < 0 || result < 0 || left.empty() || right.empty()) {
        const std::string& absent = a < 0 || left.empty() ? left : b < 0 || right.empty() ? right : joined;
        return fail(ErrorCode::InvalidFile,
                    "model.merges[" + std::to_string(i) + "] needs the token '" + absent.substr(0, 60) +
                        "', which the vocabulary lacks.",
                    "model.merges[" + std::to_string(i) + "]");
      }
      m_merges[pair_key(a, b)] = {static_cast<uint32_t>(i),
                                  result}; // the same merge twice: the later rank, as in the reference
    }
    m_rules.merges = {};
    return {};
  }

  /// Looks bytes up instead of their characters: no text has to be rewritten.
  void use_raw_bytes() {
    TokenIds raw;
    raw.reserve(m_rules.vocabulary.size());
    for (const auto& [token, id] : m_rules.vocabulary)
      if (auto bytes = from_byte_alphabet(token))
        raw.emplace(std::move(*bytes), id);
    m_rules.vocabulary = std::move(raw);
    m_rules.word_suffix = from_byte_alphabet(m_rules.word_suffix).value_or(std::string());
    m_rules.continuing_prefix = from_byte_alphabet(m_rules.continuing_prefix).value_or(std::string());
    for (int b = 0; b < 256; ++b)
      m_byte_ids[static_cast<size_t>(b)] = lookup(std::string(1, static_cast<char>(b)));
  }

  size_t character_length(std::string_view piece, size_t at) const {
    if (m_rules.raw_bytes)
      return 1;
    size_t end = at;
    unicode::next(piece, end);
    return end - at;
  }

  int32_t initial_id(std::string_view character, bool first, bool last) {
    const bool prefixed = !first && !m_rules.continuing_prefix.empty(), suffixed = last && !m_rules.word_suffix.empty();
    if (!prefixed && !suffixed)
      return m_rules.raw_bytes ? m_byte_ids[static_cast<unsigned char>(character[0])] : lookup(character);
    m_affixed.clear();
    if (prefixed)
      m_affixed += m_rules.continuing_prefix;
    m_affixed += character;
    if (suffixed)
      m_affixed += m_rules.word_suffix;
    return lookup(m_affixed);
  }

  /// Spells a character that is no token by its bytes; false unless all of them are tokens.
  bool spell(std::string_view character, bool first, bool last) {
    std::string text = m_rules.raw_bytes ? to_byte_alphabet(character) : std::string(character);
    if (!first)
      text.insert(0, m_rules.continuing_prefix);
    if (last)
      text += m_rules.word_suffix;
    for (char b : text)
      if (m_fallback[static_cast<unsigned char>(b)] < 0)
        return false;
    for (char b : text)
      m_symbols.add(m_fallback[static_cast<unsigned char>(b)]);
    return true;
  }

  void read_symbols(std::string_view piece) {
    m_symbols.clear();
    bool pending = false; // one unknown token not yet written, so that neighbours can join it
    for (size_t at = 0; at < piece.size();) {
      const size_t length = character_length(piece, at);
      const std::string_view character = piece.substr(at, length);
      const bool first = at == 0, last = at + length == piece.size();
      at += length;
      const int32_t id = initial_id(character, first, last);
      if (id >= 0) {
        if (pending)
          m_symbols.add(m_unknown);
        pending = false;
        m_symbols.add(id);
      } else if (m_rules.byte_fallback && spell(character, first, last)) {
        continue; // as in the reference, a pending unknown is written after the bytes
      } else if (m_unknown >= 0) {
        if (pending && !m_rules.fuse_unknown)
          m_symbols.add(m_unknown);
        pending = true;
      }
    }
    if (pending)
      m_symbols.add(m_unknown);
    m_symbols.link();
  }

  void offer(uint32_t left, uint32_t right) {
    const auto found = m_merges.find(pair_key(m_symbols[left].id, m_symbols[right].id));
    if (found != m_merges.end())
      m_queue.push({found->second.rank, left, found->second.result});
  }

  void merge() {
    for (uint32_t i = 0; i + 1 < m_symbols.size(); ++i)
      offer(i, i + 1);
    while (!m_queue.empty()) {
      const Candidate best = m_queue.top();
      m_queue.pop();
      if (!m_symbols[best.left].alive || m_symbols[best.left].next == SymbolList::kNone)
        continue;
      const uint32_t right = m_symbols[best.left].next;
      const auto found = m_merges.find(pair_key(m_symbols[best.left].id, m_symbols[right].id));
      if (found == m_merges.end() || found->second.result != best.result)
        continue; // one of the two has merged with something else since
      m_symbols.join(best.left, best.result);
      if (m_symbols[best.left].previous != SymbolList::kNone)
        offer(m_symbols[best.left].previous, best.left);
      if (m_symbols[best.left].next != SymbolList::kNone)
        offer(best.left, m_symbols[best.left].next);
    }
  }

  BpeRules m_rules;
  int32_t m_unknown = -1;
  std::unordered_map<uint64_t, Merge> m_merges;
  std::array<int32_t, 256> m_fallback{}; ///< ids of <0x00> to <0xFF>, -1 where absent
  std::array<int32_t, 256> m_byte_ids{};
  SymbolList m_symbols;
  std::priority_queue<Candidate> m_queue;
  std::string m_affixed;
  PieceCache m_cache;
};

} // namespace

Result<std::unique_ptr<TokenModel>> make_bpe(BpeRules rules) {
  auto model = std::make_unique<BpeModel>(std::move(rules));
  PARETO_TRY(model->prepare());
  return std::unique_ptr<TokenModel>(std::move(model));
}

std::string byte_token(unsigned char byte) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  return {'<', '0', 'x', kDigits[byte >> 4], kDigits[byte & 15], '>'};
}

std::optional<unsigned char> byte_of_token(std::string_view token) {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>')
    return std::nullopt;
  int value = 0;
  for (char c : token.substr(3, 2)) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    if (digit < 0)
      return std::nullopt;
    value = value * 16 + digit;
  }
  return static_cast<unsigned char>(value);
}

} // namespace pareto
