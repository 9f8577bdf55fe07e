// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

#include <vector>

namespace pareto::reference {

/// One state entry of all slots. Append and Ring keep every token by its position (the mask does the forgetting).
struct StateEntry {
  StateDecl decl;
  std::vector<std::vector<double>> slots;
};

/// What an operation may touch while a step runs.
struct StepContext {
  const Graph& graph;
  std::vector<std::vector<double>>& values; ///< storage by value id
  std::vector<StateEntry>& entries;         ///< by index into Graph::states()
  const StepInput& input;
  Format cache;
  int64_t capacity;

  int count(int64_t row) const { return input.count[static_cast<size_t>(row)]; }
  int64_t position(int64_t row) const { return input.position[static_cast<size_t>(row)]; }
  size_t slot(int64_t row) const { return static_cast<size_t>(input.slot[static_cast<size_t>(row)]); }
  std::vector<double>& state(const Node& node, size_t which, int64_t row) {
    return entries[static_cast<size_t>(node.entry(which))].slots[slot(row)];
  }
};

/// Indexed access to a tensor through its strides.
struct View {
  double* base = nullptr;
  Dims strides;
  View() = default;
  View(StepContext& context, const Tensor& tensor)
      : base(tensor ? context.values[static_cast<size_t>(tensor.id)].data() + tensor.offset : nullptr), strides(tensor.strides) {}
  explicit operator bool() const { return base != nullptr; }
  double& operator()(int64_t i) const { return base[i * strides[0]]; }
  double& operator()(int64_t i, int64_t j) const { return base[i * strides[0] + j * strides[1]]; }
  double& operator()(int64_t i, int64_t j, int64_t k) const { return base[i * strides[0] + j * strides[1] + k * strides[2]]; }
  double& operator()(int64_t i, int64_t j, int64_t k, int64_t l) const {
    return base[i * strides[0] + j * strides[1] + k * strides[2] + l * strides[3]];
  }
};

/// Runs one node; one function for each operation of the list. An operation without one does not link.
#define PARETO_RUN(Name, name) void name(StepContext& context, const Node& node);
PARETO_OPERATIONS(PARETO_RUN)
#undef PARETO_RUN

} // namespace pareto::reference
