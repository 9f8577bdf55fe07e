// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Gated linear attention. arXiv 2312.06635.
struct GlaMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 128;
  int64_t gate_rank = 16, conv = 0; ///< conv 0 = none
  bool gate = true;
  float gate_normaliser = 16, clamp_min = 0; ///< 0 = no clamp of the log decay
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const GlaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const GlaMixer& mixer);

} // namespace pareto
