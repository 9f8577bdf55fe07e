// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Griffin's recurrent block. arXiv 2402.19427.
struct RgLruMixer {
  int64_t width = 64, heads = 1, conv = 4;
};

std::string_view mixer_id(const RgLruMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const RgLruMixer& mixer);

} // namespace pareto
