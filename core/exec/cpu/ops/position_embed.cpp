// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>

namespace pareto::cpu {

namespace {

Status position_embed_compile(Compilation& c, const Node& node) {
  const float* table = c.data(node.inputs[0]);
  float* y = c.data(node.output());
  const int64_t width = node.output().shape[2], tokens = node.output().shape[1], rows = node.inputs[0].shape[0];
  const bool repeats = std::get<PositionEmbedSpec>(node.spec).repeats;
  c.add_shared(node.output().shape[0] * tokens, node.output().shape.elements(),
               [&c, table, y, width, tokens, rows, repeats](int64_t begin, int64_t end, int) {
                 for (int64_t row = begin; row < end; ++row) {
                   const int64_t position =
                       c.environment.input->position[static_cast<size_t>(row / tokens)] + row % tokens;
                   // rows behind the count may lie beyond the table
                   const int64_t from = repeats ? position % rows : std::min(position, rows - 1);
                   std::memcpy(y + row * width, table + from * width, static_cast<size_t>(width) * 4);
                 }
               });
  return {};
}

} // namespace

const CpuOperation ops::position_embed{position_embed_compile, no_scratch};

} // namespace pareto::cpu
