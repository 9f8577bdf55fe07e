// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/compressed_attention.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr Range<int64_t> kNoneOrBlock{0, 1 << 16}, kNoneOrHeads{0, kHeads.high};

/// What no single setting says.
const char* compressed_attention_problem(const Part& part) {
  const auto& mixer = *part.as<CompressedMixer>();
  if (mixer.rope_dim > mixer.head_dim || (mixer.block > 0 && mixer.index_heads > 0 && mixer.rope_dim > mixer.index_dim))
    return "rotates more channels than a head, or a head of the indexer, has.";
  if (mixer.block == 1)
    return "has entries of one token, which is the token itself.";
  return nullptr;
}

FieldTable compressed_attention_fields() {
  using M = CompressedMixer;
  const auto chooses = [](const M& mixer) { return mixer.block > 0 && mixer.index_heads > 0; };
  const auto has_entries = [](const M& mixer) { return mixer.block > 0; };
  FieldTable table = field_table<M>(
      "Attention to a window and to compressed entries of the past (CSA, HCA)",
      {whole("heads", &M::heads, kHeads).means("query heads; there is one head of keys, which are their own values"),
       head_row<M>({2, kWidth.high}),
       whole("q_rank", &M::q_rank, kRank).means("width of the queries' latent, which the indexer reads too"),
       whole("rope_dim", &M::rope_dim, {2, 1 << 12}).means("last channels of a head that are rotated"),
       whole("window", &M::window, kLength).is(128).means("tokens read one by one, the token itself included"),
       whole("block", &M::block, kNoneOrBlock).is(4).means("tokens of a compressed entry; 0: none, only the window"),
       toggle("overlaps", &M::overlaps)
           .is(true)
           .means("an entry stands for the block before as well")
           .counts_if(has_entries),
       whole("index_heads", &M::index_heads, kNoneOrHeads)
           .is(64)
           .means("heads of the indexer; 0: every entry is read")
           .counts_if(has_entries),
       whole("index_dim", &M::index_dim, {2, 1 << 12})
           .is(128)
           .means("channels of its heads and of its own entries")
           .counts_if(chooses),
       whole("entries", &M::entries, {1, 1 << 20}).is(512).means("entries that a token reads").counts_if(chooses),
       whole("output_groups", &M::output_groups, kHeads)
           .is(1)
           .divisor_of("heads")
           .means("groups of heads that are projected by themselves; divides heads"),
       whole("output_rank", &M::output_rank, kRank).means("width of what a group is projected to"),
       rotary("rope", &M::rope, "rope_dim").means("rotary positions"),
       number("norm_eps", &M::norm_eps, kEps).is(1e-6).means("of its norms")});
  table.problem = compressed_attention_problem;
  return table;
}

/// Like DeepSeek-V4's: few wide heads, the last channels of which are rotated, and a narrow way out in groups of heads.
CompressedMixer shape_of(const ShapeSize& size, int64_t hidden) {
  CompressedMixer mixer;
  const bool small = hidden < kSmallWidth;
  const int64_t width = std::min(size.hidden / size.heads, hidden);
  mixer.heads = hidden / width;
  mixer.head_dim = small ? width : 2 * width;
  mixer.rope_dim = std::max<int64_t>(2, width / 4 * 2);
  mixer.rope = plain_rope(mixer.rope_dim);
  mixer.q_rank = std::max(width, hidden / 4);
  mixer.output_groups = mixer.heads % 4 == 0 ? 4 : 1;
  mixer.output_rank = std::max<int64_t>(8, hidden / 2 / mixer.output_groups);
  mixer.window = small ? 16 : 128;
  return mixer;
}

Mixer sparse_shape(const ShapeSize& size, int64_t hidden) {
  CompressedMixer mixer = shape_of(size, hidden);
  const bool small = hidden < kSmallWidth;
  mixer.index_heads = small ? 2 : 64;
  mixer.index_dim = small ? std::max<int64_t>(16, mixer.rope_dim) : 128;
  mixer.entries = small ? 4 : 512;
  return mixer;
}

Mixer heavy_shape(const ShapeSize& size, int64_t hidden) {
  CompressedMixer mixer = shape_of(size, hidden);
  mixer.block = hidden < kSmallWidth ? 8 : 128;
  mixer.overlaps = false;
  mixer.index_heads = 0;
  return mixer;
}

/// The mixer's rotation, or one made of its table.
template <class Change>
RopeSpec changed(const RopeSpec& rope, const Change& change) {
  RopeTable table = *rope.table;
  change(table);
  return {rope.interleaved, std::make_shared<const RopeTable>(std::move(table))};
}

RopeSpec backwards(const RopeSpec& rope) {
  return changed(rope, [](RopeTable& table) {
    for (std::vector<double>* each : {&table.inv_freq, &table.inv_freq_long})
      for (double& frequency : *each)
        frequency = -frequency;
  });
}

/// The last channels of the heads of x turned.
Tensor turned(Graph& g, Tensor x, const RopeSpec& rope) {
  if (!rope.table)
    return x;
  const int64_t turns = 2 * static_cast<int64_t>(rope.table->inv_freq.size()), stays = x.shape[3] - turns;
  if (stays == 0)
    return g.rope(x, rope);
  return g.concat(x.slice(3, 0, stays), g.rope(x.slice(3, stays, turns), rope));
}

Tensor normed(LayerContext& context, const std::string& name, Tensor x, const CompressedMixer& mixer) {
  return context.graph.norm(x, {NormKind::Rms, mixer.norm_eps, 0},
                            context.vector(name + "_norm.weight", {x.shape.back()}));
}

/// Of each token what stands for its block so far, `width` channels: a mean by a softmax over what gate_proj and a
/// learned number of each place in a block say, normalised and turned as the block's first token (equations 9 to 12 and
/// 20 to 23).
Tensor entries_of(LayerContext& context, const std::string& name, Tensor x, int64_t width,
                  const CompressedMixer& mixer) {
  Graph& g = context.graph;
  const int64_t wide = mixer.overlaps ? 2 * width : width;
  const Tensor places = context.vector(name + "_places", {mixer.block, wide}, {Init::Rule::Normal, 0, 0.02}),
               values = context.linear(name + "_kv_proj", x, wide),
               logits =
                   g.add(context.linear(name + "_gate_proj", x, wide), g.position_embed(places, {.repeats = true}));
  const PoolBlocksSpec spec{mixer.block, BlockSummary::Weighted, mixer.overlaps};
  const Tensor pooled = g.pool_blocks(context.heads(values, 1), spec, name, context.heads(logits, 1));
  const Tensor entries = normed(context, name, pooled, mixer);
  return mixer.rope.table ? turned(g, entries, changed(mixer.rope, [&](RopeTable& t) { t.block = mixer.block; }))
                          : entries;
}

/// Which entries to read, by narrower ones of the indexer's own (equations 13 to 17); none: all.
Tensor chosen_entries(LayerContext& context, Tensor x, Tensor query_latent, const CompressedMixer& mixer) {
  if (mixer.index_heads == 0)
    return {};
  Graph& g = context.graph;
  const Tensor q = context.heads(context.linear("index_q_proj", query_latent, mixer.index_heads * mixer.index_dim),
                                 mixer.index_heads);
  return sparse::indexed_blocks(g, turned(g, q, mixer.rope), entries_of(context, "index", x, mixer.index_dim, mixer),
                                context.linear("index_weights_proj", x, mixer.index_heads), mixer.entries, mixer.block);
}

/// What the queries read of the window, and of the entries beside it where there are some.
Tensor read_past(LayerContext& context, Tensor x, Tensor query_latent, Tensor q, Tensor k,
                 const CompressedMixer& mixer) {
  Graph& g = context.graph;
  const Tensor sinks = context.vector("sinks", {mixer.heads}, {Init::Rule::Zeros});
  AttentionSpec near{.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim)), .window = mixer.window};
  near.value_prefix = mixer.head_dim;
  if (mixer.block == 0)
    return g.attention(q, k, {}, sinks, near);
  AttentionSpec far{.scale = near.scale, .value_prefix = mixer.head_dim, .stride = mixer.block};
  g.push_scope("compressed");
  const Tensor entries = entries_of(context, "entry", x, mixer.head_dim, mixer),
               chosen = chosen_entries(context, x, query_latent, mixer);
  if (chosen)
    far.block = mixer.block;
  const std::vector<Tensor> compressed = g.attention_and_mass(q, entries, {}, far, chosen);
  g.pop_scope();
  return sparse::read_together(g, g.attention_and_mass(q, k, {}, near), compressed, sinks);
}

} // namespace

std::string_view mixer_id(const CompressedMixer&) { return "compressed-attention"; }

Tensor record_mixer(LayerContext& context, Tensor x, const CompressedMixer& mixer) {
  Graph& g = context.graph;
  const Tensor latent = normed(context, "q_a", context.linear("q_a_proj", x, mixer.q_rank), mixer),
               heads = context.heads(context.linear("q_b_proj", latent, mixer.heads * mixer.head_dim), mixer.heads),
               q = turned(g, g.norm(heads, {NormKind::Rms, mixer.norm_eps, 0}), mixer.rope),
               raw = context.heads(context.linear("kv_proj", x, mixer.head_dim), 1),
               k = turned(g, normed(context, "kv", raw, mixer), mixer.rope);
  Tensor read = read_past(context, x, latent, q, k, mixer);
  if (mixer.rope.table)
    read = turned(g, read, backwards(mixer.rope));
  const int64_t each = mixer.heads / mixer.output_groups * mixer.head_dim;
  const Tensor groups = read.reshape({context.batch(), context.tokens(), mixer.output_groups, each}),
               narrow = g.head_matmul(groups,
                                      context.matrix("o_a_proj.weight", mixer.output_groups * mixer.output_rank, each));
  return context.linear("o_b_proj", context.merge(g.unary(narrow, UnaryFunction::Identity)), context.model.hidden);
}

Architecture architecture::compressed_attention() {
  return {
      .id = "compressed-attention",
      .name = "Compressed attention (CSA, HCA)",
      .family = "sparse-attention",
      .section = "3.2",
      .paper = "2512.02556",
      .source =
          "transformers, modeling_deepseek_v4 (DeepSeek-V4's report is not on arXiv; the indexer is that paper's)",
      .idea = PARETO_TEXT("Core", "Blocks of tokens become single entries; every token reads a window and some or all "
                                  "of the entries."),
      .promise = PARETO_TEXT("Core", "The cache grows by an entry a block, and reads stay few in a long context."),
      .weakness = PARETO_TEXT("Core", "Behind the window nothing is exact: a block is one vector."),
      .complexity = "O(n / m) scores, O(k + W) reads",
      .fields = compressed_attention_fields(),
      .shape = {.mixers = {sparse_shape, heavy_shape}},
  };
}

} // namespace pareto
