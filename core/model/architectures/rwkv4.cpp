// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/rwkv4.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/feed_forward/rwkv6.h"

namespace pareto {

namespace {

FieldTable rwkv4_fields() {
  using M = Rwkv4Mixer;
  return field_table<M>(
      "RWKV-4 time mixing",
      {whole("inner", &M::inner, kWide).is(hidden()).means("recurrent channels; absent: hidden_size")});
}

Mixer rwkv4_shape(const ShapeSize&, int64_t hidden) { return Rwkv4Mixer{.inner = hidden}; }

} // namespace

std::string_view mixer_id(const Rwkv4Mixer&) { return "rwkv4"; }

/// x_n = mu_n x_t + (1 - mu_n) x_{t-1}; sigmoid(r) times WKV of k and v with the decay -e^w, then o_proj.
Tensor record_mixer(LayerContext& context, Tensor x, const Rwkv4Mixer& mixer) {
  Graph& g = context.graph;
  const Tensor before = g.token_shift(x, "shift"), step = g.sub(x, before);
  const auto project = [&](const std::string& name) {
    const Tensor mu = context.vector("mix_" + name, {context.model.hidden}, {Init::Rule::Uniform, 0, 1});
    return context.linear(name + "_proj", g.add(before, g.mul(step, mu)), mixer.inner);
  };
  const Tensor k = project("k"), v = project("v"), r = project("r");
  const Tensor decay =
      g.scale(g.unary(context.vector("decay", {mixer.inner}, {Init::Rule::Uniform, -5, 0}), UnaryFunction::Exp), -1);
  const Tensor bonus = context.vector("bonus", {mixer.inner}, {Init::Rule::Uniform, -1, 1});
  const Tensor mean = recurrence::weighted_past(g, k, v, decay, bonus);
  return context.linear("o_proj", g.gated(r, mean, UnaryFunction::Sigmoid), context.model.hidden);
}

Architecture architecture::rwkv4() {
  return {
      .id = "rwkv4",
      .name = "RWKV-4",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2305.13048",
      .source = "transformers, models/rwkv",
      .idea = PARETO_TEXT("Core", "A running weighted mean of the past in every channel."),
      .promise = PARETO_TEXT("Core",
                             "A state of a few numbers per channel; released open models up to 14 billion parameters."),
      .weakness = PARETO_TEXT("Core", "Holds little: weak look-ups."),
      .complexity = "O(1)",
      .fields = rwkv4_fields(),
      .shape = rwkv_rule(rwkv4_shape,
                         [](int64_t width) -> FeedForward {
                           return Rwkv6FeedForward{width, true};
                         }),
  };
}

} // namespace pareto
