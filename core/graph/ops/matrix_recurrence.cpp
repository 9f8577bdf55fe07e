// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature matrix_recurrence_signature(const Node& node, const StepShape& step) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const Dims &q = node.inputs[kMatrixQ].shape, &k = node.inputs[kMatrixK].shape, &v = node.inputs[kMatrixV].shape;
  Signature s({q[0], q[1], v[2], v[3]}, {replaced({v[2], q[3], v[3]})});
  if (spec.levels > 0)
    s.states.front() = replaced({v[2], spec.levels, q[3], v[3]});
  if (spec.normaliser != Normaliser::None)
    s.states.push_back(replaced({v[2], q[3]}));
  const auto given = [&](MatrixInput which) { return static_cast<bool>(node.inputs[which]); };
  s.require(node.inputs.size() == kMatrixInputs,
            "matrix_recurrence takes the inputs of MatrixInput, absent ones included");
  if (const Tensor& offsets = node.inputs[kMatrixOffsets]) {
    s.states.front() = replaced_by_experts(offsets, {v[2], q[3], v[3]}, q[1], step);
    s.require(has_rows_of_experts(q, offsets, node.inputs[kMatrixOrder]), kRowsOfExperts);
    s.require(spec.writes == 1 && spec.levels == 0 && spec.normaliser == Normaliser::None,
              "matrix_recurrence of experts writes once, in one state, and does not normalise");
  }
  s.require(q[3] == k[3] && v[2] % q[2] == 0 && v[2] % k[2] == 0,
            "matrix_recurrence takes k as wide as q, and heads that share evenly");
  s.require((spec.decay != Decay::None) == given(kMatrixLogDecay),
            "matrix_recurrence takes a log decay where it decays");
  s.require((spec.removal == Removal::Delta) == given(kMatrixBeta), "matrix_recurrence takes beta with delta removal");
  s.require((spec.removal == Removal::LowRank) == given(kMatrixA) && (given(kMatrixA) || !given(kMatrixB)),
            "matrix_recurrence takes a and b (absent: -k) with low-rank removal");
  s.require(spec.writes >= 1 && spec.writes <= kMostWrites && spec.reads >= 1 && spec.reads <= kMostWrites &&
                k[1] * spec.reads == spec.writes * q[1] && v[1] == k[1],
            "matrix_recurrence takes as many keys and values as a token writes, and queries as it reads");
  s.require(spec.reads == 1 || (!spec.read_before && spec.normaliser == Normaliser::None && spec.levels == 0 &&
                                !given(kMatrixOffsets) && spec.decay != Decay::Key && spec.decay != Decay::Value),
            "matrix_recurrence reads several times what a scalar decay and its writes leave");
  const bool plain = spec.removal == Removal::None && spec.writes == 1 && !spec.read_before;
  s.require(plain || spec.decay != Decay::Value, "matrix_recurrence decays by column where it only adds");
  s.require((spec.writes == 1 && !spec.read_before && spec.decay != Decay::Value) ||
                spec.normaliser == Normaliser::None,
            "matrix_recurrence normalises what one write leaves");
  s.require((spec.levels > 0) == given(kMatrixLevels) && spec.levels != 1 && spec.levels <= kMostLevels,
            "matrix_recurrence takes weights of two levels at least, where it has any");
  s.require(spec.levels == 0 || (plain && spec.decay == Decay::Scalar && spec.normaliser == Normaliser::None &&
                                 node.inputs[kMatrixLevels].shape == Dims{v[0], v[1], v[2], spec.levels}),
            "matrix_recurrence keeps levels [B,T,H,levels] of a scalar decay that only adds");
  return s;
}

/// Recurrent form per head, architectures page section 0: each read of a token takes 2 d_k d_v; it decays, + 1; each of
/// its writes takes 2 d_k d_v, + 2 (delta, and low rank along k), + 4 (low rank).
double matrix_recurrence_flops(const Node& node, int64_t) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const double token = 2.0 * static_cast<double>(spec.reads) + (spec.decay != Decay::None ? 1 : 0);
  const double write = 2.0 + (spec.removal == Removal::None ? 0 : node.inputs[kMatrixB] ? 4 : 2);
  if (spec.levels > 0) // half of them hold something, and each joins another one at every second token on average
    return 2.0 * static_cast<double>(spec.levels) *
           static_cast<double>(node.output().shape.elements() * node.inputs[kMatrixQ].shape[3]);
  const int64_t written = node.inputs[kMatrixV].shape.elements(), keys = node.inputs[kMatrixQ].shape[3];
  return (token / static_cast<double>(spec.writes) + write) * static_cast<double>(written * keys);
}

constexpr int64_t kWritten = 64; ///< tokens that a depth stands for: levels fill and empty from token to token

/// Of a past in levels: a token fades those that hold something and writes the one that takes it up. Several tokens
/// find in a cache what those before them have touched.
double touched_levels(int64_t levels, int64_t context, int64_t tokens) {
  double all = 0;
  if (tokens > 1) {
    for (int64_t level = 1; level < levels; ++level)
      all += 2.0 * (level_holds(level, levels, context) || tokens >> (level - 1) > 0);
    return all;
  }
  for (int64_t position = context; position < context + kWritten; ++position) {
    all += 1;
    for (int64_t level = 1; level < levels; ++level)
      all += 2.0 * level_holds(level, levels, position);
  }
  return all / kWritten;
}

double rewrites_levels(const Node& node, const StateDecl& state, int64_t context) {
  const int64_t levels = std::get<MatrixRecurrenceSpec>(node.spec).levels;
  return levels > 0 ? touched_levels(levels, context, node.output().shape[1]) *
                          static_cast<double>(state.shape.elements() / levels)
                    : rewrites_all(node, state, context);
}

/// Of the forms that are trained here so far; the others have none yet.
bool has_gradient(const MatrixRecurrenceSpec& spec) {
  return spec.writes == 1 && spec.reads == 1 && spec.decay != Decay::Value && spec.levels == 0;
}

std::vector<Tensor> matrix_recurrence_gradient(Graph& graph, const Node& node, std::span<const Tensor> dy) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  if (!has_gradient(spec) || node.inputs[kMatrixOffsets])
    return std::vector<Tensor>(node.inputs.size());
  return record_gradients(graph, MatrixRecurrenceBackwardSpec{spec}, node, dy);
}

} // namespace

constinit const Operation operations::matrix_recurrence{.signature = matrix_recurrence_signature,
                                                        .flops = matrix_recurrence_flops,
                                                        .rewrites = rewrites_levels,
                                                        .gradient = matrix_recurrence_gradient,
                                                        .mixes_tokens = true};

} // namespace pareto
