// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/rodimus.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr float kLeastLog = -1e4f; ///< e^ of it is nothing, and times a gate of 0 it is a number

FieldTable rodimus_fields() {
  using M = RodimusMixer;
  return field_table<M>(
      "Rodimus", {whole("inner", &M::inner, kWide).is(hidden(2)).means("channels of the values; absent: 2 hidden_size"),
                  whole("key_dim", &M::key_dim, kWidth).is(64).means("key channels"),
                  whole("gate_rank", &M::gate_rank, kRank).is(16).means("rank of the gate of the values"),
                  short_conv_row<M>(4), norm_eps_row<M>(1e-5)});
}

Mixer rodimus_shape(const ShapeSize&, int64_t hidden) {
  RodimusMixer mixer;
  mixer.inner = 2 * hidden;
  mixer.key_dim = hidden < kSmallWidth ? 16 : 64;
  mixer.gate_rank = std::max<int64_t>(hidden / 64, 16);
  return mixer;
}

} // namespace

std::string_view mixer_id(const RodimusMixer&) { return "rodimus"; }

/// S = e^{-g t} S + (|k| g^t) v^T with the gate g = softplus and its temperature t = sigmoid, o = K^-1/2 S^T q + w c, c
/// the convolved line.
Tensor record_mixer(LayerContext& context, Tensor x, const RodimusMixer& mixer) {
  Graph& g = context.graph;
  const Tensor line = context.linear("up_proj", x, mixer.inner), gate = context.linear("gate_proj", x, mixer.inner);
  const Tensor near = context.conv("conv", line, mixer.conv, UnaryFunction::Silu, true);
  const auto one_head = [&](Tensor each) { return context.heads(each, 1); };
  const auto from_near = [&](const char* name, bool bias) { return context.linear(name, near, mixer.key_dim, bias); };
  const Tensor fade = g.unary(from_near("g_gate_proj", true), UnaryFunction::Softplus),
               heat = g.unary(from_near("tau_gate_proj", true), UnaryFunction::Sigmoid);
  const Tensor strength =
      g.unary(g.mul(g.unary(g.unary(fade, UnaryFunction::Log), UnaryFunction::Clamp, kLeastLog, -kLeastLog), heat),
              UnaryFunction::Exp);
  const Tensor open = g.unary(
      context.linear("i_gate_proj.1", context.linear("i_gate_proj.0", line, mixer.gate_rank), mixer.inner, true),
      UnaryFunction::Sigmoid);
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = one_head(from_near("q_proj", false));
  inputs[kMatrixK] = one_head(g.mul(g.norm(from_near("k_proj", false), {NormKind::L2, 1e-24f, 0}), strength));
  inputs[kMatrixV] = one_head(g.mul(open, line));
  inputs[kMatrixLogDecay] = one_head(g.scale(g.mul(fade, heat), -1));
  const Tensor read = g.matrix_recurrence(
      inputs, {Decay::Key, Removal::None, Normaliser::None, 1 / std::sqrt(static_cast<float>(mixer.key_dim))});
  const Tensor o = g.add(context.merge(read), g.mul(near, context.vector("residual_weight", {mixer.inner})));
  const Tensor normed = g.gated_norm(o, gate, context.vector("norm.weight", {mixer.inner}),
                                     {{NormKind::Rms, mixer.norm_eps, 0}, UnaryFunction::Silu, true});
  return context.linear("down_proj", normed, context.model.hidden);
}

Architecture architecture::rodimus() {
  return {
      .id = "rodimus",
      .name = "Rodimus",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2410.06577",
      .source = "flash-linear-attention, layers/rodimus",
      .idea = PARETO_TEXT("Core",
                          "One table of few keys and wide values; one temperature rules what it forgets and writes."),
      .promise = PARETO_TEXT("Core", "A small state for its quality, without a feed-forward part."),
      .weakness = PARETO_TEXT("Core", "One head only: every value is found by the same few keys."),
      .complexity = "O(1)",
      .fields = rodimus_fields(),
      .shape = {.mixers = {rodimus_shape}, .ffn = nullptr},
  };
}

} // namespace pareto
