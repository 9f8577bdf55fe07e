// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// RWKV-7 time mixing. arXiv 2503.14456.
struct Rwkv7Mixer {
  int64_t heads = 1, head_dim = 64, value_dim = 64;
  int64_t decay_rank = 64, gate_rank = 128, a_rank = 64, v_rank = 16;
  float norm_eps = 1e-5f;    ///< group norm uses head_dim * norm_eps
  float kk_norm_eps = 1e-6f; ///< inside the root
};

std::string_view mixer_id(const Rwkv7Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv7Mixer& mixer);

} // namespace pareto
