// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/footprint.h"

#include "core/graph/cost.h"
#include "core/graph/passes/fold.h"

#include <algorithm>
#include <mutex>
#include <tuple>

namespace pareto {

namespace {

/// The layer in "layers.3.mixer.q_proj.weight"; -1 outside.
int layer_of(const std::string& name) { return name.rfind("layers.", 0) == 0 ? std::stoi(name.substr(7)) : -1; }

std::string kind_outside(const std::string& name) {
  for (const auto& [prefix, kind] : {std::pair("embed.", "embedding"), std::pair("per_layer.", "embedding"),
                                     std::pair("position.", "positions"), std::pair("final_norm", "final_norm"),
                                     std::pair("head.", "head"), std::pair("self_conditioning.", "self_conditioning")})
    if (name.rfind(prefix, 0) == 0)
      return kind;
  return "shared";
}

/// A name that tells where a held value belongs: its own, or for a folded constant that of the part that reads it
/// first.
std::string owner_of(const Graph& graph, int32_t id) {
  const Value& value = graph.values()[static_cast<size_t>(id)];
  if (value.origin == Value::Origin::Weight)
    return graph.weights()[static_cast<size_t>(value.index)].name;
  for (const Node& node : graph.nodes())
    if (!graph.constant(node) && std::any_of(node.inputs.begin(), node.inputs.end(),
                                             [id](const Tensor& input) { return input && input.id == id; }))
      return node.scope.empty() ? "final_norm"
                                : node.scope; // the stack's only constants outside its layers: 1 + w of the last norm
  return {};
}

constexpr size_t kMostSteps = 256; ///< remembered shapes, of some KB each: the odd rests of prompts have no end, and a
                                   ///< slider has 45 places, at each share that is reused and each number of requests

} // namespace

struct Footprint::Steps {
  std::mutex mutex;
  std::map<std::tuple<int, int, Phase, LogitRows>, std::shared_ptr<const StepCosts>> costs;
};

StateBytes& StateBytes::operator+=(const StateBytes& other) {
  growing += other.growing;
  windowed += other.windowed;
  fixed += other.fixed;
  return *this;
}

Footprint::Footprint(const Model& model, const FormatOf& stored, LoadOptions options, Packing packing)
    : m_model(model), m_options(options), m_packing(packing), m_steps(std::make_shared<Steps>()) {
  const Graph graph = model.record({1, 1, Phase::Decode});
  m_how = denoising_of(model, graph);
  m_parameters = parameter_count(graph);
  m_active = active_parameter_count(graph);
  m_parts.push_back({-1, "embedding", 0, {}});
  for (const Block& block : model.spec().blocks)
    m_parts.push_back({static_cast<int>(m_parts.size()) - 1,
                       block.mixer() ? architecture_of(block) : std::string(block.ffn()->id()),
                       0,
                       {}});
  count_weights(graph, stored);
  for (const StateDecl& state : graph.states())
    part_of(state.name).states.push_back(state);
}

FootprintPart& Footprint::part_of(const std::string& name) {
  const int layer = layer_of(name);
  if (layer >= 0)
    return m_parts[static_cast<size_t>(layer) + 1];
  const std::string kind = kind_outside(name);
  for (FootprintPart& part : m_parts)
    if (part.layer < 0 && part.kind == kind)
      return part;
  return m_parts.emplace_back(FootprintPart{-1, kind, 0, {}});
}

void Footprint::count_weights(const Graph& graph, const FormatOf& stored) {
  std::unordered_map<std::string, Format> formats;
  for (const WeightDecl& weight : graph.weights())
    formats[weight.name] = weight_format(weight, m_options.weights, stored(weight));
  for (int32_t id : held_constants(graph)) {
    const Value& value = graph.values()[static_cast<size_t>(id)];
    const WeightDecl* weight =
        value.origin == Value::Origin::Weight ? &graph.weights()[static_cast<size_t>(value.index)] : nullptr;
    const int64_t bytes = weight ? packed_bytes(*weight, formats.at(weight->name), m_packing)
                                 : packed_vector_bytes(value.shape.elements(), m_packing);
    part_of(owner_of(graph, id)).weight_bytes += bytes;
    m_weight_bytes += bytes;
  }
  m_formats = std::make_shared<const std::unordered_map<std::string, Format>>(std::move(formats));
}

StateBytes Footprint::state(const FootprintPart& part, int64_t sequences, int64_t capacity, int largest_step) const {
  StateBytes bytes;
  for (const StateDecl& state : part.states) {
    const int64_t all = sequences * entry_layout(state, m_options.cache, capacity, largest_step, m_packing).slot_bytes;
    (state.kind == StateKind::Append ? bytes.growing
     : state.kind == StateKind::Ring ? bytes.windowed
                                     : bytes.fixed) += all;
  }
  return bytes;
}

StateBytes Footprint::state(int64_t sequences, int64_t capacity, int largest_step) const {
  StateBytes bytes;
  for (const FootprintPart& part : m_parts)
    bytes += state(part, sequences, capacity, largest_step);
  return bytes;
}

std::shared_ptr<const StepCosts> Footprint::costs_of(StepShape shape, LogitRows rows) const {
  const std::tuple step{shape.batch, shape.tokens, shape.phase, rows};
  {
    const std::lock_guard lock(m_steps->mutex);
    if (const auto known = m_steps->costs.find(step); known != m_steps->costs.end())
      return known->second;
  }
  auto costs = std::make_shared<const StepCosts>(m_model.record(shape, rows), m_options, formats());
  const std::lock_guard lock(m_steps->mutex);
  if (m_steps->costs.size() >= kMostSteps)
    m_steps->costs.clear();
  return m_steps->costs[step] = std::move(costs);
}

Cost Footprint::step_cost(StepShape shape, int64_t depth, LogitRows rows) const {
  return costs_of(shape, rows)->at(depth);
}

std::map<Op, Cost> Footprint::operation_costs(StepShape shape, int64_t depth, LogitRows rows) const {
  return costs_of(shape, rows)->by_operation(depth);
}

int64_t Footprint::cache_bytes_per_token() const {
  int64_t bytes = 0;
  for (const FootprintPart& part : m_parts)
    for (const StateDecl& state : part.states)
      if (state.kind != StateKind::Replace)
        bytes += entry_layout(state, m_options.cache, state.block, 1, m_packing).slot_bytes / state.block;
  return bytes;
}

int64_t Footprint::sequences_in(int64_t bytes, int64_t capacity) const {
  const int64_t each = state(1, capacity).total(), left = bytes - m_weight_bytes;
  return left < 0 ? 0 : each > 0 ? left / each : INT64_MAX;
}

} // namespace pareto
