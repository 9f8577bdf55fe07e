// SPDX-License-Identifier: GPL-3.0-or-later
// What the layers of the delta family are put together from. Weight names are those of flash-linear-attention.
#pragma once

#include "core/model/layer_context.h"

#include <string>

namespace pareto::delta {

/// NAME_proj, then NAME_conv with the activation inside of it, or the activation alone where `conv` is 0. [B,T,width].
Tensor projection(LayerContext& context, const std::string& name, Tensor x, int64_t width, int64_t conv,
                  UnaryFunction activation = UnaryFunction::Silu);

/// The same in heads; key heads are of length one.
Tensor keys(LayerContext& context, const std::string& name, Tensor x, int64_t heads, int64_t width, int64_t conv);
Tensor values(LayerContext& context, Tensor x, int64_t heads, int64_t width, int64_t conv);
Tensor unit(Graph& graph, Tensor heads);

/// sigmoid(NAME x), up to 2 where eigenvalues may be negative (arXiv 2411.12537). [B,T,width].
Tensor strength(LayerContext& context, const std::string& name, Tensor x, int64_t width, bool negative = false);

/// ln alpha = -exp(A_log) softplus(raw + dt_bias), per head; `suffix` behind both parameters' names. raw [..,heads].
Tensor decay_of(LayerContext& context, Tensor raw, const std::string& suffix = {});
/// The same of NAME x. [B,T,heads].
Tensor head_decay(LayerContext& context, const std::string& name, Tensor x, int64_t heads,
                  const std::string& suffix = {});
/// The same per key channel, with f_proj of rank `rank` (0: of one matrix) and one A_log a head: [B,T,heads,keys].
/// `lower_bound` < 0: lower_bound sigmoid(exp(A_log) (f + dt_bias)) instead (KDA's bounded gate).
Tensor key_decay(LayerContext& context, Tensor x, int64_t heads, int64_t keys, int64_t rank, float lower_bound = 0);

/// RMS norm per head, times sigmoid of a gate of rank `rank` (0: of one matrix, without bias), then o_proj. o
/// [B,T,H,V].
Tensor low_rank_gated_output(LayerContext& context, Tensor o, Tensor x, int64_t rank, float eps, bool bias = true);

/// [B,T,H] beside vectors of its heads.
inline Tensor per_head(Tensor x) { return x.reshape({x.shape[0], x.shape[1], x.shape[2], 1}); }

/// 1 / sqrt(width), what queries are multiplied by.
float scale_of(int64_t width);

} // namespace pareto::delta
