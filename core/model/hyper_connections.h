// SPDX-License-Identifier: GPL-3.0-or-later
// What stands around a branch where the model has several streams that are mixed (ModelSpec::streams). Equations: arXiv
// 2512.24880, section 4; modeling_deepseek_v4 5.24.
#pragma once

#include "core/model/layer_context.h"

#include <string>
#include <vector>

namespace pareto::hyper {

using Streams = std::vector<Tensor>; ///< each [B,T,hidden], n of them; all begin as the embedding

/// How a branch reads the streams and is mixed into them, by all of the token's streams.
struct Connection {
  Tensor pre;  ///< [B,T,n], shares of the streams that it reads
  Tensor post; ///< [B,T,n], what of its result goes to each
  Tensor comb; ///< [B,T,n n], row j: what of stream j goes to each
};

/// With m the RMS norm of all streams side by side and [p | q | c] = NAME.weight m, each times its number of NAME.scale
/// and plus its part of NAME.base: pre = sigmoid(p) + eps, post = 2 sigmoid(q), comb = c by rows and columns in turns.
Connection connect(LayerContext& context, const std::string& name, const Streams& streams);
/// sum over i of pre_i h_i
Tensor read(Graph& graph, const Connection& connection, const Streams& streams);
/// h_i <- post_i y + sum over j of comb_ji h_j
Streams mix(Graph& graph, const Connection& connection, Tensor y, const Streams& streams);
/// The streams as the head reads them, of all tokens or [B,hidden] of the last: by shares pre of its own.
Tensor end(LayerContext& context, const Streams& streams);

} // namespace pareto::hyper
