// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/mixer.h"

namespace pareto {

/// Retention: constant decay per head, rotary q and k, gated output. arXiv 2307.08621.
struct RetNetMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 128;
  RopeSpec rope;
  bool gate = true;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const RetNetMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const RetNetMixer& mixer);

} // namespace pareto
