// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace pareto::cpu {

namespace {

constexpr int64_t kTableRows = 4 * kPanelRows; ///< of the table that are widened at once for a mean

/// One row of a packed table in float32.
void table_row(const StoredWeight& table, int64_t row, const Kernels& kernels, float* out) {
  if (is_block(table.type))
    return gather_row(table, row, out);
  const int64_t width = table.shape[1], unit = block_bytes(table.type);
  const std::byte* from = table.data + (row / kPanelRows * width * kPanelRows + row % kPanelRows) * unit;
  uint16_t half[kPanelRows];
  for (int64_t k = 0; k < width; k += kPanelRows) {
    const int64_t count = std::min(kPanelRows, width - k);
    for (int64_t i = 0; i < count; ++i)
      if (table.type == Format::F32)
        std::memcpy(out + k + i, from + (k + i) * kPanelRows * unit, 4);
      else
        std::memcpy(half + i, from + (k + i) * kPanelRows * unit, 2);
    if (table.type != Format::F32)
      kernels.widen(table.type, half, out + k, count);
  }
}

/// Each thread takes its tokens through the whole table.
void compile_means(Compilation& c, const Node& node, const StoredWeight& table) {
  const float* probabilities = c.data(node.inputs[0]);
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[2], tokens = node.output().shape.elements() / width,
                vocab = node.inputs[1].shape[0];
  c.add_shared(tokens, tokens * width * vocab / 8, [=, &c, &table](int64_t begin, int64_t end, int thread) {
    float* rows = c.scratch(thread);
    for (int64_t first = 0; first < vocab; first += kTableRows) {
      const int64_t count = std::min(kTableRows, vocab - first);
      for (int64_t i = 0; i < count; ++i)
        table_row(table, first + i, c.kernels, rows + i * width);
      c.kernels.product({probabilities + begin * vocab + first, vocab, rows, width, y + begin * width, width,
                         end - begin, width, count, first > 0});
    }
  });
}

/// Rows of a table that lies there in float32.
Status compile_exact(Compilation& c, const Node& node) {
  const auto* tokens = reinterpret_cast<const int32_t*>(c.data(node.inputs[0]));
  const float* table = c.data(node.inputs[1]);
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[2], rows = node.output().shape.elements() / width;
  c.add_shared(rows, rows * width, [tokens, table, y, width](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      std::memcpy(y + row * width, table + tokens[row] * width, static_cast<size_t>(width) * 4);
  });
  return {};
}

Status embed_compile(Compilation& c, const Node& node) {
  if (std::get<EmbedSpec>(node.spec).exact)
    return compile_exact(c, node);
  const StoredWeight& table = c.matrix(node.inputs[1]);
  if (embeds_means(node)) {
    compile_means(c, node, table);
    return {};
  }
  const auto* tokens = reinterpret_cast<const int32_t*>(c.data(node.inputs[0]));
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[2], rows = node.output().shape.elements() / width;
  const int64_t most =
      std::get<EmbedSpec>(node.spec).first_beyond ? node.inputs[1].shape[0] : std::numeric_limits<int64_t>::max();
  c.add_shared(rows, rows * width, [=, &c, &table](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      table_row(table, tokens[row] < most ? tokens[row] : 0, c.kernels, y + row * width);
  });
  return {};
}

int64_t embed_scratch(const Node& node) { return embeds_means(node) ? kTableRows * node.output().shape[2] : 0; }

} // namespace

const CpuOperation ops::embed{embed_compile, embed_scratch};

} // namespace pareto::cpu
