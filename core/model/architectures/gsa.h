// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Gated slot attention. arXiv 2409.07146.
struct GsaMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 64, slots = 64, conv = 0; ///< conv 0 = none
  float gate_normaliser = 8;                                                           ///< of the log decay
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const GsaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const GsaMixer& mixer);

} // namespace pareto
