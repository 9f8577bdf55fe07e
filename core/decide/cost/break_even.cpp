// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/break_even.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

bool has_machines(const CostLine& line) { return line.machines(1) > 0; }

int64_t last_looked_at(const CostLine& way, const CostLine& other) {
  auto last = static_cast<double>(kMostPerDay);
  for (const CostLine* line : {&way, &other})
    if (has_machines(*line))
      last = std::min(last, std::floor(line->machine_per_day * static_cast<double>(kMostMachines)));
  return std::max<int64_t>(1, static_cast<int64_t>(last));
}

/// The last whole volume that needs no more machines than `volume`.
int64_t end_of_step(const CostLine& line, int64_t volume, int64_t last) {
  if (!has_machines(line))
    return last;
  const double machines = line.machines(static_cast<double>(volume));
  auto end = std::max(
      volume, static_cast<int64_t>(std::floor(std::min(machines * line.machine_per_day, static_cast<double>(last)))));
  while (end < last && line.machines(static_cast<double>(end + 1)) == machines)
    ++end;
  while (end > volume && line.machines(static_cast<double>(end)) > machines)
    --end;
  return std::min(end, last);
}

/// Volumes of one number of machines of either way, where the difference of costs is a straight line; or several such.
struct Step {
  int64_t begin, end;
};

class CrossingSearch {
public:
  CrossingSearch(const CostLine& way, const CostLine& other)
      : m_way(way), m_other(other), m_last(last_looked_at(way, other)) {}

  BreakEven find() {
    look_through({1, m_last});
    m_found.looked_to = m_last;
    return m_found;
  }

private:
  bool is_cheaper(int64_t volume) const {
    const auto v = static_cast<double>(volume);
    return m_way.month(v) < m_other.month(v);
  }

  int64_t end_of_both(int64_t volume) const {
    return std::min(end_of_step(m_way, volume, m_last), end_of_step(m_other, volume, m_last));
  }

  /// No cost falls as volumes rise, so that whom the ends of a stretch set apart for good are not looked at in between:
  /// thousands of machines are as many steps.
  void look_through(Step stretch) {
    const auto begin = static_cast<double>(stretch.begin), end = static_cast<double>(stretch.end);
    if (m_way.month(end) < m_other.month(begin) || m_other.month(end) <= m_way.month(begin)) {
      look_at(stretch);
      return;
    }
    int64_t middle = end_of_both(stretch.begin + (stretch.end - stretch.begin) / 2);
    if (middle >= stretch.end)
      middle = end_of_both(stretch.begin);
    if (middle >= stretch.end) {
      look_at(stretch);
      return;
    }
    look_through({stretch.begin, middle});
    look_through({middle + 1, stretch.end});
  }

  /// Where it turns between two ends that differ: the first volume that is as the end is.
  int64_t turn(Step step) const {
    const bool ends_cheaper = is_cheaper(step.end);
    while (step.begin + 1 < step.end) {
      const int64_t middle = step.begin + (step.end - step.begin) / 2;
      (is_cheaper(middle) == ends_cheaper ? step.end : step.begin) = middle;
    }
    return step.end;
  }

  void look_at(const Step& step) {
    const bool begins = is_cheaper(step.begin), ends = is_cheaper(step.end);
    const std::optional<int64_t> from = begins ? std::optional(step.begin)
                                        : ends ? std::optional(turn(step))
                                               : std::nullopt;
    if (from && !m_found.first)
      m_found.first = from;
    if (!ends)
      m_found.always.reset();
    else if (!m_found.always || !begins)
      m_found.always = from;
  }

  const CostLine &m_way, &m_other;
  int64_t m_last;
  BreakEven m_found;
};

} // namespace

BreakEven break_even(const CostLine& way, const CostLine& other) { return CrossingSearch(way, other).find(); }

} // namespace pareto
