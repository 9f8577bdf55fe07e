// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/power_grid.h"

#include "core/decide/quantity_math.h"
#include "core/measure/energy_meter.h"
#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

/// Tokens of one repetition.
double tokens_of(const CellKey& key) {
  return static_cast<double>(key.batch) *
         static_cast<double>(key.kind == CellKey::Kind::Decode ? 1 : key.prompt_tokens);
}

int worth_of(const Measurement& m) { return m.condition != Condition::Quiet ? 0 : m.preview ? 1 : 2; }

/// Of a value that is the product of two.
Interval product(double value, const Quantity& time, const Energy& energy) {
  const auto low = [](double middle, double end) { return middle > 0 ? std::max(0.0, end / middle) : 1; };
  return {value * low(*time.value, time.ci95->low) * low(energy.joules_per_token, energy.ci95->low),
          value * low(*time.value, time.ci95->high) * low(energy.joules_per_token, energy.ci95->high)};
}

/// Modelled, and as sure as the time.
Quantity by_watts(const Quantity& time, double watts, int requests, const std::string& from) {
  const double joules_per_ms = watts / requests / 1e3;
  Quantity q = time;
  q.value = joules_per_ms * *time.value;
  q.power = from;
  q.source = weaker(time.source, Source::Modelled);
  if (time.ci95)
    q.ci95 = Interval{joules_per_ms * time.ci95->low, joules_per_ms * time.ci95->high};
  return q;
}

} // namespace

void PowerGrid::add(int requests, int64_t tokens, const Measurement& m) {
  if (!m.energy || m.samples_ms.empty())
    return;
  if (m.energy->source == Source::Missing) {
    m_why = m.energy->from;
    return;
  }
  const double seconds = median(m.samples_ms) / 1e3;
  Cell& cell = m_cells[{requests, tokens}];
  if (!(seconds > 0) || worth_of(m) < cell.worth)
    return;
  cell = {m.energy->joules_per_token * tokens_of(m.key) / seconds, *m.energy, worth_of(m)};
}

const PowerGrid::Cell* PowerGrid::nearest(int requests, int64_t tokens) const {
  const auto away = [&](const auto& entry) {
    return std::abs(std::log2(static_cast<double>(tokens + 1) / static_cast<double>(entry.first.second + 1))) +
           std::abs(std::log2(static_cast<double>(requests) / entry.first.first));
  };
  const auto found =
      std::min_element(m_cells.begin(), m_cells.end(), [&](const auto& a, const auto& b) { return away(a) < away(b); });
  return found == m_cells.end() ? nullptr : &found->second;
}

Quantity PowerGrid::joules(const Quantity& time, int requests, int64_t tokens,
                           std::optional<double> stated_watts) const {
  if (!time.value)
    return time;
  const Cell* cell = nearest(requests, tokens);
  if (stated_watts && (!cell || cell->energy.source == Source::Modelled))
    return by_watts(time, *stated_watts, requests, watts_text(*stated_watts));
  if (!cell)
    return m_why.empty() ? missing(Gap::NotMeasured, "Energy was not counted when this was measured: press Run.")
                         : missing(Gap::Failed, m_why);
  const Energy& energy = cell->energy;
  if (energy.source == Source::Modelled)
    return by_watts(time, cell->watts, requests, energy.from);
  Quantity q = time;
  q.value = cell->watts / requests * *time.value / 1e3;
  q.power = energy.from;
  q.idle_watts = energy.idle_watts;
  q.source = weaker(time.source, energy.source);
  const auto own = m_cells.find({requests, tokens});
  if (energy.ci95 && own != m_cells.end() && energy.joules_per_token > 0)
    q.ci95 = Interval{*q.value * energy.ci95->low / energy.joules_per_token,
                      *q.value * energy.ci95->high / energy.joules_per_token};
  else if (energy.ci95 && time.ci95)
    q.ci95 = product(*q.value, time, energy);
  else
    q.ci95.reset();
  q.preview |= cell->worth < 2 || !q.ci95;
  if (q.preview && q.source == Source::Measured)
    q.ci95.reset();
  return q;
}

} // namespace pareto
