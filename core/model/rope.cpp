// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rope.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kSameFrequency = 1e-9; ///< relative

bool same_frequencies(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return std::abs(x - y) <= kSameFrequency * std::abs(y); });
}

} // namespace

std::vector<double> plain_frequencies(double theta, int64_t rotated) {
  std::vector<double> frequencies;
  for (int64_t j = 0; j < rotated / 2; ++j)
    frequencies.push_back(std::pow(theta, -2.0 * static_cast<double>(j) / static_cast<double>(rotated)));
  return frequencies;
}

RopeSpec plain_rope(int64_t width, double theta) {
  auto table = std::make_shared<RopeTable>();
  table->inv_freq = plain_frequencies(theta, width);
  return {false, std::move(table)};
}

RopeSpec paired_rope(int64_t width, double theta, bool to_base) {
  RopeSpec rope = plain_rope(width, theta);
  rope.interleaved = true;
  if (!to_base)
    return rope;
  auto table = std::make_shared<RopeTable>();
  const int64_t pairs = width / 2;
  for (int64_t j = 0; j < pairs; ++j)
    table->inv_freq.push_back(
        std::pow(theta, -static_cast<double>(j) / static_cast<double>(std::max<int64_t>(pairs - 1, 1))));
  rope.table = std::move(table);
  return rope;
}

bool same_rope(const RopeSpec& a, const RopeSpec& b) {
  if (!a.table || !b.table)
    return !a.table && !b.table;
  const bool far = !a.table->inv_freq_long.empty();
  return a.interleaved == b.interleaved && same_frequencies(a.table->inv_freq, b.table->inv_freq) &&
         same_frequencies(a.table->inv_freq_long, b.table->inv_freq_long) &&
         (!far || a.table->long_after == b.table->long_after) &&
         a.table->attention_factor == b.table->attention_factor && a.table->growth == b.table->growth &&
         a.table->period == b.table->period && a.table->block == b.table->block;
}

} // namespace pareto
