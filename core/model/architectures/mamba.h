// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Mamba. arXiv 2312.00752.
struct MambaMixer {
  int64_t inner = 128, state = 16, conv = 4, rank = 4;
  bool conv_bias = true, bias = false;
  float bcdt_norm_eps = 0;       ///< > 0: RMS norms of dt, B and C (Falcon Mamba, Jamba)
  bool bcdt_norm_weight = false; ///< with weights (Jamba)
  int64_t heads = 1;             ///< equal parts of the channels, each with steps, B and C of its own (Zamba)
};

std::string_view mixer_id(const MambaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MambaMixer& mixer);

} // namespace pareto
