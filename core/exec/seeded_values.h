// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// What State::fill_seeded() writes: tame values in [-0.25, 0.25), the same on every machine, exact in float32.
class SeededValues {
public:
  explicit SeededValues(uint64_t seed) : m_seed(seed) {}
  double next() {
    m_seed = m_seed * 6364136223846793005ull + 1442695040888963407ull; // Knuth's MMIX
    return 0.25 * (static_cast<double>(m_seed >> 40) / static_cast<double>(1 << 23) - 1);
  }

private:
  uint64_t m_seed;
};

} // namespace pareto
