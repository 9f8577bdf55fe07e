// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"

#include <vector>

namespace pareto {

/// Whether two scores answer one question: the same task at one precision and context, on one text.
bool same_question(const Score& a, const Score& b);

/// Whether two scores are of one text. One that stopped early has seen less of it, so its length says nothing.
bool of_one_text(const Score& a, const Score& b);

/// The scores whose curves stand beside that of `chosen`, itself first: of every other model of its size the newest
/// that answers the same question. Empty where `chosen` has no curve. Pointers into `scores` and to `chosen`.
std::vector<const Score*> beside(const Evidence& evidence, const Score& chosen, const std::vector<Score>& scores);

/// Bits per byte: whether the end of the context is read better than its start. Needs a curve.
bool gains_from_context(const Score& score);

} // namespace pareto
