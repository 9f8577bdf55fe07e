// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// HGRN: elementwise recurrence. arXiv 2311.04823.
struct HgrnMixer {
  int64_t inner = 64, conv = 0;
  bool lower_bound = true;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const HgrnMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const HgrnMixer& mixer);
int64_t bound_width(const HgrnMixer& mixer);

} // namespace pareto
