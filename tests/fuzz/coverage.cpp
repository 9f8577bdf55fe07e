// SPDX-License-Identifier: GPL-3.0-or-later
// g++ calls __sanitizer_cov_trace_pc() in every block of what was compiled with -fsanitize-coverage=trace-pc. Here each
// block is a counter in a table (two blocks may share one; that costs a little attention, nothing else).
#include "tests/fuzz/coverage.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace pareto::fuzz {

namespace {

constexpr size_t kCounters = size_t{1} << 16;
constexpr unsigned kSpread = 0x9E3779B1u; ///< Fibonacci hashing

alignas(64) uint8_t g_now[kCounters];
uint8_t g_ever[kCounters]; ///< a bit for each magnitude of times a block ran

/// 1, 2, 3, 4-7, 8-15, 16-31, 32-127, more: the magnitudes that AFL tells apart.
uint8_t magnitude(uint8_t times) {
  if (times <= 3)
    return static_cast<uint8_t>(1u << (times - 1));
  return times < 8 ? 8 : times < 16 ? 16 : times < 32 ? 32 : times < 128 ? 64 : 128;
}

} // namespace

void forget_coverage() { std::fill(std::begin(g_now), std::end(g_now), uint8_t{0}); }

bool new_coverage() {
  bool added = false;
  for (size_t i = 0; i < kCounters; i += sizeof(uint64_t)) {
    uint64_t eight;
    std::memcpy(&eight, &g_now[i], sizeof eight);
    if (eight == 0)
      continue;
    for (size_t j = i; j < i + sizeof eight; ++j)
      if (g_now[j] != 0 && (g_ever[j] & magnitude(g_now[j])) == 0) {
        g_ever[j] |= magnitude(g_now[j]);
        added = true;
      }
  }
  return added;
}

size_t covered_blocks() {
  return static_cast<size_t>(
      std::count_if(std::begin(g_ever), std::end(g_ever), [](uint8_t bits) { return bits != 0; }));
}

} // namespace pareto::fuzz

extern "C" __attribute__((no_sanitize("address", "undefined"))) void __sanitizer_cov_trace_pc() {
  const auto place = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  uint8_t& counter = pareto::fuzz::g_now[(static_cast<uint32_t>(place) * pareto::fuzz::kSpread) >> 16];
  if (counter != UINT8_MAX)
    ++counter;
}
