// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/convolved.h"
#include "core/exec/reference/operations.h"

namespace pareto::reference {

RowArray convolved(const RowMatrix& line, const View& weight, const View& bias) {
  const int64_t width = weight.extent(1), count = line.rows() - width + 1;
  RowArray s = RowArray::Zero(count, line.cols());
  if (bias)
    s.rowwise() += bias.row().transpose().array();
  for (int64_t j = 0; j < width; ++j)
    s += line.middleRows(j, count).array().rowwise() * weight.matrix().col(j).transpose().array();
  return s;
}

namespace {

/// Each expert's rows of each sequence, from a past of its own.
void convolve_experts(const Step& step, const ConvSpec& spec) {
  const View x = input(step, kConvX), y = output(step), offsets = input(step, kConvOffsets);
  const int64_t past = spec.width - 1, channels = x.extent(2);
  y.dense(1).setZero();
  for (int64_t b = 0; b < static_cast<int64_t>(step.input.count.size()); ++b) {
    std::vector<double> state = step.state(0, b);
    for (int64_t e = 0; e + 1 < offsets.extent(0); ++e) {
      const ExpertRows rows = rows_of_expert(step, offsets, input(step, kConvOrder), e, b);
      if (rows.count == 0)
        continue;
      Eigen::Map<RowMatrix> tail(state.data() + e * past * channels, past, channels);
      RowMatrix line(past + rows.count, channels);
      line.topRows(past) = tail;
      line.bottomRows(rows.count) = x.matrix(int64_t{0}).middleRows(rows.first, rows.count);
      y.matrix(int64_t{0}).middleRows(rows.first, rows.count) =
          apply({spec.activation}, convolved(line, input(step, kConvWeight), input(step, kConvBias)));
      tail = line.bottomRows(past);
    }
    step.keep(0, b, std::move(state));
  }
}

} // namespace

/// y_t = f(b + sum over j of w_j x_{t-W+1+j}), channel by channel; the state holds the last W - 1 inputs.
void causal_conv(const Step& step) {
  const auto& spec = step.spec<ConvSpec>();
  if (step.node.inputs[kConvOffsets])
    return convolve_experts(step, spec);
  const View x = input(step, 0), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    const int64_t count = step.count(b);
    const RowMatrix line = with_past(step, 0, b, spec.width - 1, x.matrix(b).topRows(count));
    y.matrix(b).topRows(count) = apply({spec.activation}, convolved(line, input(step, 1), input(step, 2)));
    step.keep(0, b, as_state(line.bottomRows(spec.width - 1)));
  }
}

} // namespace pareto::reference
