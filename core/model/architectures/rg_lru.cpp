// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/rg_lru.h"

#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

FieldTable rg_lru_fields() {
  using M = RgLruMixer;
  return field_table<M>("RG-LRU (Griffin's recurrent block)",
                        {whole("width", &M::width, kWide).is(hidden()).means("recurrent channels; absent: hidden_size"),
                         whole("heads", &M::heads, kHeads).divisor_of("width").means("divides width"),
                         whole("conv", &M::conv, kTaps).is(4).means("taps")});
}

Mixer rg_lru_shape(const ShapeSize&, int64_t hidden) {
  return RgLruMixer{.width = hidden, .heads = heads_of(hidden, hidden < kSmallWidth ? 32 : 256)};
}

} // namespace

std::string_view mixer_id(const RgLruMixer&) { return "rg-lru"; }

Tensor record_mixer(LayerContext& context, Tensor x, const RgLruMixer& mixer) {
  Graph& g = context.graph;
  const int64_t block = mixer.width / mixer.heads;
  const Tensor y = g.unary(context.linear("linear_y", x, mixer.width, true), UnaryFunction::GeluTanh);
  const Tensor u =
      context.conv("conv", context.linear("linear_x", x, mixer.width, true), mixer.conv, UnaryFunction::Identity, true);
  const auto gate = [&](const std::string& name) { // block-diagonal, x W + b per head
    const Tensor weight =
        g.weight(context.weight_name(name + ".weight"), {mixer.heads, block, block}, WeightUse::Vector,
                 {Init::Rule::Normal, 0, 1 / std::sqrt(static_cast<double>(block))});
    const Tensor bias = context.vector(name + ".bias", {mixer.heads, block}, {Init::Rule::Zeros});
    return g.unary(context.merge(g.block_matmul(context.heads(u, mixer.heads), weight, bias)), UnaryFunction::Sigmoid);
  };
  const Tensor recurrent = gate("lru.recurrent_gate"), input = gate("lru.input_gate");
  const Tensor parameter = context.vector("lru.a_param", {mixer.width}, {Init::Rule::Uniform, -4.3, -0.35});
  const Tensor rate = g.scale(g.unary(parameter, UnaryFunction::Softplus), -8);
  const Tensor h = g.diagonal_recurrence(g.mul(input, u), g.mul(recurrent, rate), {true, true});
  return context.linear("linear_out", g.mul(h, y), context.model.hidden, true);
}

Architecture architecture::rg_lru() {
  return {
      .id = "rg-lru",
      .name = "RG-LRU (Griffin block)",
      .family = "linear-rnn",
      .section = "2.1",
      .paper = "2402.19427",
      .source = "transformers, modeling_recurrent_gemma",
      .idea = PARETO_TEXT("Core", "A gated recurrent unit with one number per channel."),
      .promise = PARETO_TEXT("Core", "Tiny state; strong together with a window of attention."),
      .weakness = PARETO_TEXT("Core", "Weak look-ups when alone."),
      .complexity = "O(1)",
      .fields = rg_lru_fields(),
      .shape = {.mixers = {rg_lru_shape}},
  };
}

} // namespace pareto
