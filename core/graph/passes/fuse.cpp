// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fuse.h"

#include <algorithm>

namespace pareto {

namespace {

bool same_view(const Tensor& a, const Tensor& b) {
  return a.id == b.id && a.offset == b.offset && a.shape == b.shape && a.strides == b.strides;
}

/// Looks at every node once, in recording order, as the last one of a pattern; then for products that share their
/// input.
class Fuser {
public:
  Fuser(const Graph& graph, FusionSet patterns)
      : m_graph(graph), m_patterns(patterns), m_taken(graph.nodes().size()), m_readers(graph.values().size()) {
    count_readers();
  }

  Schedule run() {
    const auto count = static_cast<int32_t>(m_graph.nodes().size());
    for (int32_t last = 0; last < count; ++last)
      if (!m_graph.constant(node(last)))
        match(last);
    if (m_patterns.has(Fusion::NormProduct))
      for (int32_t first = 0; first < count; ++first)
        match_norm_products(first);
    if (m_patterns.has(Fusion::SiblingProducts))
      for (int32_t first = 0; first < count; ++first)
        match_siblings(first);
    for (int32_t index = 0; index < count; ++index)
      if (!m_taken[static_cast<size_t>(index)] && !m_graph.constant(node(index)))
        m_found.push_back({index, {std::nullopt, {index}}});
    std::sort(m_found.begin(), m_found.end(), [](const Placed& a, const Placed& b) { return a.at < b.at; });
    Schedule schedule;
    for (Placed& placed : m_found)
      schedule.push_back(std::move(placed.group));
    return schedule;
  }

private:
  struct Placed {
    int32_t at; ///< the node whose place in the recorded order the group takes
    NodeGroup group;
  };

  const Node& node(int32_t index) const { return m_graph.nodes()[static_cast<size_t>(index)]; }

  void count_readers() {
    for (const Node& reader : m_graph.nodes())
      for (const Tensor& input : reader.inputs)
        if (input)
          ++m_readers[static_cast<size_t>(input.id)];
    for (const NamedTensor& output : m_graph.outputs())
      ++m_readers[static_cast<size_t>(output.tensor.id)];
  }

  bool whole(const Tensor& view) const {
    return view.offset == 0 && view.dense() &&
           view.shape.elements() == m_graph.values()[static_cast<size_t>(view.id)].shape.elements();
  }

  /// The free node of this operation whose only output, read here alone, the view is all of; -1 when there is none.
  int32_t maker(const Tensor& view, Op op) const {
    const Value& value = m_graph.values()[static_cast<size_t>(view.id)];
    if (value.origin != Value::Origin::Node || value.entry >= 0 || m_graph.constant(view.id) ||
        m_readers[static_cast<size_t>(view.id)] != 1)
      return -1;
    const Node& found = node(value.index);
    const bool fits =
        found.op == op && found.outputs.size() == 1 && whole(view) && !m_taken[static_cast<size_t>(value.index)];
    return fits ? value.index : -1;
  }

  /// `within`: those of the nodes whose output goes on in registers or in place of the result.
  void take(Fusion fusion, int32_t at, std::vector<int32_t> nodes, const std::vector<int32_t>& within) {
    std::sort(nodes.begin(), nodes.end());
    NodeGroup group{fusion, std::move(nodes)};
    for (int32_t index : group.nodes)
      m_taken[static_cast<size_t>(index)] = true;
    for (int32_t index : within)
      group.unwritten.push_back(node(index).output().id);
    m_found.push_back({at, std::move(group)});
  }

  void match(int32_t last) {
    const auto wanted = [this](Fusion fusion) { return m_patterns.has(fusion); };
    switch (node(last).op) {
    case Op::GatedActivation: return wanted(Fusion::GatedProduct) ? gated_product(last) : void();
    case Op::Unary: return wanted(Fusion::ProductActivation) ? product_activation(last) : void();
    case Op::Binary: return wanted(Fusion::ProductResidual) ? product_residual(last) : void();
    case Op::Norm:
      if (wanted(Fusion::ConvNorm))
        conv_norm(last);
      [[fallthrough]];
    case Op::GatedNorm: return wanted(Fusion::RecurrenceNorm) ? recurrence_norm(last) : void();
    case Op::Attention: return wanted(Fusion::RopeCache) ? rope_cache(last) : void();
    default: return; // no pattern ends in it
    }
  }

  void gated_product(int32_t last) {
    const int32_t gate = maker(node(last).inputs[0], Op::Matmul), up = maker(node(last).inputs[1], Op::Matmul);
    if (gate >= 0 && up >= 0 && gate != up && same_view(node(gate).inputs[0], node(up).inputs[0]))
      take(Fusion::GatedProduct, last, {gate, up, last}, {gate});
  }

  void product_activation(int32_t last) {
    if (const int32_t product = maker(node(last).inputs[0], Op::Matmul); product >= 0)
      take(Fusion::ProductActivation, last, {product, last}, {product});
  }

  void product_residual(int32_t last) {
    if (std::get<BinarySpec>(node(last).spec).function != BinaryFunction::Add)
      return;
    for (const size_t side : {size_t{1}, size_t{0}}) {
      const Tensor &view = node(last).inputs[side], &other = node(last).inputs[1 - side];
      const int32_t product = maker(view, Op::Matmul);
      if (product < 0 || !(view.shape == node(product).output().shape) || other.strides.back() != 1)
        continue;
      return take(Fusion::ProductResidual, last, {product, last}, {product});
    }
  }

  static int64_t group_of(const NormSpec& spec, const Tensor& x) {
    return spec.group > 0 ? spec.group : x.shape.back();
  }

  void conv_norm(int32_t last) {
    const Node& norm = node(last);
    const int32_t conv = maker(norm.inputs[0], Op::CausalConv);
    if (conv >= 0 && !node(conv).inputs[kConvOffsets] && !norm.inputs[1] && !norm.inputs[2] &&
        node(conv).output().shape.back() % group_of(std::get<NormSpec>(norm.spec), norm.inputs[0]) == 0)
      take(Fusion::ConvNorm, last, {conv, last}, {conv});
  }

  void recurrence_norm(int32_t last) {
    const Node& norm = node(last);
    if (m_taken[static_cast<size_t>(last)])
      return;
    const bool gated = norm.op == Op::GatedNorm;
    const NormSpec& spec = gated ? std::get<GatedNormSpec>(norm.spec).norm : std::get<NormSpec>(norm.spec);
    const Tensor &x = norm.inputs[0], &weight = norm.inputs[gated ? 2 : 1], bias = gated ? Tensor{} : norm.inputs[2];
    const int64_t width = x.shape.back();
    const auto shared = [width](const Tensor& vector) { return !vector || vector.shape.elements() == width; };
    const int32_t recurrence = maker(x, Op::MatrixRecurrence);
    if (recurrence < 0 || node(recurrence).inputs[kMatrixOffsets] || !(x.shape == node(recurrence).output().shape) ||
        group_of(spec, x) != width || !shared(weight) || !shared(bias))
      return;
    if (!gated || norm.inputs[1].strides.back() == 1)
      take(Fusion::RecurrenceNorm, last, {recurrence, last}, {});
  }

  void rope_cache(int32_t last) {
    std::vector<int32_t> rotations;
    for (const size_t input : {size_t{0}, size_t{1}}) {
      const Tensor& view = node(last).inputs[input];
      if (const int32_t rope = view ? maker(view, Op::Rope) : -1;
          rope >= 0 && std::get<RopeSpec>(node(rope).spec).table && view.shape == node(rope).output().shape)
        rotations.push_back(rope);
    }
    if (rotations.empty())
      return;
    std::vector<int32_t> nodes = rotations;
    nodes.push_back(last);
    take(Fusion::RopeCache, last, std::move(nodes), rotations);
  }

  bool free_product(int32_t index) const {
    const Node& product = node(index);
    return product.op == Op::Matmul && !m_taken[static_cast<size_t>(index)] &&
           (!product.inputs[2] || m_graph.constant(product.inputs[2].id));
  }

  /// A norm that others read as well, or in another shape, stays by itself.
  void match_norm_products(int32_t first) {
    const Node& norm = node(first);
    if (norm.op != Op::Norm || m_taken[static_cast<size_t>(first)] || m_graph.constant(norm))
      return;
    std::vector<int32_t> nodes{first};
    for (int32_t next = first + 1; next < static_cast<int32_t>(m_graph.nodes().size()); ++next)
      if (free_product(next) && same_view(node(next).inputs[0], norm.output()))
        nodes.push_back(next);
    if (nodes.size() > 1 && m_readers[static_cast<size_t>(norm.output().id)] == static_cast<int>(nodes.size()) - 1)
      take(Fusion::NormProduct, first, std::move(nodes), {});
  }

  void match_siblings(int32_t first) {
    if (!free_product(first))
      return;
    std::vector<int32_t> nodes{first};
    for (int32_t next = first + 1; next < static_cast<int32_t>(m_graph.nodes().size()); ++next)
      if (free_product(next) && same_view(node(next).inputs[0], node(first).inputs[0]) &&
          node(next).scope == node(first).scope)
        nodes.push_back(next);
    if (nodes.size() > 1)
      take(Fusion::SiblingProducts, first, std::move(nodes), {});
  }

  const Graph& m_graph;
  FusionSet m_patterns;
  std::vector<bool> m_taken;  ///< by node
  std::vector<int> m_readers; ///< by value
  std::vector<Placed> m_found;
};

} // namespace

const char* to_string(Fusion fusion) {
#define PARETO_NAME(Name, name) #name,
  static constexpr const char* kNames[kFusionCount] = {PARETO_FUSIONS(PARETO_NAME)};
#undef PARETO_NAME
  return kNames[static_cast<size_t>(fusion)];
}

Schedule recorded_order(const Graph& graph) { return fuse(graph, FusionSet::none()); }

Schedule fuse(const Graph& graph, FusionSet patterns) { return Fuser(graph, patterns).run(); }

} // namespace pareto
