// SPDX-License-Identifier: GPL-3.0-or-later
// Reflections x - u (u . x) of many rows, one direction after another (path attention, arXiv 2505.16381). Rows that go
// together lie side by side, x [width, kKeyTile], so that no sum runs across a vector.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

constexpr int64_t kFewSteps = 4; ///< below it rows are reflected where they lie
constexpr int kVectors = 4;      ///< of rows at once
static_assert(kKeyTile % (kVectors * kLanes) == 0);

/// Up to kKeyTile rows from and to where they lie; no row behind the last one.
void to_columns(const float* rows, int64_t count, int64_t width, float* x) {
  for (int64_t i = 0; i < width; ++i)
    for (int64_t r = 0; r < kKeyTile; ++r)
      x[i * kKeyTile + r] = r < count ? rows[r * width + i] : 0;
}
void from_columns(const float* x, int64_t count, int64_t width, float* rows) {
  for (int64_t r = 0; r < count; ++r)
    for (int64_t i = 0; i < width; ++i)
      rows[r * width + i] = x[i * kKeyTile + r];
}

/// x -= u (u . x) of the rows whose `taken` is above 0; before that dots = key . x of all of them where there is a key.
template <bool reads>
void reflect_columns(float* x, int64_t rows, int64_t width, const float* u, const float* taken, const float* key,
                     float* dots) {
  for (int64_t r = 0; r < rows; r += kVectors * kLanes) {
    V along[kVectors], read[kVectors];
    for (int v = 0; v < kVectors; ++v)
      along[v] = read[v] = hn::Zero(d);
    for (int64_t i = 0; i < width; ++i) {
      const V direction = set(u[i]), other = set(reads ? key[i] : 0);
      for (int v = 0; v < kVectors; ++v) {
        const V value = load(x + i * kKeyTile + r + v * kLanes);
        along[v] = hn::MulAdd(value, direction, along[v]);
        if constexpr (reads)
          read[v] = hn::MulAdd(value, other, read[v]);
      }
    }
    for (int v = 0; v < kVectors; ++v) {
      if constexpr (reads)
        store(read[v], dots + r + v * kLanes);
      along[v] = hn::IfThenElseZero(hn::Gt(load(taken + r + v * kLanes), hn::Zero(d)), along[v]);
    }
    for (int64_t i = 0; i < width; ++i) {
      const V direction = set(u[i]);
      for (int v = 0; v < kVectors; ++v) {
        float* at = x + i * kKeyTile + r + v * kLanes;
        store(hn::NegMulAdd(direction, along[v], load(at)), at);
      }
    }
  }
}

/// The same of one row where it lies.
void reflect_row(float* row, int64_t width, const float* u) {
  V sum = hn::Zero(d);
  int64_t i = 0;
  for (; i + kLanes <= width; i += kLanes)
    sum = hn::MulAdd(load(row + i), load(u + i), sum);
  float along = sum_lanes(sum);
  for (; i < width; ++i)
    along += row[i] * u[i];
  const V factor = set(along);
  for (i = 0; i + kLanes <= width; i += kLanes)
    store(hn::NegMulAdd(factor, load(u + i), load(row + i)), row + i);
  for (; i < width; ++i)
    row[i] -= along * u[i];
}

} // namespace

void reflect(const ReflectRun& run) {
  if (run.steps < kFewSteps) {
    for (int64_t row = 0; row < run.count; ++row)
      for (int64_t step = run.first + row < 0 ? 0 : run.first + row + 1; step < run.steps; ++step)
        reflect_row(run.rows + row * run.width, run.width, run.directions + step * run.stride);
    return;
  }
  HWY_ALIGN float taken[kKeyTile];
  for (int64_t block = 0; block < run.count; block += kKeyTile) {
    const int64_t count = run.count - block < kKeyTile ? run.count - block : kKeyTile, first = run.first + block;
    float* rows = run.rows + block * run.width;
    to_columns(rows, count, run.width, run.scratch);
    for (int64_t step = first < 0 ? 0 : first + 1; step < run.steps; ++step) {
      for (int64_t row = 0; row < kKeyTile; ++row)
        taken[row] = first + row < step ? 1 : 0;
      reflect_columns<false>(run.scratch, count, run.width, run.directions + step * run.stride, taken, nullptr,
                             nullptr);
    }
    from_columns(run.scratch, count, run.width, rows);
  }
}

void reflected_logits(const ReflectedLogits& run) {
  HWY_ALIGN float taken[kKeyTile], dots[kKeyTile];
  for (int64_t block = 0; block < run.rows; block += kKeyTile) {
    const int64_t rows = run.rows - block < kKeyTile ? run.rows - block : kKeyTile;
    to_columns(run.q + block * run.width, rows, run.width, run.scratch);
    for (int64_t key = run.count; key-- > 0;) {
      for (int64_t row = 0; row < kKeyTile; ++row)
        taken[row] = row < rows && run.first + key < run.until[block + row] ? 1 : 0;
      reflect_columns<true>(run.scratch, rows, run.width, run.directions + key * run.stride, taken,
                            run.keys + key * run.width, dots);
      for (int64_t row = 0; row < rows; ++row)
        run.logits[(block + row) * kKeyTile + key] = dots[row];
    }
    from_columns(run.scratch, rows, run.width, run.q + block * run.width);
  }
}

} // namespace pareto::cpu::PARETO_ISA
