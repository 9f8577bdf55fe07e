// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Softmax attention over values from which is taken, by a learned strength, what the token's query reads of the
/// earlier ones. arXiv 2505.19488.
struct DeltaformerMixer {
  int64_t heads = 1, head_dim = 64;
  RopeSpec rope; ///< no table = not rotated
  bool qkv_bias = false;
};

std::string_view mixer_id(const DeltaformerMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const DeltaformerMixer& mixer);

} // namespace pareto
