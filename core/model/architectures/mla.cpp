// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mla.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr Range<int64_t> kNoneOrRank{0, 1 << 14};

/// What no single setting says.
const char* mla_problem(const Part& part) {
  const auto& mixer = *part.as<MlaMixer>();
  if (mixer.index_heads > 0 && mixer.index_dim < mixer.rope_dim)
    return "rotates more channels of the indexer than it has.";
  return nullptr;
}

constexpr float kIndexNormEps = 1e-6f; ///< of the indexer's layer norm, whatever the model's is

Mixer mla_shape(const ShapeSize& size, int64_t hidden) { return latent_shape(size, hidden); }

/// norm(NAME_a_proj x), the latent of queries, or of keys and values: `count` of them side by side.
Tensor latent(LayerContext& context, const std::string& name, Tensor x, int64_t rank, const MlaMixer& mixer,
              int64_t count = 1) {
  const Tensor raw = context.linear(name + "_a_proj", x, count * rank, mixer.bias);
  return context.graph.norm(raw, {NormKind::Rms, mixer.norm_eps, count > 1 ? rank : 0},
                            context.vector(name + "_a_norm.weight", {count * rank}));
}

Tensor rotated(Graph& g, Tensor x, const MlaMixer& mixer) { return mixer.rope.table ? g.rope(x, mixer.rope) : x; }

/// Queries in the space of what is cached, W_uk^T q_nope beside the rotated rest; from their latent where they have
/// one.
Tensor absorbed_queries(LayerContext& context, Tensor from, const MlaMixer& mixer) {
  Graph& g = context.graph;
  const int64_t width = mixer.heads * (mixer.key_dim + mixer.rope_dim);
  const Tensor q = context.heads(context.linear(mixer.q_rank > 0 ? "q_b_proj" : "q_proj", from, width), mixer.heads);
  const Tensor up = context.matrix("k_up.weight", mixer.heads * mixer.kv_rank, mixer.key_dim);
  return g.concat(g.head_matmul(q.slice(3, 0, mixer.key_dim), up),
                  rotated(g, q.slice(3, mixer.key_dim, mixer.rope_dim), mixer));
}

/// Which tokens to read: by the layer's own indexer (its first channels rotated), or as the last layer with one did.
Tensor chosen_tokens(LayerContext& context, Tensor x, Tensor query_latent, const MlaMixer& mixer) {
  if (mixer.index_shared && context.chosen)
    return context.chosen;
  Graph& g = context.graph;
  const auto turned = [&](Tensor each) {
    RopeSpec rope = mixer.rope;
    rope.interleaved = mixer.index_interleaved;
    return rope.table ? g.rope(each, rope) : each;
  };
  const Tensor q = context.linear("index_q_proj", query_latent, mixer.index_heads * mixer.index_dim),
               k = g.norm(context.linear("index_k_proj", x, mixer.index_dim), {NormKind::Layer, kIndexNormEps, 0},
                          context.vector("index_k_norm.weight", {mixer.index_dim}),
                          context.vector("index_k_norm.bias", {mixer.index_dim}, {Init::Rule::Zeros})),
               weights = context.linear("index_weights_proj", x, mixer.index_heads);
  context.chosen = sparse::indexed_blocks(g, turned(context.heads(q, mixer.index_heads)), turned(context.heads(k, 1)),
                                          weights, mixer.index_tokens);
  return context.chosen;
}

} // namespace

FieldTable latent_fields(LatentForm form) {
  using M = MlaMixer;
  constexpr const char* kScores = "has an attention scale, a gate or biases, which a blueprint cannot describe.";
  const bool indexed = form == LatentForm::Indexed;
  const auto chooses = [](const M& mixer) { return mixer.index_heads > 0; };
  const auto index_row = [&](const char* key, int64_t M::*member, Range<int64_t> range, int64_t usual,
                             const char* text) {
    return indexed ? whole(key, member, range).is(usual).means(text) : fixed(key, member).counts_if(chooses);
  };
  FieldTable table = field_table<M>(
      indexed                       ? "Softmax attention over chosen tokens of a cached latent (DSA)"
      : form == LatentForm::Grouped ? "Softmax attention over cached latents of groups of heads"
                                    : "Softmax attention over a cached latent (MLA)",
      {whole("heads", &M::heads, form == LatentForm::Grouped ? Range<int64_t>{2, kHeads.high} : kHeads)
           .means("query heads"),
       indexed ? whole("q_rank", &M::q_rank, kRank).means("width of the queries' latent, which the indexer reads too")
               : whole("q_rank", &M::q_rank, kNoneOrRank).is(0).means("width of the queries' latent; 0: none"),
       whole("kv_rank", &M::kv_rank, kRank).means("width of the cached latent"),
       whole("key_dim", &M::key_dim, kWidth).means("channels of a head's key without rotation"),
       whole("rope_dim", &M::rope_dim, {2, 1 << 12}).means("channels of the shared, rotated key"),
       whole("value_dim", &M::value_dim, kWidth)
           .is(same("key_dim"))
           .means("channels of a head's value; absent: key_dim"),
       rotary("rope", &M::rope, "rope_dim").means("rotary positions"), fixed("scale", &M::scale, kScores),
       number("norm_eps", &M::norm_eps, kEps).is(1e-6).means("of the norms of the latents"),
       fixed("bias", &M::bias, kScores), fixed("latent_scale", &M::latent_scale, kScores),
       fixed("head_gate", &M::head_gate, kScores),
       form == LatentForm::Grouped ? whole("latents", &M::latents, {2, 4096})
                                         .is(2)
                                         .divisor_of("heads")
                                         .means("groups of heads, each with a latent of its own; divides heads")
                                   : fixed("latents", &M::latents),
       indexed ? whole("index_heads", &M::index_heads, kHeads).is(64).means("heads of the indexer")
               : fixed("index_heads", &M::index_heads),
       index_row("index_dim", &M::index_dim, {2, 1 << 12}, 128,
                 "channels of the indexer's heads and of the key it keeps; rope_dim of them are rotated"),
       index_row("index_tokens", &M::index_tokens, {1, 1 << 20}, 2048, "tokens that a token reads"),
       indexed ? toggle("index_interleaved", &M::index_interleaved)
                     .is(false)
                     .means("the indexer rotates neighbouring channels (GLM-5)")
               : fixed("index_interleaved", &M::index_interleaved).counts_if(chooses),
       indexed
           ? toggle("index_shared", &M::index_shared)
                 .is(false)
                 .means("no indexer of its own behind the first layer: reads what the last layer with one has chosen")
           : fixed("index_shared", &M::index_shared).counts_if(chooses)});
  table.problem = mla_problem;
  return table;
}

MlaMixer latent_shape(const ShapeSize& size, int64_t hidden) {
  MlaMixer mixer;
  const int64_t width = std::min(size.hidden / size.heads, hidden);
  mixer.heads = hidden / width;
  mixer.key_dim = mixer.value_dim = width;
  mixer.rope_dim = std::max<int64_t>(2, width / 4 * 2);
  mixer.kv_rank = std::min(4 * width, std::max<int64_t>(width, hidden / 2));
  mixer.rope = plain_rope(mixer.rope_dim);
  return mixer;
}

std::string_view mixer_id(const MlaMixer& mixer) {
  return mixer.latents > 1 ? "grouped-latent-attention" : mixer.index_heads > 0 ? "dsa" : "mla";
}

/// o_h = W_uv^h sum_j softmax_j(scale ((W_uk^h)^T q_h . c_j + q^R_h . k^R_j)) c_j: nothing but c and k^R is kept, whose
/// first channels are the values (2405.04434, equations 9 to 19 and the end of section 2.1.2).
Tensor record_mixer(LayerContext& context, Tensor x, const MlaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor from = mixer.q_rank > 0 ? latent(context, "q", x, mixer.q_rank, mixer) : x;
  const Tensor q = absorbed_queries(context, from, mixer);
  const Tensor normed = latent(context, "kv", x, mixer.kv_rank, mixer, mixer.latents),
               c = context.heads(mixer.latent_scale == 1 ? normed : g.scale(normed, mixer.latent_scale), mixer.latents);
  const Tensor key = rotated(g, context.heads(context.linear("k_rope_proj", x, mixer.rope_dim, mixer.bias), 1), mixer);
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = q;
  inputs[kAttentionK] = mixer.latents > 1 ? c : g.concat(c, key); // of one latent side by side: read in one go
  if (mixer.latents > 1)
    inputs[kAttentionShared] = key;
  AttentionSpec spec;
  spec.scale = mixer.scale > 0 ? mixer.scale : 1 / std::sqrt(static_cast<float>(mixer.key_dim + mixer.rope_dim));
  spec.value_prefix = mixer.kv_rank;
  if (mixer.index_heads > 0) {
    spec.block = 1;
    inputs[kAttentionChosen] = chosen_tokens(context, x, from, mixer);
  }
  const Tensor read = g.attention(inputs, spec);
  const Tensor up = context.matrix("v_up.weight", mixer.heads * mixer.value_dim, mixer.kv_rank);
  Tensor values = g.unary(g.head_matmul(read, up), UnaryFunction::Identity); // dense again
  if (mixer.head_gate) {
    const Tensor open = g.unary(context.linear("gate_proj", x, mixer.heads), UnaryFunction::Sigmoid);
    values = g.mul(values, context.heads(open, mixer.heads));
  }
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
      .fields = latent_fields(LatentForm::Plain),
      .shape = {.mixers = {mla_shape}},
  };
}

} // namespace pareto
