// SPDX-License-Identifier: GPL-3.0-or-later
// Dot products of queries with the keys of a tile, which are read as they are stored and widened in registers.
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

/// Has the four keys on their way that come eight times later. A processor's own guesses end with a page of memory, and
/// a history is read page after page; a key behind the last one is asked for in vain.
template <Format type>
HWY_INLINE void fetch_ahead(const KeyProducts& p, int64_t key) {
  constexpr int64_t kKeysAhead = 32, kLine = 64;
  const char* from = static_cast<const char*>(p.keys) + format_bytes(type, (key + kKeysAhead) * p.width);
  for (int64_t byte = 0; byte < format_bytes(type, 4 * p.width); byte += kLine)
    hwy::Prefetch(from + byte);
}

/// ROWS queries against four keys: twelve sums at most, which leave registers for a key and the queries.
template <Format type, int ROWS>
HWY_INLINE void four_keys(const KeyProducts& p, int64_t key) {
  V acc[ROWS][4];
  for (int row = 0; row < ROWS; ++row)
    for (int u = 0; u < 4; ++u)
      acc[row][u] = hn::Zero(d);
  for (int64_t i = 0; i + kLanes <= p.width; i += kLanes)
    for (int u = 0; u < 4; ++u) {
      const V x = load_wide<type>(p.keys, (key + u) * p.width + i);
      for (int row = 0; row < ROWS; ++row)
        acc[row][u] = hn::MulAdd(load(p.q + row * p.width + i), x, acc[row][u]);
    }
  for (int row = 0; row < ROWS; ++row)
    store_sums(acc[row], p.out + row * kKeyTile + key);
}

/// Whole vectors of channels; `ahead`: the keys behind these are asked for.
template <Format type, int ROWS>
void some_rows(const KeyProducts& p, bool ahead) {
  int64_t key = 0;
  for (; key + 4 <= p.count; key += 4) {
    if (ahead)
      fetch_ahead<type>(p, key);
    four_keys<type, ROWS>(p, key);
  }
  for (; key < p.count; ++key)
    for (int row = 0; row < ROWS; ++row) {
      V total = hn::Zero(d);
      for (int64_t i = 0; i + kLanes <= p.width; i += kLanes)
        total = hn::MulAdd(load(p.q + row * p.width + i), load_wide<type>(p.keys, key * p.width + i), total);
      p.out[row * kKeyTile + key] = sum_lanes(total);
    }
}

/// Rows spread evenly over passes of at most three: the tile stays in the first-level cache.
template <Format type>
void all_rows(const KeyProducts& p) {
  const int64_t passes = (p.rows + 2) / 3;
  KeyProducts part = p;
  for (int64_t pass = 0, row = 0; pass < passes; ++pass, row += part.rows) {
    part.q = p.q + row * p.width;
    part.out = p.out + row * kKeyTile;
    part.rows = (p.rows - row + passes - pass - 1) / (passes - pass);
    switch (part.rows) {
    case 1: some_rows<type, 1>(part, pass == 0); break;
    case 2: some_rows<type, 2>(part, pass == 0); break;
    default: some_rows<type, 3>(part, pass == 0); break;
    }
  }
}

/// The channels behind the last whole vector.
void add_rest(const KeyProducts& p, const float* keys) {
  for (int64_t i = p.width / kLanes * kLanes; i < p.width; ++i)
    for (int64_t row = 0; row < p.rows; ++row)
      for (int64_t key = 0; key < p.count; ++key)
        p.out[row * kKeyTile + key] += p.q[row * p.width + i] * keys[key * p.width + i];
}

} // namespace

bool read_as_stored(Format type, int64_t width, int64_t whole) {
  // without conversions of its own an instruction set's load_wide loses infinities (widen())
  const bool widens =
      type == Format::F32 || type == Format::BF16 || (type == Format::F16 && HWY_STATIC_TARGET == HWY_AVX2);
  return widens && width % whole == 0;
}

void key_products(const KeyProducts& p) {
  if (p.type != Format::F32 && !read_as_stored(p.type, p.width, kLanes)) {
    widen(p.type, p.keys, p.scratch, p.count * p.width);
    KeyProducts wide = p;
    wide.keys = p.scratch;
    wide.type = Format::F32;
    return key_products(wide);
  }
  switch (p.type) {
  case Format::F16: return all_rows<Format::F16>(p);
  case Format::BF16: return all_rows<Format::BF16>(p);
  default: break;
  }
  all_rows<Format::F32>(p);
  add_rest(p, static_cast<const float*>(p.keys));
}

} // namespace pareto::cpu::PARETO_ISA
