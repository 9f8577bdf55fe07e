// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/curve.h"

#include <algorithm>
#include <cmath>

namespace pareto {

std::vector<double> doublings(double low, double high) {
  std::vector<double> all{low};
  for (double at = std::exp2(std::floor(std::log2(std::max(1.0, low))) + 1); at < high; at *= 2)
    all.push_back(at);
  if (high > low)
    all.push_back(high);
  return all;
}

OperatingPoint moved(OperatingPoint at, Along along, double to) {
  if (along == Along::Context)
    at.context = std::llround(to);
  else
    at.requests = static_cast<int>(std::lround(to));
  return at;
}

} // namespace pareto
