// SPDX-License-Identifier: GPL-3.0-or-later
// A paper's front over operations against the front over the wait measured here.
#pragma once

#include "core/decide/comparison.h"

#include <string>
#include <vector>

namespace pareto {

/// Who is on the front of quality against cost, by the values alone: printed averages have no intervals.
struct FrontChange {
  std::string task;                        ///< the test
  std::vector<std::string> models;         ///< that have a quality and a wait that may decide, in study order
  std::vector<std::string> pending;        ///< that have a quality and no such wait
  std::vector<std::string> by_operations;  ///< on the front over operations of an answer, by formula, in study order
  std::vector<std::string> by_wait;        ///< on the front over the wait
  std::vector<std::string> joined() const; ///< on the second alone
  std::vector<std::string> left() const;   ///< on the first alone
  bool known() const { return models.size() >= 2 && pending.empty(); }
};

/// Of the models compared, at the place and on the task of the comparison.
FrontChange front_change(const Evidence& evidence, const Comparison& comparison);

} // namespace pareto
