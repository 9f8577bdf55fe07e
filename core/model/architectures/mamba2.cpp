// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mamba2.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr const char* kMamba2Biases = "has Mamba-2 biases or limits that a blueprint cannot describe.";

} // namespace

FieldTable mamba2_fields(bool levels) {
  using M = Mamba2Mixer;
  auto past = levels ? whole("levels", &M::levels, {2, kMostLevels}).is(15).means("states of the past by its distance")
                     : fixed("levels", &M::levels);
  return field_table<M>(
      levels ? "Log-linear Mamba-2" : "Mamba-2",
      {whole("heads", &M::heads, kHeads).is(hidden(2).per("head_dim")).means("absent: 2 hidden_size / head_dim"),
       whole("head_dim", &M::head_dim, kModes).is(64).means("channels of a head"),
       whole("state", &M::state, kModes).is(128).means("modes per channel"),
       whole("groups", &M::groups, kHeads)
           .is(1)
           .divisor_of("heads")
           .means("divides heads; B and C are shared inside a group"),
       whole("conv", &M::conv, kTaps).is(4).means("taps"), norm_eps_row<M>(1e-5), std::move(past),
       fixed("norm_groups", &M::norm_groups, kMamba2Biases).is(same("groups")),
       fixed("conv_bias", &M::conv_bias, kMamba2Biases), fixed("bias", &M::bias, kMamba2Biases),
       fixed("dt_min", &M::dt_min, kMamba2Biases), fixed("dt_max", &M::dt_max, kMamba2Biases),
       fixed("norm", &M::norm, kMamba2Biases), fixed("gate_first", &M::gate_first, kMamba2Biases),
       fixed("scale_z", &M::scale_z, kMamba2Biases), fixed("scale_x", &M::scale_x, kMamba2Biases),
       fixed("scale_b", &M::scale_b, kMamba2Biases), fixed("scale_c", &M::scale_c, kMamba2Biases),
       fixed("scale_dt", &M::scale_dt, kMamba2Biases)});
}

Mamba2Mixer mamba2_shape(int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  Mamba2Mixer mixer;
  mixer.head_dim = small ? 32 : 64;
  mixer.heads = 2 * hidden / mixer.head_dim;
  mixer.state = small ? 32 : 128;
  return mixer;
}

std::string_view mixer_id(const Mamba2Mixer& mixer) { return mixer.levels > 0 ? "log-linear-mamba2" : "mamba2"; }

namespace {

Tensor scaled(Graph& g, Tensor x, float factor) { return factor == 1 ? x : g.scale(x, factor); }

/// What the convolution reads: the line, B and C, each times its factor.
Tensor line_of(Graph& g, Tensor all, const Mamba2Mixer& mixer) {
  const int64_t inner = mixer.heads * mixer.head_dim, shared = mixer.groups * mixer.state;
  if (mixer.scale_x == 1 && mixer.scale_b == 1 && mixer.scale_c == 1)
    return all.slice(2, inner, inner + 2 * shared);
  const Tensor x = g.scale(all.slice(2, inner, inner), mixer.scale_x),
               b = g.scale(all.slice(2, 2 * inner, shared), mixer.scale_b),
               c = g.scale(all.slice(2, 2 * inner + shared, shared), mixer.scale_c);
  return g.concat(g.concat(x, b), c);
}

/// y and its gate z as one, normalised where the mixer says so.
Tensor gated(LayerContext& context, Tensor y, Tensor z, const Mamba2Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim;
  if (!mixer.norm)
    return g.gated(z, y, UnaryFunction::Silu);
  const GatedNormSpec spec{
      {NormKind::Rms, mixer.norm_eps, inner / mixer.norm_groups}, UnaryFunction::Silu, mixer.gate_first};
  return g.gated_norm(y, z, context.vector("norm.weight", {inner}), spec);
}

/// What the levels of the past weigh, softplus(L raw), [B,T,H,levels]; raw lies behind all else, head by head.
Tensor level_weights(LayerContext& context, Tensor raw, const Mamba2Mixer& mixer) {
  Graph& g = context.graph;
  const Tensor scale = context.vector("L", {mixer.heads, mixer.levels});
  return g.unary(g.mul(context.heads(raw, mixer.heads), scale), UnaryFunction::Softplus);
}

} // namespace

Tensor record_mixer(LayerContext& context, Tensor x, const Mamba2Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t inner = mixer.heads * mixer.head_dim, shared = mixer.groups * mixer.state;
  const int64_t behind = 2 * inner + 2 * shared + mixer.heads;
  const Tensor all = context.linear("in_proj", x, behind + mixer.heads * mixer.levels, mixer.bias);
  const Tensor z = scaled(g, all.slice(2, 0, inner), mixer.scale_z),
               raw_step = scaled(g, all.slice(2, 2 * inner + 2 * shared, mixer.heads), mixer.scale_dt);
  const Tensor line = context.conv("conv", line_of(g, all, mixer), mixer.conv, UnaryFunction::Silu, mixer.conv_bias);
  const Tensor xs = context.heads(line.slice(2, 0, inner), mixer.heads);

  const Tensor bias = context.vector("dt_bias", {mixer.heads}, {Init::Rule::InverseSoftplusLogUniform, 1e-3, 1e-1});
  Tensor step = g.unary(g.add(raw_step, bias), UnaryFunction::Softplus);
  if (mixer.dt_min > 0 || std::isfinite(mixer.dt_max))
    step = g.unary(step, UnaryFunction::Clamp, mixer.dt_min, mixer.dt_max);
  const Tensor rate =
      g.scale(g.unary(context.vector("A_log", {mixer.heads}, {Init::Rule::LogUniform, 1, 16}), UnaryFunction::Exp), -1);

  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = context.heads(line.slice(2, inner + shared, shared), mixer.groups);
  inputs[kMatrixK] = context.heads(line.slice(2, inner, shared), mixer.groups);
  inputs[kMatrixV] = g.mul(xs, step.reshape({context.batch(), context.tokens(), mixer.heads, 1}));
  inputs[kMatrixLogDecay] = g.mul(step, rate);
  MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None, 1};
  spec.levels = mixer.levels;
  if (mixer.levels > 0)
    inputs[kMatrixLevels] = level_weights(context, all.slice(2, behind, mixer.heads * mixer.levels), mixer);
  const Tensor read = g.matrix_recurrence(inputs, spec);
  const Tensor y = context.merge(g.add(read, g.mul(xs, context.vector("D", {mixer.heads}).reshape({mixer.heads, 1}))));

  return context.linear("out_proj", gated(context, y, z, mixer), context.model.hidden, mixer.bias);
}

Architecture architecture::mamba2() {
  return {
      .id = "mamba2",
      .name = "Mamba-2",
      .family = "state-space",
      .section = "2.3",
      .paper = "2405.21060",
      .source = "transformers, modeling_mamba2",
      .idea = PARETO_TEXT("Core", "Mamba with one leak per head, so that prefill becomes matrix products."),
      .promise = PARETO_TEXT("Core", "Fast prefill, larger state than Mamba."),
      .weakness = PARETO_TEXT("Core", "Look-ups stay below attention."),
      .complexity = "O(1)",
      .fields = mamba2_fields(false),
      .shape = {.mixers = {[](const ShapeSize&, int64_t hidden) -> Mixer { return mamba2_shape(hidden); }},
                .ffn = nullptr,
                .published = {{.size = "1.3b", .hidden = 2048, .layers = 48}}},
  };
}

} // namespace pareto
