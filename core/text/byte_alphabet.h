// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pareto {

/// The printable alphabet of byte-level tokenizers (GPT-2): 21-7E, A1-AC and AE-FF stand for themselves, the other 68
/// bytes for U+0100 upwards.
std::string to_byte_alphabet(std::string_view bytes);
/// The bytes a token stands for; nothing where it holds a character outside the alphabet.
std::optional<std::string> from_byte_alphabet(std::string_view token);

} // namespace pareto
