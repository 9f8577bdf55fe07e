// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// RWKV-4 time mixing. arXiv 2305.13048.
struct Rwkv4Mixer {
  int64_t inner = 64; ///< channels of the recurrence
};

std::string_view mixer_id(const Rwkv4Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv4Mixer& mixer);

} // namespace pareto
