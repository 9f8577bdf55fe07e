// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Rodimus: one table of few keys and wide values, whose gates share one temperature. arXiv 2410.06577.
struct RodimusMixer {
  int64_t inner = 128, key_dim = 64, gate_rank = 16, conv = 4; ///< inner: channels of the values
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const RodimusMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const RodimusMixer& mixer);

} // namespace pareto
