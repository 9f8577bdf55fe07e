// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Natively trainable sparse attention: means of blocks, chosen blocks and a window, each with a gate. arXiv
/// 2502.11089; as flash-linear-attention has it, whose compressor is the mean.
struct NsaMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  int64_t block = 64, chosen = 16, window = 512;
  RopeSpec rope; ///< no table = not rotated
  bool qkv_bias = false;
};

std::string_view mixer_id(const NsaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const NsaMixer& mixer);

} // namespace pareto
