// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"

namespace pareto {

/// DeltaNet (arXiv 2406.06484); gated DeltaNet (2412.06464) with `decay`; Gated DeltaProduct (2502.10297) with several
/// writes a token; preconditioned (2604.21100).
struct DeltaNetMixer {
  int64_t heads = 1, value_heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  int64_t writes = 1; ///< of one token; the rows of k, v and b lie one write behind the other
  bool decay = false, gate = false, beta = true, negative_eigenvalues = false, preconditioned = false;
  UnaryFunction qk_activation = UnaryFunction::Silu;
  NormKind qk_norm = NormKind::L2; ///< L2 or SumAbs
  UnaryFunction gate_activation = UnaryFunction::Silu;
  float norm_eps = 1e-6f;
};

std::string_view mixer_id(const DeltaNetMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const DeltaNetMixer& mixer);

/// Which of its architectures a table of its settings is of.
enum class DeltaNetForm : uint8_t { Plain, Gated, Product, Preconditioned };
FieldTable delta_net_fields(DeltaNetForm form);

/// Keys 0.75 d and values 1.5 d in all (arXiv 2412.06464), heads of about 256 keys (200 at the published 1.3 B).
DeltaNetMixer gated_delta_net_shape(int64_t hidden);

} // namespace pareto
