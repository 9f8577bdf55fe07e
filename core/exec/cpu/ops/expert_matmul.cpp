// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr int64_t kStraddlingRows = 64; ///< rows of x at a time where an expert begins inside of a panel
constexpr int64_t kPanelCost = 4;       ///< reading a panel costs as much as multiplying so many rows with it

/// Products of rows in the order of experts with matrices that lie one below the other in one stack of panels.
struct Experts {
  const float* x;
  const StoredWeight* weight;
  const float* bias;
  const int32_t* offsets; ///< null: every expert has as many rows
  float* y;
  int64_t experts, rows, in, out;
  int64_t begin(int64_t e) const { return offsets ? offsets[e] : rows / experts * e; }
  int64_t count(int64_t e) const { return begin(e + 1) - begin(e); }
  int64_t first_row(int64_t e) const { return e * out; }
  /// Panels that hold rows of the expert's matrix.
  int64_t first_panel(int64_t e) const { return first_row(e) / kPanelRows; }
  int64_t panels(int64_t e) const { return (first_row(e + 1) + kPanelRows - 1) / kPanelRows - first_panel(e); }
  int64_t cost(int64_t e) const { return count(e) > 0 ? panels(e) * (count(e) + kPanelCost) : 0; }
  int64_t cost() const {
    int64_t all = 0;
    for (int64_t e = 0; e < experts; ++e)
      all += cost(e);
    return all;
  }
};

PanelProduct product_of(const Experts& p, int64_t e, float* scratch) {
  PanelProduct part{};
  part.x = p.x + p.begin(e) * p.in;
  part.x_stride = p.in;
  part.m = p.count(e);
  part.k = p.in;
  part.type = p.weight->type;
  part.panels = p.weight->data + p.first_panel(e) * panel_bytes(part.type, p.in);
  part.scratch = scratch;
  return part;
}

/// Panels [begin, end) of an expert whose matrix begins and ends between two.
void run_whole(const Kernels& kernels, const Experts& p, int64_t e, int64_t begin, int64_t end, float* scratch) {
  PanelProduct part = product_of(p, e, scratch);
  part.first = begin;
  part.last = end;
  part.rows = p.out;
  part.bias = p.bias ? p.bias + p.first_row(e) : nullptr;
  part.y = p.y + p.begin(e) * p.out;
  part.y_stride = p.out;
  kernels.panel_product(part);
}

/// One panel, part of which belongs to another expert: into scratch, from where the expert's own columns are taken.
void run_straddling(const Kernels& kernels, const Experts& p, int64_t e, int64_t panel, float* scratch) {
  float* const columns = scratch + product_scratch(p.in);
  PanelProduct part = product_of(p, e, scratch);
  const int64_t count = part.m, at = (p.first_panel(e) + panel) * kPanelRows - p.first_row(e);
  const int64_t begin = std::max<int64_t>(0, -at), end = std::min(kPanelRows, p.out - at);
  part.panels = static_cast<const std::byte*>(part.panels) + panel * panel_bytes(part.type, p.in);
  part.last = 1;
  part.rows = kPanelRows;
  part.y = columns;
  part.y_stride = kPanelRows;
  for (int64_t row = 0; row < count; row += kStraddlingRows, part.x += kStraddlingRows * p.in) {
    part.m = std::min(kStraddlingRows, count - row);
    kernels.panel_product(part);
    for (int64_t r = 0; r < part.m; ++r)
      for (int64_t i = begin; i < end; ++i)
        p.y[(p.begin(e) + row + r) * p.out + at + i] =
            columns[r * kPanelRows + i] + (p.bias ? p.bias[p.first_row(e) + at + i] : 0);
  }
}

/// The part [begin, end) of the cost of all experts: whole panels, each where its cost begins.
void run_share(const Kernels& kernels, const Experts& p, int64_t begin, int64_t end, float* scratch) {
  const bool aligned = p.out % kPanelRows == 0;
  int64_t at = 0; // where the cost of this expert begins
  for (int64_t e = 0; e < p.experts && at < end; at += p.cost(e), ++e) {
    if (p.count(e) == 0 || at + p.cost(e) <= begin)
      continue;
    const int64_t each = p.count(e) + kPanelCost;
    const int64_t first = begin <= at ? 0 : (begin - at + each - 1) / each,
                  last = std::min(p.panels(e), (end - at + each - 1) / each);
    if (aligned && first < last)
      run_whole(kernels, p, e, first, last, scratch);
    for (int64_t panel = first; panel < last && !aligned; ++panel)
      run_straddling(kernels, p, e, panel, scratch);
  }
}

void clear_rest(const Experts& p) { std::fill(p.y + p.begin(p.experts) * p.out, p.y + p.rows * p.out, 0.0f); }

Result<Experts> expert_matmul_describe(Compilation& c, const Node& node) {
  const StoredWeight& weight = c.matrix(node.inputs[1]);
  if (weight.layout != Layout::Panels)
    return fail(ErrorCode::Unsupported, "The experts' weight must be declared as a matrix (" + node.scope + ").");
  const Dims& y = node.output().shape;
  return Experts{c.data(node.inputs[0]),
                 &weight,
                 c.data(node.inputs[2]),
                 reinterpret_cast<const int32_t*>(c.data(node.inputs[3])),
                 c.data(node.output()),
                 std::get<ExpertMatmulSpec>(node.spec).experts,
                 y[0],
                 node.inputs[0].shape[1],
                 y[1]};
}

Status expert_matmul_compile(Compilation& c, const Node& node) {
  PARETO_TRY_ASSIGN(p, expert_matmul_describe(c, node));
  c.add([p](int) { clear_rest(p); }, true);
  const int64_t shares = c.team.size(); // of a cost that only the step knows
  c.add_shared(shares, p.rows * p.in * p.out / 8, [&c, p, shares](int64_t begin, int64_t end, int thread) {
    const int64_t cost = p.cost();
    run_share(c.kernels, p, cost * begin / shares, cost * end / shares, c.scratch(thread));
  });
  return {};
}

int64_t expert_matmul_scratch_floats(const Node& node) {
  return product_scratch(node.inputs[0].shape[1]) + kStraddlingRows * kPanelRows;
}

} // namespace

const CpuOperation ops::expert_matmul{expert_matmul_compile, expert_matmul_scratch_floats};

} // namespace pareto::cpu
