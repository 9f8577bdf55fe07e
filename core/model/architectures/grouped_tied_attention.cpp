// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

#include <algorithm>

namespace pareto {

namespace {

/// Grouped-tied attention: a head's values and the unrotated part of its keys are one projection, kept once; the
/// rotated rest of the keys is shared by all heads. arXiv 2505.21487, section 3.3.1.
struct GroupedTiedMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  int64_t rope_dim = 32; ///< of a head, rotated; the other channels of a key are the first of its value
  RopeSpec rope;         ///< no table = not rotated
};
std::string_view mixer_id(const GroupedTiedMixer&) { return "grouped-tied-attention"; }
Tensor record_mixer(LayerContext& context, Tensor x, const GroupedTiedMixer& mixer);

const char* grouped_tied_attention_problem(const Part& settings) {
  const auto& mixer = *settings.as<GroupedTiedMixer>();
  return mixer.rope_dim < mixer.head_dim ? nullptr : "has a rope_dim that leaves a head no key channel of its own.";
}

FieldTable grouped_tied_attention_fields() {
  using M = GroupedTiedMixer;
  FieldTable table =
      field_table<M>("Softmax attention whose values hold their keys (GTA)",
                     {whole("heads", &M::heads, kHeads).means("query heads"),
                      whole("kv_heads", &M::kv_heads, kHeads)
                          .is(same("heads"))
                          .divisor_of("heads")
                          .means("tied key and value heads; divides heads; absent: heads"),
                      head_row<M>({4, kWidth.high}),
                      whole("rope_dim", &M::rope_dim, {2, 1 << 12})
                          .is(same("head_dim", 0.5))
                          .means("channels of the key that all heads share; absent: half of head_dim"),
                      rotary("rope", &M::rope, "rope_dim").means("rotary positions of the shared channels")});
  table.problem = grouped_tied_attention_problem;
  return table;
}

Mixer grouped_tied_attention_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  const int64_t rotated = std::max<int64_t>(2, heads.head_dim / 4 * 2);
  return GroupedTiedMixer{heads.heads, heads.kv_heads, heads.head_dim, rotated, plain_rope(rotated)};
}

Tensor record_mixer(LayerContext& context, Tensor x, const GroupedTiedMixer& mixer) {
  Graph& g = context.graph;
  const auto rotated = [&](Tensor each) { return mixer.rope.table ? g.rope(each, mixer.rope) : each; };
  const int64_t own = mixer.head_dim - mixer.rope_dim;
  const Tensor q = context.heads(context.linear("q_proj", x, mixer.heads * mixer.head_dim), mixer.heads);
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = g.concat(q.slice(3, 0, own), rotated(q.slice(3, own, mixer.rope_dim)));
  inputs[kAttentionK] = context.heads(context.linear("kv_proj", x, mixer.kv_heads * mixer.head_dim), mixer.kv_heads);
  inputs[kAttentionShared] = rotated(context.heads(context.linear("k_rope_proj", x, mixer.rope_dim), 1));
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  spec.value_prefix = mixer.head_dim;
  return context.linear("o_proj", context.merge(g.attention(inputs, spec)), context.model.hidden);
}

} // namespace

Architecture architecture::grouped_tied_attention() {
  return {
      .id = "grouped-tied-attention",
      .name = "Grouped-tied attention (GTA)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2505.21487",
      .source = "2505.21487, section 3.3.1",
      .idea = PARETO_TEXT("Core", "Grouped attention that keeps one vector for a key and its value."),
      .promise = PARETO_TEXT("Core", "About half the cache of grouped attention with as many heads."),
      .weakness = PARETO_TEXT("Core", "Memory and time per token still grow with the context."),
      .complexity = "O(n)",
      .fields = grouped_tied_attention_fields(),
      .shape = {.mixers = {grouped_tied_attention_shape}},
  };
}

} // namespace pareto
