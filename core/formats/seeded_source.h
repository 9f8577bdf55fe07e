// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/tensor_source.h"

#include <memory>

namespace pareto {

/// Seeded random weights by each weight's Init rule: the same values for the same seed in every executor and precision
/// (16-bit values are the rounded float32 ones). Matrices are cut from one table of normal numbers at hashed offsets,
/// so that filling memory costs little more than writing zeros to it.
std::unique_ptr<TensorSource> make_seeded_source(uint64_t seed);

} // namespace pareto
