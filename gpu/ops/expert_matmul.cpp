// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"
#include "gpu/ops/operation.h"

#include <algorithm>

namespace pareto::gpu {

namespace {

/// Outputs one lane of the software form takes, as in a product with one matrix.
constexpr int64_t kExpertMatmulLaneOutputs = 4;

/// A product with the experts whose matrices one piece of the stack holds.
struct ExpertMatmulProduct {
  const StoredMatrix& matrix;
  const MatrixPiece& piece;
  Operand x, bias, offsets, y;
  int64_t rows, depth, outputs, experts;
  bool has_bias, even;
  std::vector<Binding> bindings() const {
    return {x.binding, piece_binding(matrix, piece), bias.binding, offsets.binding, y.binding};
  }
  std::vector<uint32_t> push(int64_t unit) const {
    return {u32(rows),
            u32(depth / unit),
            u32(matrix.stride),
            u32(outputs),
            u32(experts),
            u32(piece.first),
            u32(piece.rows),
            u32(x.at / unit),
            bias.at,
            offsets.at,
            y.at,
            even ? u32(rows / experts) : 0};
  }
  double operations() const { return 2.0 * static_cast<double>(rows * depth * outputs); }
  /// Tiles of so many rows there can be: an expert may fill its last one in part, and so may the rows of none.
  int64_t tiles(int64_t each) const { return std::min(rows, groups_for(rows, each) + experts + 1); }
};

Status expert_matmul_on_lanes(Compilation& c, const Node& node, const ExpertMatmulProduct& p) {
  std::vector<Binding> bindings = p.bindings();
  PARETO_TRY(c.bind_texels(bindings[0]));
  bindings[1].view = p.piece.view.get();
  const int64_t each = std::clamp<int64_t>(p.rows / p.experts, 1, kLaneRows);
  return c.add_grid(node, Shader::ExpertLanes,
                    {kVectorLanes, shader_type(p.matrix.type), p.has_bias, u32(each), kExpertMatmulLaneOutputs},
                    std::move(bindings), p.push(4),
                    {groups_for(p.outputs, kVectorLanes * kExpertMatmulLaneOutputs), p.tiles(each), 1}, p.operations());
}

/// A row of x at a time: of few rows no two need be of one expert.
Status expert_matmul_few_rows(Compilation& c, const Node& node, const ExpertMatmulProduct& p) {
  const uint32_t group = c.device.software_kernels() ? 16 : 64, outputs = 4;
  return c.add_grid(node, Shader::ExpertProduct, {group, shader_type(p.matrix.type), outputs, p.has_bias}, p.bindings(),
                    p.push(1), {groups_for(p.outputs, outputs), p.rows, 1}, p.operations());
}

Status expert_matmul_many_rows(Compilation& c, const Node& node, const ExpertMatmulProduct& p) {
  const bool wide = p.rows / p.experts > 32 && !c.device.software_kernels();
  const uint32_t bm = wide ? 64 : 32, bn = 64, bk = 16, tm = 4, tn = 4;
  return c.add_grid(node, Shader::ExpertTile,
                    {bm / tm * (bn / tn), shader_type(p.matrix.type), p.has_bias, bm, bn, bk, tm, tn}, p.bindings(),
                    p.push(1), {groups_for(p.outputs, bn), p.tiles(bm), 1}, p.operations());
}

Status expert_matmul_compile(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(matrix, matrix_of(c, node, node.inputs[1]));
  const Tensor& x = node.inputs[0];
  for (const MatrixPiece& piece : matrix->pieces) {
    const ExpertMatmulProduct p{*matrix,
                                piece,
                                c.operand(x),
                                c.operand(node.inputs[2]),
                                c.operand(node.inputs[3]),
                                c.operand(node.output(), Access::Write),
                                x.shape[0],
                                x.shape[1],
                                node.output().shape[1],
                                std::get<ExpertMatmulSpec>(node.spec).experts,
                                static_cast<bool>(node.inputs[2]),
                                !node.inputs[3]};
    if (p.x.binding.buffer == &c.buffers.arena && c.in_fours(p.x, {p.depth}))
      PARETO_TRY(expert_matmul_on_lanes(c, node, p));
    else
      PARETO_TRY(p.rows <= 4 * p.experts ? expert_matmul_few_rows(c, node, p) : expert_matmul_many_rows(c, node, p));
  }
  return {};
}

} // namespace

const GpuOperation ops::expert_matmul{expert_matmul_compile, no_scratch};

} // namespace pareto::gpu
