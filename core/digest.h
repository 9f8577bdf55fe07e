// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pareto {

/// FNV-1a with 128 bits: a few lines, the same on every machine, and every step is a bijection of the state, so that
/// one changed byte always changes the result. It tells files and rows apart that differ by accident or by editing; it
/// is no defence against somebody who forges a collision, which nothing here would gain from.
class Digest {
public:
  Digest& bytes(std::span<const std::byte> data) {
    for (const std::byte byte : data)
      m_state = (m_state ^ static_cast<uint8_t>(byte)) * kPrime;
    return *this;
  }
  /// With its length, so that neighbouring texts cannot run into each other.
  Digest& text(std::string_view data) {
    number(static_cast<int64_t>(data.size()));
    return bytes(std::as_bytes(std::span(data)));
  }
  Digest& number(int64_t value) {
    std::array<std::byte, 8> little;
    for (size_t i = 0; i < little.size(); ++i)
      little[i] = static_cast<std::byte>(static_cast<uint64_t>(value) >> (8 * i));
    return bytes(little);
  }
  /// 32 hexadecimal digits.
  std::string hex() const {
    std::string digits;
    for (int shift = 124; shift >= 0; shift -= 4)
      digits += "0123456789abcdef"[static_cast<unsigned>(m_state >> shift) & 15u];
    return digits;
  }

private:
  __extension__ using State = unsigned __int128;
  static constexpr State kPrime = (State{1} << 88) + 0x13b;
  State m_state = (State{0x6c62272e07bb0142u} << 64) + 0x62b821756295c58du;
};

} // namespace pareto
