// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/mom.h"

#include "core/model/architectures/delta_parts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

constexpr Range<int64_t> kMemories{1, 256};

const char* mom_problem(const Part& settings) {
  const auto& mixer = *settings.as<MomMixer>();
  return mixer.chosen > mixer.memories ? "chooses more memories than there are." : nullptr;
}

FieldTable mom_fields() {
  using M = MomMixer;
  FieldTable table = field_table<M>(
      "Gated delta tables of which each token writes and reads a few",
      {whole("heads", &M::heads, kHeads), key_row<M>(),
       whole("value_dim", &M::value_dim, kWidth).is(same("key_dim")).means("value channels of a head; absent: key_dim"),
       short_conv_row<M>(4),
       whole("memories", &M::memories, {2, kMemories.high}).is(4).means("memories that are routed to"),
       whole("chosen", &M::chosen, kMemories).is(2).means("memories of a token"),
       toggle("shared", &M::shared).is(true).means("one more memory that all tokens write and read"),
       toggle("one_projection", &M::one_projection)
           .is(false)
           .means("one projection of keys, values, decays and strengths for all memories"),
       toggle("gate", &M::gate).is(true).means("gated output"), norm_eps_row<M>(1e-6)});
  table.problem = mom_problem;
  return table;
}

/// Heads of the delta tables as wide as GLA's keys: a quarter of the width each.
Mixer mom_shape(const ShapeSize&, int64_t hidden) {
  MomMixer mixer;
  mixer.heads = 4;
  mixer.key_dim = mixer.value_dim = hidden / 4;
  return mixer;
}

/// One write and read of the tables: of tokens, or of rows in the order of memories where they are `routed`.
class Tables {
public:
  Tables(LayerContext& context, const MomMixer& mixer, std::vector<Tensor> routed)
      : m_context(context), m_mixer(mixer), m_routed(std::move(routed)) {}

  /// q, k, v [.,.,H D] as projected, beta and decay [.,.,H] as projected -> [.,.,H,V].
  Tensor read(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor decay) {
    Graph& g = m_context.graph;
    std::vector<Tensor> inputs(kMatrixInputs);
    inputs[kMatrixQ] = delta::unit(g, heads("q", q));
    inputs[kMatrixK] = delta::unit(g, heads("k", k));
    inputs[kMatrixV] = heads("v", v);
    inputs[kMatrixBeta] = g.unary(beta, UnaryFunction::Sigmoid);
    inputs[kMatrixLogDecay] = delta::decay_of(m_context, decay);
    if (!m_routed.empty()) {
      inputs[kMatrixOffsets] = m_routed[kRouteOffsets];
      inputs[kMatrixOrder] = m_routed[kRouteOrder];
    }
    return kept([&] {
      return g.matrix_recurrence(inputs,
                                 {Decay::Scalar, Removal::Delta, Normaliser::None, delta::scale_of(m_mixer.key_dim)});
    });
  }

private:
  /// Records what keeps something, under names of its own where the memory is the one of all tokens.
  template <class Recording>
  Tensor kept(const Recording& recording) const {
    if (!m_routed.empty())
      return recording();
    m_context.graph.push_scope("shared");
    const Tensor y = recording();
    m_context.graph.pop_scope();
    return y;
  }

  Tensor heads(const std::string& name, Tensor x) const {
    const Dims by_head{x.shape[0], x.shape[1], m_mixer.heads, x.shape[2] / m_mixer.heads};
    if (m_mixer.conv == 0)
      return m_context.graph.unary(x, UnaryFunction::Silu).reshape(by_head);
    const Init init{Init::Rule::Normal, 0, 1 / std::sqrt(static_cast<double>(m_mixer.conv))};
    const Tensor taps = m_context.vector(name + "_conv.weight", {x.shape[2], m_mixer.conv}, init);
    return kept([&] {
             return m_context.graph.causal_conv(x, taps, {}, {m_mixer.conv, UnaryFunction::Silu}, name + "_conv",
                                                m_routed);
           })
        .reshape(by_head);
  }

  LayerContext& m_context;
  const MomMixer& m_mixer;
  std::vector<Tensor> m_routed;
};

/// Projections that all memories have in common, under the name the shared one has them by.
struct Shared {
  Tensor k, v, beta, decay;
};
Shared shared_projections(LayerContext& context, Tensor x, const MomMixer& mixer) {
  const auto project = [&](const char* name, int64_t width) { return context.linear(name, x, mixer.heads * width); };
  return {project("shared_k", mixer.key_dim), project("shared_v", mixer.value_dim), project("shared_b", 1),
          project("shared_a", 1)};
}

/// Of the memories that the router chose: o_t = sum over them of weight times what each gives, [B,T,H V].
Tensor of_chosen(LayerContext& context, Tensor x, Tensor q, const MomMixer& mixer) {
  Graph& g = context.graph;
  RouteSpec spec;
  spec.chosen = mixer.chosen;
  spec.experts = mixer.memories;
  spec.normalised = true;
  const std::vector<Tensor> routed = g.route(context.linear("router", x, mixer.memories), {}, spec);
  const auto in_order = [&](Tensor rows) { return rows.reshape({1, rows.shape[0], rows.shape[1]}); };
  const Tensor own = mixer.one_projection ? Tensor{} : g.expert_rows(x, routed);
  const auto project = [&](const std::string& name, int64_t width) {
    const int64_t rows = mixer.memories * mixer.heads * width;
    return in_order(g.expert_matmul(own, context.matrix(name + "_proj.weight", rows, x.shape.back()), {}, routed));
  };
  Shared parts;
  if (mixer.one_projection) {
    const Shared all = shared_projections(context, x, mixer);
    const auto gather = [&](Tensor each) { return in_order(g.expert_rows(each, routed)); };
    parts = {gather(all.k), gather(all.v), gather(all.beta), gather(all.decay)};
  } else {
    parts = {project("k", mixer.key_dim), project("v", mixer.value_dim), project("b", 1), project("a", 1)};
  }
  const Tensor read = Tables(context, mixer, routed)
                          .read(in_order(g.expert_rows(q, routed)), parts.k, parts.v, parts.beta, parts.decay);
  return g.expert_sum(read.reshape({read.shape[1], read.shape[2] * read.shape[3]}), routed[kRouteWeights], routed);
}

} // namespace

std::string_view mixer_id(const MomMixer&) { return "mom"; }

Tensor record_mixer(LayerContext& context, Tensor x, const MomMixer& mixer) {
  Graph& g = context.graph;
  const Tensor q = context.linear("q_proj", x, mixer.heads * mixer.key_dim);
  Tensor o = context.heads(of_chosen(context, x, q, mixer), mixer.heads);
  if (mixer.shared) {
    const Shared parts = shared_projections(context, x, mixer);
    o = g.add(o, Tables(context, mixer, {}).read(q, parts.k, parts.v, parts.beta, parts.decay));
  }
  return gated_output(context, o, x, mixer.gate, mixer.norm_eps);
}

Architecture architecture::mom() {
  return {
      .id = "mom",
      .name = "Mixture of memories (MoM)",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2502.13685",
      .source = "flash-linear-attention, layers/mom",
      .idea = PARETO_TEXT("Core", "A router sends each token to a few of several tables; one more takes every token."),
      .promise = PARETO_TEXT("Core", "More is kept apart, while each token reads and writes only a few tables."),
      .weakness = PARETO_TEXT("Core", "All tables take memory, and each has projections of its own."),
      .complexity = "O(1)",
      .fields = mom_fields(),
      .shape = {.mixers = {mom_shape}},
  };
}

} // namespace pareto
