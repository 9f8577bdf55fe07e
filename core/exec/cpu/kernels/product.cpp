// SPDX-License-Identifier: GPL-3.0-or-later
// Matrix products: packed weights (panels of 16 rows) and plain strided ones share one register tile.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

#include <hwy/cache_control.h>

namespace pareto::cpu::PARETO_ISA {

namespace {

/// Rows of a register tile: accumulators, one row of B and one broadcast fill the sixteen vector registers.
constexpr int kTileRows = kPanelVectors == 2 ? 6 : 3;

/// How far ahead of a tile's arithmetic weights are asked for. A processor's own guesses end with a page of memory.
constexpr int64_t kBytesAhead = 2048;

/// One tile c[MR, 16] += a[MR, k] b[k, 16]. UNROLL independent sums hide the latency of few rows.
template <int MR, int UNROLL, Format type>
HWY_INLINE void tile(const float* a, int64_t a_stride, const void* b, int64_t b_stride, float* c, int64_t c_stride,
                     int64_t k, bool accumulate) {
  V acc[UNROLL][MR][kPanelVectors];
  for (int u = 0; u < UNROLL; ++u)
    for (int r = 0; r < MR; ++r)
      for (int v = 0; v < kPanelVectors; ++v)
        acc[u][r][v] = u == 0 && accumulate ? load(c + r * c_stride + v * kLanes) : hn::Zero(d);
  int64_t i = 0;
  for (; i + UNROLL <= k; i += UNROLL)
    for (int u = 0; u < UNROLL; ++u) {
      if constexpr (UNROLL == 1) // one or two rows wait for memory whatever is asked for
        hwy::Prefetch(static_cast<const char*>(b) + format_bytes(type, (i + u) * b_stride) + kBytesAhead);
      V row[kPanelVectors];
      for (int v = 0; v < kPanelVectors; ++v)
        row[v] = load_wide<type>(b, (i + u) * b_stride + v * kLanes);
      for (int r = 0; r < MR; ++r) {
        const V x = set(a[r * a_stride + i + u]);
        for (int v = 0; v < kPanelVectors; ++v)
          acc[u][r][v] = hn::MulAdd(x, row[v], acc[u][r][v]);
      }
    }
  for (; i < k; ++i)
    for (int r = 0; r < MR; ++r)
      for (int v = 0; v < kPanelVectors; ++v)
        acc[0][r][v] =
            hn::MulAdd(set(a[r * a_stride + i]), load_wide<type>(b, i * b_stride + v * kLanes), acc[0][r][v]);
  for (int u = 1; u < UNROLL; ++u)
    for (int r = 0; r < MR; ++r)
      for (int v = 0; v < kPanelVectors; ++v)
        acc[0][r][v] = hn::Add(acc[0][r][v], acc[u][r][v]);
  for (int r = 0; r < MR; ++r)
    for (int v = 0; v < kPanelVectors; ++v)
      store(acc[0][r][v], c + r * c_stride + v * kLanes);
}

/// All m rows against one column block of 16.
template <Format type>
void column_block(const float* a, int64_t a_stride, const void* b, int64_t b_stride, float* c, int64_t c_stride,
                  int64_t m, int64_t k, bool accumulate) {
  const int64_t tiles = (m + kTileRows - 1) / kTileRows;
  int64_t row = 0;
  for (int64_t t = 0; t < tiles; ++t) { // rows spread evenly: 8 = 4 + 4, not 6 + 2
    const int64_t rows = (m - row + tiles - t - 1) / (tiles - t);
    const float* x = a + row * a_stride;
    float* y = c + row * c_stride;
    switch (rows) {
    case 1: tile<1, kPanelVectors == 2 ? 4 : 2, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    case 2: tile<2, kPanelVectors == 2 ? 2 : 1, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    case 3: tile<3, 1, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    case 4: tile<4, 1, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    case 5: tile<5, 1, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    default: tile<6, 1, type>(x, a_stride, b, b_stride, y, c_stride, k, accumulate); break;
    }
    row += rows;
  }
}

/// The last, part empty panel goes through a full tile of its own.
template <Format type>
void part_panel(const PanelProduct& p, const void* panel, int64_t panel_index) {
  const int64_t rows = p.rows - panel_index * kPanelRows;
  HWY_ALIGN float y[kPanelRows];
  for (int64_t r = 0; r < p.m; ++r) {
    column_block<type>(p.x + r * p.x_stride, p.x_stride, panel, kPanelRows, y, kPanelRows, 1, p.k, false);
    for (int64_t i = 0; i < rows; ++i)
      p.y[r * p.y_stride + panel_index * kPanelRows + i] = y[i];
  }
}

/// Few rows: passes over each panel, widened in registers. The first one's bandwidth decides.
template <Format type>
void few_rows(const PanelProduct& p) {
  const int64_t bytes = panel_bytes(type, p.k);
  for (int64_t panel = p.first; panel < p.last; ++panel) {
    const char* w = static_cast<const char*>(p.panels) + panel * bytes;
    if ((panel + 1) * kPanelRows > p.rows)
      part_panel<type>(p, w, panel);
    else
      column_block<type>(p.x, p.x_stride, w, kPanelRows, p.y + panel * kPanelRows, p.y_stride, p.m, p.k, false);
  }
}

/// As many rows at once as the scratch has room for the sums of (block_product).
void block_rows(const PanelProduct& p) {
  const int64_t most = product_scratch(p.k) / (p.k / kBlockDepth);
  for (int64_t row = 0; row < p.m; row += most) {
    PanelProduct part = p;
    part.x += row * p.x_stride;
    part.y += row * p.y_stride;
    part.m = p.m - row < most ? p.m - row : most;
    block_product(part);
  }
}

/// Many rows: blocks of depth, so that 32 KiB of a panel (widened once) serve all rows from the first-level cache.
void many_rows(const PanelProduct& p) {
  const int64_t panel_elements = p.k * kPanelRows;
  for (int64_t depth = 0; depth < p.k; depth += kDepthBlock) {
    const int64_t k = p.k - depth < kDepthBlock ? p.k - depth : kDepthBlock;
    for (int64_t panel = p.first; panel < p.last; ++panel) {
      if ((panel + 1) * kPanelRows > p.rows)
        continue;
      const float* block = static_cast<const float*>(p.panels) + panel * panel_elements + depth * kPanelRows;
      if (is_block(p.type)) {
        unpack(p.type,
               static_cast<const char*>(p.panels) + panel * panel_bytes(p.type, p.k) + panel_bytes(p.type, depth),
               p.scratch, k / kBlockDepth);
        block = p.scratch;
      } else if (p.type != Format::F32) {
        widen(p.type, static_cast<const uint16_t*>(p.panels) + panel * panel_elements + depth * kPanelRows, p.scratch,
              k * kPanelRows);
        block = p.scratch;
      }
      column_block<Format::F32>(p.x + depth, p.x_stride, block, kPanelRows, p.y + panel * kPanelRows, p.y_stride, p.m,
                                k, depth > 0);
    }
  }
  if (p.last * kPanelRows > p.rows && p.last > p.first) {
    PanelProduct rest = p;
    rest.first = p.last - 1;
    switch (p.type) {
    case Format::F32: few_rows<Format::F32>(rest); break;
    case Format::F16: few_rows<Format::F16>(rest); break;
    case Format::BF16: few_rows<Format::BF16>(rest); break;
    default: block_rows(rest); break;
    }
  }
}

void add_bias(const PanelProduct& p) {
  const int64_t begin = p.first * kPanelRows, end = p.last * kPanelRows < p.rows ? p.last * kPanelRows : p.rows;
  for (int64_t r = 0; r < p.m; ++r)
    for (int64_t i = begin; i < end; ++i)
      p.y[r * p.y_stride + i] += p.bias[i];
}

/// Up to so many rows a panel is widened as often as tiles of rows read it; beyond it once, into the scratch.
constexpr int64_t kFewRows = 16 * kTileRows;
/// The same where every widening is long: float16 without a conversion of the instruction set's own, and blocks.
constexpr int64_t kFewRowsOfHalves = HWY_STATIC_TARGET == HWY_AVX2 ? kFewRows : 2 * kTileRows;
constexpr int64_t kFewRowsOfBlocks = 16;

int64_t few_rows_of(Format type) {
  return is_block(type) ? kFewRowsOfBlocks : type == Format::F16 ? kFewRowsOfHalves : kFewRows;
}

/// The columns of b in whole panels.
template <Format type>
void whole_columns(const Product& p) {
  for (int64_t column = 0; column + kPanelRows <= p.n; column += kPanelRows)
    column_block<type>(p.a, p.a_stride, static_cast<const char*>(p.b) + format_bytes(type, column), p.b_stride,
                       p.c + column, p.c_stride, p.m, p.k, p.accumulate);
}

} // namespace

void panel_product(const PanelProduct& p) {
  if (p.m > few_rows_of(p.type)) {
    many_rows(p);
  } else {
    switch (p.type) {
    case Format::F32: few_rows<Format::F32>(p); break;
    case Format::F16: few_rows<Format::F16>(p); break;
    case Format::BF16: few_rows<Format::BF16>(p); break;
    default: block_rows(p); break;
    }
  }
  if (p.bias)
    add_bias(p);
}

void product(const Product& p) {
  switch (p.b_type) {
  case Format::F16: whole_columns<Format::F16>(p); break;
  case Format::BF16: whole_columns<Format::BF16>(p); break;
  default: whole_columns<Format::F32>(p); break;
  }
  const auto* b = static_cast<const float*>(p.b);
  for (int64_t row = 0; row < p.m; ++row)
    for (int64_t i = p.n / kPanelRows * kPanelRows; i < p.n; ++i) {
      float total = p.accumulate ? p.c[row * p.c_stride + i] : 0;
      for (int64_t k = 0; k < p.k; ++k)
        total += p.a[row * p.a_stride + k] * b[k * p.b_stride + i];
      p.c[row * p.c_stride + i] = total;
    }
}

double peak_operations(int64_t rounds, float* sink) {
  constexpr int kChains = 10;
  V acc[kChains];
  for (int i = 0; i < kChains; ++i)
    acc[i] = set(1.0f + 1e-3f * static_cast<float>(i));
  const V factor = set(0.999999f), term = set(1e-6f);
  for (int64_t round = 0; round < rounds; ++round)
    for (int i = 0; i < kChains; ++i)
      acc[i] = hn::MulAdd(acc[i], factor, term);
  V total = acc[0];
  for (int i = 1; i < kChains; ++i)
    total = hn::Add(total, acc[i]);
  *sink = sum_lanes(total);
  return 2.0 * static_cast<double>(rounds) * kChains * static_cast<double>(kLanes);
}

float read_bytes(const float* x, int64_t n) {
  V acc[8];
  for (V& a : acc)
    a = hn::Zero(d);
  int64_t i = 0;
  for (; i + 8 * kLanes <= n; i += 8 * kLanes)
    for (int u = 0; u < 8; ++u)
      acc[u] = hn::Add(acc[u], load(x + i + u * kLanes));
  for (int u = 1; u < 8; ++u)
    acc[0] = hn::Add(acc[0], acc[u]);
  return sum_lanes(acc[0]);
}

} // namespace pareto::cpu::PARETO_ISA
