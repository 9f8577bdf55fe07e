// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/graph.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pareto::verify {

/// A tensor of a case file in float32.
struct CaseTensor {
  std::vector<int64_t> shape;
  std::vector<float> values;
};
using CaseTensors = std::map<std::string, CaseTensor>;

/// How a golden state maps onto a state entry of the graph.
struct StateBinding {
  std::string golden;      ///< "state" for initial_state / final_state, "z" for initial_z / final_z
  std::string entry;       ///< name in the graph
  bool transposed = false; ///< golden [B,D,W-1], entry [W-1,D]
  /// Entry that holds the logarithm of what the golden is divided by in `entry`, one for each of its equal parts; where
  /// both are one, the entry holds the golden's own logarithm.
  std::string log_scale{};
};

/// One golden operation as a graph over `tokens` tokens.
struct CaseGraph {
  explicit CaseGraph(StepShape shape) : graph(shape) {}
  Graph graph;
  std::vector<StateBinding> states;
  int64_t past = 1; ///< tokens that a past which the case brings along counts as
};

/// Dimensions and parameters a builder may ask for.
struct CaseFacts {
  const nlohmann::json& params;
  const CaseTensors& tensors; ///< "in.q", "out.o", ...
  StepShape shape;
  const std::vector<int64_t>& dims(const std::string& input) const { return tensors.at("in." + input).shape; }
  bool has(const std::string& input) const { return tensors.count("in." + input) > 0; }
  float number(const char* key, float otherwise) const {
    return params.contains(key) ? params[key].get<float>() : otherwise;
  }
  int64_t integer(const char* key, int64_t otherwise) const {
    return params.contains(key) ? params[key].get<int64_t>() : otherwise;
  }
};

using CaseBuilder = std::function<void(CaseGraph&, const CaseFacts&)>;

/// The builder of an operation, or an empty function when no executor operation carries it yet.
CaseBuilder case_builder(const std::string& op);

/// Adds the parameters that follow from others: "log_decay" of retention and lightning attention, which decay by the
/// head's index; "one_hot" of a mixture, the matrices [E,1] of experts that return their own number as a one-hot row.
void add_derived(const std::string& op, const nlohmann::json& params, CaseTensors& tensors);

} // namespace pareto::verify
