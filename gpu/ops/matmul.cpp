// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/ops/matrices.h"
#include "gpu/ops/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto::gpu {

namespace {

/// What becomes of the outputs before they are written (shaders/finish.glsl).
struct Finish {
  uint32_t mode = 0; ///< 0: nothing; 1: the residual is added; 2 + f: function f
  Operand residual;
  Axes rows{{1, 1, 1, 1}, {{0, 0, 0, 0}, {}}}; ///< of the residual
  float a = 0, b = 0;                          ///< of the function
};

/// A product with one piece of a matrix.
struct MatmulProduct {
  const StoredMatrix& matrix;
  const MatrixPiece& piece;
  Operand x, bias, y;
  int64_t rows, depth, x_row, outputs;
  bool has_bias;
  const Finish& finish;
  double operations() const { return 2.0 * static_cast<double>(rows * depth * piece.rows); }
};

/// Push constants of a product's kernel, and those of its end.
std::vector<uint32_t> finished(std::vector<uint32_t> push, const Finish& finish) {
  push.push_back(finish.residual.at);
  push = joined(std::move(push), {&finish.rows.extents, &finish.rows.strides[0]});
  push.insert(push.end(), {bits(finish.a), bits(finish.b)});
  return push;
}

Status matmul_few_rows(Compilation& c, const Node& node, const MatmulProduct& p) {
  const uint32_t group = c.device.software_kernels() ? 16 : 64, outputs = p.rows <= 2 ? 4 : 2;
  const bool aligned = p.depth % 4 == 0 && p.x_row % 4 == 0 && p.x.at % 4 == 0;
  const Shader shader = c.device.subgroup_kernels() ? Shader::MatmulRowsSubgroup : Shader::MatmulRows;
  return c.add(node, shader,
               {group, shader_type(p.matrix.type), u32(p.rows), outputs, p.has_bias, aligned, p.finish.mode},
               {p.x.binding, piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding, p.finish.residual.binding},
               finished({u32(p.depth), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first), u32(p.outputs),
                         p.x.at, u32(p.x_row), p.bias.at, p.y.at},
                        p.finish),
               groups_for(p.piece.rows, outputs), p.operations());
}

Status matmul_many_rows(Compilation& c, const Node& node, const MatmulProduct& p) {
  const bool wide = p.rows > 32 && !c.device.software_kernels();
  const uint32_t bm = wide ? 64 : 32, bn = 64, bk = 16, tm = 4, tn = 4;
  return c.add_grid(
      node, Shader::MatmulTile,
      {bm / tm * (bn / tn), shader_type(p.matrix.type), p.has_bias, bm, bn, bk, tm, tn, p.finish.mode},
      {p.x.binding, piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding, p.finish.residual.binding},
      finished({u32(p.rows), u32(p.depth), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first), u32(p.outputs),
                p.x.at, u32(p.x_row), p.bias.at, p.y.at},
               p.finish),
      {groups_for(p.piece.rows, bn), groups_for(p.rows, bm), 1}, p.operations());
}

/// Rows of w one lane of a software kernel takes.
constexpr int64_t kMatmulLaneOutputs = 4;

/// The software form reads x in groups of four out of the activations.
bool lanes_fit(const Compilation& c, const MatmulProduct& p) {
  return p.x.binding.buffer == &c.buffers.arena && c.in_fours(p.x, {p.depth, p.x_row});
}

Status matmul_on_lanes(Compilation& c, const Node& node, const MatmulProduct& p) {
  Binding x = p.x.binding, w = piece_binding(p.matrix, p.piece);
  PARETO_TRY(c.bind_texels(x));
  w.view = p.piece.view.get();
  const int64_t rows = std::min(kLaneRows, p.rows);
  return c.add_grid(
      node, Shader::MatmulLanes,
      {kVectorLanes, shader_type(p.matrix.type), p.has_bias, u32(rows), kMatmulLaneOutputs, p.finish.mode},
      {x, w, p.bias.binding, p.y.binding, p.finish.residual.binding},
      finished({u32(p.rows), u32(p.depth / 4), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first),
                u32(p.outputs), p.x.at / 4, u32(p.x_row / 4), p.bias.at, p.y.at},
               p.finish),
      {groups_for(p.piece.rows, kVectorLanes * kMatmulLaneOutputs), groups_for(p.rows, rows), 1}, p.operations());
}

/// How a product on matrix units is cut: `down` x `across` of the units' own products for each subgroup.
struct UnitTiles {
  static constexpr uint32_t down = 2, across = 2, slice = 32, flush = 8;
  MatrixUnits units;
  uint32_t subgroups_down = 2, subgroups_across = 2;
  int64_t rows, words; ///< of the split input: whole tiles and slices; two float16 a word
  UnitTiles(const MatrixUnits& of, int64_t count, int64_t depth)
      : units(of), subgroups_down(count <= int64_t{down} * of.m ? 1 : 2), subgroups_across(4 / subgroups_down),
        rows(groups_for(count, tile_rows()) * tile_rows()), words(groups_for(depth, slice) * slice / 2) {}
  uint32_t tile_rows() const { return units.m * down * subgroups_down; }
  uint32_t tile_outputs() const { return units.n * across * subgroups_across; }
  /// All hi, all lo, a factor per row.
  int64_t floats() const { return rows * (2 * words + 1); }
};

/// Floats of scratch; 0 where the product is better or only possible on ordinary arithmetic.
int64_t unit_floats(const Device& device, int64_t rows, int64_t depth) {
  if (!device.matrix_units() || rows <= kFewRows)
    return 0;
  const int64_t floats = UnitTiles(device.matrix_units(), rows, depth).floats();
  return floats * 4 <= device.limits().maxStorageBufferRange ? floats : 0;
}

/// A power of two that takes the largest magnitude to 2^13 and up to 2^14.
float unit_scale(float largest) {
  return largest > 0 && std::isfinite(largest) ? std::ldexp(1.0f, std::clamp(13 - std::ilogb(largest), -126, 126))
                                               : 1.0f;
}

Binding split_input(Compilation& c, const UnitTiles& tiles, Access access) {
  return {&c.buffers.scratch, 0, static_cast<VkDeviceSize>(tiles.floats() * 4), access};
}

Status split(Compilation& c, const Node& node, const MatmulProduct& p, const UnitTiles& tiles) {
  const int64_t plane = tiles.rows * tiles.words;
  return c.add(node, Shader::SplitHalves, {c.row_lanes(p.depth)}, {p.x.binding, split_input(c, tiles, Access::Write)},
               {u32(p.rows), u32(p.depth), u32(tiles.words), p.x.at, u32(p.x_row), u32(plane), u32(2 * plane)},
               tiles.rows);
}

Status multiply(Compilation& c, const Node& node, const MatmulProduct& p, const UnitTiles& tiles) {
  const int64_t plane = tiles.rows * tiles.words;
  const uint32_t lanes = tiles.subgroups_down * tiles.subgroups_across * c.device.physical().subgroup.subgroupSize;
  const float scale = p.matrix.type == Format::F16 ? 1.0f : unit_scale(p.matrix.largest);
  return c.add_grid(node, Shader::MatmulUnits,
                    {lanes, shader_type(p.matrix.type), p.has_bias, tiles.units.m, tiles.units.n, tiles.units.k,
                     UnitTiles::down, UnitTiles::across, tiles.subgroups_down, tiles.subgroups_across, UnitTiles::slice,
                     UnitTiles::flush, p.finish.mode},
                    {split_input(c, tiles, Access::Read), piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding,
                     p.finish.residual.binding},
                    finished({u32(p.rows), u32(p.depth), u32(tiles.words / 4), u32(p.matrix.stride), u32(p.piece.rows),
                              u32(p.piece.first), u32(p.outputs), u32(plane / 4), u32(2 * plane), p.bias.at, p.y.at,
                              bits(scale), bits(1 / scale)},
                             p.finish),
                    {groups_for(p.piece.rows, tiles.tile_outputs()), groups_for(p.rows, tiles.tile_rows()), 1},
                    p.operations());
}

/// The product of a node into `output`, which may be that of a node behind it.
Status add_product(Compilation& c, const Node& node, const Tensor& output, const Finish& finish) {
  PARETO_TRY_ASSIGN(matrix, matrix_of(c, node, node.inputs[1]));
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, &x};
  PARETO_TRY_ASSIGN(rows, merge_axes(views, x.shape.rank() - 1, 1));
  for (const MatrixPiece& piece : matrix->pieces) {
    MatmulProduct p{*matrix,
                    piece,
                    c.operand(x),
                    c.operand(node.inputs[2]),
                    c.operand(output, Access::Write),
                    rows.extents[0],
                    x.shape.back(),
                    rows.strides[0][0],
                    matrix->rows,
                    static_cast<bool>(node.inputs[2]),
                    finish};
    if (unit_floats(c.device, p.rows, p.depth) > 0) {
      const UnitTiles tiles(c.device.matrix_units(), p.rows, p.depth);
      if (&piece == &matrix->pieces.front())
        PARETO_TRY(split(c, node, p, tiles));
      PARETO_TRY(multiply(c, node, p, tiles));
    } else if (lanes_fit(c, p))
      PARETO_TRY(matmul_on_lanes(c, node, p));
    else
      PARETO_TRY(p.rows <= kFewRows ? matmul_few_rows(c, node, p) : matmul_many_rows(c, node, p));
  }
  return {};
}

int64_t matmul_scratch_floats(const Device& device, const Node& node) {
  const Tensor& x = node.inputs[0];
  return unit_floats(device, x.shape.elements() / x.shape.back(), x.shape.back());
}

Status matmul_compile(Compilation& c, const Node& node) {
  return add_product(c, node, node.output(), {.residual = c.operand({})});
}

Status compile_activation(Compilation& c, const FusedNodes& nodes) {
  const Node& last = *nodes.back();
  const auto& spec = std::get<UnarySpec>(last.spec);
  return add_product(
      c, *nodes.front(), last.output(),
      {.mode = 2 + static_cast<uint32_t>(spec.function), .residual = c.operand({}), .a = spec.a, .b = spec.b});
}

Status compile_residual(Compilation& c, const FusedNodes& nodes) {
  const Node &product = *nodes.front(), &last = *nodes.back();
  const Tensor& residual = last.inputs[last.inputs[1].id == product.output().id ? 0 : 1];
  const Tensor* views[] = {&residual, &residual};
  PARETO_TRY_ASSIGN(rows, merge_axes(views, residual.shape.rank() - 1, 4));
  return add_product(c, product, last.output(), {.mode = 1, .residual = c.operand(residual), .rows = std::move(rows)});
}

} // namespace

const GpuOperation ops::matmul{matmul_compile, matmul_scratch_floats};
const GpuPattern patterns::product_activation{compile_activation};
const GpuPattern patterns::product_residual{compile_residual};

} // namespace pareto::gpu
