// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mamba.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr const char* kBiases = "has Mamba biases or norms that a blueprint cannot describe.";

FieldTable fields() {
  using M = MambaMixer;
  return field_table<M>("Mamba", {whole("inner", &M::inner, kWide).is(hidden(2)).means("absent: 2 hidden_size"),
                                  whole("state", &M::state, kModes).is(16).means("modes per channel"),
                                  whole("conv", &M::conv, kTaps).is(4).means("taps"),
                                  whole("rank", &M::rank, kRank)
                                      .is(hidden(1.0 / 16).rounded_up())
                                      .means("rank of the step projection; absent: hidden_size / 16, rounded up"),
                                  fixed("conv_bias", &M::conv_bias, kBiases), fixed("bias", &M::bias, kBiases),
                                  fixed("bcdt_norm_eps", &M::bcdt_norm_eps, kBiases),
                                  fixed("bcdt_norm_weight", &M::bcdt_norm_weight, kBiases)});
}

Mixer shape(const ShapeSize&, int64_t hidden) { return MambaMixer{.inner = 2 * hidden, .rank = (hidden + 15) / 16}; }

} // namespace

std::string_view mixer_id(const MambaMixer&) { return "mamba"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MambaMixer& mixer) {
  Graph& g = context.graph;
  const Tensor both = context.linear("in_proj", x, 2 * mixer.inner, mixer.bias);
  const Tensor u =
      context.conv("conv", both.slice(2, 0, mixer.inner), mixer.conv, UnaryFunction::Silu, mixer.conv_bias);
  const Tensor parts = context.linear("x_proj", u, mixer.rank + 2 * mixer.state);
  Tensor delta = parts.slice(2, 0, mixer.rank), b = parts.slice(2, mixer.rank, mixer.state);
  Tensor c = parts.slice(2, mixer.rank + mixer.state, mixer.state);
  if (mixer.bcdt_norm_eps > 0) {
    const auto normed = [&](const char* name, Tensor part) {
      const Tensor weight = mixer.bcdt_norm_weight ? context.vector(name, {part.shape[2]}) : Tensor{};
      return g.norm(part, {NormKind::Rms, mixer.bcdt_norm_eps, 0}, weight);
    };
    delta = normed("dt_norm.weight", delta);
    b = normed("b_norm.weight", b);
    c = normed("c_norm.weight", c);
  }
  std::vector<Tensor> inputs(kScanInputs);
  inputs[kScanU] = u;
  inputs[kScanDelta] = g.matmul(delta, context.matrix("dt_proj.weight", mixer.inner, mixer.rank));
  inputs[kScanA] = g.scale(
      g.unary(context.vector("A_log", {mixer.inner, mixer.state}, {Init::Rule::LogRange}), UnaryFunction::Exp), -1);
  inputs[kScanB] = b;
  inputs[kScanC] = c;
  inputs[kScanD] = context.vector("D", {mixer.inner});
  inputs[kScanZ] = both.slice(2, mixer.inner, mixer.inner);
  inputs[kScanBias] =
      context.vector("dt_proj.bias", {mixer.inner}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  return context.linear("out_proj", g.selective_scan(inputs), context.model.hidden, mixer.bias);
}

Architecture architecture::mamba() {
  return {
      .id = "mamba",
      .name = "Mamba",
      .family = "state-space",
      .section = "2.3",
      .paper = "2312.00752",
      .source = "transformers, modeling_mamba",
      .idea = PARETO_TEXT("Core", "A bank of leaky counters per channel whose leak the text decides."),
      .promise = PARETO_TEXT("Core", "Very small state."),
      .weakness = PARETO_TEXT("Core", "Weak at copying and look-ups; prefill has no matrix form."),
      .complexity = "O(1)",
      .fields = fields(),
      .shape = {.mixers = {shape}, .ffn = nullptr, .published = {{.size = "1.3b", .hidden = 2048, .layers = 48}}},
  };
}

} // namespace pareto
