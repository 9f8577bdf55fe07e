// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// A delta rule that erases before it fades, with a corrected query. arXiv 2506.02475.
struct CombaMixer {
  int64_t heads = 1, value_heads = 1, key_dim = 64, value_dim = 128, conv = 4;
  bool gate = true;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const CombaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const CombaMixer& mixer);

} // namespace pareto
