// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// Piece -> ids of pieces seen before: words repeat, merging them again is most of the time of byte-pair encoding. Open
/// addressing over one text and one id store; when either is full, everything is forgotten.
class PieceCache {
public:
  bool find(std::string_view piece, std::vector<int32_t>& ids) const {
    if (piece.size() > kLongest || m_slots.empty())
      return false;
    for (size_t i = std::hash<std::string_view>()(piece);; ++i) {
      const Slot& slot = m_slots[i & kMask];
      if (slot.length == 0)
        return false;
      if (slot.length == piece.size() && std::memcmp(m_text.data() + slot.text, piece.data(), piece.size()) == 0) {
        ids.insert(ids.end(), m_ids.begin() + slot.first, m_ids.begin() + slot.first + slot.count);
        return true;
      }
    }
  }

  void store(std::string_view piece, std::span<const int32_t> ids) {
    if (piece.empty() || piece.size() > kLongest || ids.size() > UINT16_MAX)
      return;
    if (m_slots.empty() || m_used >= kSlots / 2)
      forget();
    size_t i = std::hash<std::string_view>()(piece);
    while (m_slots[i & kMask].length != 0)
      ++i;
    m_slots[i & kMask] = {static_cast<uint32_t>(m_text.size()), static_cast<uint32_t>(m_ids.size()),
                          static_cast<uint16_t>(piece.size()), static_cast<uint16_t>(ids.size())};
    m_text += piece;
    m_ids.insert(m_ids.end(), ids.begin(), ids.end());
    ++m_used;
  }

private:
  static constexpr size_t kSlots = size_t{1} << 16, kMask = kSlots - 1, kLongest = 128;
  struct Slot {
    uint32_t text, first;
    uint16_t length, count;
  };
  void forget() {
    m_slots.assign(kSlots, Slot{});
    m_text.clear();
    m_ids.clear();
    m_used = 0;
  }
  std::vector<Slot> m_slots;
  std::string m_text;
  std::vector<int32_t> m_ids;
  size_t m_used = 0;
};

} // namespace pareto
