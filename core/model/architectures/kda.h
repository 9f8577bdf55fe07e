// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"

namespace pareto {

/// Kimi delta attention: a delta rule whose table fades per key channel. arXiv 2510.26692; preconditioned 2604.21100.
struct KdaMixer {
  int64_t heads = 1, value_heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  bool negative_eigenvalues = false, preconditioned = false;
  float lower_bound = 0; ///< of the log decay, by a bounded gate; 0 = none
  float norm_eps = 1e-6f;
  bool full_gates = false; ///< of decay and output: one projection each in place of two of rank value_dim (Ling)
  bool gate_bias = true;   ///< of the second projection of the output's gate
};

std::string_view mixer_id(const KdaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const KdaMixer& mixer);
FieldTable kda_fields(bool preconditioned);
KdaMixer kda_shape(int64_t hidden);

} // namespace pareto
