// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Linear attention with a feature map. arXiv 2006.16236.
struct LinearAttentionMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 64; ///< per head
  enum class FeatureMap : uint8_t { EluPlusOne, Hadamard } feature_map = FeatureMap::EluPlusOne;
  bool tied_feature_map = false, norm_q = false, norm_k = false, normalised = false;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const LinearAttentionMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const LinearAttentionMixer& mixer);

} // namespace pareto
