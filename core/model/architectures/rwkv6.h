// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// RWKV-6 (Finch) time mixing. arXiv 2404.05892.
struct Rwkv6Mixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64;
  int64_t mix_rank = 32, decay_rank = 64;
  float norm_eps = 1e-5f; ///< of the group norm
};

std::string_view mixer_id(const Rwkv6Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv6Mixer& mixer);

/// Group norm of each head's output, times silu of the gate, then o_proj: the end of RWKV-5 and 6. o [B,T,H,V].
Tensor rwkv_output(LayerContext& context, Tensor o, Tensor gate, float eps);

} // namespace pareto
