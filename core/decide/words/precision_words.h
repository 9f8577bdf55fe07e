// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/precision.h"
#include "core/decide/words/voice.h"

#include <string>

namespace pareto {

/// "Published for a model of this kind and size (llama.cpp …): q8_0 0.001, q4_K_M 0.031 (nats, lower is better)."
std::string published_text(const Voice& voice, const PublishedLosses& losses);

} // namespace pareto
