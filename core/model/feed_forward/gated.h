// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"
#include "core/model/feed_forward.h"

namespace pareto {

/// down(act(gate x) * up x). GLU variants, arXiv 2002.05202.
struct GatedFeedForward {
  int64_t width = 0; ///< inside
  UnaryFunction activation = UnaryFunction::Silu;
  bool bias = false;    ///< of all its projections
  float gate_scale = 1; ///< of the gate before its activation (Falcon-H1)
  float inner_norm = 0; ///< > 0: epsilon of an RMS norm before the last projection (BitNet)
  /// Standard deviations above its mean below which the gate is cut to nothing, the rest lowered by as much (Gemma 3n,
  /// arXiv 2506.06644); `sparse`: whether it is.
  bool sparse = false;
  float cut = 0;
  /// Rank of what gate and up gain by matrices of the place where a shared part stands, the `adapter`th; 0 = nothing
  /// (Zamba 2, arXiv 2411.15242).
  int64_t adapter_rank = 0, adapter = 0;
};

std::string_view feed_forward_id(const GatedFeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const GatedFeedForward& part);

/// Of that width inside, with SiLU (SwiGLU) and without bias.
FeedForward swiglu(int64_t width);

} // namespace pareto
