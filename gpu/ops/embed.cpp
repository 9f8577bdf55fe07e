// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

/// What the kernel makes.
enum EmbedKind : uint32_t { kRowsOf, kExactRowsOf, kMeansOf };

/// Rows of the table that one dispatch adds to means: a loop that drivers let end, and a short one.
constexpr int64_t kMeanRows = 1 << 14;

/// Rows of a table that lies among the vectors.
Status compile_exact(Compilation& c, const Node& node) {
  const Operand tokens = c.operand(node.inputs[0]), table = c.operand(node.inputs[1]), none = c.operand({}),
                y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width;
  return c.add(node, Shader::Embed, {c.lanes(), shader_type(Format::F32), kExactRowsOf},
               {tokens.binding, none.binding, y.binding, table.binding},
               {tokens.at, u32(count), u32(width), 0, 0, u32(node.inputs[1].shape[0]), y.at, ~0u, table.at, 0, 0},
               groups_for(count * ((width + 3) / 4), c.lanes()));
}

Status embed_compile(Compilation& c, const Node& node) {
  if (std::get<EmbedSpec>(node.spec).exact)
    return compile_exact(c, node);
  PARETO_TRY_ASSIGN(table, matrix_of(c, node, node.inputs[1]));
  const Operand tokens = c.operand(node.inputs[0]), none = c.operand({}), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width,
                vocab = node.inputs[1].shape[0];
  const bool means = embeds_means(node);
  const uint32_t most = std::get<EmbedSpec>(node.spec).first_beyond ? u32(vocab) : ~0u;
  for (const MatrixPiece& piece : table->pieces) {
    const int64_t each = means ? kMeanRows : piece.rows;
    for (int64_t begin = 0; begin < piece.rows; begin += each) {
      const int64_t rows = std::min(each, piece.rows - begin);
      PARETO_TRY(c.add(node, Shader::Embed, {c.lanes(), shader_type(table->type), means ? kMeansOf : kRowsOf},
                       {tokens.binding, piece_binding(*table, piece), y.binding, none.binding},
                       {tokens.at, u32(count), u32(width), u32(table->stride), u32(piece.first), u32(rows), y.at, most,
                        0, u32(vocab), u32(begin)},
                       groups_for(count * ((width + 3) / 4), c.lanes()),
                       means ? 2.0 * static_cast<double>(count * width * rows) : 0));
    }
  }
  return {};
}

} // namespace

const GpuOperation ops::embed{embed_compile, no_scratch};

} // namespace pareto::gpu
