// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// LightNet's additive linear recurrence: keys are a softmax over the past. arXiv 2405.21022.
struct LightNetMixer {
  int64_t heads = 1, key_dim = 128, value_dim = 128, gate_rank = 128, conv = 0; ///< conv 0 = none
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const LightNetMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const LightNetMixer& mixer);

} // namespace pareto
