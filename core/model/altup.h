// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around a layer where the model has several streams (ModelSpec::streams). Equations:
// modeling_gemma3n 5.24.
#pragma once

#include "core/model/layer_context.h"

#include <vector>

namespace pareto::altup {

using Streams = std::vector<Tensor>; ///< each [B,T,hidden]

/// The embedding, and projections of it that are as loud as it is.
Streams begin(LayerContext& context, Tensor embedding);
/// h_q + sum over p of c_qp h_p, the coefficients c by a router of the active stream.
Streams predict(LayerContext& context, const Streams& streams);
/// What is predicted, moved by what the layer made (y) of the active one.
Streams correct(LayerContext& context, const Streams& predicted, Tensor y);
/// The mean of the first stream and of projections of the others that are as loud.
Tensor end(LayerContext& context, const Streams& streams);

} // namespace pareto::altup
