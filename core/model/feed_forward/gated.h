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
};

std::string_view feed_forward_id(const GatedFeedForward& part);
Tensor record_feed_forward(LayerContext& context, Tensor x, const GatedFeedForward& part);

/// Of that width inside, with SiLU (SwiGLU) and without bias.
FeedForward swiglu(int64_t width);

} // namespace pareto
