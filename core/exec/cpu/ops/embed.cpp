// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>
#include <limits>

namespace pareto::cpu {

namespace {

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
  const auto* tokens = reinterpret_cast<const int32_t*>(c.data(node.inputs[0]));
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[2], rows = node.output().shape.elements() / width;
  const int64_t most =
      std::get<EmbedSpec>(node.spec).first_beyond ? node.inputs[1].shape[0] : std::numeric_limits<int64_t>::max();
  const auto row_of = [tokens, most](int64_t row) { return tokens[row] < most ? int64_t{tokens[row]} : 0; };
  c.add_shared(rows, rows * width, [&table, row_of, y, width, kernels = &c.kernels](int64_t begin, int64_t end, int) {
    const int64_t unit = block_bytes(table.type);
    if (is_block(table.type)) {
      for (int64_t row = begin; row < end; ++row)
        gather_row(table, row_of(row), y + row * width);
      return;
    }
    for (int64_t row = begin; row < end; ++row) { // gathers one row of a panel
      const int64_t token = row_of(row);
      const std::byte* from = table.data + (token / kPanelRows * width * kPanelRows + token % kPanelRows) * unit;
      uint16_t half[kPanelRows];
      for (int64_t k = 0; k < width; k += kPanelRows) {
        const int64_t count = std::min(kPanelRows, width - k);
        for (int64_t i = 0; i < count; ++i)
          if (table.type == Format::F32)
            std::memcpy(y + row * width + k + i, from + (k + i) * kPanelRows * unit, 4);
          else
            std::memcpy(half + i, from + (k + i) * kPanelRows * unit, 2);
        if (table.type != Format::F32)
          kernels->widen(table.type, half, y + row * width + k, count);
      }
    }
  });
  return {};
}

} // namespace

const CpuOperation ops::embed{embed_compile, no_scratch};

} // namespace pareto::cpu
