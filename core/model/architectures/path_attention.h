// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Softmax attention whose positions are what lies between: each token reflects the keys before it along a direction of
/// its own (PaTH, arXiv 2505.16381); with gates of heads it is the paper's PaTH-FoX.
struct PathAttentionMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  int64_t direction_rank = 32; ///< between the two matrices that make the directions; 0 = one matrix
  int64_t conv = 3;            ///< taps of the short convolution of the directions, 0 = none
  bool forget_gate = false;
};

std::string_view mixer_id(const PathAttentionMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const PathAttentionMixer& mixer);

} // namespace pareto
