// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace pareto {

/// The symbols of one piece while pairs merge: a doubly linked list in an array, so that a merge costs O(1).
class SymbolList {
public:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Symbol {
    int32_t id;
    uint32_t previous, next;
    bool alive;
  };

  void clear() { m_symbols.clear(); }
  void add(int32_t id) { m_symbols.push_back({id, kNone, kNone, true}); }
  void link() {
    for (uint32_t i = 0; i < m_symbols.size(); ++i) {
      m_symbols[i].previous = i == 0 ? kNone : i - 1;
      m_symbols[i].next = i + 1 < m_symbols.size() ? i + 1 : kNone;
    }
  }
  size_t size() const { return m_symbols.size(); }
  const Symbol& operator[](uint32_t i) const { return m_symbols[i]; }

  /// Makes `left` and its right neighbour one symbol.
  void join(uint32_t left, int32_t id) {
    Symbol& kept = m_symbols[left];
    Symbol& gone = m_symbols[kept.next];
    kept.id = id;
    kept.next = gone.next;
    gone.alive = false;
    if (kept.next != kNone)
      m_symbols[kept.next].previous = left;
  }

  void append_ids(std::vector<int32_t>& ids) const {
    for (const Symbol& symbol : m_symbols)
      if (symbol.alive)
        ids.push_back(symbol.id);
  }

private:
  std::vector<Symbol> m_symbols;
};

} // namespace pareto
