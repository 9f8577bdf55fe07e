// SPDX-License-Identifier: GPL-3.0-or-later
// Operations whose channels do not meet: selective scan, diagonal recurrence (complex modes: modes.cpp), the cell of a
// scalar LSTM, causal convolution.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"
#include "core/graph/functions.h"
#include "core/graph/ops/diagonal_recurrence.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

/// Channels a scan carries through all tokens before the next ones: their states stay in the first-level cache.
constexpr int64_t kScanBlock = 16;

/// One channel, one token: h = e^{step a} h + (step u) b, returns h.c
HWY_INLINE float scan_channel(const float* a, float* h, const float* b, const float* c, int64_t modes, float step,
                              float drive) {
  V total = hn::Zero(d);
  int64_t n = 0;
  const V wide_step = set(step), wide_drive = set(drive);
  for (; n + kLanes <= modes; n += kLanes) {
    const V x = hn::MulAdd(exp_of(hn::Mul(wide_step, load(a + n))), load(h + n), hn::Mul(wide_drive, load(b + n)));
    store(x, h + n);
    total = hn::MulAdd(x, load(c + n), total);
  }
  float rest = sum_lanes(total);
  for (; n < modes; ++n) {
    h[n] = expf(step * a[n]) * h[n] + drive * b[n];
    rest += h[n] * c[n];
  }
  return rest;
}

} // namespace

void scan(const ScanRun& run) {
  float step[kScanBlock], gate[kScanBlock];
  for (int64_t block = run.begin; block < run.end; block += kScanBlock) {
    const int64_t count = run.end - block < kScanBlock ? run.end - block : kScanBlock;
    for (int64_t t = 0; t < run.tokens; ++t) {
      const float* u = run.u + t * run.u_stride + block;
      for (int64_t i = 0; i < count; ++i)
        step[i] = run.delta[t * run.delta_stride + block + i] + (run.bias ? run.bias[block + i] : 0);
      unary(static_cast<int>(UnaryFunction::Softplus), 1, 0, step, step, count);
      if (run.z)
        unary(static_cast<int>(UnaryFunction::Silu), 1, 0, run.z + t * run.z_stride + block, gate, count);
      float* y = run.y + t * run.y_stride + block;
      for (int64_t i = 0; i < count; ++i) {
        const int64_t channel = block + i;
        float out = scan_channel(run.a + channel * run.modes, run.state + channel * run.modes, run.b + t * run.b_stride,
                                 run.c + t * run.c_stride, run.modes, step[i], step[i] * u[i]);
        if (run.skip)
          out += run.skip[channel] * u[i];
        y[i] = run.z ? out * gate[i] : out;
      }
    }
  }
}

namespace {

HWY_INLINE V log_sum_of(V x, V y) {
  return hn::Add(hn::Max(x, y), hn::Log1p(d, hn::Exp(d, hn::Neg(hn::Abs(hn::Sub(x, y))))));
}

/// h = ln(e^{g + h} + e^x), of a vector of channels or of one.
void log_sums(const DiagonalRun& run) {
  int64_t channel = run.begin;
  for (; channel + kLanes <= run.end; channel += kLanes) {
    V h = run.reset_at_first ? set(kLogOfNothing) : load(run.state + channel);
    for (int64_t t = 0; t < run.tokens; ++t) {
      const V before = h;
      h = log_sum_of(hn::Add(load(run.g + t * run.g_stride + channel), h), load(run.x + t * run.x_stride + channel));
      store(run.read_before ? before : h, run.y + t * run.y_stride + channel);
    }
    store(h, run.state + channel);
  }
  for (; channel < run.end; ++channel) {
    float h = run.reset_at_first ? kLogOfNothing : run.state[channel];
    for (int64_t t = 0; t < run.tokens; ++t) {
      const float before = h, past = run.g[t * run.g_stride + channel] + h, x = run.x[t * run.x_stride + channel];
      h = (past > x ? past : x) + log1pf(expf(-fabsf(past - x)));
      run.y[t * run.y_stride + channel] = run.read_before ? before : h;
    }
    run.state[channel] = h;
  }
}

/// h + x within half a turn of 0.
HWY_INLINE V add_angle(V h, V x) {
  const V sum = hn::Add(h, x), turns = hn::Round(hn::Mul(sum, set(0.15915494f)));
  return hn::MulAdd(turns, set(1.7484556e-7f), hn::MulAdd(turns, set(-6.2831855f), sum)); // 2 pi in two pieces
}

void angle_sums(const DiagonalRun& run) {
  int64_t channel = run.begin;
  for (; channel < run.end; channel += kLanes) {
    const int64_t count = run.end - channel < kLanes ? run.end - channel : kLanes;
    V h = load_part(run.state + channel, count);
    for (int64_t t = 0; t < run.tokens; ++t) {
      const V before = h;
      h = add_angle(h, load_part(run.x + t * run.x_stride + channel, count));
      store_part(run.read_before ? before : h, run.y + t * run.y_stride + channel, count);
    }
    store_part(h, run.state + channel, count);
  }
}

} // namespace

void diagonal(const DiagonalRun& run) {
  if (run.angles)
    return angle_sums(run);
  if (run.log_sum)
    return log_sums(run);
  int64_t channel = run.begin;
  for (; channel + kLanes <= run.end; channel += kLanes) {
    V h = load(run.state + channel);
    for (int64_t t = 0; t < run.tokens; ++t) {
      const V g = load(run.g + t * run.g_stride + channel);
      V x = load(run.x + t * run.x_stride + channel), keep = exp_of(g);
      if (run.reset_at_first && t == 0)
        keep = h = hn::Zero(d);
      else if (run.sqrt_factor) // sqrt(1 - e^{2g}) = sqrt((1 - e^g)(1 + e^g))
        x = hn::Mul(x, hn::Sqrt(hn::Mul(hn::Max(hn::Sub(set(1), keep), set(0)), hn::Add(set(1), keep))));
      const V before = h;
      h = hn::MulAdd(keep, h, x);
      store(run.read_before ? before : h, run.y + t * run.y_stride + channel);
    }
    store(h, run.state + channel);
  }
  for (; channel < run.end; ++channel)
    for (int64_t t = 0; t < run.tokens; ++t) {
      const float g = run.g[t * run.g_stride + channel];
      const bool reset = run.reset_at_first && t == 0;
      const float factor = run.sqrt_factor && !reset ? sqrtf(-expm1f(2 * g)) : 1;
      const float before = reset ? 0 : run.state[channel];
      run.state[channel] = (reset ? 0 : expf(g) * before) + factor * run.x[t * run.x_stride + channel];
      run.y[t * run.y_stride + channel] = run.read_before ? before : run.state[channel];
    }
}

void slstm_cell(const SlstmCell& cell) {
  float *input = cell.gates[0], *forget = cell.gates[1], *now = cell.gates[2], *output = cell.gates[3];
  unary(static_cast<int>(UnaryFunction::LogSigmoid), 1, 0, forget, forget, cell.n);
  unary(static_cast<int>(UnaryFunction::Tanh), 1, 0, now, now, cell.n);
  unary(static_cast<int>(UnaryFunction::Sigmoid), 1, 0, output, output, cell.n);
  int64_t i = 0;
  for (; i + kLanes <= cell.n; i += kLanes) {
    const V in = load(input + i), mean = load(cell.mean + i);
    const V past = cell.first ? set(kLogOfNothing) : hn::Add(load(forget + i), load(cell.log_sum + i));
    const V next = hn::MulAdd(sigmoid_of(hn::Sub(in, past)), hn::Sub(load(now + i), mean), mean);
    store(log_sum_of(past, in), cell.log_sum + i);
    store(next, cell.mean + i);
    store(hn::Mul(load(output + i), next), cell.out + i);
  }
  for (; i < cell.n; ++i) {
    const float in = input[i], past = cell.first ? kLogOfNothing : forget[i] + cell.log_sum[i];
    const float lead = in - past, e = expf(-fabsf(lead)), weight = (lead >= 0 ? 1 : e) / (1 + e);
    cell.log_sum[i] = (past > in ? past : in) + log1pf(e);
    cell.mean[i] += weight * (now[i] - cell.mean[i]);
    cell.out[i] = output[i] * cell.mean[i];
  }
}

void conv(const ConvRun& run) {
  const int64_t past = run.width - 1, span = run.end - run.begin;
  for (int64_t t = 0; t < run.tokens; ++t) {
    float* y = run.y + t * run.y_stride + run.begin;
    for (int64_t i = 0; i < span; ++i)
      y[i] = run.bias ? run.bias[run.begin + i] : 0;
    for (int64_t j = 0; j < run.width; ++j) {
      const int64_t from = t + j - past; // token the tap reads; negative ones lie in the tail
      const float* x =
          from >= 0 ? run.x + from * run.x_stride + run.begin : run.tail + (from + past) * run.channels + run.begin;
      for (int64_t i = 0; i < span; ++i)
        y[i] += run.taps[(run.begin + i) * run.width + j] * x[i];
    }
    if (run.activation != static_cast<int>(UnaryFunction::Identity))
      unary(run.activation, 1, 0, y, y, span);
  }
  for (int64_t j = 0; j < past; ++j) { // oldest first; sources move forwards only, so in place is safe
    const int64_t from = run.tokens + j - past;
    const float* x =
        from >= 0 ? run.x + from * run.x_stride + run.begin : run.tail + (from + past) * run.channels + run.begin;
    memmove(run.tail + j * run.channels + run.begin, x, static_cast<size_t>(span) * 4);
  }
}

} // namespace pareto::cpu::PARETO_ISA
