// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltaformer.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

FieldTable deltaformer_fields() {
  using M = DeltaformerMixer;
  return field_table<M>("Softmax attention that corrects its values by what they would have read",
                        {whole("heads", &M::heads, kHeads).means("query, key and value heads"), head_row<M>(),
                         rotary("rope", &M::rope, "head_dim").means("rotary positions"),
                         toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the projections into heads")});
}

Mixer deltaformer_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  return DeltaformerMixer{heads.heads, heads.head_dim, heads.rope};
}

} // namespace

std::string_view mixer_id(const DeltaformerMixer&) { return "deltaformer"; }

/// Strengths b are raw: no sigmoid bounds them (flash-linear-attention, layers/deltaformer).
Tensor record_mixer(LayerContext& context, Tensor x, const DeltaformerMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const char* name) {
    return context.heads(context.linear(name, x, mixer.heads * mixer.head_dim, mixer.qkv_bias), mixer.heads);
  };
  const auto placed = [&](Tensor each) { return mixer.rope.table ? g.rope(each, mixer.rope) : each; };
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = placed(project("q_proj"));
  inputs[kAttentionK] = placed(project("k_proj"));
  inputs[kAttentionV] = project("v_proj");
  inputs[kAttentionErase] = context.linear("b_proj", x, mixer.heads, true);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  return context.linear("o_proj", context.merge(g.attention(inputs, spec)), context.model.hidden);
}

Architecture architecture::deltaformer() {
  return {
      .id = "deltaformer",
      .name = "DeltaFormer",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2505.19488",
      .source = "flash-linear-attention, layers/deltaformer",
      .idea = PARETO_TEXT("Core", "Attention that keeps, of each value, what earlier tokens did not already say."),
      .promise = PARETO_TEXT("Core", "Tracks state as delta rules do, with the memory of full attention."),
      .weakness = PARETO_TEXT("Core", "A prompt's values must be worked out one after another."),
      .complexity = "O(n)",
      .fields = deltaformer_fields(),
      .shape = {.mixers = {deltaformer_shape}},
  };
}

} // namespace pareto
