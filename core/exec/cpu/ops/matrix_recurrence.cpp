// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/norm_row.h"
#include "core/exec/cpu/ops/operation.h"
#include "core/exec/cpu/ops/sequence.h"

#include <algorithm>

namespace pareto::cpu {

namespace {

constexpr int64_t kChunkedFrom = 16; ///< tokens from which the chunked form pays
constexpr int64_t kLeastColumns = 64;

struct Recurrence {
  MatrixRecurrenceSpec spec;
  HeadInput q, k, v, beta, a, b, decay, levels;
  const float* constant_decay = nullptr;
  ExpertRows rows; ///< of experts
  float* y = nullptr;
  int64_t heads, keys, width, tokens, batch;
  int32_t state, normaliser;
  int64_t parts; ///< pieces of a head's columns, for few heads
  bool chunked;
};

Recurrence describe_recurrence(Compilation& c, const Node& node) {
  Recurrence r;
  r.spec = std::get<MatrixRecurrenceSpec>(node.spec);
  r.rows = ExpertRows(c, node.inputs[kMatrixOffsets], node.inputs[kMatrixOrder]);
  r.batch = c.graph.shape().batch;
  r.tokens = node.output().shape[1] / r.spec.reads;
  r.heads = node.output().shape[2];
  r.width = node.output().shape[3];
  r.keys = node.inputs[kMatrixQ].shape[3];
  const auto input = [&](MatrixInput which) { return HeadInput(c, node.inputs[which], r.heads); };
  r.q = input(kMatrixQ);
  r.k = input(kMatrixK);
  r.v = input(kMatrixV);
  r.beta = input(kMatrixBeta);
  r.a = input(kMatrixA);
  r.b = input(kMatrixB);
  r.levels = input(kMatrixLevels);
  if (r.spec.decay == Decay::Constant)
    r.constant_decay = c.data(node.inputs[kMatrixLogDecay]);
  else
    r.decay = input(kMatrixLogDecay);
  r.y = c.data(node.output());
  r.state = node.entry(0);
  r.normaliser = r.spec.normaliser == Normaliser::None ? -1 : node.entry(1);
  const int64_t units = r.batch * r.rows.experts * r.heads;
  r.parts = 1;
  if (r.normaliser < 0 && units % c.team.size() != 0 && units < 4 * c.team.size())
    r.parts = std::max<int64_t>(1, std::min<int64_t>(c.team.size(), r.width / kLeastColumns));
  const bool has_chunks =
      r.spec.decay == Decay::Key ? r.spec.removal == Removal::None && r.spec.writes == 1 : !node.inputs[kMatrixB];
  r.chunked = has_chunks && r.spec.levels == 0 && r.tokens >= kChunkedFrom;
  return r;
}

/// What comes after the outputs of a head of a sequence.
using MatrixRecurrenceFinish = std::function<void(int64_t b, int64_t h, int64_t tokens)>;

void add_recurrence(Compilation& c, const Recurrence& r, MatrixRecurrenceFinish finish) {
  if (r.rows.order)
    c.add([r](int) { r.rows.clear_others(r.y, r.heads * r.width); }, true);
  const int64_t units = r.batch * r.rows.experts * r.heads * r.parts;
  c.add_dynamic(units, [&c, r, finish = std::move(finish)](int64_t unit, int thread) {
    const int64_t part = unit % r.parts, h = unit / r.parts % r.heads, e = unit / r.parts / r.heads % r.rows.experts,
                  b = unit / r.parts / r.heads / r.rows.experts;
    const ExpertRows::Run run = r.rows.order ? r.rows.of(e, b) : ExpertRows::Run{0, count_of(c, b)};
    const int64_t sequence = r.rows.order ? 0 : b;
    const auto give = [&](const HeadInput& input, const float*& first, int64_t& stride) {
      input.give(sequence, h, first, stride, run.first);
    };
    if (run.count == 0)
      return;
    const int64_t first = r.width * part / r.parts / kPanelRows * kPanelRows;
    const int64_t last = part + 1 == r.parts ? r.width : r.width * (part + 1) / r.parts / kPanelRows * kPanelRows;
    RecurrenceHead head{};
    head.tokens = run.count;
    head.keys = r.keys;
    head.width = last - first;
    head.writes = r.spec.writes;
    head.reads = r.spec.reads;
    head.read_before = r.spec.read_before;
    give(r.q, head.q, head.q_stride);
    give(r.k, head.k, head.k_stride);
    give(r.v, head.v, head.v_stride);
    head.v += first;
    if (r.constant_decay)
      head.log_decay = r.constant_decay + h; // of all tokens
    else
      give(r.decay, head.log_decay, head.decay_stride);
    head.key_decay = r.spec.decay == Decay::Key;
    head.value_decay = r.spec.decay == Decay::Value;
    if (head.value_decay)
      head.log_decay += first;
    give(r.beta, head.beta, head.beta_stride);
    give(r.a, head.a, head.a_stride);
    give(r.b, head.b, head.b_stride);
    head.levels = r.spec.levels;
    head.position = c.environment.input->position[static_cast<size_t>(b)];
    give(r.levels, head.level_weights, head.level_weights_stride);
    head.scale = r.spec.scale;
    head.normalised = r.normaliser >= 0;
    head.eps = r.spec.eps;
    const int64_t slot = slot_of(c, b);
    head.state = c.environment.state->entry(r.state).values(slot) +
                 (e * r.heads + h) * std::max<int64_t>(r.spec.levels, 1) * r.keys * r.width + first;
    head.state_stride = r.width;
    if (head.normalised)
      head.normaliser = c.environment.state->entry(r.normaliser).values(slot) + h * r.keys;
    head.o = r.y + ((sequence * r.tokens * r.spec.reads + run.first) * r.heads + h) * r.width + first;
    head.o_stride = r.heads * r.width;
    head.scratch = c.scratch(thread);
    const bool chunked = r.chunked && (!r.rows.order || run.count >= kChunkedFrom);
    chunked ? c.kernels.recurrence_chunks(head) : c.kernels.recurrence_steps(head);
    if (finish)
      finish(b, h, head.tokens);
  });
}

int64_t matrix_recurrence_scratch_floats(const Node& node) {
  return recurrence_scratch(node.inputs[kMatrixQ].shape[3], node.output().shape[3]);
}

Status matrix_recurrence_compile(Compilation& c, const Node& node) {
  add_recurrence(c, describe_recurrence(c, node), {});
  return {};
}

} // namespace

const CpuOperation ops::matrix_recurrence{matrix_recurrence_compile, matrix_recurrence_scratch_floats};

/// A head whose columns are shared out is whole only when all of them are there: then the norm goes by itself.
Status compile_fused_recurrence_norm(Compilation& c, const FusedNodes& nodes) {
  const Node& norm = *nodes.back();
  const Recurrence r = describe_recurrence(c, *nodes.front());
  if (r.parts > 1) {
    add_recurrence(c, r, {});
    return cpu_operation(norm.op).compile(c, norm);
  }
  const auto* gated = std::get_if<GatedNormSpec>(&norm.spec);
  const NormRow row = norm_row(c, gated ? gated->norm : std::get<NormSpec>(norm.spec), norm.inputs[gated ? 2 : 1],
                               gated ? Tensor{} : norm.inputs[2]);
  const Tensor gate = gated ? norm.inputs[1] : Tensor{};
  const GatedNormSpec spec = gated ? *gated : GatedNormSpec{};
  add_recurrence(
      c, r,
      [&c, r, row, gate, spec, g = c.data(gate), y = c.data(norm.output())](int64_t b, int64_t h, int64_t tokens) {
        for (int64_t t = 0; t < tokens * r.spec.reads; ++t) {
          const int64_t at = ((b * r.tokens * r.spec.reads + t) * r.heads + h) * r.width;
          if (g)
            c.kernels.gated_norm(row, static_cast<int>(spec.activation), spec.gate_first, r.y + at,
                                 g + b * gate.strides[0] + t * gate.strides[1] + h * gate.strides[2], y + at, r.width);
          else
            c.kernels.norm(row, r.y + at, y + at, r.width);
        }
      });
  return {};
}

} // namespace pareto::cpu
