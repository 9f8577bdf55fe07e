// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/race.h"

#include "core/numeric/difference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace pareto {

namespace {

/// A single run shows nothing of how the next would differ: kUnseenDrift stands for it, and every pair of lanes is a
/// comparison.
bool tells(double times, size_t lanes) {
  const Difference difference{std::log(times), std::numbers::sqrt2 * kUnseenDrift, 0, 0};
  const auto pairs = static_cast<double>(lanes * (lanes - 1) / 2);
  return p_value(difference) * pairs < kFamilyError;
}

std::optional<RaceOutcome::Lead> lead_by(const std::vector<RaceResult>& results,
                                         std::optional<double> RaceResult::*figure, bool higher) {
  std::vector<size_t> order;
  for (size_t i = 0; i < results.size(); ++i)
    if (results[i].end == RaceResult::End::Done && results[i].*figure)
      order.push_back(i);
  if (order.empty())
    return std::nullopt;
  const auto value = [&](size_t i) { return *(results[i].*figure); };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return higher ? value(a) > value(b) : value(a) < value(b); });
  RaceOutcome::Lead lead;
  const auto times = [&](size_t i) { return higher ? value(order[0]) / value(i) : value(i) / value(order[0]); };
  lead.first = order[0];
  lead.alike = {order[0]};
  if (order.size() < 2)
    return lead;
  lead.second = order[1];
  lead.times = times(order[1]);
  for (size_t i = 1; i < order.size() && !tells(times(order[i]), order.size()); ++i)
    lead.alike.push_back(order[i]);
  if (order.size() > 2 && lead.alike.size() < order.size()) {
    lead.last = order.back();
    lead.times_last = times(order.back());
  }
  return lead;
}

} // namespace

RaceOutcome race_outcome(const std::vector<RaceResult>& results) {
  RaceOutcome outcome{
      lead_by(results, &RaceResult::tokens_per_s, true), lead_by(results, &RaceResult::ttft_ms, false), {}};
  for (size_t i = 0; i < results.size(); ++i) {
    if (results[i].end == RaceResult::End::Failed)
      outcome.failed.push_back(i);
    outcome.any_done |= results[i].end == RaceResult::End::Done;
    outcome.any_stopped |= results[i].end == RaceResult::End::Stopped;
  }
  return outcome;
}

} // namespace pareto
