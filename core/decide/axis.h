// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/decide/metric_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// One axis: a metric, and of quality which test.
struct AxisChoice {
  Metric metric = Metric::Tpot;
  std::string quality_metric; ///< Metric::Quality only
  bool operator==(const AxisChoice&) const = default;
};

/// In what a test of quality is counted.
enum class QualityUnit : uint8_t {
  Unknown, ///< no result of such a test is known
  RightOf100,
  BitsPerByte, ///< lower is better
  Perplexity,  ///< lower is better
  Score,
  LogLoss, ///< negative log likelihood of a token, natural logarithm; lower is better
  Nats,    ///< divergence from a finer format; lower is better
  Points,  ///< percentage points of difference
};
QualityUnit quality_unit(const Evidence& evidence, const std::string& quality_metric);
/// As published results spell it: "percent", "nll"; Score for what is not known.
QualityUnit unit_named(std::string_view unit);

/// Whether larger is better on this axis, each test's own direction included.
bool higher_is_better(const Evidence& evidence, const AxisChoice& axis);

/// Tests of quality that stand on an axis here: those of own texts, then published ones of the study's group.
std::vector<std::string> known_tests(const Evidence& evidence);
/// The test that stands for the first question of quality_tasks() that has any, otherwise the first that is known; none
/// where none is.
std::optional<std::string> first_test(const Evidence& evidence);

/// Its column in tables and files: "tpot_ms", "fda_acc".
std::string column_of(const AxisChoice& axis);

} // namespace pareto
