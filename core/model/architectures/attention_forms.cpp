// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/attention_forms.h"

#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

/// The running sum of log sigma(NAME x + b), [B,T,H] or [B,T,H,head_dim].
Tensor forgotten(LayerContext& context, Tensor x, const AttentionFormMixer& mixer) {
  const bool channels = mixer.channel_gates;
  Tensor gates =
      context.linear(channels ? "g_proj" : "f_proj", x, channels ? mixer.heads * mixer.head_dim : mixer.heads, true);
  gates = context.graph.unary(gates, UnaryFunction::LogSigmoid);
  return recurrence::running_sum(context.graph, channels ? context.heads(gates, mixer.heads) : gates, "forget");
}

} // namespace

std::string_view mixer_id(const AttentionFormMixer& mixer) {
  return mixer.form == AttentionForm::Forgetting ? "forgetting-attention" : "stick-breaking-attention";
}

Tensor record_mixer(LayerContext& context, Tensor x, const AttentionFormMixer& mixer) {
  const auto project = [&](const char* name, int64_t heads) {
    return context.heads(context.linear(name, x, heads * mixer.head_dim, mixer.qkv_bias), heads);
  };
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = project("q_proj", mixer.heads);
  inputs[kAttentionK] = project("k_proj", mixer.kv_heads);
  inputs[kAttentionV] = project("v_proj", mixer.kv_heads);
  if (mixer.form == AttentionForm::Forgetting)
    inputs[kAttentionForget] = forgotten(context, x, mixer);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(mixer.head_dim));
  if (mixer.form == AttentionForm::StickBreaking)
    spec.rule = AttentionRule::StickBreaking;
  return context.linear("o_proj", context.merge(context.graph.attention(inputs, spec)), context.model.hidden);
}

FieldTable attention_form_fields(AttentionForm form, std::string title) {
  using M = AttentionFormMixer;
  return field_table<M>(std::move(title),
                        {fixed("form", &M::form).is(static_cast<int64_t>(form)),
                         whole("heads", &M::heads, kHeads).means("query heads"), kv_heads_row<M>(), head_row<M>(),
                         toggle("qkv_bias", &M::qkv_bias).is(false).means("bias of the projections into heads"),
                         form == AttentionForm::Forgetting
                             ? toggle("channel_gates", &M::channel_gates)
                                   .is(false)
                                   .means("a gate of each channel of a head instead of one for the head")
                             : fixed("channel_gates", &M::channel_gates)});
}

template <AttentionForm form>
Mixer attention_form_shape(const ShapeSize& size, int64_t hidden) {
  const Mixer plain = attention_shape(size, hidden, 0, 0);
  const auto& heads = *plain.as<AttentionMixer>();
  return AttentionFormMixer{form, heads.heads, heads.kv_heads, heads.head_dim};
}
template Mixer attention_form_shape<AttentionForm::Forgetting>(const ShapeSize&, int64_t);
template Mixer attention_form_shape<AttentionForm::StickBreaking>(const ShapeSize&, int64_t);

} // namespace pareto
