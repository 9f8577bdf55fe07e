// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/axis.h"

#include "core/quality/published_groups.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pareto {

namespace {

constexpr std::pair<std::string_view, QualityUnit> kUnits[] = {{"percent", QualityUnit::RightOf100},
                                                               {"perplexity", QualityUnit::Perplexity},
                                                               {"score", QualityUnit::Score},
                                                               {"nll", QualityUnit::LogLoss},
                                                               {"nats", QualityUnit::Nats},
                                                               {"points", QualityUnit::Points},
                                                               {"bits per byte", QualityUnit::BitsPerByte}};

/// Any published row of this test in the study's group.
const PublishedResult* any_row(const Evidence& evidence, const std::string& quality_metric) {
  if (evidence.published())
    for (const PublishedResult& row : group_rows(*evidence.published(), evidence.study().quality_group))
      if (row.metric == quality_metric)
        return &row;
  return nullptr;
}

} // namespace

QualityUnit quality_unit(const Evidence& evidence, const std::string& quality_metric) {
  if (is_own_metric(quality_metric))
    return is_own_lookup(quality_metric) ? QualityUnit::RightOf100 : QualityUnit::BitsPerByte;
  const PublishedResult* row = any_row(evidence, quality_metric);
  if (!row)
    return QualityUnit::Unknown;
  return unit_named(row->unit);
}

QualityUnit unit_named(std::string_view unit) {
  for (const auto& [name, named] : kUnits)
    if (name == unit)
      return named;
  return QualityUnit::Score;
}

bool higher_is_better(const Evidence& evidence, const AxisChoice& axis) {
  if (axis.metric != Metric::Quality)
    return higher_is_better(axis.metric);
  if (is_own_metric(axis.quality_metric))
    return is_own_lookup(axis.quality_metric);
  const PublishedResult* row = any_row(evidence, axis.quality_metric);
  return row ? row->higher_is_better : higher_is_better(axis.metric);
}

std::vector<std::string> known_tests(const Evidence& evidence) {
  std::vector<std::string> known = evidence.own_metrics();
  if (evidence.published())
    for (const std::string& metric : evidence.published()->metrics(evidence.study().quality_group))
      known.push_back(metric);
  return known;
}

std::optional<std::string> first_test(const Evidence& evidence) {
  const std::vector<std::string> known = known_tests(evidence);
  for (const QualityTask& task : quality_tasks())
    for (const std::string& metric : task.metrics)
      if (std::find(known.begin(), known.end(), metric) != known.end())
        return metric;
  if (evidence.published()) // of groups that have none of those, what says as much
    for (const QualityTask& task : quality_tasks())
      if (const auto tests = tests_for(*evidence.published(), evidence.study().quality_group, task); !tests.empty())
        return tests.front();
  return known.empty() ? std::nullopt : std::optional(known.front());
}

std::string column_of(const AxisChoice& axis) {
  return axis.metric == Metric::Quality ? axis.quality_metric
                                        : std::string(to_string(axis.metric)) + suffix(row_of(axis.metric).unit);
}

} // namespace pareto
