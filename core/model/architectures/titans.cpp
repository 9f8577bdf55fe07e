// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// The long-term memory of Titans with a linear memory, as a mixer of its own (LMM). arXiv 2501.00663.
struct TitansMixer {
  int64_t heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  float norm_eps = 1e-5f;
};

std::string_view mixer_id(const TitansMixer&) { return "titans"; }

Tensor record_mixer(LayerContext& context, Tensor x, const TitansMixer& mixer) {
  Graph& g = context.graph;
  const auto per_head = [&](const char* name) { return context.linear(name, x, mixer.heads, true); };
  std::vector<Tensor> inputs(kFastInputs);
  inputs[kFastQ] = delta::keys(context, "q", x, mixer.heads, mixer.key_dim, mixer.conv);
  inputs[kFastK] = delta::keys(context, "k", x, mixer.heads, mixer.key_dim, mixer.conv);
  inputs[kFastV] = delta::values(context, x, mixer.heads, mixer.value_dim, mixer.conv);
  inputs[kFastStep] = g.unary(per_head("step_proj"), UnaryFunction::Sigmoid);
  inputs[kFastMomentum] = g.unary(per_head("momentum_proj"), UnaryFunction::LogSigmoid);
  // ln(1 - alpha), alpha = sigmoid
  inputs[kFastKeep] = g.unary(g.scale(per_head("forget_proj"), -1), UnaryFunction::LogSigmoid);
  FastWeightsSpec spec;
  spec.training = InnerTraining::Momentum;
  return gated_output(context, g.fast_weights(inputs, spec), x, true, mixer.norm_eps);
}

FieldTable titans_fields() {
  using M = TitansMixer;
  return field_table<M>("Titans", {whole("heads", &M::heads, kHeads), key_row<M>(), value_row<M>(),
                                   short_conv_row<M>(4), norm_eps_row<M>(1e-5)});
}

Mixer titans_shape(const ShapeSize&, int64_t hidden) {
  TitansMixer mixer;
  mixer.heads = heads_of(hidden, hidden < kSmallWidth ? 16 : 128);
  mixer.key_dim = mixer.value_dim = hidden / mixer.heads;
  return mixer;
}

} // namespace

Architecture architecture::titans() {
  return {
      .id = "titans",
      .name = "Titans (linear memory)",
      .family = "test-time-training",
      .section = "2.4",
      .paper = "2501.00663",
      .source = "arXiv 2501.00663, section 3, equations 8 to 15",
      .idea = PARETO_TEXT("Core",
                          "A memory that learns what surprises it, with momentum, and forgets at a rate it chooses."),
      .promise = PARETO_TEXT("Core", "A surprising passage is remembered beyond the token that surprised."),
      .weakness =
          PARETO_TEXT("Core", "Each token needs the memory as the one before left it, and momentum doubles the state."),
      .complexity = "O(1)",
      .fields = titans_fields(),
      .shape = {.mixers = {titans_shape}},
  };
}

} // namespace pareto
