// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "core/text/normalizer.h"

#include <memory>
#include <string>
#include <string_view>

namespace pareto {

/// SentencePiece's compiled table of replacements ("Precompiled"): base64 of a 32-bit size, a double-array trie and the
/// replacements, each ended by a zero byte. `path` names the key in errors.
Result<std::unique_ptr<Normalizer>> make_character_map(std::string_view base64, const std::string& path);

} // namespace pareto
