// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mla.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr Range<int64_t> kNoneOrRank{0, 1 << 14};

FieldTable fields() {
  using M = MlaMixer;
  constexpr const char* kScores = "has an attention scale or biases, which a blueprint cannot describe.";
  return field_table<M>("Softmax attention over a cached latent (MLA)",
                        {whole("heads", &M::heads, kHeads).means("query heads"),
                         whole("q_rank", &M::q_rank, kNoneOrRank).is(0).means("width of the queries' latent; 0: none"),
                         whole("kv_rank", &M::kv_rank, kRank).means("width of the cached latent"),
                         whole("key_dim", &M::key_dim, kWidth).means("channels of a head's key without rotation"),
                         whole("rope_dim", &M::rope_dim, {2, 1 << 12}).means("channels of the shared, rotated key"),
                         whole("value_dim", &M::value_dim, kWidth)
                             .is(same("key_dim"))
                             .means("channels of a head's value; absent: key_dim"),
                         rotary("rope", &M::rope, "rope_dim").means("rotary positions"),
                         fixed("scale", &M::scale, kScores),
                         number("norm_eps", &M::norm_eps, kEps).is(1e-6).means("of the norms of the latents"),
                         fixed("bias", &M::bias, kScores)});
}

/// norm(NAME_a_proj x), the latent of queries, or of keys and values.
Tensor latent(LayerContext& context, const std::string& name, Tensor x, int64_t rank, const MlaMixer& mixer) {
  const Tensor raw = context.linear(name + "_a_proj", x, rank, mixer.bias);
  return context.graph.norm(raw, {NormKind::Rms, mixer.norm_eps, 0}, context.vector(name + "_a_norm.weight", {rank}));
}

Tensor rotated(Graph& g, Tensor x, const MlaMixer& mixer) { return mixer.rope.table ? g.rope(x, mixer.rope) : x; }

/// Queries in the space of what is cached: W_uk^T q_nope beside the rotated rest.
Tensor absorbed_queries(LayerContext& context, Tensor x, const MlaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = mixer.heads * (mixer.key_dim + mixer.rope_dim);
  const Tensor q =
      context.heads(mixer.q_rank > 0 ? context.linear("q_b_proj", latent(context, "q", x, mixer.q_rank, mixer), width)
                                     : context.linear("q_proj", x, width),
                    mixer.heads);
  const Tensor up = context.matrix("k_up.weight", mixer.heads * mixer.kv_rank, mixer.key_dim);
  return g.concat(g.head_matmul(q.slice(3, 0, mixer.key_dim), up),
                  rotated(g, q.slice(3, mixer.key_dim, mixer.rope_dim), mixer));
}

/// Latents of four head widths, half a head rotated, as DeepSeek has them.
Mixer shape(const ShapeSize& size, int64_t hidden) {
  MlaMixer mixer;
  const int64_t width = std::min(size.hidden / size.heads, hidden);
  mixer.heads = hidden / width;
  mixer.key_dim = mixer.value_dim = width;
  mixer.rope_dim = std::max<int64_t>(2, width / 4 * 2);
  mixer.kv_rank = std::min(4 * width, std::max<int64_t>(width, hidden / 2));
  mixer.rope = plain_rope(mixer.rope_dim);
  return mixer;
}

} // namespace

std::string_view mixer_id(const MlaMixer&) { return "mla"; }

/// o_h = W_uv^h sum_j softmax_j(scale ((W_uk^h)^T q_h . c_j + q^R_h . k^R_j)) c_j: nothing but c and k^R is kept, whose
/// first channels are the values (2405.04434, equations 9 to 19 and the end of section 2.1.2).
Tensor record_mixer(LayerContext& context, Tensor x, const MlaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor q = absorbed_queries(context, x, mixer);
  const Tensor c = latent(context, "kv", x, mixer.kv_rank, mixer);
  const Tensor key = context.linear("k_rope_proj", x, mixer.rope_dim, mixer.bias);
  const Tensor k = g.concat(context.heads(c, 1), rotated(g, context.heads(key, 1), mixer));
  AttentionSpec spec;
  spec.scale = mixer.scale > 0 ? mixer.scale : 1 / std::sqrt(static_cast<float>(mixer.key_dim + mixer.rope_dim));
  spec.value_prefix = mixer.kv_rank;
  const Tensor read = g.attention(q, k, {}, {}, spec);
  const Tensor up = context.matrix("v_up.weight", mixer.heads * mixer.value_dim, mixer.kv_rank);
  const Tensor values = g.unary(g.head_matmul(read, up), UnaryFunction::Identity); // dense again
  return context.linear("o_proj", context.merge(values), context.model.hidden, mixer.bias);
}

Architecture architecture::mla() {
  return {
      .id = "mla",
      .name = "Latent attention (MLA)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2405.04434",
      .source = "transformers, modeling_deepseek_v3",
      .idea = PARETO_TEXT("Core", "Every new token looks at a small latent of every earlier one."),
      .promise = PARETO_TEXT("Core", "Many heads at the cache of one or two."),
      .weakness = PARETO_TEXT("Core", "More computation per token of context; time still grows with it."),
      .complexity = "O(n)",
      .fields = fields(),
      .shape = {.mixers = {shape}},
  };
}

} // namespace pareto
