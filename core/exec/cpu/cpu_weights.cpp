// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_weights.h"

#include "core/checkpoint/tensor_source.h"
#include "core/graph/fold.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace pareto::cpu {

namespace {

constexpr int64_t kAlign = 64;
int64_t aligned(int64_t bytes) { return (bytes + kAlign - 1) / kAlign * kAlign; }
int64_t panels_of(int64_t rows) { return (rows + kPanelRows - 1) / kPanelRows; }

/// Packs shares of one weight; every thread has its own.
class Packer {
public:
  Packer(const WeightDecl& weight, const StoredWeight& stored, TensorSource& source, const Kernels& kernels, Precision precision)
      : m_weight(weight), m_stored(stored), m_source(source), m_kernels(kernels), m_precision(precision),
        m_width(weight.shape.elements() / weight.shape[0]) {}

  int64_t units() const { return m_stored.layout == Layout::Panels ? panels_of(m_weight.shape[0]) : m_weight.shape[0]; }

  Status pack(int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit)
      PARETO_TRY(m_stored.layout == Layout::Panels ? panel(unit) : row(unit));
    return {};
  }

private:
  Status row(int64_t row) {
    m_row.resize(static_cast<size_t>(m_width));
    PARETO_TRY(m_source.read_rows(m_weight, row, 1, m_row));
    m_kernels.narrow(m_stored.type, m_row.data(), m_stored.data + row * m_width * element_bytes(m_stored.type), m_width);
    return {};
  }

  Status panel(int64_t index) {
    const int64_t bytes = m_width * kPanelRows * element_bytes(m_stored.type);
    std::byte* out = m_stored.data + index * bytes;
    if (m_source.read_panel(m_weight, index, m_precision, {out, static_cast<size_t>(bytes)}))
      return {};
    const int64_t count = std::min(kPanelRows, m_weight.shape[0] - index * kPanelRows);
    m_row.resize(static_cast<size_t>(kPanelRows * m_width));
    m_turned.assign(static_cast<size_t>(kPanelRows * m_width), 0);
    PARETO_TRY(m_source.read_rows(m_weight, index * kPanelRows, count, std::span(m_row).first(static_cast<size_t>(count * m_width))));
    for (int64_t r = 0; r < count; ++r)
      for (int64_t k = 0; k < m_width; ++k)
        m_turned[static_cast<size_t>(k * kPanelRows + r)] = m_row[static_cast<size_t>(r * m_width + k)];
    m_kernels.narrow(m_stored.type, m_turned.data(), out, kPanelRows * m_width);
    return {};
  }

  const WeightDecl& m_weight;
  const StoredWeight& m_stored;
  TensorSource& m_source;
  const Kernels& m_kernels;
  Precision m_precision;
  int64_t m_width;
  std::vector<float> m_row, m_turned;
};

} // namespace

Status CpuWeights::place(const Graph& graph) {
  std::vector<int64_t> offsets;
  for (const WeightDecl& weight : graph.weights()) {
    StoredWeight stored;
    stored.shape = weight.shape;
    stored.layout = weight.use == WeightUse::Matrix ? Layout::Panels : Layout::Rows;
    stored.type = weight.use == WeightUse::Matrix ? element_of(m_options.weights) : Element::F32;
    const int64_t width = weight.shape.elements() / weight.shape[0];
    const int64_t rows = stored.layout == Layout::Panels ? panels_of(weight.shape[0]) * kPanelRows : weight.shape[0];
    offsets.push_back(m_bytes);
    m_bytes += aligned(rows * width * element_bytes(stored.type));
    m_weights[weight.name] = stored;
  }
  const int64_t free = available_memory_bytes();
  if (free > 0 && m_bytes > free)
    return fail(ErrorCode::OutOfMemory, "The weights need " + std::to_string(m_bytes >> 20) + " MiB and " + std::to_string(free >> 20) +
                                            " MiB are free; choose a smaller size or precision, or close other programs.");
  PARETO_TRY_ASSIGN(memory, PageBuffer::allocate(m_bytes));
  m_memory = std::move(memory);
  for (size_t i = 0; i < offsets.size(); ++i)
    m_weights[graph.weights()[i].name].data = m_memory.data() + offsets[i];
  return {};
}

Status CpuWeights::fill(const Graph& graph, TensorSource& source, ThreadTeam& team, const Kernels& kernels) {
  std::mutex mutex;
  Status first_error;
  team.run([&](int thread) {
    for (const WeightDecl& weight : graph.weights()) {
      Packer packer(weight, m_weights.at(weight.name), source, kernels, m_options.weights);
      const auto share = team.share(thread, packer.units());
      const Status status = packer.pack(share.begin, share.end);
      if (status)
        continue;
      const std::lock_guard lock(mutex);
      if (first_error)
        first_error = status;
      return;
    }
  });
  return first_error;
}

Result<std::unique_ptr<CpuWeights>> CpuWeights::load(const Graph& graph, TensorSource& source, LoadOptions options, ThreadTeam& team, const Kernels& kernels) {
  auto weights = std::make_unique<CpuWeights>();
  weights->m_options = options;
  PARETO_TRY(weights->place(graph));
  PARETO_TRY(weights->fill(graph, source, team, kernels));
  const WeightReader read = [&](const WeightDecl& decl) -> Result<std::vector<float>> {
    std::vector<float> values(static_cast<size_t>(decl.shape.elements()));
    PARETO_TRY(source.read_rows(decl, 0, decl.shape[0], values));
    return values;
  };
  PARETO_TRY_ASSIGN(constants, fold_constants(graph, read));
  for (const auto& [key, values] : constants)
    weights->m_constants[key].assign(values.begin(), values.end());
  return weights;
}

} // namespace pareto::cpu
