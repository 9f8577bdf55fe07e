// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"

#include <algorithm>
#include <cmath>

namespace pareto::gpu {

namespace {

std::vector<uint32_t> joined(std::vector<uint32_t> head, std::initializer_list<const std::vector<uint32_t>*> tails) {
  for (const auto* tail : tails)
    head.insert(head.end(), tail->begin(), tail->end());
  return head;
}

Result<const StoredMatrix*> matrix_of(const Compilation& c, const Node& node, const Tensor& view) {
  const Value& info = c.graph.values()[static_cast<size_t>(view.id)];
  const StoredMatrix* matrix = info.origin == Value::Origin::Weight
                                   ? c.weights.matrix(c.graph.weights()[static_cast<size_t>(info.index)].name)
                                   : nullptr;
  if (!matrix)
    return fail(ErrorCode::Unsupported, "A matrix product's weight must be declared as a matrix (" + node.scope + ").");
  return matrix;
}

Binding piece_binding(const StoredMatrix& matrix, const MatrixPiece& piece) {
  return {&piece.buffer, 0, static_cast<VkDeviceSize>(piece.rows * format_bytes(matrix.type, matrix.stride * 4)),
          Access::Constant};
}

} // namespace

Status compile_embed(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(table, matrix_of(c, node, node.inputs[1]));
  const Operand tokens = c.operand(node.inputs[0]), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width;
  for (const MatrixPiece& piece : table->pieces)
    PARETO_TRY(c.add(node, Shader::Embed, {c.lanes(), shader_type(table->type)},
                     {tokens.binding, piece_binding(*table, piece), y.binding},
                     {tokens.at, u32(count), u32(width), u32(table->stride), u32(piece.first), u32(piece.rows), y.at},
                     groups_for(count * ((width + 3) / 4), c.lanes())));
  return {};
}

Status compile_position_embed(Compilation& c, const Node& node) {
  const Operand table = c.operand(node.inputs[0]), y = c.operand(node.output(), Access::Write);
  const int64_t width = node.output().shape[2], count = node.output().shape.elements() / width;
  return c.add(node, Shader::PositionEmbed, {c.lanes()}, {c.step(), table.binding, y.binding},
               {u32(count), u32(node.output().shape[1]), u32(width), u32(node.inputs[0].shape[0] - 1), table.at, y.at},
               groups_for(count * width, c.lanes()));
}

namespace {

/// A product with one piece of a matrix.
struct Product {
  const StoredMatrix& matrix;
  const MatrixPiece& piece;
  Operand x, bias, y;
  int64_t rows, depth, x_row, outputs;
  bool has_bias;
  double operations() const { return 2.0 * static_cast<double>(rows * depth * piece.rows); }
};

constexpr int64_t kFewRows = 8; ///< rows up to which each weight is best read once for all of them

Status few_rows(Compilation& c, const Node& node, const Product& p) {
  const uint32_t group = c.device.software_kernels() ? 16 : 64, outputs = p.rows <= 2 ? 4 : 2;
  const bool aligned = p.depth % 4 == 0 && p.x_row % 4 == 0 && p.x.at % 4 == 0;
  const Shader shader = c.device.subgroup_kernels() ? Shader::MatmulRowsSubgroup : Shader::MatmulRows;
  return c.add(node, shader, {group, shader_type(p.matrix.type), u32(p.rows), outputs, p.has_bias, aligned},
               {p.x.binding, piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding},
               {u32(p.depth), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first), u32(p.outputs), p.x.at,
                u32(p.x_row), p.bias.at, p.y.at},
               groups_for(p.piece.rows, outputs), p.operations());
}

Status many_rows(Compilation& c, const Node& node, const Product& p) {
  const bool wide = p.rows > 32 && !c.device.software_kernels();
  const uint32_t bm = wide ? 64 : 32, bn = 64, bk = 16, tm = 4, tn = 4;
  return c.add_grid(node, Shader::MatmulTile,
                    {bm / tm * (bn / tn), shader_type(p.matrix.type), p.has_bias, bm, bn, bk, tm, tn},
                    {p.x.binding, piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding},
                    {u32(p.rows), u32(p.depth), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first),
                     u32(p.outputs), p.x.at, u32(p.x_row), p.bias.at, p.y.at},
                    {groups_for(p.piece.rows, bn), groups_for(p.rows, bm), 1}, p.operations());
}

/// Rows of x one lane of a software kernel takes, and rows of w.
constexpr int64_t kLaneRows = 8, kLaneOutputs = 4;

/// The software form reads x in groups of four out of the activations.
bool lanes_fit(const Compilation& c, const Product& p) {
  return p.x.binding.buffer == &c.buffers.arena && c.in_fours(p.x, {p.depth, p.x_row});
}

Status on_lanes(Compilation& c, const Node& node, const Product& p) {
  Binding x = p.x.binding, w = piece_binding(p.matrix, p.piece);
  PARETO_TRY(c.bind_texels(x));
  w.view = p.piece.view.get();
  const int64_t rows = std::min(kLaneRows, p.rows);
  return c.add_grid(
      node, Shader::MatmulLanes, {kVectorLanes, shader_type(p.matrix.type), p.has_bias, u32(rows), kLaneOutputs},
      {x, w, p.bias.binding, p.y.binding},
      {u32(p.rows), u32(p.depth / 4), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first), u32(p.outputs),
       p.x.at / 4, u32(p.x_row / 4), p.bias.at, p.y.at},
      {groups_for(p.piece.rows, kVectorLanes * kLaneOutputs), groups_for(p.rows, rows), 1}, p.operations());
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

Status split(Compilation& c, const Node& node, const Product& p, const UnitTiles& tiles) {
  const int64_t plane = tiles.rows * tiles.words;
  return c.add(node, Shader::SplitHalves, {c.row_lanes(p.depth)}, {p.x.binding, split_input(c, tiles, Access::Write)},
               {u32(p.rows), u32(p.depth), u32(tiles.words), p.x.at, u32(p.x_row), u32(plane), u32(2 * plane)},
               tiles.rows);
}

Status multiply(Compilation& c, const Node& node, const Product& p, const UnitTiles& tiles) {
  const int64_t plane = tiles.rows * tiles.words;
  const uint32_t lanes = tiles.subgroups_down * tiles.subgroups_across * c.device.physical().subgroup.subgroupSize;
  const float scale = p.matrix.type == Format::F16 ? 1.0f : unit_scale(p.matrix.largest);
  return c.add_grid(
      node, Shader::MatmulUnits,
      {lanes, shader_type(p.matrix.type), p.has_bias, tiles.units.m, tiles.units.n, tiles.units.k, UnitTiles::down,
       UnitTiles::across, tiles.subgroups_down, tiles.subgroups_across, UnitTiles::slice, UnitTiles::flush},
      {split_input(c, tiles, Access::Read), piece_binding(p.matrix, p.piece), p.bias.binding, p.y.binding},
      {u32(p.rows), u32(p.depth), u32(tiles.words / 4), u32(p.matrix.stride), u32(p.piece.rows), u32(p.piece.first),
       u32(p.outputs), u32(plane / 4), u32(2 * plane), p.bias.at, p.y.at, bits(scale), bits(1 / scale)},
      {groups_for(p.piece.rows, tiles.tile_outputs()), groups_for(p.rows, tiles.tile_rows()), 1}, p.operations());
}

} // namespace

Status compile_matmul(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(matrix, matrix_of(c, node, node.inputs[1]));
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, &x};
  PARETO_TRY_ASSIGN(rows, merge_axes(views, x.shape.rank() - 1, 1));
  for (const MatrixPiece& piece : matrix->pieces) {
    Product p{*matrix,
              piece,
              c.operand(x),
              c.operand(node.inputs[2]),
              c.operand(node.output(), Access::Write),
              rows.extents[0],
              x.shape.back(),
              rows.strides[0][0],
              matrix->rows,
              static_cast<bool>(node.inputs[2])};
    if (unit_floats(c.device, p.rows, p.depth) > 0) {
      const UnitTiles tiles(c.device.matrix_units(), p.rows, p.depth);
      if (&piece == &matrix->pieces.front())
        PARETO_TRY(split(c, node, p, tiles));
      PARETO_TRY(multiply(c, node, p, tiles));
    } else if (lanes_fit(c, p))
      PARETO_TRY(on_lanes(c, node, p));
    else
      PARETO_TRY(p.rows <= kFewRows ? few_rows(c, node, p) : many_rows(c, node, p));
  }
  return {};
}

Status compile_block_matmul(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &weight = node.inputs[1];
  const Operand from = c.operand(x), w = c.operand(weight), bias = c.operand(node.inputs[2]),
                y = c.operand(node.output(), Access::Write);
  const int64_t heads = weight.shape[0], inside = weight.shape[1], outside = weight.shape[2],
                rows = x.shape[0] * x.shape[1];
  const double operations = 2.0 * static_cast<double>(rows * heads * inside * outside);
  const uint32_t has_bias = node.inputs[2] ? 1 : 0;
  std::vector<Binding> bindings{from.binding, w.binding, bias.binding, y.binding};
  const std::vector<uint32_t> push{
      u32(rows), u32(heads), u32(inside), u32(outside),      u32(x.shape[1]),   from.at,
      w.at,      bias.at,    y.at,        u32(x.strides[0]), u32(x.strides[1]), u32(x.strides[2])};
  if (c.in_fours(from, {inside, x.strides[0], x.strides[1], x.strides[2]}) && c.in_fours(w, {outside})) {
    PARETO_TRY(c.bind_texels(bindings[0]));
    PARETO_TRY(c.bind_texels(bindings[1]));
    const int64_t each = std::min(kLaneRows, rows);
    return c.add_grid(node, Shader::BlockMatmulLanes, {kVectorLanes, has_bias, u32(each)}, std::move(bindings), push,
                      {groups_for(outside / 4, kVectorLanes), groups_for(rows, each), heads}, operations);
  }
  if (rows <= kFewRows)
    return c.add(node, Shader::BlockMatmul, {c.lanes(), has_bias}, std::move(bindings), push,
                 groups_for(rows * heads * outside, c.lanes()), operations);
  const uint32_t bm = rows > 32 ? 64 : 32, bn = outside > 32 ? 64 : 32, bk = 16, tm = 4, tn = 4;
  return c.add_grid(node, Shader::BlockMatmulTile, {bm / tm * (bn / tn), has_bias, 0, bm, bn, bk, tm, tn},
                    std::move(bindings), push, {groups_for(outside, bn), groups_for(rows, bm), heads}, operations);
}

namespace {

/// What the elementwise shader is specialised to and given.
struct Elementwise {
  uint32_t mode = 0; ///< f(x), f(x, y) or f(x) y
  uint32_t function = 0;
  float a = 1, b = 0;
};

Status elementwise(Compilation& c, const Node& node, const Elementwise& e) {
  const Tensor &x = node.inputs[0], &second = e.mode == 0 ? x : node.inputs[1];
  const Tensor* views[] = {&x, &second};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank(), 5));
  const Operand xo = c.operand(x), yo = c.operand(second), out = c.operand(node.output(), Access::Write);
  const int64_t count = node.output().shape.elements();
  const uint32_t items = count >= 4096 ? 4 : 1;
  return c.add(node, Shader::Elementwise, {c.lanes(), e.mode, e.function, x.dense() && second.dense() ? 1u : 0u, items},
               {xo.binding, yo.binding, out.binding},
               joined({u32(count), xo.at, yo.at, out.at, bits(e.a), bits(e.b)},
                      {&axes.extents, &axes.strides[0], &axes.strides[1]}),
               groups_for(count, int64_t{items} * c.lanes()));
}

} // namespace

Status compile_unary(Compilation& c, const Node& node) {
  const auto& spec = std::get<UnarySpec>(node.spec);
  return elementwise(c, node, {0, static_cast<uint32_t>(spec.function), spec.a, spec.b});
}

Status compile_binary(Compilation& c, const Node& node) {
  return elementwise(c, node, {1, static_cast<uint32_t>(std::get<BinarySpec>(node.spec).function)});
}

Status compile_gated_activation(Compilation& c, const Node& node) {
  return elementwise(c, node, {2, static_cast<uint32_t>(std::get<GatedActivationSpec>(node.spec).activation)});
}

namespace {

/// Norm and gated norm: `gate`, `bias` absent where there is none.
Status norm_node(Compilation& c, const Node& node, const NormSpec& spec, const Tensor& gate, uint32_t gate_mode,
                 UnaryFunction activation, const Tensor& weight, const Tensor& bias) {
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, gate ? &gate : &x};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank() - 1, 4));
  const int64_t whole = x.shape.back(), group = spec.group > 0 ? spec.group : whole, rows = x.shape.elements() / whole,
                groups = whole / group;
  const Operand xo = c.operand(x), go = c.operand(gate), wo = c.operand(weight), bo = c.operand(bias),
                y = c.operand(node.output(), Access::Write);
  const bool per_channel = weight && weight.shape.elements() != group;
  const bool subgroup = c.device.subgroup_kernels();
  return c.add(
      node, subgroup ? Shader::NormSubgroup : Shader::Norm,
      {c.row_lanes(group), static_cast<uint32_t>(spec.kind), gate_mode, static_cast<uint32_t>(activation),
       weight ? 1u : 0u, bias ? 1u : 0u},
      {xo.binding, go.binding, wo.binding, bo.binding, y.binding},
      joined({u32(rows), u32(group), u32(groups), xo.at, go.at, wo.at, bo.at, y.at, per_channel, bits(spec.eps)},
             {&axes.extents, &axes.strides[0], &axes.strides[1]}),
      rows * groups);
}

} // namespace

Status compile_norm(Compilation& c, const Node& node) {
  return norm_node(c, node, std::get<NormSpec>(node.spec), {}, 0, UnaryFunction::Identity, node.inputs[1],
                   node.inputs[2]);
}

Status compile_gated_norm(Compilation& c, const Node& node) {
  const auto& spec = std::get<GatedNormSpec>(node.spec);
  return norm_node(c, node, spec.norm, node.inputs[1], spec.gate_first ? 1 : 2, spec.activation, node.inputs[2], {});
}

Status compile_rope(Compilation& c, const Node& node) {
  const auto& spec = std::get<RopeSpec>(node.spec);
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const Dims& shape = node.output().shape;
  const int64_t rows = shape[0] * shape[1], half = static_cast<int64_t>(spec.table->inv_freq.size());
  const Binding angles{&c.buffers.device, static_cast<VkDeviceSize>(c.buffers.find_angles(*spec.table)),
                       static_cast<VkDeviceSize>(2 * rows * half * 4), Access::Read};
  return c.add(node, Shader::Rope, {c.lanes(), spec.interleaved ? 1u : 0u}, {from.binding, angles, y.binding},
               {u32(rows), u32(shape[1]), u32(shape[2]), u32(shape[3]), u32(half), from.at, 0, u32(rows * half), y.at,
                u32(x.strides[0]), u32(x.strides[1]), u32(x.strides[2])},
               groups_for(rows * shape[2] * (shape[3] - half), c.lanes()));
}

namespace {

/// Reductions of whole rows: one workgroup each.
Status row_reduction(Compilation& c, const Node& node, Shader shader, uint32_t lanes) {
  const Tensor& x = node.inputs[0];
  const Tensor* views[] = {&x, &x};
  PARETO_TRY_ASSIGN(axes, merge_axes(views, x.shape.rank() - 1, 4));
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t width = x.shape.back(), rows = x.shape.elements() / width;
  return c.add(node, shader, {lanes}, {from.binding, y.binding},
               joined({u32(rows), u32(width), from.at, y.at}, {&axes.extents, &axes.strides[0]}), rows);
}

} // namespace

Status compile_reduce_sum(Compilation& c, const Node& node) {
  return row_reduction(c, node, Shader::ReduceSum, c.row_lanes(node.inputs[0].shape.back()));
}

Status compile_arg_max(Compilation& c, const Node& node) {
  return row_reduction(c, node, Shader::ArgMax, c.device.software_kernels() ? 64 : 256);
}

Status compile_select_last(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const Operand from = c.operand(x), y = c.operand(node.output(), Access::Write);
  const int64_t batch = node.output().shape[0], width = node.output().shape[1];
  return c.add(node, Shader::SelectLast, {c.lanes()}, {c.step(), from.binding, y.binding},
               {u32(batch), u32(width), from.at, y.at, u32(x.strides[0]), u32(x.strides[1])},
               groups_for(batch * width, c.lanes()));
}

int64_t matmul_scratch(const Device& device, const Node& node) {
  const Tensor& x = node.inputs[0];
  return unit_floats(device, x.shape.elements() / x.shape.back(), x.shape.back());
}

/// Over weights only, folded at load: a running step meets none.
Status compile_softmax(Compilation&, const Node& node) {
  return fail(ErrorCode::Unsupported, std::string("The Vulkan executor has no operation ") + to_string(node.op) + ".");
}

Status compile_cumulative_sum(Compilation& c, const Node& node) { return compile_softmax(c, node); }

} // namespace pareto::gpu
