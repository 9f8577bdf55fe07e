// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// Channels of the recurrence.
struct MinGruMixer {
  int64_t inner = 64;
};

std::string_view mixer_id(const MinGruMixer&) { return "mingru"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MinGruMixer& mixer) {
  Graph& g = context.graph;
  const Tensor raw = context.linear("z_proj", x, mixer.inner);
  const Tensor z = g.unary(raw, UnaryFunction::Sigmoid);
  const Tensor candidate = g.unary(context.linear("h_proj", x, mixer.inner), UnaryFunction::MinGruCandidate);
  const Tensor log_keep = g.scale(g.unary(raw, UnaryFunction::Softplus), -1); // ln(1 - z)
  return context.linear("o_proj", g.diagonal_recurrence(g.mul(z, candidate), log_keep, {}), context.model.hidden);
}

FieldTable mingru_fields() {
  using M = MinGruMixer;
  return field_table<M>(
      "minGRU", {whole("inner", &M::inner, kWide).is(hidden()).means("recurrent channels; absent: hidden_size")});
}

Mixer mingru_shape(const ShapeSize&, int64_t hidden) { return MinGruMixer{.inner = hidden}; }

} // namespace

Architecture architecture::mingru() {
  return {
      .id = "mingru",
      .name = "minGRU",
      .family = "linear-rnn",
      .section = "2.2",
      .paper = "2410.01201",
      .source = "arXiv 2410.01201, section 3.1",
      .idea = PARETO_TEXT("Core", "A GRU whose gates no longer read the past, so that it runs in parallel."),
      .promise = PARETO_TEXT("Core", "The simplest of all recurrent designs."),
      .weakness = PARETO_TEXT("Core", "Holds little: weak look-ups."),
      .complexity = "O(1)",
      .fields = mingru_fields(),
      .shape = {.mixers = {mingru_shape}},
  };
}

} // namespace pareto
