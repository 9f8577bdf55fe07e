// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/byte_alphabet.h"

#include "core/text/unicode.h"

#include <array>

namespace pareto {

namespace {

constexpr bool stands_for_itself(int byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

struct Alphabet {
  std::array<char32_t, 256> character{};
  std::array<int, 0x144> byte{};
};

constexpr Alphabet make_alphabet() {
  Alphabet alphabet;
  for (int& b : alphabet.byte)
    b = -1;
  char32_t spare = 0x100;
  for (int b = 0; b < 256; ++b) {
    const char32_t c = stands_for_itself(b) ? static_cast<char32_t>(b) : spare++;
    alphabet.character[static_cast<size_t>(b)] = c;
    alphabet.byte[c] = b;
  }
  return alphabet;
}

constexpr Alphabet kAlphabet = make_alphabet();

} // namespace

std::string to_byte_alphabet(std::string_view bytes) {
  std::string out;
  for (char b : bytes)
    unicode::append(out, kAlphabet.character[static_cast<unsigned char>(b)]);
  return out;
}

std::optional<std::string> from_byte_alphabet(std::string_view token) {
  std::string out;
  for (size_t at = 0; at < token.size();) {
    const char32_t c = unicode::next(token, at);
    if (c >= kAlphabet.byte.size() || kAlphabet.byte[c] < 0)
      return std::nullopt;
    out += static_cast<char>(kAlphabet.byte[c]);
  }
  return out;
}

} // namespace pareto
