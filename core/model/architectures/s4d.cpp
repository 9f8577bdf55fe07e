// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/state_space_modes.h"

namespace pareto {

namespace {

/// S4D: every channel drives and reads complex modes of its own, which do not depend on the text. arXiv 2206.11893.
struct S4dMixer {
  int64_t modes = 32; ///< of a channel; their conjugates are not kept
};

std::string_view mixer_id(const S4dMixer&) { return "s4d"; }

/// s_t = e^{dt A} s_{t-1} + (e^{dt A} - 1) / A u_t, y = 2 Re(C s) + D u; then (W_1 a + b_1) sigmoid(W_2 a + b_2) of a =
/// gelu(y). With u_t held over its step (zero-order hold) this is the paper's convolution.
Tensor record_mixer(LayerContext& context, Tensor x, const S4dMixer& mixer) {
  Graph& g = context.graph;
  const int64_t channels = context.model.hidden, modes = mixer.modes, all = channels * modes;
  const Dims each{context.batch(), context.tokens(), channels, modes}, flat{each[0], each[1], all};
  const recurrence::HeldModes held = learned_modes(context, {channels, modes}, {channels, 1});
  const Tensor u = x.reshape({each[0], each[1], channels, 1});
  const Tensor added = g.concat(g.mul(u, held.gain_re).reshape(flat), g.mul(u, held.gain_im).reshape(flat));
  const Tensor state = recurrence::turning_scan(g, added, held.log_decay.reshape({all}), held.turn.reshape({all}));
  const auto read = [&](const char* name, int64_t part) {
    const Tensor weight = context.vector(name, {all}, {Init::Rule::Normal, 0, std::sqrt(0.5)});
    return g.mul(state.slice(2, part * all, all), weight);
  };
  const Tensor real = g.scale(g.sub(read("C_re", 0), read("C_im", 1)), 2);
  const Tensor y = g.add(g.reduce_sum(real.reshape(each)).reshape(x.shape), g.mul(x, context.vector("D", {channels})));
  const Tensor both = context.linear("o_proj", g.unary(y, UnaryFunction::GeluTanh), 2 * channels, true);
  return g.gated(both.slice(2, channels, channels), both.slice(2, 0, channels), UnaryFunction::Sigmoid);
}

FieldTable s4d_fields() {
  using M = S4dMixer;
  return field_table<M>("S4D", {whole("modes", &M::modes, kModes).is(32).means("complex modes of a channel")});
}

Mixer s4d_shape(const ShapeSize&, int64_t hidden) { return S4dMixer{.modes = hidden < kSmallWidth ? 8 : 32}; }

} // namespace

Architecture architecture::s4d() {
  return {
      .id = "s4d",
      .name = "S4D",
      .family = "state-space",
      .section = "2.3",
      .paper = "2206.11893",
      .source = "arXiv 2206.11893, sections 3 and 4",
      .idea =
          PARETO_TEXT("Core", "Every channel rings a set of oscillators of its own that fade, the same for any text."),
      .promise = PARETO_TEXT("Core", "Simple and fixed in size: the whole layer is one long convolution."),
      .weakness =
          PARETO_TEXT("Core", "Cannot choose what to keep: weak at look-ups and copying; a wide state to carry."),
      .complexity = "O(1)",
      .fields = s4d_fields(),
      .shape = {.mixers = {s4d_shape}},
  };
}

} // namespace pareto
