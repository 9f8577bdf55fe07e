// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Lightning attention as MiniMax-01 has it: decays fixed by head and layer. arXiv 2401.04658, 2501.08313.
struct LightningMixer {
  int64_t heads = 1, head_dim = 64;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const LightningMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const LightningMixer& mixer);

} // namespace pareto
