// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// MesaNet: each head answers by a least-squares fit of all keys and values so far. arXiv 2506.05233.
struct MesaNetMixer {
  int64_t heads = 1, head_dim = 64, conv = 4, iterations = 30; ///< iterations: of conjugate gradients
  float ridge_floor = 0.25f;                                   ///< smallest penalty of the fit
  bool gate = false;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const MesaNetMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MesaNetMixer& mixer);

} // namespace pareto
