// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/state_space_modes.h"

namespace pareto {

namespace {

/// S5: one state space of complex modes that all channels drive and read. arXiv 2208.04933.
struct S5Mixer {
  int64_t modes = 64; ///< complex; their conjugates are not kept
};

std::string_view mixer_id(const S5Mixer&) { return "s5"; }

Tensor record_mixer(LayerContext& context, Tensor x, const S5Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t modes = mixer.modes, hidden = context.model.hidden;
  const recurrence::StepOfModes held = learned_modes(context, {modes}, recurrence::Discretisation::Held);
  const Tensor driven = context.linear("b_proj", x, 2 * modes);
  // What an input adds is as much a factor of what is read, since each mode stays by itself.
  const Tensor state = recurrence::driven_modes(g, driven, held.keep, held.gain, true);
  const Tensor y = g.add(context.linear("c_proj", state, hidden), g.mul(x, context.vector("D", {hidden})));
  const Tensor line = g.unary(y, UnaryFunction::GeluTanh);
  return g.gated(context.linear("g_proj", line, hidden), line, UnaryFunction::Sigmoid);
}

FieldTable s5_fields() {
  using M = S5Mixer;
  return field_table<M>(
      "S5", {whole("modes", &M::modes, kWide).is(hidden(0.5)).means("complex modes; absent: hidden_size / 2")});
}

Mixer s5_shape(const ShapeSize&, int64_t hidden) { return S5Mixer{.modes = hidden / 2}; }

} // namespace

Architecture architecture::s5() {
  return {
      .id = "s5",
      .name = "S5",
      .family = "state-space",
      .section = "2.3",
      .paper = "2208.04933",
      .source = "arXiv 2208.04933, sections 3.1 and 3.2",
      .idea = PARETO_TEXT("Core", "One bank of oscillators that fade, driven and read by all channels together."),
      .promise = PARETO_TEXT("Core", "A very small state, and a prompt is one scan."),
      .weakness = PARETO_TEXT("Core", "What it keeps does not depend on the text: weak at look-ups and copying."),
      .complexity = "O(1)",
      .fields = s5_fields(),
      .shape = {.mixers = {s5_shape}},
  };
}

} // namespace pareto
