// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/speed_grid.h"

#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kWiden = 0.1; ///< a band outside what was measured is wider than what was seen

/// The neighbours of `at` in a map with ordered numeric keys: equal when it is a key itself, none when it lies outside.
template <class Map>
std::optional<std::pair<typename Map::const_iterator, typename Map::const_iterator>> neighbours(const Map& map,
                                                                                                double at) {
  auto above =
      std::find_if(map.begin(), map.end(), [&](const auto& entry) { return static_cast<double>(entry.first) >= at; });
  if (above == map.end())
    return std::nullopt;
  if (static_cast<double>(above->first) == at)
    return std::pair{above, above};
  if (above == map.begin())
    return std::nullopt;
  return std::pair{std::prev(above), above};
}

double share_between(double low, double high, double at) { return (at - low) / (high - low); }

} // namespace

Quantity interpolate(const Quantity& a, const Quantity& b, double share) {
  Quantity q = b;
  q.value = *a.value + share * (*b.value - *a.value);
  q.ci95.reset();
  if (a.ci95 && b.ci95)
    q.ci95 = Interval{a.ci95->low + share * (b.ci95->low - a.ci95->low),
                      a.ci95->high + share * (b.ci95->high - a.ci95->high)};
  q.source = weaker(a.source, b.source);
  q.reach = Reach::Interpolated;
  q.preview = a.preview || b.preview;
  q.n = std::min(a.n, b.n);
  q.time_utc = std::max(a.time_utc, b.time_utc);
  for (const std::string& flag : a.noise)
    if (std::find(q.noise.begin(), q.noise.end(), flag) == q.noise.end())
      q.noise.push_back(flag);
  return q;
}

void SpeedGrid::add(int requests, int64_t tokens, const Measurement& m, const char* flag) {
  Cell& cell = m_cells[requests][tokens];
  m_failures.erase({requests, tokens});
  if (!cell.samples_ms.empty() && m.preview && !cell.preview)
    return;
  if (cell.preview && !m.preview)
    cell = {};
  cell.known.reset();
  cell.samples_ms.insert(cell.samples_ms.end(), m.samples_ms.begin(), m.samples_ms.end());
  cell.preview = m.preview;
  cell.noise.insert(m.noise.begin(), m.noise.end());
  if (flag)
    cell.noise.insert(flag);
  cell.time_utc = m.time_utc;
}

void SpeedGrid::add_failure(int requests, int64_t tokens, const std::string& reason) {
  m_failures[{requests, tokens}] = reason;
}

std::string SpeedGrid::failure(int requests, int64_t tokens) const {
  const auto found = m_failures.find({requests, tokens});
  return found == m_failures.end() ? std::string() : found->second;
}

bool SpeedGrid::covers(int requests, int64_t tokens) const {
  const auto row = m_cells.find(requests);
  return (row != m_cells.end() && row->second.contains(tokens)) || m_failures.contains({requests, tokens});
}

std::vector<int64_t> SpeedGrid::tokens() const {
  std::set<int64_t> all;
  for (const auto& [requests, row] : m_cells)
    for (const auto& [tokens, cell] : row)
      all.insert(tokens);
  return {all.begin(), all.end()};
}

std::vector<int64_t> SpeedGrid::requests() const {
  std::vector<int64_t> all;
  for (const auto& [requests, row] : m_cells)
    all.push_back(requests);
  return all;
}

const Quantity& SpeedGrid::quantity(const Cell& cell) const {
  if (cell.known)
    return *cell.known;
  ++m_estimates;
  const Estimate estimate = estimate_median(cell.samples_ms);
  Quantity q;
  q.value = estimate.value;
  if (!cell.preview)
    q.ci95 = estimate.ci95;
  q.source = Source::Measured;
  q.preview = cell.preview || !q.ci95;
  q.n = estimate.n;
  q.time_utc = cell.time_utc;
  q.noise.assign(cell.noise.begin(), cell.noise.end());
  return cell.known.emplace(std::move(q));
}

std::optional<Quantity> SpeedGrid::along_tokens(const std::map<int64_t, Cell>& row, double tokens) const {
  const auto around = neighbours(row, tokens);
  if (!around)
    return std::nullopt;
  const auto& [below, above] = *around;
  if (below == above)
    return quantity(below->second);
  return interpolate(quantity(below->second), quantity(above->second),
                     share_between(static_cast<double>(below->first), static_cast<double>(above->first), tokens));
}

std::optional<Quantity> SpeedGrid::at(double requests, double tokens) const {
  // Rows that hold this place; a request count measured at other lengths only does not count as a neighbour.
  std::map<int, Quantity> rows;
  for (const auto& [count, row] : m_cells)
    if (const auto q = along_tokens(row, tokens))
      rows.emplace(count, *q);
  const auto around = neighbours(rows, requests);
  if (!around)
    return std::nullopt;
  const auto& [below, above] = *around;
  return below == above
             ? below->second
             : interpolate(below->second, above->second, share_between(below->first, above->first, requests));
}

Quantity SpeedGrid::modelled(int requests, int64_t tokens, const std::function<double(int, int64_t)>& least) const {
  Quantity q;
  double nearest = 0, distance = INFINITY, lowest = INFINITY, highest = 0;
  for (const auto& [count, row] : m_cells)
    for (const auto& [length, cell] : row) {
      const double share = least(count, length) / *quantity(cell).value;
      const double away = std::abs(std::log2(static_cast<double>(tokens + 1) / static_cast<double>(length + 1))) +
                          std::abs(std::log2(static_cast<double>(requests) / count));
      if (away < distance) {
        distance = away;
        nearest = share;
      }
      lowest = std::min(lowest, share);
      highest = std::max(highest, share);
    }
  if (!(nearest > 0)) {
    q.gap = Gap::NotMeasured;
    q.why = "Not measured yet, and nothing to model it from: press Run.";
    return q;
  }
  const double floor = least(requests, tokens);
  q.value = floor / nearest;
  q.ci95 = Interval{floor / (highest * (1 + kWiden)), floor / (lowest * (1 - kWiden))};
  q.source = Source::Modelled;
  q.reach = Reach::Beyond;
  return q;
}

} // namespace pareto
