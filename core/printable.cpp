// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.h"

namespace pareto {

namespace {

/// Length of the well-formed UTF-8 sequence at `at`, 0 when there is none (RFC 3629).
size_t sequence_length(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const unsigned first = byte(0);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xc2 && first < 0xe0 ? 2
                        : first >= 0xe0 && first < 0xf0 ? 3
                        : first >= 0xf0 && first < 0xf5 ? 4
                                                        : 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80)
      return 0;
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool outside =
      (first == 0xed && byte(1) > 0x9f) || (first == 0xf4 && byte(1) > 0x8f); // surrogates, beyond U+10FFFF
  return overlong || outside ? 0 : length;
}

} // namespace

std::string printable(std::string_view text, size_t limit) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = sequence_length(text, at);
    if (out.size() + (length > 0 ? length : 1) > limit)
      return out + "...";
    const auto first = static_cast<unsigned char>(text[at]);
    if (length == 0 || first < 0x20 || first == 0x7f)
      out += '?';
    else
      out += text.substr(at, length);
    at += length > 0 ? length : 1;
  }
  return out;
}

} // namespace pareto
