// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Linear attention with one decay a head that the text decides. arXiv 2312.06635; as gated retention 2405.05254.
struct SimpleGlaMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  float norm_eps = 1e-5f;
  float normaliser = 16; ///< of the log decay
  bool decay_bias = true, norm_weight = true;
  float theta = 0;      ///< base of a rotation of queries and keys in pairs side by side; 0 = none
  bool to_base = false; ///< whose last pair turns by 1 / theta (YOCO)
};

std::string_view mixer_id(const SimpleGlaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const SimpleGlaMixer& mixer);

} // namespace pareto
