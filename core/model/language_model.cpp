// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/layer_context.h"
#include "core/model/model.h"

namespace pareto {

namespace {

/// Names of the branches of a block: "mixer" and "ffn", and "mixer2", ... where there are more of a kind.
class BranchNames {
public:
  std::string next(const Branch& branch) {
    const bool mixes = std::holds_alternative<Mixer>(branch.part);
    const int count = ++m_count[mixes ? 0 : 1];
    return (mixes ? "mixer" : "ffn") + (count == 1 ? std::string() : std::to_string(count));
  }

private:
  int m_count[2]{};
};

/// Records the stack of one step; the order of nodes is the order of execution.
class Recorder {
public:
  Recorder(const ModelSpec& spec, StepShape shape)
      : m_spec(spec), m_graph(shape), m_context{m_graph, spec, 0, {}, {}, {}} {}

  Graph record(LogitRows rows) {
    const Tensor table =
        m_graph.weight("embed.weight", {m_spec.vocab, m_spec.hidden}, WeightUse::Matrix, {Init::Rule::Normal, 0, 0.02});
    Tensor x = m_graph.embed(m_graph.tokens(), table);
    if (m_spec.embedding_scale != 1)
      x = m_graph.scale(x, m_spec.embedding_scale);
    if (m_spec.positions > 0)
      x = m_graph.add(x, m_graph.position_embed(m_graph.weight("position.weight", {m_spec.positions, m_spec.hidden},
                                                               WeightUse::Vector, {Init::Rule::Normal, 0, 0.02})));
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
    const Tensor head =
        m_spec.tied ? table : m_graph.weight("head.weight", {m_spec.vocab, m_spec.hidden}, WeightUse::Matrix);
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
    const Tensor raw =
        m_graph.weight("lower_bounds", {static_cast<int64_t>(m_spec.blocks.size()), m_spec.lower_bound_width},
                       WeightUse::Vector, {Init::Rule::Normal, 0, 0.1});
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
    Tensor weight =
        m_context.vector(name + ".weight", {m_spec.hidden}, {kind.one_plus ? Init::Rule::Zeros : Init::Rule::Ones});
    if (kind.one_plus)
      weight = m_graph.unary(weight, UnaryFunction::Affine, 1, 1);
    const Tensor bias = kind.bias ? m_context.vector(name + ".bias", {m_spec.hidden}, {Init::Rule::Zeros}) : Tensor{};
    return m_graph.norm(x, {kind.kind, kind.eps, 0}, weight, bias);
  }

  Tensor part(const Branch& branch, const std::string& name, Tensor x) {
    m_graph.push_scope(name);
    const Tensor y = std::visit([&](const auto& each) { return each.record(m_context, x); }, branch.part);
    m_graph.pop_scope();
    return y;
  }

  Tensor gated(const BranchGate& gate, const std::string& name, Tensor x) {
    switch (gate.kind) {
    case BranchGate::Kind::None: return x;
    case BranchGate::Kind::Factor: return m_graph.scale(x, gate.factor);
    case BranchGate::Kind::Channels: return m_graph.mul(x, m_context.vector(name + "_gate.weight", {m_spec.hidden}));
    }
    return x;
  }

  /// What a branch adds to the stream x; `before`: the normalised input of the branch before it, replaced by its own.
  Tensor branch(const Branch& branch, const std::string& name, Tensor x, Tensor& before) {
    m_context.shared = branch.shared;
    if (branch.input == Branch::Input::OwnNorm)
      before = norm(x, name + "_norm");
    Tensor y = part(branch, name, branch.input == Branch::Input::Stream ? x : before);
    if (branch.post_norm)
      y = norm(y, name + "_post_norm");
    y = gated(branch.gate, name, y);
    m_context.shared.clear();
    return y;
  }

  Tensor block(int64_t layer, Tensor x) {
    const Block& block = m_spec.blocks[static_cast<size_t>(layer)];
    m_graph.push_scope("layers." + std::to_string(layer));
    m_context.layer = layer;
    m_context.lower_bound = lower_bound(layer);
    if (block.pre_norm)
      x = norm(x, "pre_norm");
    BranchNames names;
    std::vector<Tensor> results;
    Tensor before;
    for (const Branch& each : block.branches) {
      results.push_back(branch(each, names.next(each), x, before));
      if (!block.parallel)
        x = m_graph.add(x, results.back());
    }
    for (const Tensor& result : results)
      if (block.parallel)
        x = m_graph.add(x, result);
    m_graph.pop_scope();
    return x;
  }

  const ModelSpec& m_spec;
  Graph m_graph;
  LayerContext m_context;
  Tensor m_running_bounds; ///< [layers, inner]
};

} // namespace

std::string LayerContext::weight_name(const std::string& name) const {
  const std::string own = graph.scoped(name), prefix = "layers." + std::to_string(layer) + ".";
  return shared.empty() ? own : "shared." + shared + "." + own.substr(prefix.size());
}

Model::Model(ModelSpec spec) : m_spec(std::move(spec)) {}

Graph Model::record(StepShape shape, LogitRows rows) const { return Recorder(m_spec, shape).record(rows); }

} // namespace pareto
