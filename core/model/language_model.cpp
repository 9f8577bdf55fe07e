// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/recording_error.h"
#include "core/model/altup.h"
#include "core/model/denoising.h"
#include "core/model/hyper_connections.h"
#include "core/model/layer_context.h"
#include "core/model/model.h"

#include <algorithm>
#include <cmath>
#include <utility>

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
  Recorder(const ModelSpec& spec, StepShape shape) : m_spec(spec), m_graph(shape), m_context{m_graph, spec} {
    m_context.attended.resize(spec.blocks.size());
  }

  Graph record(LogitRows rows) {
    try {
      record_model(rows);
    } catch (const RecordingError& error) {
      const std::string scope = m_graph.scoped({});
      throw RecordingError(scope.empty() ? error.what() : scope + ", " + error.what());
    }
    return std::move(m_graph);
  }

private:
  void record_model(LogitRows rows) {
    m_context.canvas = m_spec.canvas.length > 0 && rows == LogitRows::Block;
    const Tensor table =
        m_graph.weight("embed.weight", {m_spec.vocab, m_spec.hidden}, WeightUse::Matrix, {Init::Rule::Normal, 0, 0.02});
    Tensor x = m_graph.embed(m_graph.tokens(), table);
    if (m_spec.embedding_scale != 1)
      x = m_graph.scale(x, m_spec.embedding_scale);
    if (m_spec.canvas.length > 0)
      x = self_conditioned(x, table);
    if (m_spec.positions > 0)
      x = m_graph.add(x, m_graph.position_embed(m_graph.weight("position.weight", {m_spec.positions, m_spec.hidden},
                                                               WeightUse::Vector, {Init::Rule::Normal, 0, 0.02})));
    m_embedding = x;
    record_lower_bounds();
    record_per_layer(x);
    x = m_spec.streams.count > 1 ? through_streams(x, rows) : through(x, rows);
    finish(norm(x, "final_norm"), table);
  }

  /// All layers; the rows that get logits.
  Tensor through(Tensor x, LogitRows rows) {
    for (size_t layer = 0; layer < m_spec.blocks.size(); ++layer)
      x = block(static_cast<int64_t>(layer), x);
    return of_rows(x, rows);
  }

  /// The same with several streams.
  Tensor through_streams(Tensor x, LogitRows rows) {
    if (m_spec.streams.rule == ParallelStreams::Rule::HyperConnections)
      return through_connections(x, rows);
    altup::Streams streams = altup::begin(m_context, x);
    for (size_t layer = 0; layer < m_spec.blocks.size(); ++layer)
      streams = block(static_cast<int64_t>(layer), streams);
    for (Tensor& stream : streams)
      stream = of_rows(stream, rows);
    return altup::end(m_context, streams);
  }

  Tensor through_connections(Tensor x, LogitRows rows) {
    hyper::Streams streams(static_cast<size_t>(m_spec.streams.count), x);
    for (size_t layer = 0; layer < m_spec.blocks.size(); ++layer)
      streams = connected_block(static_cast<int64_t>(layer), std::move(streams));
    for (Tensor& stream : streams)
      stream = of_rows(stream, rows);
    return hyper::end(m_context, streams);
  }

  Tensor of_rows(Tensor x, LogitRows rows) {
    if (rows == LogitRows::Last)
      return m_graph.select_last(x);
    return rows == LogitRows::Block && !m_context.canvas ? last_block(x) : x;
  }

  Tensor last_block(Tensor x) const {
    const int64_t tokens = x.shape[1], block = std::min(tokens, denoising_of(m_graph).block);
    return x.slice(1, tokens - block, block);
  }

  /// Of a canvas the embedding x with what the pass before said; what is read stays as it is. Every graph declares all
  /// weights: executors load a model's once.
  Tensor self_conditioned(Tensor x, Tensor table) {
    const auto matrix = [&](const char* name, int64_t rows, int64_t columns) {
      return m_context.matrix(std::string("self_conditioning.") + name + ".weight", rows, columns);
    };
    const int64_t width = m_spec.canvas.width;
    const Tensor weight = m_context.vector("self_conditioning.norm.weight", {m_spec.hidden}),
                 gate = matrix("gate_proj", width, m_spec.hidden), up = matrix("up_proj", width, m_spec.hidden),
                 down = matrix("down_proj", m_spec.hidden, width);
    if (!m_context.canvas)
      return x;
    const NormSpec norm{NormKind::Rms, m_spec.norm.eps, 0};
    const Tensor before = m_graph.input(kLogitsBefore, {x.shape[0], x.shape[1], m_spec.vocab}),
                 mean = m_graph.embed(m_graph.norm(before, {NormKind::Softmax, 0, 0}), table),
                 told = m_graph.mul(mean, m_graph.input(kLogitsCount, {1})),
                 signal = m_graph.norm(m_graph.scale(told, m_spec.embedding_scale), norm, weight),
                 inside =
                     m_graph.gated(m_graph.matmul(signal, gate), m_graph.matmul(signal, up), m_spec.canvas.activation);
    return m_graph.norm(m_graph.add(x, m_graph.matmul(inside, down)), norm);
  }

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

  /// (E_l[token] sqrt(P) + rms(W_l x / sqrt(H))) / sqrt(2) of all layers, side by side: x is the embedding.
  void record_per_layer(Tensor x) {
    const PerLayerEmbedding& each = m_spec.per_layer;
    if (each.width == 0)
      return;
    const auto layers = static_cast<int64_t>(m_spec.blocks.size());
    const Dims apart{x.shape[0], x.shape[1], layers, each.width};
    const Tensor table = m_graph.weight("per_layer.embed.weight", {each.vocab, layers * each.width}, WeightUse::Matrix,
                                        {Init::Rule::Normal, 0, 0.02});
    const Tensor own = m_graph.embed(m_graph.tokens(), table, {.first_beyond = true});
    const Tensor made = m_graph.scale(m_context.linear("per_layer.proj", x, layers * each.width),
                                      1 / std::sqrt(static_cast<float>(m_spec.hidden)));
    const Tensor weight = m_graph.weight("per_layer.norm.weight", {each.width}, WeightUse::Vector, {Init::Rule::Ones});
    const Tensor normed = m_graph.norm(made.reshape(apart), {NormKind::Rms, m_spec.norm.eps, 0}, weight);
    const Tensor scaled = m_graph.scale(own, std::sqrt(static_cast<float>(each.width)));
    m_per_layer = m_graph.scale(m_graph.add(normed, scaled.reshape(apart)), std::sqrt(0.5f));
  }

  Tensor norm(Tensor x, const std::string& name) {
    const StreamNorm& kind = m_spec.norm;
    if (!kind.weight)
      return m_graph.norm(x, {kind.kind, kind.eps, 0});
    Tensor weight =
        m_context.vector(name + ".weight", {x.shape.back()}, {kind.one_plus ? Init::Rule::Zeros : Init::Rule::Ones});
    if (kind.one_plus)
      weight = m_graph.unary(weight, UnaryFunction::Affine, 1, 1);
    const Tensor bias = kind.bias ? m_context.vector(name + ".bias", {x.shape.back()}, {Init::Rule::Zeros}) : Tensor{};
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
    case BranchGate::Kind::Matrix: m_context.shared.clear(); return m_context.linear(name + "_gate", x, m_spec.hidden);
    }
    return x;
  }

  /// What branches that do not join the stream leave for later.
  struct Pending {
    Tensor before; ///< the normalised input of the branch before
    Tensor input;  ///< what the next branch reads in place of the stream
    Tensor beside; ///< what is added to that
    Tensor result; ///< what is added to the next branch's result
    std::vector<Tensor> end;
  };

  /// The result of a branch that reads the stream x.
  Tensor branch(const Branch& branch, const std::string& name, Tensor& x, Pending& pending) {
    using Input = Branch::Input;
    m_context.shared = branch.shared;
    m_context.stream = std::exchange(pending.input, {});
    if (!m_context.stream)
      m_context.stream = x;
    if (const Tensor beside = std::exchange(pending.beside, {}))
      m_context.stream = m_graph.add(m_context.stream, beside);
    if (branch.input == Input::EmbeddingToo)
      pending.before = norm(m_graph.concat(m_context.stream, m_embedding), name + "_norm");
    else if (branch.input == Input::OwnNorm || branch.input == Input::Restart)
      pending.before = norm(m_context.stream, name + "_norm");
    if (branch.input == Input::Restart)
      x = pending.before;
    Tensor y = part(branch, name, branch.input == Input::Stream ? m_context.stream : pending.before);
    if (branch.post_norm)
      y = norm(y, name + "_post_norm");
    y = gated(branch.gate, name, y);
    if (const Tensor other = std::exchange(pending.result, {}))
      y = m_graph.add(other, y);
    if (branch.sum_norm)
      y = norm(y, name + "_sum_norm");
    m_context.shared.clear();
    return y;
  }

  /// Branches in turn, each of which joins the stream or what comes behind it.
  Tensor in_turn(const Block& block, Tensor x) {
    BranchNames names;
    Pending pending;
    for (const Branch& each : block.branches) {
      const Tensor y = branch(each, names.next(each), x, pending);
      switch (each.joins) {
      case Branch::Joins::Stream: x = m_graph.add(each.keeps == 1 ? x : m_graph.scale(x, each.keeps), y); break;
      case Branch::Joins::End: pending.end.push_back(y); break;
      case Branch::Joins::NextInput: pending.input = y; break;
      case Branch::Joins::BesideNextInput: pending.beside = y; break;
      case Branch::Joins::NextResult: pending.result = y; break;
      }
    }
    for (const Tensor& late : pending.end)
      x = m_graph.add(x, late);
    return x;
  }

  /// All branches read the same stream.
  Tensor in_parallel(const Block& block, Tensor x) {
    BranchNames names;
    Pending pending;
    std::vector<Tensor> results;
    for (const Branch& each : block.branches)
      results.push_back(branch(each, names.next(each), x, pending));
    for (const Tensor& result : results)
      x = m_graph.add(x, result);
    return x;
  }

  /// What the layer's own embedding adds to the stream x.
  Tensor from_per_layer(int64_t layer, Tensor x) {
    const int64_t width = m_spec.per_layer.width;
    const Tensor own = m_per_layer.slice(2, layer, 1).reshape({x.shape[0], x.shape[1], width});
    const Tensor inside = m_graph.gated(m_context.linear("per_layer.gate", x, width), own, m_spec.per_layer.activation);
    return norm(m_context.linear("per_layer.out", inside, m_spec.hidden), "per_layer_post_norm");
  }

  void enter(int64_t layer) {
    m_graph.push_scope("layers." + std::to_string(layer));
    m_context.layer = layer;
    m_context.lower_bound = lower_bound(layer);
  }

  Tensor block(int64_t layer, Tensor x) {
    const Block& block = m_spec.blocks[static_cast<size_t>(layer)];
    enter(layer);
    if (block.pre_norm)
      x = norm(x, "pre_norm");
    x = block.parallel ? in_parallel(block, x) : in_turn(block, x);
    if (m_per_layer)
      x = m_graph.add(x, from_per_layer(layer, x));
    if (block.scaled)
      x = m_graph.mul(x, stream_scale());
    m_graph.pop_scope();
    return x;
  }

  /// Of what is read, or of a canvas; both are declared where there is one.
  Tensor stream_scale() {
    const Tensor read = m_context.vector("stream_scale", {1});
    if (m_spec.canvas.length == 0)
      return read;
    const Tensor drawn = m_context.vector("canvas_scale", {1});
    return m_context.canvas ? drawn : read;
  }

  /// Each branch reads the streams added up and is mixed into all of them.
  hyper::Streams connected_block(int64_t layer, hyper::Streams streams) {
    enter(layer);
    BranchNames names;
    Pending pending;
    for (const Branch& each : m_spec.blocks[static_cast<size_t>(layer)].branches) {
      const std::string name = names.next(each);
      const hyper::Connection connection = hyper::connect(m_context, name + "_hyper", streams);
      Tensor x = hyper::read(m_graph, connection, streams);
      streams = hyper::mix(m_graph, connection, branch(each, name, x, pending), streams);
    }
    m_graph.pop_scope();
    return streams;
  }

  /// The layer works on the active stream; what its own embedding adds goes to all but the first.
  altup::Streams block(int64_t layer, const altup::Streams& streams) {
    enter(layer);
    const auto active = static_cast<size_t>(m_spec.streams.active);
    const altup::Streams predicted = altup::predict(m_context, streams);
    altup::Streams corrected =
        altup::correct(m_context, predicted, in_turn(m_spec.blocks[static_cast<size_t>(layer)], predicted[active]));
    if (m_per_layer) {
      const Tensor read = m_spec.streams.scaled
                              ? m_graph.mul(corrected[active], m_context.vector("altup.scale", {m_spec.hidden}))
                              : corrected[active];
      const Tensor own = from_per_layer(layer, read);
      for (size_t i = 1; i < corrected.size(); ++i)
        corrected[i] = m_graph.add(corrected[i], own);
    }
    m_graph.pop_scope();
    return corrected;
  }

  const ModelSpec& m_spec;
  Graph m_graph;
  LayerContext m_context;
  Tensor m_embedding;      ///< [B,T,hidden], as the stream begins
  Tensor m_running_bounds; ///< [layers, inner]
  Tensor m_per_layer;      ///< [B,T,layers,width]
};

} // namespace

std::string LayerContext::weight_name(const std::string& name) const {
  const std::string own = graph.scoped(name), prefix = "layers." + std::to_string(layer) + ".";
  return shared.empty() ? own : "shared." + shared + "." + own.substr(prefix.size());
}

Model::Model(ModelSpec spec) : m_spec(std::move(spec)) {}

Graph Model::record(StepShape shape, LogitRows rows) const { return Recorder(m_spec, shape).record(rows); }

} // namespace pareto
