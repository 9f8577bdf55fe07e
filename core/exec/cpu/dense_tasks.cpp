// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_program.h"

#include <cstring>

namespace pareto::cpu {

namespace {

void embed(Compilation& c, const Node& node) {
  const StoredWeight& table = c.matrix(node.inputs[1]);
  const auto* tokens = reinterpret_cast<const int32_t*>(c.data(node.inputs[0]));
  float* y = c.data(node.output);
  const int64_t width = node.output.shape[2], rows = node.output.shape.elements() / width;
  c.add_shared(rows, rows * width, [&table, tokens, y, width, kernels = &c.kernels](int64_t begin, int64_t end, int) {
    const int64_t unit = block_bytes(table.type);
    if (is_block(table.type)) {
      for (int64_t row = begin; row < end; ++row)
        gather_row(table, tokens[row], y + row * width);
      return;
    }
    for (int64_t row = begin; row < end; ++row) { // gathers one row of a panel
      const int64_t token = tokens[row];
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
}

void position_embed(Compilation& c, const Node& node) {
  const float* table = c.data(node.inputs[0]);
  float* y = c.data(node.output);
  const int64_t width = node.output.shape[2], tokens = node.output.shape[1], last = node.inputs[0].shape[0] - 1;
  c.add_shared(node.output.shape[0] * tokens, node.output.shape.elements(), [&c, table, y, width, tokens, last](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row) {
      const int64_t position = c.environment.input->position[static_cast<size_t>(row / tokens)] + row % tokens;
      std::memcpy(y + row * width, table + std::min(position, last) * width, // rows behind the count may lie beyond the table
                  static_cast<size_t>(width) * 4);
    }
  });
}

Status matmul(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  if (!x.uniform() || node.inputs[0].strides[-1] != 1)
    return fail(ErrorCode::Unsupported, "A matrix product's input must have evenly spaced rows (" + node.scope + ").");
  const StoredWeight& weight = c.matrix(node.inputs[1]);
  if (weight.layout != Layout::Panels)
    return fail(ErrorCode::Unsupported, "A matrix product's weight must be declared as a matrix (" + node.scope + ").");
  PanelProduct p{};
  p.x = x[0];
  p.x_stride = x.count() > 1 ? x.stride() : x.width();
  p.m = x.count();
  p.k = x.width();
  p.panels = weight.data;
  p.type = weight.type;
  p.rows = weight.shape[0];
  p.bias = c.data(node.inputs[2]);
  p.y = c.data(node.output);
  p.y_stride = p.rows;
  const int64_t panels = (p.rows + kPanelRows - 1) / kPanelRows;
  c.add_shared(panels, p.m * p.k * p.rows / 8, [&c, p](int64_t begin, int64_t end, int thread) {
    PanelProduct part = p;
    part.first = begin;
    part.last = end;
    part.scratch = c.scratch(thread);
    c.kernels.panel_product(part);
  });
  return {};
}

void block_matmul(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &weight = node.inputs[1];
  const int64_t heads = weight.shape[0], in = weight.shape[1], out = weight.shape[2], rows = x.shape[0] * x.shape[1];
  const float *from = c.data(x), *w = c.data(weight), *bias = c.data(node.inputs[2]);
  float* y = c.data(node.output);
  const int64_t x_row = x.shape[1] > 1 ? x.strides[1] : x.strides[0], x_head = x.strides[2]; // an axis of one has no stride
  c.add_shared(heads, rows * heads * in * out / 8, [=, &c](int64_t begin, int64_t end, int) {
    for (int64_t h = begin; h < end; ++h) {
      float* to = y + h * out;
      for (int64_t r = 0; r < rows; ++r)
        for (int64_t i = 0; i < out; ++i)
          to[r * heads * out + i] = bias ? bias[h * out + i] : 0;
      c.kernels.product({from + h * x_head, x_row, w + h * in * out, out, to, heads * out, rows, out, in, true});
    }
  });
}

constexpr int64_t kPiece = 4096;

/// Loops over runs of a broadcast; a single long run is cut into pieces.
template <class Run>
void add_elementwise(Compilation& c, const Broadcast& shape, const Run& run) {
  const int64_t pieces = shape.outer == 1 ? (shape.inner + kPiece - 1) / kPiece : 1;
  const int64_t units = shape.outer * pieces;
  c.add_shared(units, shape.outer * shape.inner, [shape, run, pieces](int64_t begin, int64_t end, int) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t outer = unit / pieces, at = unit % pieces * kPiece;
      run(outer, at, pieces == 1 ? shape.inner : std::min(kPiece, shape.inner - at));
    }
  });
}

void unary(Compilation& c, const Node& node) {
  const UnarySpec spec = std::get<UnarySpec>(node.spec);
  const Tensor views[] = {node.output, node.inputs[0]};
  const Broadcast shape(views, 2);
  float* y = c.data(node.output);
  const float* x = c.data(node.inputs[0]);
  add_elementwise(c, shape, [&c, shape, spec, x, y](int64_t outer, int64_t at, int64_t count) {
    const float* from = x + shape.offset(1, outer);
    float* to = y + shape.offset(0, outer) + at;
    if (shape.step[1] == 1 || count == 1) {
      c.kernels.unary(static_cast<int>(spec.function), spec.a, spec.b, from + at * shape.step[1], to, count);
      return;
    }
    float one = 0;
    c.kernels.unary(static_cast<int>(spec.function), spec.a, spec.b, from, &one, 1);
    std::fill_n(to, count, one);
  });
}

void binary(Compilation& c, const Node& node) {
  const auto function = static_cast<int>(std::get<BinarySpec>(node.spec).function);
  const Tensor views[] = {node.output, node.inputs[0], node.inputs[1]};
  const Broadcast shape(views, 3);
  float* out = c.data(node.output);
  const float *x = c.data(node.inputs[0]), *y = c.data(node.inputs[1]);
  add_elementwise(c, shape, [&c, shape, function, x, y, out](int64_t outer, int64_t at, int64_t count) {
    c.kernels.binary(function, x + shape.offset(1, outer) + at * shape.step[1], shape.step[1], y + shape.offset(2, outer) + at * shape.step[2],
                     shape.step[2], out + shape.offset(0, outer) + at, count);
  });
}

void gated(Compilation& c, const Node& node) {
  const auto function = static_cast<int>(std::get<UnarySpec>(node.spec).function);
  const Rows gate = c.rows(node.inputs[0]), up = c.rows(node.inputs[1]), y = c.rows(node.output);
  c.add_shared(y.count(), y.count() * y.width(), [&c, gate, up, y, function](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      c.kernels.gated(function, gate[row], up[row], y[row], y.width());
  });
}

/// Weight and bias of one group: shared by all groups when it is as wide as one.
NormRow norm_row(const Compilation& c, const NormSpec& spec, const Tensor& weight, const Tensor& bias) {
  return {static_cast<int>(spec.kind), spec.eps, c.data(weight), c.data(bias)};
}

void norm(Compilation& c, const Node& node) {
  const NormSpec spec = std::get<NormSpec>(node.spec);
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output);
  const int64_t group = spec.group > 0 ? spec.group : x.width();
  const bool shared = node.inputs[1] && node.inputs[1].shape.elements() == group;
  const NormRow row_spec = norm_row(c, spec, node.inputs[1], node.inputs[2]);
  c.add_shared(y.count(), y.count() * y.width(), [&c, x, y, group, shared, row_spec](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t at = 0; at < x.width(); at += group) {
        NormRow part = row_spec;
        if (!shared && part.weight)
          part.weight += at;
        if (!shared && part.bias)
          part.bias += at;
        c.kernels.norm(part, x[row] + at, y[row] + at, group);
      }
  });
}

void gated_norm(Compilation& c, const Node& node) {
  const GatedNormSpec spec = std::get<GatedNormSpec>(node.spec);
  const Rows x = c.rows(node.inputs[0]), gate = c.rows(node.inputs[1]), y = c.rows(node.output);
  const int64_t group = spec.norm.group > 0 ? spec.norm.group : x.width();
  const bool shared = node.inputs[2].shape.elements() == group;
  const NormRow row_spec = norm_row(c, spec.norm, node.inputs[2], {});
  c.add_shared(y.count(), y.count() * y.width(), [&c, x, gate, y, group, shared, row_spec, spec](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      for (int64_t at = 0; at < x.width(); at += group) {
        NormRow part = row_spec;
        if (!shared)
          part.weight += at;
        c.kernels.gated_norm(part, static_cast<int>(spec.activation), spec.gate_first, x[row] + at, gate[row] + at, y[row] + at, group);
      }
  });
}

void rope(Compilation& c, const Node& node) {
  const RopeSpec& spec = std::get<RopeSpec>(node.spec);
  Angles& angles = c.angles_of(spec.table);
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output);
  const auto half = static_cast<int64_t>(spec.table->inv_freq.size());
  const int64_t heads = node.output.shape[2], rest = x.width() - 2 * half;
  c.add_shared(y.count(), y.count() * y.width(), [&c, &angles, x, y, half, heads, rest, interleaved = spec.interleaved](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row) {
      const int64_t token = row / heads;
      c.kernels.rotate(x[row], angles.cosine.data() + token * half, angles.sine.data() + token * half, y[row], half, interleaved);
      if (rest > 0)
        std::memcpy(y[row] + 2 * half, x[row] + 2 * half, static_cast<size_t>(rest) * 4);
    }
  });
}

void reduce_sum(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  float* y = c.data(node.output);
  c.add_shared(x.count(), x.count() * x.width(), [&c, x, y](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      y[row] = c.kernels.sum(x[row], x.width());
  });
}

void select_last(Compilation& c, const Node& node) {
  const Tensor& x = node.inputs[0];
  const float* from = c.data(x);
  float* y = c.data(node.output);
  const int64_t width = node.output.shape[1], batch = node.output.shape[0], row = x.strides[1], sequence = x.strides[0];
  c.add([=, &c](int) {
    for (int64_t b = 0; b < batch; ++b)
      std::memcpy(y + b * width, from + b * sequence + (c.environment.input->count[static_cast<size_t>(b)] - 1) * row, static_cast<size_t>(width) * 4);
  }, true);
}

void arg_max(Compilation& c, const Node& node) {
  const Rows x = c.rows(node.inputs[0]);
  auto* y = reinterpret_cast<int32_t*>(c.data(node.output));
  c.add_shared(x.count(), x.count() * x.width(), [&c, x, y](int64_t begin, int64_t end, int) {
    for (int64_t row = begin; row < end; ++row)
      y[row] = static_cast<int32_t>(c.kernels.arg_max(x[row], x.width()));
  });
}

} // namespace

Result<bool> compile_dense(Compilation& c, const Node& node) {
  switch (node.op) {
  case Op::Embed: embed(c, node); return true;
  case Op::PositionEmbed: position_embed(c, node); return true;
  case Op::Matmul: PARETO_TRY(matmul(c, node)); return true;
  case Op::BlockMatmul: block_matmul(c, node); return true;
  case Op::Unary: unary(c, node); return true;
  case Op::Binary: binary(c, node); return true;
  case Op::GatedActivation: gated(c, node); return true;
  case Op::Norm: norm(c, node); return true;
  case Op::GatedNorm: gated_norm(c, node); return true;
  case Op::Rope: rope(c, node); return true;
  case Op::ReduceSum: reduce_sum(c, node); return true;
  case Op::SelectLast: select_last(c, node); return true;
  case Op::ArgMax: arg_max(c, node); return true;
  default: return false;
  }
}

} // namespace pareto::cpu
