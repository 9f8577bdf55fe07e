// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/architecture.h"
#include "core/model/field_rows.h"
#include "core/model/layer_context.h"
#include "core/model/rope.h"
#include "core/translatable.h"

#include <vector>

// What the files of architectures are written with.
namespace pareto {

using namespace rows;
using namespace ranges;

/// Settings that many mixers have, under the same words.
template <class M>
Row<M> key_row() {
  return whole("key_dim", &M::key_dim, kWidth)
      .is(hidden().per("heads"))
      .means("key channels of a head; absent: hidden_size / heads");
}
template <class M>
Row<M> value_row() {
  return whole("value_dim", &M::value_dim, kWidth)
      .is(hidden().per("heads"))
      .means("value channels of a head; absent: hidden_size / heads");
}
template <class M>
Row<M> head_row(Range<int64_t> allowed = kWidth) {
  return whole("head_dim", &M::head_dim, allowed)
      .is(hidden().per("heads"))
      .means("channels of a head; absent: hidden_size / heads");
}
template <class M>
Row<M> kv_heads_row() {
  return whole("kv_heads", &M::kv_heads, kHeads)
      .is(same("heads"))
      .divisor_of("heads")
      .means("key and value heads; divides heads; absent: heads");
}
template <class M>
Row<M> short_conv_row(int64_t usual) {
  return whole("conv", &M::conv, kNoneOrTaps).is(usual).means("taps of the short convolutions, 0 = none");
}
template <class M>
Row<M> norm_eps_row(double usual) {
  return number("norm_eps", &M::norm_eps, kEps).is(usual).means("of the output norm");
}

/// Of the RWKV line: layer norms with biases, the embedding normalised first, a feed-forward part of its own.
inline ShapeRule rwkv_rule(ShapeRule::MixerOf mixer, ShapeRule::FeedForwardOf ffn) {
  return {.mixers = {mixer}, .ffn = ffn, .norm = {NormKind::Layer, 1e-5f, false, true}, .pre_norm = true};
}

/// The mixer of another architecture at a size: a layer of a pattern.
inline ShapeRule::MixerOf mixer_of(Architecture (*other)()) { return other().shape.mixers.front(); }

/// So many layers of one mixer, then one of another.
inline std::vector<ShapeRule::MixerOf> one_in(ShapeRule::MixerOf most, size_t count, ShapeRule::MixerOf last) {
  std::vector<ShapeRule::MixerOf> pattern(count, most);
  pattern.push_back(last);
  return pattern;
}

/// Repeats each of the heads of x [B,T,own,D] for consecutive heads: [B,T,heads,D].
Tensor repeat_heads(LayerContext& context, Tensor x, int64_t heads);

/// The usual end of a linear mixer: RMS norm per head (weight o_norm shared by all heads), times act(g_proj x) where
/// gated, then o_proj. o [B,T,H,V], x [B,T,hidden].
Tensor gated_output(LayerContext& context, Tensor o, Tensor x, bool gate, float eps,
                    UnaryFunction activation = UnaryFunction::Silu);

/// log f of HGRN's forget gate with this layer's lower bound: f = lb + (1-lb) sigmoid(x), layer 0: sigmoid(x).
Tensor bounded_log_forget(LayerContext& context, Tensor x);

} // namespace pareto
