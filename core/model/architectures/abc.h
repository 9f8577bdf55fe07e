// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Attention with bounded-memory control. arXiv 2110.02488.
struct AbcMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, slots = 64, conv = 0; ///< conv 0 = none
  RopeSpec rope{};
  float clamp = 32; ///< of the slots' logits, both ways
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const AbcMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const AbcMixer& mixer);

} // namespace pareto
