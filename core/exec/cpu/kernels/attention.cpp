// SPDX-License-Identifier: GPL-3.0-or-later
// Tiled softmax attention with a running maximum and sum (arXiv 2205.14135): no T x T matrix exists anywhere.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

constexpr int64_t kDotRows = 4;      ///< up to so many queries a key is read straight, beyond it tiles are transposed
constexpr float kInvisible = -1e30f; ///< finite: differences of it stay numbers

struct Buffers {
  float *transposed, *keys, *values, *logits;
};

/// Keys of a tile against one query, four at a time.
void dot_keys(const float* q, const float* keys, int64_t width, int64_t count, float* logits) {
  int64_t key = 0;
  for (; key + 4 <= count; key += 4) {
    V acc[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
    int64_t i = 0;
    for (; i + kLanes <= width; i += kLanes) {
      const V x = load(q + i);
      for (int u = 0; u < 4; ++u)
        acc[u] = hn::MulAdd(x, load(keys + (key + u) * width + i), acc[u]);
    }
    for (int u = 0; u < 4; ++u) {
      float total = sum_lanes(acc[u]);
      for (int64_t j = i; j < width; ++j)
        total += q[j] * keys[(key + u) * width + j];
      logits[key + u] = total;
    }
  }
  for (; key < count; ++key) {
    float total = 0;
    for (int64_t j = 0; j < width; ++j)
      total += q[j] * keys[key * width + j];
    logits[key] = total;
  }
}

/// q [rows, width] times keys^T into logits [rows, kKeyTile].
void tile_logits(const AttentionRun& run, const Buffers& buffers, const float* keys, int64_t count) {
  if (run.rows <= kDotRows) {
    for (int64_t row = 0; row < run.rows; ++row)
      dot_keys(run.q + row * run.key_width, keys, run.key_width, count, buffers.logits + row * kKeyTile);
    return;
  }
  for (int64_t i = 0; i < run.key_width; ++i) {
    float* line = buffers.transposed + i * kKeyTile;
    for (int64_t key = 0; key < kKeyTile; ++key)
      line[key] = key < count ? keys[key * run.key_width + i] : 0;
  }
  product({run.q, run.key_width, buffers.transposed, kKeyTile, buffers.logits, kKeyTile, run.rows, kKeyTile,
           run.key_width, false});
}

int64_t clamp(int64_t x, int64_t low, int64_t high) { return x < low ? low : x > high ? high : x; }

/// Turns one row of logits into weights and updates the running maximum and sum; returns the factor old sums shrink by.
float soften(const AttentionRun& run, int64_t row, int64_t position, int64_t count, float* logits) {
  const int64_t high = clamp(run.until[row] - position, 0, count), low = clamp(run.from[row] - position, 0, high);
  const int64_t pinned = clamp(run.pinned - position, 0, low);
  const V scale = set(run.scale);
  for (int64_t i = 0; i < kKeyTile; i += kLanes)
    store(hn::Mul(load(logits + i), scale), logits + i);
  for (int64_t i = pinned; i < low; ++i)
    logits[i] = kInvisible;
  for (int64_t i = high; i < kKeyTile; ++i)
    logits[i] = kInvisible;
  V most = set(run.peak[row]);
  V unsure = hn::Zero(d); // no number as soon as one logit is not finite: maxima, soft caps and exp would lose it
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    V x = load(logits + i);
    unsure = hn::MulAdd(x, hn::Zero(d), unsure);
    if (run.softcap > 0) {
      x = hn::IfThenElse(hn::Gt(x, set(kInvisible)),
                         hn::Mul(set(run.softcap), hn::Tanh(d, hn::Mul(x, set(1 / run.softcap)))), x);
      store(x, logits + i);
    }
    most = hn::Max(most, x);
  }
  const float peak = hn::GetLane(hn::MaxOfLanes(d, most));
  const float shrink = peak == run.peak[row] ? 1 : hn::GetLane(exp_of(set(run.peak[row] - peak)));
  const bool visible = peak > kInvisible; // a row that saw nothing yet keeps zero weights
  V total = hn::Zero(d);
  for (int64_t i = 0; i < kKeyTile; i += kLanes) {
    const V weight = visible ? exp_of(hn::Sub(load(logits + i), set(peak))) : hn::Zero(d);
    store(weight, logits + i);
    total = hn::Add(total, weight);
  }
  run.peak[row] = peak;
  run.sum[row] = run.sum[row] * shrink + sum_lanes(total) + sum_lanes(unsure);
  return shrink;
}

void scale_row(float* x, float factor, int64_t n) {
  int64_t i = 0;
  for (; i + kLanes <= n; i += kLanes)
    store(hn::Mul(load(x + i), set(factor)), x + i);
  for (; i < n; ++i)
    x[i] *= factor;
}

bool any_visible(const AttentionRun& run, int64_t position, int64_t count) {
  for (int64_t row = 0; row < run.rows; ++row)
    if (position < run.until[row] && (position + count > run.from[row] || position < run.pinned))
      return true;
  return false;
}

/// Values of a tile: in rows of their own, or in those of its keys.
const float* values_of(const AttentionRun& run, const Buffers& buffers, const float* keys, int64_t at, int64_t count) {
  if (!run.values)
    return keys;
  const char* raw = static_cast<const char*>(run.values) + at * run.value_width * block_bytes(run.type);
  if (run.type == Format::F32)
    return reinterpret_cast<const float*>(raw);
  widen(run.type, raw, buffers.values, count * run.value_width);
  return buffers.values;
}

} // namespace

void attention(const AttentionRun& run) {
  Buffers buffers{};
  buffers.transposed = run.scratch;
  buffers.keys = buffers.transposed + kKeyTile * run.key_width;
  buffers.values = buffers.keys + kKeyTile * run.key_width;
  buffers.logits = buffers.values + kKeyTile * run.value_width;
  const int64_t bytes = block_bytes(run.type);
  for (int64_t at = 0; at < run.count; at += kKeyTile) {
    const int64_t count = run.count - at < kKeyTile ? run.count - at : kKeyTile;
    if (!any_visible(run, run.first + at, count))
      continue;
    const char* raw_keys = static_cast<const char*>(run.keys) + at * run.key_width * bytes;
    const float* keys = reinterpret_cast<const float*>(raw_keys);
    if (run.type != Format::F32) {
      widen(run.type, raw_keys, buffers.keys, count * run.key_width);
      keys = buffers.keys;
    }
    const float* values = values_of(run, buffers, keys, at, count);
    tile_logits(run, buffers, keys, count);
    for (int64_t row = 0; row < run.rows; ++row) {
      for (int64_t i = count; i < kKeyTile; ++i)
        buffers.logits[row * kKeyTile + i] = 0;
      const float shrink = soften(run, row, run.first + at, count, buffers.logits + row * kKeyTile);
      if (shrink != 1)
        scale_row(run.acc + row * run.value_width, shrink, run.value_width);
    }
    product({buffers.logits, kKeyTile, values, run.values ? run.value_width : run.key_width, run.acc, run.value_width,
             run.rows, run.value_width, count, true});
  }
}

} // namespace pareto::cpu::PARETO_ISA
