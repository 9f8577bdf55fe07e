// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/norm_row.h"
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/products.h"

namespace pareto::cpu {

namespace {

/// A plain product into its own output.
Result<ProductStep> plain(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(product, panel_product_of(c, node, c.data(node.output())));
  return ProductStep{{product}, {}};
}

int64_t matmul_scratch_floats(const Node& node) { return product_scratch(node.inputs[0].shape.back()); }

Status matmul_compile(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(step, plain(c, node));
  add_products(c, {std::move(step)});
  return {};
}

} // namespace

const CpuOperation ops::matmul{matmul_compile, matmul_scratch_floats};

/// In one region where a step's rows are few and a barrier costs as much as a product; many rows go through one product
/// after another, every thread through a part of each: together they cost 4 % of a prefill of 128 tokens at 125 M.
Status compile_fused_sibling_products(Compilation& c, const FusedNodes& nodes) {
  std::vector<ProductStep> together;
  for (const Node* node : nodes) {
    PARETO_TRY_ASSIGN(step, plain(c, *node));
    if (step.products.front().m <= kFewRows)
      together.push_back(std::move(step));
    else
      add_products(c, {std::move(step)});
  }
  if (!together.empty())
    add_products(c, std::move(together));
  return {};
}

/// Few rows are normalised by every thread for itself: that is less work than telling the others when it is done.
Status compile_fused_norm_product(Compilation& c, const FusedNodes& nodes) {
  const Node& norm = *nodes.front();
  const FusedNodes products(nodes.begin() + 1, nodes.end());
  if (!few_rows(norm.output().shape)) {
    PARETO_TRY(cpu_operation(norm.op).compile(c, norm));
    return compile_fused_sibling_products(c, products);
  }
  std::vector<ProductStep> steps;
  for (const Node* node : products) {
    PARETO_TRY_ASSIGN(step, plain(c, *node));
    steps.push_back(std::move(step));
  }
  add_products(c, std::move(steps), [&c, rows = NormRows(c, norm)](int thread) {
    float* const x = c.scratch(thread) + product_scratch(rows.width());
    for (int64_t row = 0; row < rows.count(); ++row)
      rows.run(row, x + row * rows.width());
    return x;
  });
  return {};
}

/// The gate becomes the result in place, the other product keeps its own room.
Status compile_fused_gated_product(Compilation& c, const FusedNodes& nodes) {
  const Node& last = *nodes.back();
  const bool gate_first = nodes[0]->output().id == last.inputs[0].id;
  const Node &gate_node = *nodes[gate_first ? 0 : 1], &up_node = *nodes[gate_first ? 1 : 0];
  PARETO_TRY_ASSIGN(gate, panel_product_of(c, gate_node, c.data(last.output())));
  PARETO_TRY_ASSIGN(up, panel_product_of(c, up_node, c.data(up_node.output())));
  const auto function = static_cast<int>(std::get<GatedActivationSpec>(last.spec).activation);
  add_products(c, {{{gate, up}, [&c, gate, up, function](int64_t begin, int64_t end) {
                      for (int64_t row = 0; row < gate.m; ++row) {
                        float* y = gate.y + row * gate.y_stride + begin;
                        c.kernels.gated(function, y, up.y + row * up.y_stride + begin, y, end - begin);
                      }
                    }}});
  return {};
}

Status compile_fused_product_activation(Compilation& c, const FusedNodes& nodes) {
  const Node& last = *nodes.back();
  PARETO_TRY_ASSIGN(product, panel_product_of(c, *nodes.front(), c.data(last.output())));
  const UnarySpec spec = std::get<UnarySpec>(last.spec);
  add_products(c, {{{product}, [&c, product, spec](int64_t begin, int64_t end) {
                      for (int64_t row = 0; row < product.m; ++row) {
                        float* y = product.y + row * product.y_stride + begin;
                        c.kernels.unary(static_cast<int>(spec.function), spec.a, spec.b, y, y, end - begin);
                      }
                    }}});
  return {};
}

Status compile_fused_product_residual(Compilation& c, const FusedNodes& nodes) {
  const Node& last = *nodes.back();
  PARETO_TRY_ASSIGN(product, panel_product_of(c, *nodes.front(), c.data(last.output())));
  const bool second = last.inputs[1].id == nodes.front()->output().id;
  const Rows other = c.rows(last.inputs[second ? 0 : 1]);
  add_products(c, {{{product}, [&c, product, other](int64_t begin, int64_t end) {
                      for (int64_t row = 0; row < product.m; ++row) {
                        float* y = product.y + row * product.y_stride + begin;
                        c.kernels.binary(static_cast<int>(BinaryFunction::Add), other[row] + begin, 1, y, 1, y,
                                         end - begin);
                      }
                    }}});
  return {};
}

} // namespace pareto::cpu
