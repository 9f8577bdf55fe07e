// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Mamba-3: states that rotate, the trapezoidal rule, no convolution; one input and output of a head (SISO), or several
/// of one state (MIMO).
struct Mamba3Mixer {
  int64_t heads = 2, head_dim = 64, state = 128, groups = 1;
  int64_t rank = 1;        ///< inputs and outputs of a head, which one state takes up and gives
  bool all_rotate = false; ///< all pairs of a head's modes rotate, otherwise half of them
  bool norm = false;       ///< the output is normalised per head before its gate
  bool bias = false;
  float rate_floor = 1e-4f; ///< least decay per unit of time
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const Mamba3Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Mamba3Mixer& mixer);

} // namespace pareto
