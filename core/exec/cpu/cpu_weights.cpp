// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_weights.h"

#include "core/formats/tensor_source.h"
#include "core/graph/passes/fold.h"
#include "core/graph/storage.h"
#include "core/numeric/format_codec.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace pareto::cpu {

namespace {

int64_t panels_of(int64_t rows) { return (rows + kPanelRows - 1) / kPanelRows; }

/// Packs shares of one weight; every thread has its own.
class Packer {
public:
  Packer(const WeightDecl& weight, const StoredWeight& stored, TensorSource& source, const Kernels& kernels)
      : m_weight(weight), m_stored(stored), m_source(source), m_kernels(kernels),
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
    m_kernels.narrow(m_stored.type, m_row.data(), m_stored.data + row * format_bytes(m_stored.type, m_width), m_width);
    return {};
  }

  Status panel(int64_t index) {
    const int64_t bytes = panel_bytes(m_stored.type, m_width);
    std::byte* out = m_stored.data + index * bytes;
    if (is_block(m_stored.type))
      return block_panel(index, out);
    if (m_source.read_panel(m_weight, index, m_stored.type, {out, static_cast<size_t>(bytes)}))
      return {};
    const int64_t count = std::min(kPanelRows, m_weight.shape[0] - index * kPanelRows);
    m_row.resize(static_cast<size_t>(kPanelRows * m_width));
    m_turned.assign(static_cast<size_t>(kPanelRows * m_width), 0);
    PARETO_TRY(m_source.read_rows(m_weight, index * kPanelRows, count,
                                  std::span(m_row).first(static_cast<size_t>(count * m_width))));
    for (int64_t r = 0; r < count; ++r)
      for (int64_t k = 0; k < m_width; ++k)
        m_turned[static_cast<size_t>(k * kPanelRows + r)] = m_row[static_cast<size_t>(r * m_width + k)];
    m_kernels.narrow(m_stored.type, m_turned.data(), out, kPanelRows * m_width);
    return {};
  }

  /// Sixteen rows of blocks, interleaved (kernels.h). Rows beyond the matrix stay zero: their scale is 0.
  Status block_panel(int64_t index, std::byte* out) {
    const Format format = m_stored.type;
    const int64_t count = std::min(kPanelRows, m_weight.shape[0] - index * kPanelRows),
                  row_bytes = format_bytes(format, m_width);
    m_blocks.resize(static_cast<size_t>(row_bytes));
    m_row.resize(static_cast<size_t>(m_width));
    m_turned.resize(static_cast<size_t>(kPanelRows * m_width));
    std::memset(out, 0, static_cast<size_t>(panel_bytes(m_stored.type, m_width)));
    const std::span<std::byte> turned(reinterpret_cast<std::byte*>(m_turned.data()), m_turned.size() * 4);
    const bool generated = m_source.read_panel(m_weight, index, Format::F32, turned);
    for (int64_t r = 0; r < count; ++r) {
      if (generated) {
        for (int64_t k = 0; k < m_width; ++k)
          m_row[static_cast<size_t>(k)] = m_turned[static_cast<size_t>(k * kPanelRows + r)];
        encode(format, m_row, m_blocks);
      } else {
        PARETO_TRY(read_blocks(m_weight, format, m_source, index * kPanelRows + r, m_row, m_blocks));
      }
      interleave(r, out);
    }
    return {};
  }

  void interleave(int64_t r, std::byte* out) const {
    const int64_t scales = m_stored.type == Format::Q4_1 ? 2 : 1, levels = m_stored.type == Format::Q8_0 ? 32 : 16;
    const std::byte* from = m_blocks.data();
    for (int64_t block = 0; block < m_width / kBlockDepth; ++block, out += panel_bytes(m_stored.type, kBlockDepth)) {
      for (int64_t s = 0; s < scales; ++s, from += 2)
        std::memcpy(out + 32 * s + 2 * r, from, 2);
      for (int64_t i = 0; i < levels; ++i)
        out[32 * scales + i * kPanelRows + r] = *from++;
    }
  }

  const WeightDecl& m_weight;
  const StoredWeight& m_stored;
  TensorSource& m_source;
  const Kernels& m_kernels;
  int64_t m_width;
  std::vector<float> m_row, m_turned;
  std::vector<std::byte> m_blocks;
};

} // namespace

void gather_row(const StoredWeight& weight, int64_t row, float* out) {
  const int64_t width = weight.shape[1], r = row % kPanelRows, blocks = width / kBlockDepth;
  const std::byte* block = weight.data + row / kPanelRows * panel_bytes(weight.type, width);
  const int64_t scales = weight.type == Format::Q4_1 ? 2 : 1, levels = weight.type == Format::Q8_0 ? 32 : 16;
  std::byte line[2 * 2 + 32]; // the block as it lies in a row
  const std::span<const std::byte> whole(line, static_cast<size_t>(2 * scales + levels));
  for (int64_t b = 0; b < blocks; ++b, block += panel_bytes(weight.type, kBlockDepth)) {
    for (int64_t s = 0; s < scales; ++s)
      std::memcpy(line + 2 * s, block + 32 * s + 2 * r, 2);
    for (int64_t i = 0; i < levels; ++i)
      line[2 * scales + i] = block[32 * scales + i * kPanelRows + r];
    decode(weight.type, whole, {out + b * kBlockDepth, static_cast<size_t>(kBlockDepth)});
  }
}

Status CpuWeights::place(const Graph& graph, const TensorSource& source) {
  std::vector<std::pair<std::string, int64_t>> offsets;
  for (int32_t id : held_constants(graph)) {
    const Value& value = graph.values()[static_cast<size_t>(id)];
    if (value.origin != Value::Origin::Weight) {
      m_constants[graph.constant_key(id)].resize(static_cast<size_t>(value.shape.elements()));
      m_constant_bytes += packed_vector_bytes(value.shape.elements(), Packing::Cpu);
      continue;
    }
    const WeightDecl& weight = graph.weights()[static_cast<size_t>(value.index)];
    const Format format = weight_format(weight, m_options.weights, source.stored(weight));
    m_weights[weight.name] = {weight.use == WeightUse::Matrix ? Layout::Panels : Layout::Rows, format, weight.shape,
                              nullptr};
    offsets.emplace_back(weight.name, m_packed_bytes);
    m_packed_bytes += packed_bytes(weight, format, Packing::Cpu);
  }
  const int64_t free = available_memory_bytes();
  if (free > 0 && bytes() > free)
    return fail(ErrorCode::OutOfMemory,
                "The weights need " + std::to_string(bytes() >> 20) + " MiB and " + std::to_string(free >> 20) +
                    " MiB are free; choose a smaller size or precision, or close other programs.");
  PARETO_TRY_ASSIGN(memory, PageBuffer::allocate(m_packed_bytes));
  m_memory = std::move(memory);
  for (const auto& [name, offset] : offsets)
    m_weights[name].data = m_memory.data() + offset;
  return {};
}

Status CpuWeights::fill(const Graph& graph, TensorSource& source, ThreadTeam& team, const Kernels& kernels) {
  std::mutex mutex;
  Status first_error;
  team.run([&](int thread) {
    for (const WeightDecl& weight : graph.weights()) {
      const auto held = m_weights.find(weight.name);
      if (held == m_weights.end())
        continue;
      Packer packer(weight, held->second, source, kernels);
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

Result<std::unique_ptr<CpuWeights>> CpuWeights::load(const Graph& graph, TensorSource& source, LoadOptions options,
                                                     ThreadTeam& team, const Kernels& kernels) {
  auto weights = std::make_unique<CpuWeights>();
  weights->m_options = options;
  PARETO_TRY(weights->place(graph, source));
  PARETO_TRY(weights->fill(graph, source, team, kernels));
  const WeightReader read = [&](const WeightDecl& decl) -> Result<std::vector<float>> {
    std::vector<float> values(static_cast<size_t>(decl.shape.elements()));
    PARETO_TRY(source.read_rows(decl, 0, decl.shape[0], values));
    return values;
  };
  PARETO_TRY_ASSIGN(constants, fold_constants(graph, read));
  for (auto& [key, values] : weights->m_constants)
    values.assign(constants.at(key).begin(), constants.at(key).end());
  return weights;
}

} // namespace pareto::cpu
