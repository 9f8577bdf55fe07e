// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"
#include "core/graph/storage.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pareto {

/// What steps read, write and compute, counted from a recorded graph; nothing is measured or guessed. (What a model
/// takes in memory: core/model/footprint.h.)
int64_t parameter_count(const Graph& graph);
/// Of these, what one token uses: without the experts that it does not choose.
int64_t active_parameter_count(const Graph& graph);

/// A router of a graph.
struct ExpertUse {
  std::string scope; ///< "layers.3.ffn"
  int64_t experts = 0, chosen = 0;
  int64_t logits = 0; ///< experts, and those without a matrix
  double mean = 0;    ///< experts of a token on average: fewer than `chosen` where thresholds decide
};
std::vector<ExpertUse> expert_uses(const Graph& graph);

struct Cost {
  double flops = 0;        ///< floating-point operations of one step (multiply-add = 2), all sequences
  double weight_bytes = 0; ///< read once per step
  double state_bytes = 0;  ///< read and written by one step, all sequences
  double value_bytes =
      0; ///< float32 values between operations, each read and written once; not in bytes(): caches hold most of them
  double bytes() const { return weight_bytes + state_bytes; }
  Cost& operator+=(const Cost& other);
};
/// What a step of a graph's shape costs at any depth. Operations that look at no past cost the same at any of them and
/// are added up once; of the others the nodes are kept, those that cost the same once with their number, so that the
/// graph is not needed any more.
class StepCosts {
public:
  /// `format` says what the source's blocks decide (Footprint::formats); without it weights count as generated ones.
  StepCosts(const Graph& graph, LoadOptions options, const FormatOf& format = {});
  /// With `context` tokens already in each sequence's state, by kind of operation. A shared weight or state counts
  /// where it is first used.
  std::map<Op, Cost> by_operation(int64_t context) const;
  Cost at(int64_t context) const;

private:
  struct LookingBack {
    Node node;
    std::vector<std::pair<StateDecl, bool>> counted; ///< entries that no node before it counted; it keeps them
    int times = 1;                                   ///< layers repeat themselves
  };
  void keep(const Node& node, std::vector<std::pair<StateDecl, bool>> counted);
  Cost past_of(const LookingBack& each, int64_t context) const;

  StepShape m_shape;
  LoadOptions m_options;
  std::map<Op, Cost> m_same;
  std::vector<LookingBack> m_looking_back;
};

/// One step with `context` tokens already in each sequence's state.
Cost step_cost(const Graph& graph, LoadOptions options, int64_t context, const FormatOf& format = {});
std::map<Op, Cost> operation_costs(const Graph& graph, LoadOptions options, int64_t context,
                                   const FormatOf& format = {});

} // namespace pareto
