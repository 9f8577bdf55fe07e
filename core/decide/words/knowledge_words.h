// SPDX-License-Identifier: GPL-3.0-or-later
// How what is known of an architecture is said: its growth, what it needs, where it is supported and released.
#pragma once

#include "core/decide/words/voice.h"
#include "core/formats/knowledge.h"
#include "core/model/nature.h"

#include <string>
#include <vector>

namespace pareto {

/// "A prompt O(n²), each token O(n), cache and state O(n)".
std::string growth_text(const Voice& voice, const Architecture& architecture, const Nature& nature);
/// What a token's result depends on where that is more than the tokens before it, and so what of a prompt read in
/// pieces is not what it is read at once; empty otherwise.
std::string sight_text(const Voice& voice, const Nature& nature);
/// "attention, rotary positions".
std::string kernels_text(const Voice& voice, const Nature& nature);
/// "transformers 5.24.0: llama", "vLLM: inside Qwen3NextForCausalLM", "llama.cpp: not there", "...: not known".
std::string support_text(const Voice& voice, const LibraryRead& library, const Support& support);
/// "Mamba-2: 370M, 2.7B (Apache-2.0)", with "licence not known" where it is not.
std::string release_text(const Voice& voice, const ReleasedModel& release);

} // namespace pareto
