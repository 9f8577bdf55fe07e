// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::test {

/// Numbers in [-1, 1), the same for the same name.
inline std::vector<float> named_values(const std::string& name, int64_t count) {
  uint32_t seed = 1;
  for (const char each : name)
    seed = seed * 31 + static_cast<unsigned char>(each);
  std::vector<float> all;
  for (int64_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    all.push_back(static_cast<float>(seed >> 8) * 0x1p-23f - 1);
  }
  return all;
}

} // namespace pareto::test
