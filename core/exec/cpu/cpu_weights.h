// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/cpu/kernels/kernels.h"
#include "core/exec/executor.h"
#include "core/platform/memory.h"
#include "core/platform/thread_team.h"

#include <map>
#include <string>
#include <vector>

namespace pareto::cpu {

/// How a weight lies in memory. Panels: every matrix, so that a tied embedding exists once; embed gathers from them.
enum class Layout : uint8_t { Panels, Rows };

struct StoredWeight {
  Layout layout = Layout::Rows;
  Format type = Format::F32;
  Dims shape;
  std::byte* data = nullptr;
};

/// Decodes one row of a matrix of panels in blocks.
void gather_row(const StoredWeight& weight, int64_t row, float* out);

/// The weights that steps of one model read, in one allocation, and its folded constants.
class CpuWeights : public Weights {
public:
  static Result<std::unique_ptr<CpuWeights>> load(const Graph& graph, TensorSource& source, LoadOptions options,
                                                  ThreadTeam& team, const Kernels& kernels);
  int64_t bytes() const override { return m_packed_bytes + m_constant_bytes; }
  LoadOptions options() const { return m_options; }
  const StoredWeight& weight(const std::string& name) const { return m_weights.at(name); }
  const std::vector<float>& constant(const std::string& key) const { return m_constants.at(key); }

private:
  Status place(const Graph& graph, const TensorSource& source);
  Status fill(const Graph& graph, TensorSource& source, ThreadTeam& team, const Kernels& kernels);

  LoadOptions m_options;
  int64_t m_packed_bytes = 0, m_constant_bytes = 0;
  PageBuffer m_memory;
  std::map<std::string, StoredWeight> m_weights;
  std::map<std::string, std::vector<float>> m_constants;
};

} // namespace pareto::cpu
