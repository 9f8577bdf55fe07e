// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Softmax attention whose reading a second query corrects by how keys and values vary together: a local linear fit
/// instead of a local mean. arXiv 2605.29157.
struct ParallaxMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  RopeSpec rope; ///< of both queries and the keys; no table = not rotated
  bool qkv_bias = false;
};

std::string_view mixer_id(const ParallaxMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const ParallaxMixer& mixer);

} // namespace pareto
