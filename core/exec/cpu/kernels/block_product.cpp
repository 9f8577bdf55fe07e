// SPDX-License-Identifier: GPL-3.0-or-later
// Products with weights in blocks of 32. Levels are widened to float32 in registers and summed per block; the block's
// scale multiplies the sum once, and a shift of the levels (8 d, or the minimum) multiplies the sum of the inputs of
// the block.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

namespace pareto::cpu::PARETO_ISA {

namespace {

using DI = hn::RebindToSigned<D>;
using DU = hn::RebindToUnsigned<D>;
inline constexpr hn::Rebind<int8_t, D> kSignedBytes{};
inline constexpr hn::Rebind<uint8_t, D> kBytes{};

HWY_INLINE V signed_levels(const int8_t* at) {
  return hn::ConvertTo(d, hn::PromoteTo(DI(), hn::LoadU(kSignedBytes, at)));
}
HWY_INLINE hn::Vec<DU> pairs(const uint8_t* at) { return hn::PromoteTo(DU(), hn::LoadU(kBytes, at)); }
HWY_INLINE V low_levels(hn::Vec<DU> both) {
  return hn::ConvertTo(d, hn::BitCast(DI(), hn::And(both, hn::Set(DU(), 15u))));
}
HWY_INLINE V high_levels(hn::Vec<DU> both) { return hn::ConvertTo(d, hn::BitCast(DI(), hn::ShiftRight<4>(both))); }

/// Where the parts of a block begin.
template <Format type>
struct Block {
  static constexpr int64_t kLevels = type == Format::Q4_1 ? 64 : 32;
  static constexpr int64_t kBytes = panel_bytes(type, kBlockDepth);
};

/// MR rows of x against one panel into y [MR, 16]. `sums` [MR, blocks] holds the sum of x over each block.
template <int MR, Format type>
HWY_INLINE void tile(const PanelProduct& p, int64_t row, const uint8_t* panel, const float* sums, float* y,
                     int64_t y_stride) {
  constexpr int kChains = MR == 1 ? 4 : 2; // independent sums hide the latency of the multiply-add
  const int64_t blocks = p.k / kBlockDepth;
  V total[MR][kPanelVectors];
  for (int r = 0; r < MR; ++r)
    for (int v = 0; v < kPanelVectors; ++v)
      total[r][v] = hn::Zero(d);
  for (int64_t block = 0; block < blocks; ++block, panel += Block<type>::kBytes) {
    const uint8_t* levels = panel + Block<type>::kLevels;
    V acc[kChains][MR][kPanelVectors];
    for (int c = 0; c < kChains; ++c)
      for (int r = 0; r < MR; ++r)
        for (int v = 0; v < kPanelVectors; ++v)
          acc[c][r][v] = hn::Zero(d);
    const float* x[MR];
    for (int r = 0; r < MR; ++r)
      x[r] = p.x + (row + r) * p.x_stride + block * kBlockDepth;
    if constexpr (type == Format::Q8_0) {
      for (int64_t i = 0; i < kBlockDepth; i += kChains)
        for (int c = 0; c < kChains; ++c)
          for (int v = 0; v < kPanelVectors; ++v) {
            const V q = signed_levels(reinterpret_cast<const int8_t*>(levels) + (i + c) * kPanelRows + v * kLanes);
            for (int r = 0; r < MR; ++r)
              acc[c][r][v] = hn::MulAdd(set(x[r][i + c]), q, acc[c][r][v]);
          }
    } else {
      for (int64_t j = 0; j < kBlockDepth / 2; j += kChains / 2)
        for (int c = 0; c < kChains / 2; ++c)
          for (int v = 0; v < kPanelVectors; ++v) {
            const auto both = pairs(levels + (j + c) * kPanelRows + v * kLanes);
            const V low = low_levels(both), high = high_levels(both);
            for (int r = 0; r < MR; ++r) {
              acc[2 * c][r][v] = hn::MulAdd(set(x[r][j + c]), low, acc[2 * c][r][v]);
              acc[2 * c + 1][r][v] = hn::MulAdd(set(x[r][j + c + kBlockDepth / 2]), high, acc[2 * c + 1][r][v]);
            }
          }
    }
    for (int v = 0; v < kPanelVectors; ++v) {
      const V scale = load_wide<Format::F16>(panel, v * kLanes);
      for (int r = 0; r < MR; ++r) {
        V sum = acc[0][r][v];
        for (int c = 1; c < kChains; ++c)
          sum = hn::Add(sum, acc[c][r][v]);
        if constexpr (type == Format::Q4_0)
          sum = hn::MulAdd(set(-8), set(sums[(row + r) * blocks + block]), sum);
        total[r][v] = hn::MulAdd(scale, sum, total[r][v]);
        if constexpr (type == Format::Q4_1)
          total[r][v] = hn::MulAdd(load_wide<Format::F16>(panel + 32, v * kLanes),
                                   set(sums[(row + r) * blocks + block]), total[r][v]);
      }
    }
  }
  for (int r = 0; r < MR; ++r)
    for (int v = 0; v < kPanelVectors; ++v)
      store(total[r][v], y + r * y_stride + v * kLanes);
}

template <Format type>
void all_panels(const PanelProduct& p, const float* sums) {
  for (int64_t panel = p.first; panel < p.last; ++panel) {
    const uint8_t* at = static_cast<const uint8_t*>(p.panels) + panel * panel_bytes(type, p.k);
    const int64_t rows = p.rows - panel * kPanelRows < kPanelRows ? p.rows - panel * kPanelRows : kPanelRows;
    HWY_ALIGN float part[2 * kPanelRows];
    const bool whole = rows == kPanelRows;
    for (int64_t row = 0; row < p.m; row += 2) {
      float* y = whole ? p.y + row * p.y_stride + panel * kPanelRows : part;
      const int64_t y_stride = whole ? p.y_stride : kPanelRows, count = p.m - row < 2 ? 1 : 2;
      if (count == 1)
        tile<1, type>(p, row, at, sums, y, y_stride);
      else
        tile<2, type>(p, row, at, sums, y, y_stride);
      for (int64_t r = 0; r < count && !whole; ++r)
        for (int64_t i = 0; i < rows; ++i)
          p.y[(row + r) * p.y_stride + panel * kPanelRows + i] = part[r * kPanelRows + i];
    }
  }
}

template <Format type>
void unpack_blocks(const uint8_t* from, float* to, int64_t count) {
  for (int64_t block = 0; block < count; ++block, from += Block<type>::kBytes, to += kBlockDepth * kPanelRows) {
    const uint8_t* levels = from + Block<type>::kLevels;
    for (int v = 0; v < kPanelVectors; ++v) {
      const V scale = load_wide<Format::F16>(from, v * kLanes);
      if constexpr (type == Format::Q8_0) {
        for (int64_t i = 0; i < kBlockDepth; ++i)
          store(hn::Mul(scale, signed_levels(reinterpret_cast<const int8_t*>(levels) + i * kPanelRows + v * kLanes)),
                to + i * kPanelRows + v * kLanes);
      } else {
        const V shift = type == Format::Q4_1 ? load_wide<Format::F16>(from + 32, v * kLanes) : hn::Zero(d);
        for (int64_t j = 0; j < kBlockDepth / 2; ++j) {
          const auto both = pairs(levels + j * kPanelRows + v * kLanes);
          const auto value = [&](V level) {
            return type == Format::Q4_1 ? hn::MulAdd(scale, level, shift) : hn::Mul(scale, hn::Sub(level, set(8)));
          };
          store(value(low_levels(both)), to + j * kPanelRows + v * kLanes);
          store(value(high_levels(both)), to + (j + kBlockDepth / 2) * kPanelRows + v * kLanes);
        }
      }
    }
  }
}

} // namespace

void unpack(Format type, const void* blocks, float* to, int64_t count) {
  const auto* from = static_cast<const uint8_t*>(blocks);
  switch (type) {
  case Format::Q8_0: unpack_blocks<Format::Q8_0>(from, to, count); break;
  case Format::Q4_0: unpack_blocks<Format::Q4_0>(from, to, count); break;
  case Format::Q4_1: unpack_blocks<Format::Q4_1>(from, to, count); break;
  default: break; // plain types are widened
  }
}

/// Few rows, two at a time: a panel comes from memory once, in its blocks. The scratch holds [m, k / 32] sums.
void block_product(const PanelProduct& p) {
  const int64_t blocks = p.k / kBlockDepth;
  for (int64_t row = 0; row < p.m && p.type != Format::Q8_0; ++row)
    for (int64_t block = 0; block < blocks; ++block) {
      const float* x = p.x + row * p.x_stride + block * kBlockDepth;
      V total = hn::Zero(d);
      for (int64_t i = 0; i < kBlockDepth; i += kLanes)
        total = hn::Add(total, load(x + i));
      p.scratch[row * blocks + block] = sum_lanes(total);
    }
  switch (p.type) {
  case Format::Q8_0: all_panels<Format::Q8_0>(p, p.scratch); break;
  case Format::Q4_0: all_panels<Format::Q4_0>(p, p.scratch); break;
  default: all_panels<Format::Q4_1>(p, p.scratch); break;
  }
}

} // namespace pareto::cpu::PARETO_ISA
