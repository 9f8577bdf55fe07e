// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Multi-head latent attention: keys and values of all heads are linear in one latent, which is all that is cached,
/// beside one rotary key that the heads share. arXiv 2405.04434, section 2.1; 2412.19437.
struct MlaMixer {
  int64_t heads = 1;
  int64_t q_rank = 0;    ///< of the queries; 0 = they are projected straight
  int64_t kv_rank = 512; ///< channels of the latent
  int64_t key_dim = 128; ///< of a head, without rotation
  int64_t rope_dim = 64; ///< of a head, rotated (of the key shared by all heads)
  int64_t value_dim = 128;
  RopeSpec rope;          ///< no table = not rotated
  float scale = 0;        ///< 0 = 1/sqrt(key_dim + rope_dim)
  float norm_eps = 1e-6f; ///< of the norms of the latents
  bool bias = false;      ///< of the projections into the latents and of the output
};

std::string_view mixer_id(const MlaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MlaMixer& mixer);

} // namespace pareto
