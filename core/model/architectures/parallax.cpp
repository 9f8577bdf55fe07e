// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/parallax.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

FieldTable parallax_fields() {
  using M = ParallaxMixer;
  return field_table<M>("Softmax attention corrected by a second query",
                        {whole("heads", &M::heads, kHeads).means("query heads"), kv_heads_row<M>(), head_row<M>(),
                         rotary("rope", &M::rope, "head_dim").means("rotary positions"),
                         toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the projections into heads")});
}

Mixer parallax_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  return ParallaxMixer{heads.heads, heads.kv_heads, heads.head_dim, heads.rope};
}

} // namespace

std::string_view mixer_id(const ParallaxMixer&) { return "parallax"; }

Tensor record_mixer(LayerContext& context, Tensor x, const ParallaxMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const char* name, int64_t heads) {
    return context.heads(context.linear(name, x, heads * mixer.head_dim, mixer.qkv_bias), heads);
  };
  const auto placed = [&](Tensor each) { return mixer.rope.table ? g.rope(each, mixer.rope) : each; };
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = placed(project("q_proj", mixer.heads));
  inputs[kAttentionK] = placed(project("k_proj", mixer.kv_heads));
  inputs[kAttentionV] = project("v_proj", mixer.kv_heads);
  inputs[kAttentionProbe] = placed(project("r_proj", mixer.heads));
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  return context.linear("o_proj", context.merge(g.attention(inputs, spec)), context.model.hidden);
}

Architecture architecture::parallax() {
  return {
      .id = "parallax",
      .name = "Parallax",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2605.29157",
      .source = "flash-linear-attention, layers/parallax",
      .idea =
          PARETO_TEXT("Core", "A second query corrects what the first one read by how keys and values vary together."),
      .promise = PARETO_TEXT(
          "Core", "A step from averaging values to a local linear fit of them, at the cache of plain attention."),
      .weakness = PARETO_TEXT("Core", "Twice the products of plain attention."),
      .complexity = "O(n)",
      .fields = parallax_fields(),
      .shape = {.mixers = {parallax_shape}},
  };
}

} // namespace pareto
