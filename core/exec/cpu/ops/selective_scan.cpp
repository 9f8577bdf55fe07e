// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

namespace pareto::cpu {

namespace {

Status selective_scan_compile(Compilation& c, const Node& node) {
  const Tensor &u = node.inputs[kScanU], &delta = node.inputs[kScanDelta], &b = node.inputs[kScanB],
               &cc = node.inputs[kScanC], &z = node.inputs[kScanZ];
  ScanRun base{};
  base.modes = node.inputs[kScanA].shape[1];
  base.a = c.data(node.inputs[kScanA]);
  base.skip = c.data(node.inputs[kScanD]);
  base.bias = c.data(node.inputs[kScanBias]);
  base.u_stride = u.strides[1];
  base.delta_stride = delta.strides[1];
  base.z_stride = z ? z.strides[1] : 0;
  base.b_stride = b.strides[1];
  base.c_stride = cc.strides[1];
  base.y_stride = node.output().shape[2];
  const int64_t batch = node.output().shape[0], tokens = node.output().shape[1], channels = node.output().shape[2];
  float* y = c.data(node.output());
  add_channels(c, channels, batch * tokens * channels * base.modes,
               [=, &c, state = node.entry(0), ud = c.data(u), dd = c.data(delta), bd = c.data(b), cd = c.data(cc),
                zd = c.data(z)](int64_t begin, int64_t end) {
                 for (int64_t row = 0; row < batch; ++row) {
                   ScanRun run = base;
                   run.tokens = count_of(c, row);
                   run.begin = begin;
                   run.end = end;
                   run.u = ud + row * u.strides[0];
                   run.delta = dd + row * delta.strides[0];
                   run.z = zd ? zd + row * z.strides[0] : nullptr;
                   run.b = bd + row * b.strides[0];
                   run.c = cd + row * cc.strides[0];
                   run.state = c.environment.state->entry(state).values(slot_of(c, row));
                   run.y = y + row * tokens * channels;
                   c.kernels.scan(run);
                 }
               });
  return {};
}

} // namespace

const CpuOperation ops::selective_scan{selective_scan_compile, no_scratch};

} // namespace pareto::cpu
