// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

#include <utility>
#include <vector>

namespace pareto::reference {

/// One state entry of all slots. Append and Ring keep every token by its position (the mask does the forgetting).
struct StateEntry {
  StateDecl decl;
  std::vector<std::vector<double>> slots;
};

/// What an operation may touch while a step runs: its node, the values of the graph, the state of its sequences.
struct Step {
  const Node& node;
  std::vector<std::vector<double>>& values; ///< storage by value id
  std::vector<StateEntry>& entries;         ///< by index into Graph::states()
  const StepInput& input;
  Format cache;

  template <class T>
  const T& spec() const {
    return std::get<T>(node.spec);
  }
  int count(int64_t row) const { return input.count[static_cast<size_t>(row)]; }
  int64_t position(int64_t row) const { return input.position[static_cast<size_t>(row)]; }
  int64_t token(int64_t row, int64_t t) const {
    const auto tokens = static_cast<int64_t>(input.tokens.size() / input.count.size());
    return input.tokens[static_cast<size_t>(row * tokens + t)];
  }
  /// Total length of a sequence that long rope chooses by.
  int64_t planned(int64_t row) const {
    return input.planned.empty() ? position(row) + count(row) : input.planned[static_cast<size_t>(row)];
  }
  /// The entry as earlier steps left it, or the node of this step that keeps it.
  const std::vector<double>& state(size_t which, int64_t row) const { return slot(which, row); }
  /// Its new value.
  void keep(size_t which, int64_t row, std::vector<double> value) const { slot(which, row) = std::move(value); }

private:
  std::vector<double>& slot(size_t which, int64_t row) const {
    StateEntry& entry = entries[static_cast<size_t>(node.entry(which))];
    return entry.slots[static_cast<size_t>(input.slot[static_cast<size_t>(row)])];
  }
};

} // namespace pareto::reference
