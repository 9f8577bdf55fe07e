// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/architecture.h"
#include "core/model/mixer.h"

#include <limits>

namespace pareto {

/// Mamba-2, arXiv 2405.21060; with levels log-linear attention of it, 2506.04761.
struct Mamba2Mixer {
  int64_t heads = 2, head_dim = 64, state = 128, groups = 1, conv = 4;
  bool conv_bias = true, bias = false;
  float dt_min = 0, dt_max = std::numeric_limits<float>::infinity();
  int64_t norm_groups = 1; ///< the output norm spans inner / norm_groups channels
  float norm_eps = 1e-5f;
  bool norm = true, gate_first = true; ///< of the output; it is gated before its norm (otherwise behind it)
  int64_t levels = 0;                  ///< states of the past by its distance; 0 = one
  /// Factors of what the input projection makes of the gate, the line, B, C and the step (Falcon-H1).
  float scale_z = 1, scale_x = 1, scale_b = 1, scale_c = 1, scale_dt = 1;
};

std::string_view mixer_id(const Mamba2Mixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const Mamba2Mixer& mixer);

/// Of the architecture with levels or without.
FieldTable mamba2_fields(bool levels);
Mamba2Mixer mamba2_shape(int64_t hidden);

} // namespace pareto
