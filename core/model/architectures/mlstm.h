// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// mLSTM, the matrix memory of xLSTM. arXiv 2405.04517, as the released 7 B model has it (2503.13427).
struct MlstmMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 128;
  float gate_cap = 15; ///< gates are cap tanh(x / cap)
  float norm_eps = 1e-6f;
  float sum_eps = 1e-6f; ///< added to what a read is divided by
};

std::string_view mixer_id(const MlstmMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MlstmMixer& mixer);

} // namespace pareto
