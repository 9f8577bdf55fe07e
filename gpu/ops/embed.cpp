// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"
#include "gpu/ops/operation.h"

namespace pareto::gpu {

namespace {

Status embed_compile(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(table, matrix_of(c, node, node.inputs[1]));
  const Operand tokens = c.operand(node.inputs[0]), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width;
  const uint32_t most = std::get<EmbedSpec>(node.spec).first_beyond ? u32(node.inputs[1].shape[0]) : ~0u;
  for (const MatrixPiece& piece : table->pieces)
    PARETO_TRY(
        c.add(node, Shader::Embed, {c.lanes(), shader_type(table->type)},
              {tokens.binding, piece_binding(*table, piece), y.binding},
              {tokens.at, u32(count), u32(width), u32(table->stride), u32(piece.first), u32(piece.rows), y.at, most},
              groups_for(count * ((width + 3) / 4), c.lanes())));
  return {};
}

} // namespace

const GpuOperation ops::embed{embed_compile, no_scratch};

} // namespace pareto::gpu
