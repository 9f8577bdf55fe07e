// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Mixture of memories (MoM, arXiv 2502.13685): a router writes each token to a few of several gated delta tables, each
/// with projections of its own, and one more may take every token.
struct MomMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  int64_t memories = 4, chosen = 2; ///< chosen: by a token
  bool shared = true;               ///< one more memory for all tokens
  bool one_projection = false;      ///< of keys, values, decays and strengths, for all memories
  bool gate = true;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const MomMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MomMixer& mixer);

} // namespace pareto
