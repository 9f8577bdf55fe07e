// SPDX-License-Identifier: GPL-3.0-or-later
// Complex modes that channels drive and read (core/graph/ops/diagonal_recurrence.h): a vector of channels and two of
// their modes at once stay in registers through a run of tokens, whose inputs and outputs stay in the first-level cache
// until all modes have gone through them. A mode waits for itself, two multiply-adds a token: two of them fill the
// gaps.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

constexpr int64_t kRun = 64; ///< tokens

/// Real and imaginary parts of a vector of channels.
struct Pair {
  V re, im;
};

/// Of the channels from `channel` on; fewer than a vector leave the rest of it at zero.
struct Lanes {
  int64_t channel, count;
  V get(const float* x) const { return count == kLanes ? load(x + channel) : load_part(x + channel, count); }
  void put(V v, float* x) const {
    if (count == kLanes)
      store(v, x + channel);
    else
      store_part(v, x + channel, count);
  }
  Pair get(const float* const parts[2], int64_t row) const { return {get(parts[0] + row), get(parts[1] + row)}; }
};

/// h = a h + x
HWY_INLINE void advance(Pair& h, const Pair& a, V re, V im) {
  const V next = hn::MulAdd(a.re, h.re, hn::NegMulAdd(a.im, h.im, re));
  h.im = hn::MulAdd(a.re, h.im, hn::MulAdd(a.im, h.re, im));
  h.re = next;
}

/// `together` modes from `mode` on through `tokens` tokens: x and y [kRun], y is added to.
template <int together, bool complex>
HWY_INLINE void through(const ModesRun& run, const Lanes& lanes, int64_t mode, int64_t tokens, const float* x,
                        float* y) {
  Pair h[together], a[together], c[together];
  for (int i = 0; i < together; ++i) {
    const int64_t row = (mode + i) * run.channels;
    h[i] = {lanes.get(run.state[0] + row), lanes.get(run.state[1] + row)};
    a[i] = lanes.get(run.keep, row);
    c[i] = lanes.get(run.read, row);
  }
  constexpr int64_t kImaginary = kRun * kLanes; // where imaginary parts lie
  for (int64_t t = 0; t < tokens; ++t) {
    const V re = load(x + t * kLanes), im = complex ? load(x + kImaginary + t * kLanes) : hn::Zero(d);
    V sum = load(y + t * kLanes), sum_im = complex ? load(y + kImaginary + t * kLanes) : hn::Zero(d);
    for (int i = 0; i < together; ++i) {
      advance(h[i], a[i], re, im);
      sum = hn::MulAdd(c[i].re, h[i].re, hn::NegMulAdd(c[i].im, h[i].im, sum));
      if constexpr (complex)
        sum_im = hn::MulAdd(c[i].re, h[i].im, hn::MulAdd(c[i].im, h[i].re, sum_im));
    }
    store(sum, y + t * kLanes);
    if constexpr (complex)
      store(sum_im, y + kImaginary + t * kLanes);
  }
  for (int i = 0; i < together; ++i) {
    const int64_t row = (mode + i) * run.channels;
    lanes.put(h[i].re, run.state[0] + row);
    lanes.put(h[i].im, run.state[1] + row);
  }
}

template <bool complex>
void vector_of_channels(const ModesRun& run, const Lanes& lanes) {
  constexpr int kParts = complex ? 2 : 1;
  HWY_ALIGN float x[kParts * kRun * kLanes], y[kParts * kRun * kLanes];
  for (int64_t first = 0; first < run.tokens; first += kRun) {
    const int64_t tokens = run.tokens - first < kRun ? run.tokens - first : kRun;
    for (int part = 0; part < kParts; ++part)
      for (int64_t t = 0; t < tokens; ++t) {
        const int64_t at = (part * kRun + t) * kLanes;
        store(lanes.get(run.x[part] + (first + t) * run.x_stride), x + at);
        store(hn::Zero(d), y + at);
      }
    int64_t mode = 0;
    for (; mode + 2 <= run.modes; mode += 2)
      through<2, complex>(run, lanes, mode, tokens, x, y);
    if (mode < run.modes)
      through<1, complex>(run, lanes, mode, tokens, x, y);
    for (int part = 0; part < kParts; ++part)
      for (int64_t t = 0; t < tokens; ++t)
        lanes.put(load(y + (part * kRun + t) * kLanes), run.y[part] + (first + t) * run.y_stride);
  }
}

} // namespace

void modes(const ModesRun& run) {
  for (int64_t channel = run.begin; channel < run.end; channel += kLanes) {
    const Lanes lanes{channel, run.end - channel < kLanes ? run.end - channel : kLanes};
    if (run.x[1])
      vector_of_channels<true>(run, lanes);
    else
      vector_of_channels<false>(run, lanes);
  }
}

} // namespace pareto::cpu::PARETO_ISA
