// SPDX-License-Identifier: GPL-3.0-or-later
// One operation at a time in shapes that fill neither a panel of 16 nor a vector of 8, the same every time.
#pragma once

#include "core/exec/executor.h"
#include "core/formats/tensor_source.h"

#include <QtTest>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace pareto::test {

using Random = std::mt19937;

template <class T>
T pick(Random& random, std::initializer_list<T> choices) {
  return choices.begin()[random() % choices.size()];
}

/// 1 .. 70, mostly odd and beside the powers of two.
inline int64_t odd_width(Random& random) {
  return pick<int64_t>(random, {1, 2, 3, 5, 7, 8, 9, 11, 15, 16, 17, 23, 31, 32, 33, 48, 63, 64, 65, 70});
}
inline int64_t small_width(Random& random) {
  return pick<int64_t>(random, {1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 20});
}

/// A recorded operation whose only output is "y".
struct RandomOperation {
  int batch = 1;
  std::vector<int> steps; ///< tokens of each step; the state is carried over
  LoadOptions options;
  int64_t vocab = 0;       ///< of the token ids it reads
  double tolerance = 1e-4; ///< of the peak: float32 arithmetic against float64
  std::function<void(Graph&)> record;
};

using OperationMaker = RandomOperation (*)(Random&);
/// By name, in order.
const std::vector<std::pair<const char*, OperationMaker>>& random_operations();

/// A row for each of these, in a column `which` of their places among random_operations().
inline void add_operations(std::initializer_list<std::string_view> names) {
  QTest::addColumn<int>("which");
  const auto& all = random_operations();
  for (size_t i = 0; i < all.size(); ++i)
    if (std::find(names.begin(), names.end(), all[i].first) != names.end())
      QTest::newRow(all[i].first) << static_cast<int>(i);
}

/// Values by the meaning their name begins with: "pos" above 0, "log" not above 0, "beta" from 0 to 1, "tame" small,
/// others from -1 to 1. A name always has the same values.
std::vector<float> values_of(const std::string& name, int64_t count, uint32_t seed);

/// The outputs of all steps, one after the other.
Result<std::vector<float>> run_operation(Executor& executor, const RandomOperation& operation, uint32_t seed);

} // namespace pareto::test
