// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/based.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr Range<int64_t> kFeatures{1, 256};

} // namespace

BasedMixer based_shape(int64_t hidden, bool taylor) {
  BasedMixer mixer;
  mixer.heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 64);
  mixer.feature_dim = hidden < kSmallWidth ? 8 : 16;
  mixer.value_dim = hidden / mixer.heads;
  mixer.taylor = taylor;
  return mixer;
}

FieldTable based_fields(bool taylor) {
  using M = BasedMixer;
  return field_table<M>(
      taylor ? "Based: Taylor features" : "ReBased: squared features",
      {whole("heads", &M::heads, kHeads),
       whole("feature_dim", &M::feature_dim, kFeatures)
           .is(16)
           .means("channels of a query and of a key, whose pairs are the features"),
       value_row<M>(), number("eps", &M::eps, kEps).is(taylor ? 1e-12 : 1e-5).means("added to the sum of the weights"),
       fixed("taylor", &M::taylor).is(taylor)});
}

std::string_view mixer_id(const BasedMixer& mixer) { return mixer.taylor ? "based" : "rebased"; }

Tensor record_mixer(LayerContext& context, Tensor x, const BasedMixer& mixer) {
  Graph& g = context.graph;
  const auto project = [&](const std::string& name) {
    const Tensor y = context.heads(context.linear(name + "_proj", x, mixer.heads * mixer.feature_dim), mixer.heads);
    if (mixer.taylor)
      return y;
    return g.norm(y, {NormKind::Layer, 1e-5f, 0}, context.vector("feature_norm.weight", {mixer.feature_dim}),
                  context.vector("feature_norm.bias", {mixer.feature_dim}, {Init::Rule::Zeros}));
  };
  const Tensor q = project("q"), k = project("k");
  const Tensor v = context.heads(context.linear("v_proj", x, mixer.heads * mixer.value_dim), mixer.heads);
  const Tensor o = recurrence::polynomial_attention(g, q, k, v, mixer.taylor,
                                                    1 / std::sqrt(static_cast<float>(mixer.feature_dim)), mixer.eps);
  return context.linear("o_proj", context.merge(o), context.model.hidden);
}

Architecture architecture::based() {
  return {
      .id = "based",
      .name = "Based",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2402.18668",
      .source = "flash-linear-attention, layers/based",
      .idea = PARETO_TEXT("Core", "Linear attention whose weights are the first terms of softmax's exponential."),
      .promise = PARETO_TEXT("Core", "Sharper reads than plain linear attention at constant memory."),
      .weakness =
          PARETO_TEXT("Core", "The state grows with the square of the key width; made to stand beside a small window."),
      .complexity = "O(1)",
      .fields = based_fields(true),
      .shape = {.mixers = {[](const ShapeSize&, int64_t hidden) -> Mixer { return based_shape(hidden, true); }}},
  };
}

} // namespace pareto
