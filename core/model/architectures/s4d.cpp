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
  recurrence::Discretisation discretisation = recurrence::Discretisation::Held;
};

std::string_view mixer_id(const S4dMixer&) { return "s4d"; }

/// s_t = a s_{t-1} + b u_t, y = 2 Re(C s) + D u; then (W_1 a + b_1) sigmoid(W_2 a + b_2) of a = gelu(y). With a and b
/// of an input that is held over its step this is the paper's convolution. 2 C b is one factor, and no mode's input or
/// output is a value of its own.
Tensor record_mixer(LayerContext& context, Tensor x, const S4dMixer& mixer) {
  Graph& g = context.graph;
  const int64_t channels = context.model.hidden, modes = mixer.modes;
  const recurrence::StepOfModes of_step = learned_modes(context, {channels, modes}, mixer.discretisation);
  const auto weight = [&](const char* name) {
    const Tensor all = context.vector(name, {channels * modes}, {Init::Rule::Normal, 0, std::sqrt(0.5)});
    return g.scale(all.reshape({channels, modes}).permute({1, 0}), 2);
  };
  const recurrence::Complex c{weight("C_re"), weight("C_im")};
  const Tensor read = recurrence::driven_modes(g, x, of_step.keep, recurrence::product(g, c, of_step.gain), false);
  const Tensor y = g.add(read, g.mul(x, context.vector("D", {channels})));
  const Tensor both = context.linear("o_proj", g.unary(y, UnaryFunction::GeluTanh), 2 * channels, true);
  return g.gated(both.slice(2, channels, channels), both.slice(2, 0, channels), UnaryFunction::Sigmoid);
}

FieldTable s4d_fields() {
  using M = S4dMixer;
  return field_table<M>("S4D", {whole("modes", &M::modes, kModes).is(32).means("complex modes of a channel"),
                                choice("discretisation", &M::discretisation, {"zero-order-hold", "bilinear"})
                                    .is(0)
                                    .means("how modes in continuous time become steps")});
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
