// SPDX-License-Identifier: GPL-3.0-or-later
// Dot products of queries with the keys of a tile. Few queries (decode) read each key once, as it is stored, and widen
// it in registers; many go over a transposed copy.
#include "core/exec/cpu/kernels/kernel_list.h"
#include "core/exec/cpu/kernels/vector_math.h"

#include <hwy/cache_control.h>

namespace pareto::cpu::PARETO_ISA {

namespace {

/// The sums of four vectors, side by side.
void store_sums(const V (&v)[4], float* to) {
#if HWY_TARGET != HWY_SCALAR // which has no vectors
  if constexpr (kLanes == 4 || kLanes == 8) {
    constexpr hn::RepartitionToWide<D> pair{};
    const V ab = hn::Add(hn::InterleaveLower(d, v[0], v[1]), hn::InterleaveUpper(d, v[0], v[1])),
            ce = hn::Add(hn::InterleaveLower(d, v[2], v[3]), hn::InterleaveUpper(d, v[2], v[3]));
    const auto first = hn::BitCast(pair, ab), second = hn::BitCast(pair, ce);
    const V sums = hn::Add(hn::BitCast(d, hn::InterleaveLower(pair, first, second)),
                           hn::BitCast(d, hn::InterleaveUpper(pair, first, second)));
    if constexpr (kLanes == 4) {
      store(sums, to);
    } else {
      constexpr hn::Half<D> half{};
      hn::StoreU(hn::Add(hn::LowerHalf(half, sums), hn::UpperHalf(half, sums)), half, to);
    }
    return;
  }
#endif
  for (int u = 0; u < 4; ++u)
    to[u] = sum_lanes(v[u]);
}

/// ROWS queries against the keys [FIRST, LAST) of four, lane by lane.
template <Format type, int ROWS, int FIRST, int LAST>
HWY_INLINE void lane_sums(const KeyProducts& p, int64_t key, V (&sums)[ROWS][4]) {
  V acc[ROWS][LAST - FIRST];
  for (int row = 0; row < ROWS; ++row)
    for (int u = 0; u < LAST - FIRST; ++u)
      acc[row][u] = hn::Zero(d);
  for (int64_t i = 0; i < p.width; i += kLanes)
    for (int u = 0; u < LAST - FIRST; ++u) {
      const V x = load_wide<type>(p.keys, (key + FIRST + u) * p.width + i);
      for (int row = 0; row < ROWS; ++row)
        acc[row][u] = hn::MulAdd(load(p.q + row * p.width + i), x, acc[row][u]);
    }
  for (int row = 0; row < ROWS; ++row)
    for (int u = 0; u < LAST - FIRST; ++u)
      sums[row][FIRST + u] = acc[row][u];
}

/// Has the four keys on their way that come eight times later. A processor's own guesses end with a page of memory, and
/// a history is read page after page; a key behind the last one is asked for in vain.
template <Format type>
HWY_INLINE void fetch_ahead(const KeyProducts& p, int64_t key) {
  constexpr int64_t kKeysAhead = 32, kLine = 64;
  const char* from = static_cast<const char*>(p.keys) + format_bytes(type, (key + kKeysAhead) * p.width);
  for (int64_t byte = 0; byte < format_bytes(type, 4 * p.width); byte += kLine)
    hwy::Prefetch(from + byte);
}

/// Four keys: all at once, or two and two where the sums would not leave registers for a key and a query.
template <Format type, int ROWS>
HWY_INLINE void four_keys(const KeyProducts& p, int64_t key) {
  fetch_ahead<type>(p, key);
  V sums[ROWS][4];
  if constexpr (ROWS < 4) {
    lane_sums<type, ROWS, 0, 4>(p, key, sums);
  } else {
    lane_sums<type, ROWS, 0, 2>(p, key, sums);
    lane_sums<type, ROWS, 2, 4>(p, key, sums);
  }
  for (int row = 0; row < ROWS; ++row)
    store_sums(sums[row], p.out + row * kKeyTile + key);
}

/// `width` in whole vectors.
template <Format type, int ROWS>
void few_rows(const KeyProducts& p) {
  int64_t key = 0;
  for (; key + 4 <= p.count; key += 4)
    four_keys<type, ROWS>(p, key);
  for (; key < p.count; ++key)
    for (int row = 0; row < ROWS; ++row) {
      V total = hn::Zero(d);
      for (int64_t i = 0; i < p.width; i += kLanes)
        total = hn::MulAdd(load(p.q + row * p.width + i), load_wide<type>(p.keys, key * p.width + i), total);
      p.out[row * kKeyTile + key] = sum_lanes(total);
    }
}

template <Format type>
void few_rows_of(const KeyProducts& p) {
  static_assert(kFewQueries == 4);
  switch (p.rows) {
  case 1: few_rows<type, 1>(p); break;
  case 2: few_rows<type, 2>(p); break;
  case 3: few_rows<type, 3>(p); break;
  default: few_rows<type, 4>(p); break;
  }
}

/// Four keys side by side, channel after channel.
void transpose_four(const float* keys, int64_t width, float* to) {
  int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR // which has no vectors
  constexpr hn::FixedTag<float, 4> four{};
  for (; i + 4 <= width; i += 4) {
    const auto a = hn::LoadU(four, keys + i), b = hn::LoadU(four, keys + width + i),
               c = hn::LoadU(four, keys + 2 * width + i), e = hn::LoadU(four, keys + 3 * width + i);
    const auto first = hn::InterleaveLower(four, a, b), last = hn::InterleaveUpper(four, a, b),
               first_too = hn::InterleaveLower(four, c, e), last_too = hn::InterleaveUpper(four, c, e);
    hn::StoreU(hn::ConcatLowerLower(four, first_too, first), four, to + i * kKeyTile);
    hn::StoreU(hn::ConcatUpperUpper(four, first_too, first), four, to + (i + 1) * kKeyTile);
    hn::StoreU(hn::ConcatLowerLower(four, last_too, last), four, to + (i + 2) * kKeyTile);
    hn::StoreU(hn::ConcatUpperUpper(four, last_too, last), four, to + (i + 3) * kKeyTile);
  }
#endif
  for (; i < width; ++i)
    for (int64_t key = 0; key < 4; ++key)
      to[i * kKeyTile + key] = keys[key * width + i];
}

/// keys [count, width] as [width, kKeyTile], zeros behind the last one.
void transpose(const float* keys, int64_t width, int64_t count, float* transposed) {
  int64_t key = 0;
  for (; key + 4 <= count; key += 4)
    transpose_four(keys + key * width, width, transposed + key);
  for (int64_t i = 0; key < kKeyTile && i < width; ++i)
    for (int64_t rest = key; rest < kKeyTile; ++rest)
      transposed[i * kKeyTile + rest] = rest < count ? keys[rest * width + i] : 0;
}

} // namespace

bool read_as_stored(Format type, int64_t rows, int64_t width, int64_t whole) {
  // without conversions of its own an instruction set's load_wide loses infinities (widen())
  const bool widens =
      type == Format::F32 || type == Format::BF16 || (type == Format::F16 && HWY_STATIC_TARGET == HWY_AVX2);
  return widens && rows <= kFewQueries && width % whole == 0;
}

void key_products(const KeyProducts& p) {
  if (read_as_stored(p.type, p.rows, p.width, kLanes)) {
    switch (p.type) {
    case Format::F16: return few_rows_of<Format::F16>(p);
    case Format::BF16: return few_rows_of<Format::BF16>(p);
    default: return few_rows_of<Format::F32>(p);
    }
  }
  const float* keys = static_cast<const float*>(p.keys);
  if (p.type != Format::F32) {
    float* room = p.scratch + kKeyTile * p.width;
    widen(p.type, p.keys, room, p.count * p.width);
    keys = room;
  }
  transpose(keys, p.width, p.count, p.scratch);
  product({p.q, p.width, p.scratch, kKeyTile, p.out, kKeyTile, p.rows, kKeyTile, p.width, false});
}

} // namespace pareto::cpu::PARETO_ISA
