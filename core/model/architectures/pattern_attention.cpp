// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/pattern_attention.h"

#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/architectures/sparse_attention.h"

#include <algorithm>

namespace pareto {

namespace {

using Pattern = AttentionPattern;

const char* title_of(Pattern pattern) {
  switch (pattern) {
  case Pattern::Window: return "Attention over a window, with gaps in some heads, and first tokens (Longformer)";
  case Pattern::Random: return "Attention over first, last and random blocks (BigBird)";
  case Pattern::Segments: return "Dilated attention over segments that grow (LongNet)";
  case Pattern::Fixed: break;
  }
  return "Attention over the token's block and the last tokens of earlier ones (Sparse Transformer)";
}

/// What the heads read, of which the last ones look further.
Tensor near_and_far(Graph& g, const sparse::Heads& heads, const PatternAttentionMixer& mixer, AttentionSpec near,
                    Tensor (*far)(Graph&, const sparse::Heads&, const PatternAttentionMixer&, AttentionSpec)) {
  const AttentionSpec plain{.scale = near.scale};
  const int64_t rest = mixer.kv_heads - mixer.far_heads;
  const auto read_near = [&] {
    const sparse::Heads some = heads.part(0, rest);
    return g.attention(some.q, some.k, some.v, {}, near);
  };
  const Tensor last = rest > 0 ? read_near() : Tensor{};
  if (mixer.far_heads == 0)
    return last;
  g.push_scope("far");
  const Tensor more = far(g, heads.part(rest, mixer.far_heads), mixer, plain);
  g.pop_scope();
  return last ? sparse::joined(g, last, more) : more;
}

Tensor read_window(Graph& g, const sparse::Heads& heads, const PatternAttentionMixer& mixer, AttentionSpec spec) {
  spec.window = mixer.window;
  spec.pinned = mixer.first;
  return near_and_far(g, heads, mixer, spec,
                      [](Graph& graph, const sparse::Heads& far, const PatternAttentionMixer& m, AttentionSpec plain) {
                        return sparse::dilated_window(graph, far, plain, m.window, m.dilation, m.first);
                      });
}

/// Both patterns of Sparse Transformers that are called fixed, with one summary token a block.
Tensor read_fixed(Graph& g, const sparse::Heads& heads, const PatternAttentionMixer& mixer, AttentionSpec spec) {
  spec.window = mixer.window;
  spec.chunked = true;
  return near_and_far(g, heads, mixer, spec,
                      [](Graph& graph, const sparse::Heads& far, const PatternAttentionMixer& m, AttentionSpec plain) {
                        plain.stride = m.window;
                        return graph.attention(far.q, far.k, far.v, {}, plain);
                      });
}

Tensor read(LayerContext& context, const sparse::Heads& heads, const PatternAttentionMixer& mixer) {
  Graph& g = context.graph;
  const AttentionSpec spec{.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim))};
  switch (mixer.pattern) {
  case Pattern::Window: return read_window(g, heads, mixer, spec);
  case Pattern::Random: // other blocks in every layer
    return sparse::random_blocks(
        g, heads, spec,
        {mixer.block, mixer.first, mixer.local, mixer.random, static_cast<uint32_t>(mixer.seed + context.layer)});
  case Pattern::Segments: return sparse::dilated_segments(g, heads, spec, mixer.window, mixer.levels);
  case Pattern::Fixed: break;
  }
  return read_fixed(g, heads, mixer, spec);
}

/// What no single setting says.
const char* pattern_attention_problem(const Part& part) {
  const auto& mixer = *part.as<PatternAttentionMixer>();
  return mixer.far_heads > mixer.kv_heads ? "has more heads that look far than heads of keys." : nullptr;
}

} // namespace

std::string_view mixer_id(const PatternAttentionMixer& mixer) {
  switch (mixer.pattern) {
  case Pattern::Window: return "longformer";
  case Pattern::Random: return "bigbird";
  case Pattern::Segments: return "longnet";
  case Pattern::Fixed: break;
  }
  return "sparse-transformer";
}

Tensor record_mixer(LayerContext& context, Tensor x, const PatternAttentionMixer& mixer) {
  const auto project = [&](const char* name, int64_t heads) {
    return context.heads(context.linear(name, x, heads * mixer.head_dim, mixer.qkv_bias), heads);
  };
  const auto rotated = [&](Tensor each) { return mixer.rope.table ? context.graph.rope(each, mixer.rope) : each; };
  const Tensor q = rotated(project("q_proj", mixer.heads)), k = rotated(project("k_proj", mixer.kv_heads)),
               v = project("v_proj", mixer.kv_heads);
  return context.linear("o_proj", context.merge(read(context, {q, k, v, {}}, mixer)), context.model.hidden);
}

FieldTable pattern_attention_fields(Pattern pattern) {
  using M = PatternAttentionMixer;
  const bool window = pattern == Pattern::Window, random = pattern == Pattern::Random,
             fixed_blocks = pattern == Pattern::Fixed, segments = pattern == Pattern::Segments;
  const auto of = [](bool said, const char* key, int64_t M::*member, Range<int64_t> range, const char* text) {
    return said ? whole(key, member, range).is(M{}.*member).means(text) : fixed(key, member);
  };
  constexpr Range<int64_t> kSome{0, 1 << 12};
  FieldTable table = field_table<M>(
      title_of(pattern),
      {fixed("pattern", &M::pattern).is(static_cast<int64_t>(pattern)),
       whole("heads", &M::heads, kHeads).means("query heads"), kv_heads_row<M>(), head_row<M>(),
       rotary("rope", &M::rope, "head_dim").means("rotary positions"),
       toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the three input projections"),
       of(!random,
          segments       ? "segment"
          : fixed_blocks ? "block"
                         : "window",
          &M::window, kBlock,
          segments       ? "tokens of the shortest segment"
          : fixed_blocks ? "tokens of a block"
                         : "tokens seen, the token itself included"),
       of(window || fixed_blocks, "far_heads", &M::far_heads, {0, kHeads.high},
          window ? "key heads, the last ones, whose window has gaps"
                 : "key heads, the last ones, that read the last tokens of earlier blocks"),
       of(window, "dilation", &M::dilation, {1, 1 << 10}, "of such a window one token of so many is seen"),
       of(window || random, "first", &M::first, {0, 1 << 12},
          window ? "first tokens that all see" : "first blocks that all see"),
       of(random, random ? "block" : "block_tokens", &M::block, kBlock, "tokens of a block"),
       of(random, "local", &M::local, {1, 1 << 12}, "last blocks, the token's own one included"),
       of(random, "random", &M::random, kSome, "other blocks, drawn for each block of tokens, head and layer"),
       of(random, "seed", &M::seed, {0, INT32_MAX}, "of the draw"),
       of(segments, "levels", &M::levels, {1, kMostCombLevels},
          "segments, each twice as long as the one before and seen half as densely")});
  table.problem = pattern_attention_problem;
  return table;
}

template <AttentionPattern pattern>
Mixer pattern_attention_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  PatternAttentionMixer mixer{pattern, heads.heads, heads.kv_heads, heads.head_dim, heads.rope};
  const bool small = hidden < kSmallWidth;
  if (pattern != Pattern::Random)
    mixer.window = pattern == Pattern::Fixed ? (small ? 16 : 128) : size.window / 4; // Fixed: as in the paper's models
  mixer.first = pattern == Pattern::Window ? 4 : pattern == Pattern::Random ? 1 : 0;
  if constexpr (pattern == Pattern::Window || pattern == Pattern::Fixed)
    mixer.far_heads = pattern == Pattern::Window ? std::min<int64_t>(2, mixer.kv_heads / 2) : mixer.kv_heads / 2;
  if (pattern == Pattern::Random)
    mixer.block = small ? 8 : 64;
  return mixer;
}
template Mixer pattern_attention_shape<Pattern::Window>(const ShapeSize&, int64_t);
template Mixer pattern_attention_shape<Pattern::Random>(const ShapeSize&, int64_t);
template Mixer pattern_attention_shape<Pattern::Segments>(const ShapeSize&, int64_t);
template Mixer pattern_attention_shape<Pattern::Fixed>(const ShapeSize&, int64_t);

} // namespace pareto
