// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/format.h"
#include "core/result.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pareto {

/// What a file calls "Q4_K"; nothing for names of no format.
std::optional<Format> format_by_name(std::string_view name);
/// The format of a tensor type in a GGUF file; nothing for numbers that GGUF does not (or no longer) define.
std::optional<Format> format_of_gguf_type(uint32_t number);
/// The type number GGUF files have for a format; -1 = none.
int32_t gguf_type_of(Format format);
/// "f16", "q4_0": as a precision is spelt.
std::string lower_name(Format format);

/// Refuses with a sentence the formats that hold no weights (integers, parts of an engine's own arithmetic).
Status decodable(Format format);
/// Decodes `out.size()` elements (whole blocks) of a decodable format to float32. `from` need not be aligned; it holds
/// exactly the blocks.
void decode(Format format, std::span<const std::byte> from, std::span<float> out);

/// Whether values can be turned into a format here.
bool encodable(Format format);
/// Encodes whole blocks: 16-bit formats round to nearest even; block formats round their scales to the nearest float16,
/// then each element to the nearest level. `out` holds format_bytes(format, from.size()) bytes.
void encode(Format format, std::span<const float> from, std::span<std::byte> out);
/// What is left of each value in a format: encoded and decoded again.
void round_to(Format format, std::span<float> values);

} // namespace pareto
