// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/matrix_state.h"
#include "core/exec/reference/operations.h"

namespace pareto::reference {

namespace {

/// Log-linear attention, arXiv 2506.04761, eq. 9: all states of one head decay, those that hold something are read by
/// their weights, then the token and the nearer ones join. `states` [levels,K,V].
void read_levels(const MatrixRecurrenceSpec& spec, const HeadInputs& in, const VectorMap& weights, int64_t position,
                 double* states, VectorMap out) {
  const int64_t keys = in.k.size(), width = in.v.size();
  const auto state = [&](int64_t level) { return Eigen::Map<RowMatrix>(states + level * keys * width, keys, width); };
  out = weights[0] * in.q.dot(in.k) * in.v;
  for (int64_t level = 1; level < spec.levels; ++level)
    if (level_holds(level, spec.levels, position)) {
      state(level) *= in.decay[0];
      out += weights[level] * (state(level).transpose() * in.q);
    }
  out *= static_cast<double>(spec.scale);
  const int64_t into = joined_level(spec.levels, position);
  RowMatrix joined = in.k * in.v.transpose();
  for (int64_t level = 1; level <= into; ++level)
    if (level_holds(level, spec.levels, position))
      joined += state(level);
  state(into) = joined;
}

/// Each expert goes through its own rows of a sequence in a state of its own.
void through_experts(const Step& step, const MatrixRecurrenceSpec& spec, const MatrixInputs& inputs) {
  const View y = output(step), offsets = input(step, kMatrixOffsets);
  const int64_t keys = inputs.keys(), width = inputs.width(), heads = inputs.heads();
  y.dense(1).setZero();
  for (int64_t b = 0; b < static_cast<int64_t>(step.input.count.size()); ++b) {
    std::vector<double> state = step.state(0, b);
    for (int64_t e = 0; e + 1 < offsets.extent(0); ++e) {
      const ExpertRows rows = rows_of_expert(step, offsets, input(step, kMatrixOrder), e, b);
      for (int64_t row = rows.first; row < rows.first + rows.count; ++row)
        for (int64_t h = 0; h < heads; ++h) {
          const HeadInputs in = inputs.at(0, row, h);
          Eigen::Map<RowMatrix> s(state.data() + (e * heads + h) * keys * width, keys, width);
          const auto read = [&] { y.row(0, row, h) = static_cast<double>(spec.scale) * (s.transpose() * in.q); };
          if (spec.read_before)
            read();
          update(spec, in, s);
          if (!spec.read_before)
            read();
        }
    }
    step.keep(0, b, std::move(state));
  }
}

} // namespace

/// S_t = D_t S_{t-1} + removal + k_t v_t^T, o_t = scale S_t^T q_t: linear attention (arXiv 2006.16236), gated (GLA,
/// 2312.06635), gated delta rule (2412.06464, eq. 10), several of them a token (2502.10297), RWKV-7 (2503.14456,
/// eq. 16); RWKV-6 reads S_{t-1} (2404.05892). Normalised: o / (z . q + eps), z_t = z_{t-1} + k_t.
void matrix_recurrence(const Step& step) {
  const auto& spec = step.spec<MatrixRecurrenceSpec>();
  const MatrixInputs inputs(step, spec);
  if (step.node.inputs[kMatrixOffsets])
    return through_experts(step, spec, inputs);
  const View y = output(step);
  const int64_t keys = inputs.keys(), width = inputs.width();
  const bool normalised = spec.normaliser == Normaliser::SumEps;
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> state = step.state(0, b), sums = normalised ? step.state(1, b) : std::vector<double>{};
    for (int64_t t = 0; t < step.count(b); ++t)
      for (int64_t h = 0; h < inputs.heads(); ++h) {
        const HeadInputs in = inputs.at(b, t, h);
        if (spec.levels > 0) {
          read_levels(spec, in, input(step, kMatrixLevels).row(b, t, h), step.position(b) + t,
                      state.data() + h * spec.levels * keys * width, y.row(b, t, h));
          continue;
        }
        Eigen::Map<RowMatrix> s(state.data() + h * keys * width, keys, width);
        const auto read = [&] {
          for (int64_t i = 0; i < spec.reads; ++i)
            y.row(b, t * spec.reads + i, h) =
                static_cast<double>(spec.scale) * (s.transpose() * inputs.query(b, t, h, i));
        };
        if (spec.read_before)
          read();
        for (int64_t write = 0; write < spec.writes; ++write)
          update(spec, inputs.at(b, t, h, write), s);
        if (!spec.read_before)
          read();
        if (normalised) {
          VectorMap z(sums.data() + h * keys, keys);
          z += in.k;
          y.row(b, t, h) /= z.dot(in.q) + static_cast<double>(spec.eps);
        }
      }
    step.keep(0, b, std::move(state));
    if (normalised)
      step.keep(1, b, std::move(sums));
  }
}

} // namespace pareto::reference
