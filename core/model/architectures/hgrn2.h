// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// HGRN2. arXiv 2404.07904.
struct Hgrn2Mixer {
  int64_t heads = 1, key_dim = 128, value_dim = 128, conv = 0;
  bool lower_bound = true;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const Hgrn2Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Hgrn2Mixer& mixer);
int64_t bound_width(const Hgrn2Mixer& mixer);

} // namespace pareto
