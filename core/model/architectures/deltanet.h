// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"

namespace pareto {

/// DeltaNet (arXiv 2406.06484), and gated DeltaNet (arXiv 2412.06464) with `decay`.
struct DeltaNetMixer {
  int64_t heads = 1, value_heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  bool decay = false, gate = false, beta = true, negative_eigenvalues = false;
  UnaryFunction qk_activation = UnaryFunction::Silu;
  NormKind qk_norm = NormKind::L2; ///< L2 or SumAbs
  UnaryFunction gate_activation = UnaryFunction::Silu;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const DeltaNetMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const DeltaNetMixer& mixer);

/// Its settings; `decay`: as the architecture gated-deltanet has them.
FieldTable delta_net_fields(bool decay);

} // namespace pareto
