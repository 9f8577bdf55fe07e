// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <cstring>

namespace pareto::cpu {

namespace {

/// By each head's own angles.
Status rotate_compile(Compilation& c, const Node& node, bool interleaved) {
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output());
  const int64_t half = node.inputs[1].shape.back(), rest = x.width() - 2 * half;
  c.add_shared(y.count(), y.count() * y.width(),
               [&c, x, y, half, rest, interleaved, cosine = c.data(node.inputs[1]),
                sine = c.data(node.inputs[2])](int64_t begin, int64_t end, int) {
                 for (int64_t row = begin; row < end; ++row) {
                   c.kernels.rotate(x[row], cosine + row * half, sine + row * half, y[row], half, interleaved);
                   if (rest > 0)
                     std::memcpy(y[row] + 2 * half, x[row] + 2 * half, static_cast<size_t>(rest) * 4);
                 }
               });
  return {};
}

Status rope_compile(Compilation& c, const Node& node) {
  const RopeSpec& spec = std::get<RopeSpec>(node.spec);
  if (!spec.table)
    return rotate_compile(c, node, spec.interleaved);
  Angles& angles = c.angles_of(spec.table);
  const Rows x = c.rows(node.inputs[0]), y = c.rows(node.output());
  const auto half = static_cast<int64_t>(spec.table->inv_freq.size());
  const int64_t heads = node.output().shape[2], rest = x.width() - 2 * half;
  c.add_shared(y.count(), y.count() * y.width(),
               [&c, &angles, x, y, half, heads, rest, interleaved = spec.interleaved](int64_t begin, int64_t end, int) {
                 for (int64_t row = begin; row < end; ++row) {
                   const int64_t token = row / heads;
                   c.kernels.rotate(x[row], angles.cosine.data() + token * half, angles.sine.data() + token * half,
                                    y[row], half, interleaved);
                   if (rest > 0)
                     std::memcpy(y[row] + 2 * half, x[row] + 2 * half, static_cast<size_t>(rest) * 4);
                 }
               });
  return {};
}

} // namespace

const CpuOperation ops::rope{rope_compile, no_scratch};

} // namespace pareto::cpu
