// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_context.h"
#include "core/model/model.h"

namespace pareto {

namespace {

/// Records the stack of one step; the order of nodes is the order of execution.
class Recorder {
public:
  Recorder(const ModelSpec& spec, StepShape shape)
      : m_spec(spec), m_graph(shape), m_context{m_graph, spec, 0, {}, {}} {}

  Graph record(LogitRows rows) {
    const Tensor table = m_graph.weight("embed.weight", {m_spec.vocab, m_spec.hidden}, WeightUse::Matrix, {Init::Rule::Normal, 0, 0.02});
    Tensor x = m_graph.embed(m_graph.tokens(), table);
    if (m_spec.embedding_scale != 1)
      x = m_graph.scale(x, m_spec.embedding_scale);
    if (m_spec.positions > 0)
      x = m_graph.add(x, m_graph.position_embed(m_graph.weight("position.weight", {m_spec.positions, m_spec.hidden}, WeightUse::Vector,
                                                                {Init::Rule::Normal, 0, 0.02})));
    record_lower_bounds();
    for (size_t layer = 0; layer < m_spec.blocks.size(); ++layer)
      x = block(static_cast<int64_t>(layer), x);
    if (rows == LogitRows::Last)
      x = m_graph.select_last(x);
    finish(norm(x, "final_norm"), table);
    return std::move(m_graph);
  }

private:
  void finish(Tensor x, Tensor table) {
    const Tensor head = m_spec.tied ? table : m_graph.weight("head.weight", {m_spec.vocab, m_spec.hidden}, WeightUse::Matrix);
    Tensor logits = m_graph.matmul(x, head);
    if (m_spec.logit_scale != 1)
      logits = m_graph.scale(logits, m_spec.logit_scale);
    if (m_spec.logit_softcap > 0)
      logits = m_graph.unary(logits, UnaryFunction::SoftCap, m_spec.logit_softcap);
    m_graph.mark_output("logits", logits);
    m_graph.mark_output("next_token", m_graph.arg_max(logits));
  }

  /// Softmax over layers, running sum, minus the first row: layer 0 has bound 0 (HGRN, arXiv 2311.04823).
  void record_lower_bounds() {
    if (m_spec.lower_bound_width == 0)
      return;
    const Tensor raw = m_graph.weight("lower_bounds", {static_cast<int64_t>(m_spec.blocks.size()), m_spec.lower_bound_width}, WeightUse::Vector,
                                      {Init::Rule::Normal, 0, 0.1});
    m_running_bounds = m_graph.cumulative_sum_rows(m_graph.softmax_rows(raw));
  }

  Tensor lower_bound(int64_t layer) {
    if (!m_running_bounds || layer == 0)
      return {};
    const Tensor bound = m_graph.sub(m_running_bounds.slice(0, layer, 1), m_running_bounds.slice(0, 0, 1));
    return bound.reshape({m_spec.lower_bound_width});
  }

  Tensor norm(Tensor x, const std::string& name) {
    const StreamNorm& kind = m_spec.norm;
    if (!kind.weight)
      return m_graph.norm(x, {kind.kind, kind.eps, 0});
    const Init init{kind.one_plus ? Init::Rule::Zeros : Init::Rule::Ones};
    Tensor weight = m_graph.weight(m_graph.scoped(name + ".weight"), {m_spec.hidden}, WeightUse::Vector, init);
    if (kind.one_plus)
      weight = m_graph.unary(weight, UnaryFunction::Affine, 1, 1);
    const Tensor bias = kind.bias ? m_graph.weight(m_graph.scoped(name + ".bias"), {m_spec.hidden}, WeightUse::Vector, {Init::Rule::Zeros}) : Tensor{};
    return m_graph.norm(x, {kind.kind, kind.eps, 0}, weight, bias);
  }

  Tensor mix(const Block& block, Tensor x) {
    m_graph.push_scope("mixer");
    const Tensor y = std::visit([&](const auto& mixer) { return record_mixer(m_context, x, mixer); }, block.mixer);
    m_graph.pop_scope();
    return y;
  }

  Tensor feed_forward(const Block& block, Tensor x) {
    m_graph.push_scope("ffn");
    const Tensor y = record_feed_forward(m_context, x, block.ffn);
    m_graph.pop_scope();
    return y;
  }

  Tensor block(int64_t layer, Tensor x) {
    const Block& block = m_spec.blocks[static_cast<size_t>(layer)];
    const bool has_ffn = block.ffn.kind != FeedForward::Kind::None;
    m_graph.push_scope("layers." + std::to_string(layer));
    m_context.layer = layer;
    m_context.lower_bound = lower_bound(layer);
    if (block.pre_norm)
      x = norm(x, "pre_norm");
    switch (block.residual) {
    case Block::Residual::Pre:
      x = m_graph.add(x, mix(block, norm(x, "mixer_norm")));
      if (has_ffn)
        x = m_graph.add(x, feed_forward(block, norm(x, "ffn_norm")));
      break;
    case Block::Residual::Post:
      x = m_graph.add(x, norm(mix(block, x), "mixer_post_norm"));
      if (has_ffn)
        x = m_graph.add(x, norm(feed_forward(block, x), "ffn_post_norm"));
      break;
    case Block::Residual::Sandwich:
      x = m_graph.add(x, norm(mix(block, norm(x, "mixer_norm")), "mixer_post_norm"));
      if (has_ffn)
        x = m_graph.add(x, norm(feed_forward(block, norm(x, "ffn_norm")), "ffn_post_norm"));
      break;
    case Block::Residual::Parallel:
    case Block::Residual::ParallelShared: {
      const Tensor inside = norm(x, "mixer_norm"), mixed = mix(block, inside);
      const bool shared = block.residual == Block::Residual::ParallelShared;
      x = m_graph.add(m_graph.add(x, mixed), feed_forward(block, shared ? inside : norm(x, "ffn_norm")));
      break;
    }
    }
    m_graph.pop_scope();
    return x;
  }

  const ModelSpec& m_spec;
  Graph m_graph;
  LayerContext m_context;
  Tensor m_running_bounds; ///< [layers, inner]
};

} // namespace

Model::Model(ModelSpec spec)
    : m_spec(std::move(spec)) {}

Graph Model::record(StepShape shape, LogitRows rows) const { return Recorder(m_spec, shape).record(rows); }

} // namespace pareto
