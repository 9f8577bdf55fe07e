// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_program.h"

#include <cstring>

namespace pareto::cpu {

namespace {

constexpr int64_t kChunkedFrom = 16; ///< tokens from which the chunked form pays
constexpr int64_t kLeastColumns = 64;

int64_t count_of(const Compilation& c, int64_t b) { return c.environment.input->count[static_cast<size_t>(b)]; }
int64_t slot_of(const Compilation& c, int64_t b) { return c.environment.input->slot[static_cast<size_t>(b)]; }

/// A per-token input of a recurrence: where head `h` of sequence `b` starts, and the step between tokens.
struct HeadInput {
  const float* data = nullptr;
  int64_t batch = 0, token = 0, head = 0, share = 1;
  HeadInput() = default;
  HeadInput(const Compilation& c, const Tensor& view, int64_t heads)
      : data(c.data(view)) {
    if (!view)
      return;
    batch = view.strides[0];
    token = view.strides[1];
    head = view.strides[2];
    share = heads / view.shape[2];
  }
  const float* at(int64_t b, int64_t h) const { return data ? data + b * batch + h / share * head : nullptr; }
};

struct Recurrence {
  MatrixRecurrenceSpec spec;
  HeadInput q, k, v, beta, a, b, decay;
  const float* constant_decay = nullptr;
  float* y = nullptr;
  int64_t heads, keys, width, tokens, batch;
  int32_t state, normaliser;
  int64_t parts; ///< pieces of a head's columns, for few heads
  bool chunked;
};

Recurrence describe_recurrence(Compilation& c, const Node& node) {
  Recurrence r;
  r.spec = std::get<MatrixRecurrenceSpec>(node.spec);
  r.batch = node.output.shape[0];
  r.tokens = node.output.shape[1];
  r.heads = node.output.shape[2];
  r.width = node.output.shape[3];
  r.keys = node.inputs[kMatrixQ].shape[3];
  const auto input = [&](MatrixInput which) { return HeadInput(c, node.inputs[which], r.heads); };
  r.q = input(kMatrixQ);
  r.k = input(kMatrixK);
  r.v = input(kMatrixV);
  r.beta = input(kMatrixBeta);
  r.a = input(kMatrixA);
  r.b = input(kMatrixB);
  if (r.spec.decay == Decay::Constant)
    r.constant_decay = c.data(node.inputs[kMatrixLogDecay]);
  else
    r.decay = input(kMatrixLogDecay);
  r.y = c.data(node.output);
  r.state = node.states[0];
  r.normaliser = r.spec.normaliser == Normaliser::None ? -1 : node.states[1];
  const int64_t units = r.batch * r.heads;
  r.parts = 1;
  if (r.normaliser < 0 && units % c.team.size() != 0 && units < 4 * c.team.size())
    r.parts = std::max<int64_t>(1, std::min<int64_t>(c.team.size(), r.width / kLeastColumns));
  const bool has_chunks = r.spec.removal == Removal::None || (r.spec.removal == Removal::Delta && r.spec.decay != Decay::Key);
  r.chunked = has_chunks && r.tokens >= kChunkedFrom;
  return r;
}

void matrix_recurrence(Compilation& c, const Node& node) {
  const Recurrence r = describe_recurrence(c, node);
  c.add_dynamic(r.batch * r.heads * r.parts, [&c, r](int64_t unit, int thread) {
    const int64_t part = unit % r.parts, h = unit / r.parts % r.heads, b = unit / r.parts / r.heads;
    const int64_t first = r.width * part / r.parts / kPanelRows * kPanelRows;
    const int64_t last = part + 1 == r.parts ? r.width : r.width * (part + 1) / r.parts / kPanelRows * kPanelRows;
    RecurrenceHead head{};
    head.tokens = count_of(c, b);
    head.keys = r.keys;
    head.width = last - first;
    head.q = r.q.at(b, h);
    head.k = r.k.at(b, h);
    head.v = r.v.at(b, h) + first;
    head.q_stride = r.q.token;
    head.k_stride = r.k.token;
    head.v_stride = r.v.token;
    head.log_decay = r.constant_decay ? r.constant_decay + h : r.decay.at(b, h);
    head.decay_stride = r.constant_decay ? 0 : r.decay.token;
    head.key_decay = r.spec.decay == Decay::Key;
    head.beta = r.beta.at(b, h);
    head.beta_stride = r.beta.token;
    head.a = r.a.at(b, h);
    head.b = r.b.at(b, h);
    head.a_stride = r.a.token;
    head.b_stride = r.b.token;
    head.scale = r.spec.scale;
    head.normalised = r.normaliser >= 0;
    head.eps = r.spec.eps;
    const int64_t slot = slot_of(c, b);
    head.state = c.environment.state->entry(r.state).values(slot) + h * r.keys * r.width + first;
    head.state_stride = r.width;
    if (head.normalised)
      head.normaliser = c.environment.state->entry(r.normaliser).values(slot) + h * r.keys;
    head.o = r.y + (b * r.tokens * r.heads + h) * r.width + first;
    head.o_stride = r.heads * r.width;
    head.scratch = c.scratch(thread);
    r.chunked ? c.kernels.recurrence_chunks(head) : c.kernels.recurrence_steps(head);
  });
}

/// Shares channels in pieces of 16 over the threads, all sequences each.
void add_channels(Compilation& c, int64_t channels, int64_t work, std::function<void(int64_t begin, int64_t end)> run) {
  const int64_t pieces = (channels + kPanelRows - 1) / kPanelRows;
  c.add_shared(pieces, work, [channels, run = std::move(run)](int64_t begin, int64_t end, int) { run(begin * kPanelRows, std::min(end * kPanelRows, channels)); });
}

void selective_scan(Compilation& c, const Node& node) {
  const Tensor &u = node.inputs[kScanU], &delta = node.inputs[kScanDelta], &b = node.inputs[kScanB], &cc = node.inputs[kScanC], &z = node.inputs[kScanZ];
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
  base.y_stride = node.output.shape[2];
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2];
  float* y = c.data(node.output);
  add_channels(c, channels, batch * tokens * channels * base.modes, [=, &c, state = node.states[0], ud = c.data(u), dd = c.data(delta), bd = c.data(b), cd = c.data(cc), zd = c.data(z)](int64_t begin, int64_t end) {
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
}

void diagonal_recurrence(Compilation& c, const Node& node) {
  const DiagonalRecurrenceSpec spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const Tensor x = node.inputs[0], g = node.inputs[1];
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2];
  float* y = c.data(node.output);
  add_channels(c, channels, batch * tokens * channels * 4, [=, &c, state = node.states[0], xd = c.data(x), gd = c.data(g)](int64_t begin, int64_t end) {
    for (int64_t row = 0; row < batch; ++row) {
      DiagonalRun run{};
      run.tokens = count_of(c, row);
      run.begin = begin;
      run.end = end;
      run.x = xd + row * x.strides[0];
      run.g = gd + row * g.strides[0];
      run.x_stride = x.strides[1];
      run.g_stride = g.strides[1];
      run.sqrt_factor = spec.sqrt_factor;
      run.reset_at_first = spec.reset_first && c.environment.input->position[static_cast<size_t>(row)] == 0;
      run.state = c.environment.state->entry(state).values(slot_of(c, row));
      run.y = y + row * tokens * channels;
      run.y_stride = channels;
      c.kernels.diagonal(run);
    }
  });
}

void causal_conv(Compilation& c, const Node& node) {
  const ConvSpec spec = std::get<ConvSpec>(node.spec);
  const Tensor x = node.inputs[0];
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], channels = node.output.shape[2];
  const float *taps = c.data(node.inputs[1]), *bias = c.data(node.inputs[2]), *from = c.data(x);
  float* y = c.data(node.output);
  add_channels(c, channels, batch * tokens * channels * 4, [=, &c, state = node.states[0]](int64_t begin, int64_t end) {
    for (int64_t row = 0; row < batch; ++row)
      c.kernels.conv({count_of(c, row), begin, end, channels, spec.width, from + row * x.strides[0], x.strides[1], taps, bias,
                      static_cast<int>(spec.activation), c.environment.state->entry(state).values(slot_of(c, row)), y + row * tokens * channels, channels});
  });
}

void token_shift(Compilation& c, const Node& node) {
  const Tensor x = node.inputs[0];
  const int64_t batch = node.output.shape[0], tokens = node.output.shape[1], width = node.output.shape[2];
  const float* from = c.data(x);
  float* y = c.data(node.output);
  c.add([=, &c, state = node.states[0]](int) {
    const size_t bytes = static_cast<size_t>(width) * 4;
    for (int64_t row = 0; row < batch; ++row) {
      float* last = c.environment.state->entry(state).values(slot_of(c, row));
      const int64_t count = count_of(c, row);
      std::memcpy(y + row * tokens * width, last, bytes);
      for (int64_t t = 1; t < count; ++t)
        std::memcpy(y + (row * tokens + t) * width, from + row * x.strides[0] + (t - 1) * x.strides[1], bytes);
      std::memcpy(last, from + row * x.strides[0] + (count - 1) * x.strides[1], bytes);
    }
  }, true);
}

} // namespace

Result<bool> compile_sequence(Compilation& c, const Node& node) {
  switch (node.op) {
  case Op::Attention: compile_attention(c, node); return true;
  case Op::MatrixRecurrence: matrix_recurrence(c, node); return true;
  case Op::SelectiveScan: selective_scan(c, node); return true;
  case Op::DiagonalRecurrence: diagonal_recurrence(c, node); return true;
  case Op::CausalConv: causal_conv(c, node); return true;
  case Op::TokenShift: token_shift(c, node); return true;
  default: return false;
  }
}

} // namespace pareto::cpu
