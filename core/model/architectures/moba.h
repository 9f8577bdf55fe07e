// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Mixture of block attention: every head reads the blocks whose mean key fits its query best, and its own. arXiv
/// 2502.13189; as flash-linear-attention has it, with a norm of what the heads read.
struct MobaMixer {
  int64_t heads = 1, head_dim = 64;
  int64_t block = 4096, chosen = 8; ///< the token's own block is one of the chosen
  RopeSpec rope;                    ///< no table = not rotated
  bool qkv_bias = false;
  bool qk_norm = false;  ///< RMS norm of each head's query and key
  int64_t gate_rank = 0; ///< of the gate sigmoid(g_proj x) on what is read; 0 = none
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const MobaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MobaMixer& mixer);

} // namespace pareto
