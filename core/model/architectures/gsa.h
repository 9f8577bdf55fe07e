// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Gated slot attention, arXiv 2409.07146; with a router a token writes few of the slots (Raven, github.com/goombalab).
struct GsaMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 64, slots = 64, conv = 0; ///< conv 0 = none
  float gate_normaliser = 8;                                                           ///< of the log decay
  float norm_eps = 1e-5f;
  int64_t chosen = 0; ///< slots that a token writes; 0 = all, without a router. Keys and queries are normalised then
  bool head_decay = false; ///< Mamba-2's decay of a head instead of a gate of each slot
};

std::string_view mixer_id(const GsaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const GsaMixer& mixer);

} // namespace pareto
