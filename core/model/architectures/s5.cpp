// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/shared.h"

#include <numbers>

namespace pareto {

namespace {

/// S5: one state space of complex modes that all channels drive and read. arXiv 2208.04933.
struct S5Mixer {
  int64_t modes = 64; ///< complex; their conjugates are not kept
};

std::string_view mixer_id(const S5Mixer&) { return "s5"; }

/// What depends on weights only: of each mode e^{Lambda step} as log decay and turn, and (e^{Lambda step} - 1) /
/// Lambda, what a held input adds.
struct Discrete {
  Tensor log_decay, turn, held_re, held_im;
  Discrete(LayerContext& context, int64_t modes) {
    Graph& g = context.graph;
    std::vector<double> frequencies;
    for (int64_t n = 0; n < modes; ++n)
      frequencies.push_back(std::numbers::pi * static_cast<double>(n));
    const Tensor step = g.unary(
        context.vector("log_step", {modes}, {Init::Rule::Uniform, std::log(1e-3), std::log(1e-1)}), UnaryFunction::Exp);
    // S4D-Lin's start, -1/2 + i pi n, from which the learned part moves it
    const Tensor re =
        g.scale(g.unary(context.vector("log_decay", {modes}, {Init::Rule::Uniform, std::log(0.4), std::log(0.6)}),
                        UnaryFunction::Exp),
                -1);
    const Tensor im = g.add(context.vector("turn", {modes}, {Init::Rule::Zeros}), g.literal(frequencies, {modes}));
    log_decay = g.mul(re, step);
    turn = g.mul(im, step);
    const Tensor kept = g.unary(log_decay, UnaryFunction::Exp);
    const Tensor gain_re = g.unary(g.mul(kept, g.unary(turn, UnaryFunction::Cosine)), UnaryFunction::Affine, 1, -1),
                 gain_im = g.mul(kept, g.unary(turn, UnaryFunction::Sine));
    const Tensor size = g.add(g.mul(re, re), g.mul(im, im));
    held_re = g.binary(g.add(g.mul(gain_re, re), g.mul(gain_im, im)), size, BinaryFunction::Div);
    held_im = g.binary(g.sub(g.mul(gain_im, re), g.mul(gain_re, im)), size, BinaryFunction::Div);
  }
};

Tensor record_mixer(LayerContext& context, Tensor x, const S5Mixer& mixer) {
  Graph& g = context.graph;
  const int64_t modes = mixer.modes, hidden = context.model.hidden;
  const Discrete discrete(context, modes);
  const Tensor driven = context.linear("b_proj", x, 2 * modes);
  const Tensor re = driven.slice(2, 0, modes), im = driven.slice(2, modes, modes);
  const Tensor held = g.concat(g.sub(g.mul(re, discrete.held_re), g.mul(im, discrete.held_im)),
                               g.add(g.mul(re, discrete.held_im), g.mul(im, discrete.held_re)));
  const Tensor state = recurrence::turning_scan(g, held, discrete.log_decay, discrete.turn);
  const Tensor y = g.add(context.linear("c_proj", state, hidden), g.mul(x, context.vector("D", {hidden})));
  const Tensor line = g.unary(y, UnaryFunction::GeluTanh);
  return g.gated(context.linear("g_proj", line, hidden), line, UnaryFunction::Sigmoid);
}

FieldTable fields() {
  using M = S5Mixer;
  return field_table<M>(
      "S5", {whole("modes", &M::modes, kWide).is(hidden(0.5)).means("complex modes; absent: hidden_size / 2")});
}

Mixer shape(const ShapeSize&, int64_t hidden) { return S5Mixer{.modes = hidden / 2}; }

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
      .fields = fields(),
      .shape = {.mixers = {shape}},
  };
}

} // namespace pareto
