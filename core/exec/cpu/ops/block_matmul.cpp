// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

namespace pareto::cpu {

namespace {

Status block_matmul_compile(Compilation& c, const Node& node) {
  const Tensor &x = node.inputs[0], &weight = node.inputs[1];
  const int64_t heads = weight.shape[0], in = weight.shape[1], out = weight.shape[2], rows = x.shape[0] * x.shape[1];
  const float *from = c.data(x), *w = c.data(weight), *bias = c.data(node.inputs[2]);
  float* y = c.data(node.output());
  const int64_t x_row = x.shape[1] > 1 ? x.strides[1] : x.strides[0],
                x_head = x.strides[2]; // an axis of one has no stride
  c.add_shared(heads, rows * heads * in * out / 8, [=, &c](int64_t begin, int64_t end, int) {
    for (int64_t h = begin; h < end; ++h) {
      float* to = y + h * out;
      for (int64_t r = 0; r < rows; ++r)
        for (int64_t i = 0; i < out; ++i)
          to[r * heads * out + i] = bias ? bias[h * out + i] : 0;
      c.kernels.product({from + h * x_head, x_row, w + h * in * out, out, to, heads * out, rows, out, in, true});
    }
  });
  return {};
}

} // namespace

const CpuOperation ops::block_matmul{block_matmul_compile, no_scratch};

} // namespace pareto::cpu
