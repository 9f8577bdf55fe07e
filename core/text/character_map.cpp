// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/character_map.h"

#include "core/text/unicode.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace pareto {

namespace {

std::optional<std::string> from_base64(std::string_view text) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('='))
    text.remove_suffix(1);
  std::string bytes;
  uint32_t held = 0;
  int bits = 0;
  for (char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos)
      return std::nullopt;
    held = held << 6 | static_cast<uint32_t>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(held >> bits & 0xFF);
    }
  }
  return bytes;
}

uint32_t little_endian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i)
    value |= uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}

/// A unit of Yata's double-array trie (darts-clone): label, offset to its children, whether one of them is a leaf.
struct Unit {
  uint32_t bits;
  bool has_leaf() const { return (bits >> 8 & 1) != 0; }
  uint32_t value() const { return bits & 0x7FFFFFFF; }
  uint32_t label() const { return bits & 0x800000FF; }
  uint32_t offset() const { return (bits >> 10) << ((bits & 0x200) >> 6); }
};

class CharacterMap : public Normalizer {
public:
  CharacterMap(std::vector<Unit> units, std::string replacements)
      : m_units(std::move(units)), m_replacements(std::move(replacements)) {}

  /// Clusters of fewer than six bytes are looked up whole, longer ones by character, as SentencePiece does.
  Status apply(NormalText& text) const override {
    Changes changes;
    bool changed = false;
    for (size_t at = 0; at < text.text.size();) {
      const size_t end = unicode::grapheme_end(text.text, at);
      const std::string_view cluster = std::string_view(text.text).substr(at, end - at);
      if (const auto found = cluster.size() < kLongestCluster ? find(cluster) : std::nullopt) {
        replace(changes, cluster, *found);
        changed = true;
        at = end;
      }
      while (at < end) {
        changed |= one_character(changes, text.text, at);
        PARETO_TRY(check_growth(text.text.size(), changes.size()));
      }
      PARETO_TRY(check_growth(text.text.size(), changes.size()));
    }
    if (changed)
      write(text, changes);
    return {};
  }

private:
  static constexpr size_t kLongestCluster = 6;
  /// A new character and what it stands for: 0 the next old one, 1 nothing, -n the next one and n that are dropped.
  using Changes = std::vector<std::pair<char32_t, int32_t>>;

  /// Moves past the character at `at`; true where it is replaced.
  bool one_character(Changes& changes, std::string_view text, size_t& at) const {
    const size_t begin = at;
    const char32_t c = unicode::next(text, at);
    const std::string_view character = text.substr(begin, at - begin);
    const auto found = find(character);
    if (found)
      replace(changes, character, *found);
    else
      changes.emplace_back(c, 0);
    return found.has_value();
  }

  /// The replacement of the shortest stored key that begins the text.
  std::optional<std::string_view> find(std::string_view text) const {
    uint64_t node = m_units[0].offset();
    for (char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      node ^= byte;
      if (byte == 0 || node >= m_units.size() || m_units[node].label() != byte)
        return std::nullopt;
      const Unit unit = m_units[node];
      node ^= unit.offset();
      if (!unit.has_leaf())
        continue;
      if (node >= m_units.size() || m_units[node].value() >= m_replacements.size())
        return std::nullopt;
      const size_t begin = m_units[node].value();
      return std::string_view(m_replacements).substr(begin, m_replacements.find('\0', begin) - begin);
    }
    return std::nullopt;
  }

  static void replace(Changes& changes, std::string_view from, std::string_view to) {
    int32_t fewer = 0;
    for (size_t at = 0; at < from.size(); ++fewer)
      unicode::next(from, at);
    for (size_t at = 0; at < to.size(); --fewer)
      changes.emplace_back(unicode::next(to, at), 0);
    for (int32_t i = 0; i < -fewer; ++i)
      changes[changes.size() - 1 - static_cast<size_t>(i)].second = 1;
    if (fewer > 0 && !changes.empty())
      changes.back().second -= fewer;
  }

  static void write(NormalText& text, const Changes& changes) {
    NormalText out;
    size_t at = 0;
    for (const auto& [c, change] : changes) {
      const bool of_first = change > 0 ? at == 0 || at <= text.first : at < text.first;
      for (int32_t i = change; i <= 0 && at < text.text.size(); ++i)
        unicode::next(text.text, at);
      unicode::append(out.text, c);
      if (of_first)
        out.first = out.text.size();
    }
    text = std::move(out);
  }

  std::vector<Unit> m_units;
  std::string m_replacements;
};

} // namespace

Result<std::unique_ptr<Normalizer>> make_character_map(std::string_view base64, const std::string& path) {
  const auto bytes = from_base64(base64);
  if (!bytes)
    return fail(ErrorCode::InvalidFile, path + " is not base64.", path);
  const size_t trie = bytes->size() < 4 ? 0 : little_endian(*bytes, 0);
  if (trie < 4 || trie % 4 != 0 || trie > bytes->size() - 4)
    return fail(ErrorCode::InvalidFile,
                path + " holds " + std::to_string(bytes->size()) + " bytes, which do not fit the table it announces.",
                path);
  std::vector<Unit> units;
  for (size_t at = 4; at < 4 + trie; at += 4)
    units.push_back({little_endian(*bytes, at)});
  std::string replacements = bytes->substr(4 + trie);
  if (unicode::first_invalid(replacements) != std::string_view::npos)
    return fail(ErrorCode::InvalidFile, path + " has replacements that are not valid UTF-8.", path);
  return std::unique_ptr<Normalizer>(std::make_unique<CharacterMap>(std::move(units), std::move(replacements)));
}

} // namespace pareto
