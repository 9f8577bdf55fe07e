// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pareto {

/// Strings with values, found by their common prefixes with a text. Grows with the strings, never with a value.
class ByteTrie {
public:
  ByteTrie() { m_first.fill(0); }

  /// A string inserted twice keeps its last value. Empty strings are not stored.
  void insert(std::string_view key, int32_t value) {
    if (key.empty())
      return;
    uint32_t node = 0;
    for (char c : key) {
      const auto byte = static_cast<unsigned char>(c);
      uint32_t& child = node == 0 ? m_first[byte] : m_next[uint64_t{node} << 8 | byte];
      if (child == 0) {
        child = static_cast<uint32_t>(m_values.size());
        m_values.push_back(-1);
      }
      node = child;
    }
    m_values[node] = value;
  }

  /// Calls `found(length, value)` for each stored string that begins `text`, shortest first.
  template <class Found>
  void prefixes(std::string_view text, Found&& found) const {
    uint32_t node = 0;
    for (size_t i = 0; i < text.size(); ++i) {
      node = child(node, static_cast<unsigned char>(text[i]));
      if (node == 0)
        return;
      if (m_values[node] >= 0)
        found(i + 1, m_values[node]);
    }
  }

  bool starts(char first) const { return m_first[static_cast<unsigned char>(first)] != 0; }
  bool empty() const { return m_values.size() == 1; }

private:
  uint32_t child(uint32_t node, unsigned char byte) const {
    if (node == 0)
      return m_first[byte];
    const auto found = m_next.find(uint64_t{node} << 8 | byte);
    return found == m_next.end() ? 0 : found->second;
  }

  std::array<uint32_t, 256> m_first; ///< children of the root, 0 = none
  std::unordered_map<uint64_t, uint32_t> m_next;
  std::vector<int32_t> m_values = {-1};
};

} // namespace pareto
