// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mamba.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr const char* kMambaBiases = "has Mamba biases, norms or heads that a blueprint cannot describe.";

FieldTable mamba_fields() {
  using M = MambaMixer;
  return field_table<M>("Mamba",
                        {whole("inner", &M::inner, kWide).is(hidden(2)).means("absent: 2 hidden_size"),
                         whole("state", &M::state, kModes).is(16).means("modes per channel"),
                         whole("conv", &M::conv, kTaps).is(4).means("taps"),
                         whole("rank", &M::rank, kRank)
                             .is(hidden(1.0 / 16).rounded_up())
                             .means("rank of the step projection; absent: hidden_size / 16, rounded up"),
                         fixed("conv_bias", &M::conv_bias, kMambaBiases), fixed("bias", &M::bias, kMambaBiases),
                         fixed("bcdt_norm_eps", &M::bcdt_norm_eps, kMambaBiases),
                         fixed("bcdt_norm_weight", &M::bcdt_norm_weight, kMambaBiases),
                         fixed("heads", &M::heads, kMambaBiases)});
}

/// W_h x_h of each head h: x [B,T,H,in] -> [B,T,H out], the matrices [out,in] one below the other.
Tensor per_head(LayerContext& context, const std::string& name, Tensor x, int64_t out) {
  Graph& g = context.graph;
  const int64_t heads = x.shape[2];
  const Tensor weight = context.matrix(name, heads * out, x.shape[3]);
  if (heads == 1)
    return g.matmul(x.reshape({context.batch(), context.tokens(), x.shape[3]}), weight);
  return context.merge(g.unary(g.head_matmul(x, weight), UnaryFunction::Identity)); // dense again
}

/// What the scans of all heads read: each has its own part of every input.
struct ScanParts {
  Tensor u, delta, b, c, z; ///< [B,T,inner], and [B,T,H,state]
};

ScanParts parts_of(LayerContext& context, Tensor x, const MambaMixer& mixer) {
  const Tensor both = context.linear("in_proj", x, 2 * mixer.inner, mixer.bias);
  const Tensor u =
      context.conv("conv", both.slice(2, 0, mixer.inner), mixer.conv, UnaryFunction::Silu, mixer.conv_bias);
  const Tensor all = context.heads(
      per_head(context, "x_proj.weight", context.heads(u, mixer.heads), mixer.rank + 2 * mixer.state), mixer.heads);
  const auto part = [&](int64_t first, int64_t width, const char* norm) {
    const Tensor own = all.slice(3, first, width);
    if (mixer.bcdt_norm_eps == 0)
      return own;
    const Tensor weight = mixer.bcdt_norm_weight ? context.vector(norm, {width}) : Tensor{};
    return context.graph.norm(own, {NormKind::Rms, mixer.bcdt_norm_eps, 0}, weight);
  };
  const Tensor delta = part(0, mixer.rank, "dt_norm.weight");
  return {u, per_head(context, "dt_proj.weight", delta, mixer.inner / mixer.heads),
          part(mixer.rank, mixer.state, "b_norm.weight"), part(mixer.rank + mixer.state, mixer.state, "c_norm.weight"),
          both.slice(2, mixer.inner, mixer.inner)};
}

Mixer mamba_shape(const ShapeSize&, int64_t hidden) {
  return MambaMixer{.inner = 2 * hidden, .rank = (hidden + 15) / 16};
}

} // namespace

std::string_view mixer_id(const MambaMixer&) { return "mamba"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MambaMixer& mixer) {
  Graph& g = context.graph;
  const ScanParts parts = parts_of(context, x, mixer);
  const Tensor rates = g.scale(
      g.unary(context.vector("A_log", {mixer.inner, mixer.state}, {Init::Rule::LogRange}), UnaryFunction::Exp), -1);
  const Tensor skip = context.vector("D", {mixer.inner});
  const Tensor bias =
      context.vector("dt_proj.bias", {mixer.inner}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  const int64_t width = mixer.inner / mixer.heads;
  Tensor y;
  for (int64_t head = 0; head < mixer.heads; ++head) {
    const auto channels = [&](Tensor all) { return all.slice(all.shape.rank() == 3 ? 2 : 0, head * width, width); };
    const auto modes = [&](Tensor all) {
      return all.slice(2, head, 1).reshape({context.batch(), context.tokens(), mixer.state});
    };
    std::vector<Tensor> inputs(kScanInputs);
    inputs[kScanU] = channels(parts.u);
    inputs[kScanDelta] = channels(parts.delta);
    inputs[kScanA] = channels(rates);
    inputs[kScanB] = modes(parts.b);
    inputs[kScanC] = modes(parts.c);
    inputs[kScanD] = channels(skip);
    inputs[kScanZ] = channels(parts.z);
    inputs[kScanBias] = channels(bias);
    const Tensor own = g.selective_scan(inputs, head == 0 ? "scan_state" : "scan_state" + std::to_string(head + 1));
    y = y ? g.concat(y, own) : own;
  }
  return context.linear("out_proj", y, context.model.hidden, mixer.bias);
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
      .fields = mamba_fields(),
      .shape = {.mixers = {mamba_shape}, .ffn = nullptr, .published = {{.size = "1.3b", .hidden = 2048, .layers = 48}}},
  };
}

} // namespace pareto
