// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/speed_grid.h"

#include "core/decide/quantity_math.h"
#include "core/numeric/difference.h"
#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr double kWiden = 0.1; ///< a band outside what was measured is wider than what was seen

/// The neighbours of `at` in a map with ordered numeric keys: equal when it is a key itself, none when it lies outside.
/// Entries that do not `count` are passed over.
template <class Map, class Counts>
std::optional<std::pair<typename Map::const_iterator, typename Map::const_iterator>>
neighbours(const Map& map, double at, Counts counts) {
  auto below = map.end();
  for (auto entry = map.begin(); entry != map.end(); ++entry) {
    if (!counts(entry->second))
      continue;
    const auto key = static_cast<double>(entry->first);
    if (key == at)
      return std::pair{entry, entry};
    if (key > at)
      return below == map.end() ? std::nullopt : std::optional(std::pair{below, entry});
    below = entry;
  }
  return std::nullopt;
}

template <class Map>
auto neighbours(const Map& map, double at) {
  return neighbours(map, at, [](const auto&) { return true; });
}

/// The rows of a grid between which a place lies. One that was measured at other lengths only is no neighbour.
template <class Rows>
auto rows_around(const Rows& rows, double requests, double tokens) {
  return neighbours(rows, requests, [tokens](const auto& row) { return neighbours(row, tokens).has_value(); });
}

double share_between(double low, double high, double at) { return (at - low) / (high - low); }

/// Of rounds that both have.
Rounds interpolate(const Rounds& a, const Rounds& b, double share) {
  Rounds both;
  for (const auto& [id, value] : a)
    if (const auto other = b.find(id); other != b.end())
      both.emplace(id, value + share * (other->second - value));
  return both;
}

} // namespace

Conditions& Conditions::operator+=(const Conditions& other) {
  cells += other.cells;
  disturbed += other.disturbed;
  suspect += other.suspect;
  lost_share = std::max(lost_share, other.lost_share);
  lost_to.insert(other.lost_to.begin(), other.lost_to.end());
  return *this;
}

Quantity interpolate(const Quantity& a, const Quantity& b, double share) {
  Quantity q = b;
  q.value = *a.value + share * (*b.value - *a.value);
  q.ci95.reset();
  if (a.ci95 && b.ci95)
    q.ci95 = Interval{a.ci95->low + share * (b.ci95->low - a.ci95->low),
                      a.ci95->high + share * (b.ci95->high - a.ci95->high)};
  q.reach = Reach::Interpolated;
  take_weaker(q, a);
  return q;
}

int SpeedGrid::Round::worth() const {
  constexpr int kImported = 100; // after all that was measured
  return 2 * static_cast<int>(condition) + (preview ? 1 : 0) + (stated ? kImported : 0);
}

int SpeedGrid::Cell::best() const {
  return std::min_element(rounds.begin(), rounds.end(),
                          [](const Round& a, const Round& b) { return a.worth() < b.worth(); })
      ->worth();
}

void SpeedGrid::add(int requests, int64_t tokens, const Measurement& m, const char* flag) {
  Cell& cell = m_cells[requests][tokens];
  m_failures.erase({requests, tokens});
  const RoundId id{m.run, m.round};
  const bool imported = m.source == Source::Imported;
  const auto same = [&](const Round& r) {
    return r.id == id && r.condition == m.condition && r.preview == m.preview && r.stated.has_value() == imported;
  };
  auto round = std::find_if(cell.rounds.begin(), cell.rounds.end(), same);
  if (round == cell.rounds.end())
    round = cell.rounds.insert(round, {id, m.condition, m.preview, {}, {}, {}, {}, {}, 0, Reading::Whole, {}, {}});
  if (imported)
    round->stated = (m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms).value_or(Estimate());
  if (round->worth() <= cell.best()) // otherwise what is shown stays as it is
    cell.known.reset();
  round->median.reset();
  round->samples_ms.insert(round->samples_ms.end(), m.samples_ms.begin(), m.samples_ms.end());
  round->noise.insert(m.noise.begin(), m.noise.end());
  if (flag)
    round->noise.insert(flag);
  round->time_utc = m.time_utc;
  round->how = m.how;
  round->lost_to = m.lost_to;
  round->lost_share = std::max(round->lost_share, m.lost_share);
  if (m.row > 0)
    round->cell = std::to_string(m.run) + ":" + std::to_string(m.row);
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

Conditions SpeedGrid::conditions() const {
  Conditions all;
  for (const auto& [requests, row] : m_cells)
    for (const auto& [tokens, cell] : row) {
      ++all.cells;
      const int best = cell.best(); // no value is computed for this
      Condition shown = Condition::Quiet;
      for (const Round& round : cell.rounds) {
        if (round.worth() != best || round.condition == Condition::Quiet)
          continue;
        shown = round.condition;
        all.lost_share = std::max(all.lost_share, round.lost_share);
        if (shown == Condition::Disturbed && !round.lost_to.empty())
          all.lost_to.insert(round.lost_to);
      }
      all.disturbed += shown == Condition::Disturbed;
      all.suspect += shown == Condition::Suspect;
    }
  return all;
}

/// What a file states is no more and no less than that: an interval only where it has one.
Quantity SpeedGrid::stated_by(const Round& round, Quantity q) {
  q.value = round.stated->value;
  q.ci95 = round.stated->ci95;
  q.n = round.stated->n;
  q.source = Source::Imported;
  return q;
}

Quantity SpeedGrid::pooled(const Cell& cell) {
  const int best = cell.best();
  std::vector<double> samples;
  std::set<std::string> noise;
  Quantity q;
  for (const Round& round : cell.rounds) {
    if (round.worth() != best)
      continue;
    samples.insert(samples.end(), round.samples_ms.begin(), round.samples_ms.end());
    noise.insert(round.noise.begin(), round.noise.end());
    q.preview = round.preview;
    q.condition = round.condition;
    q.lost_share = std::max(q.lost_share, round.lost_share);
    if (!round.lost_to.empty())
      q.lost_to = round.lost_to;
    if (round.how == Reading::Slices)
      q.how = round.how;
    if (!round.cell.empty())
      q.cells = {round.cell};
    q.time_utc = round.time_utc;
  }
  q.noise.assign(noise.begin(), noise.end());
  const auto latest =
      std::find_if(cell.rounds.rbegin(), cell.rounds.rend(), [&](const Round& round) { return round.worth() == best; });
  if (latest->stated)
    return stated_by(*latest, std::move(q));
  Estimate estimate = estimate_median(samples);
  if (!estimate.ci95 && q.how == Reading::Slices)
    estimate.ci95 = interval_of_few(samples); // of long prompts there are few, each a sum
  q.value = estimate.value;
  if (!q.preview)
    q.ci95 = estimate.ci95;
  q.source = Source::Measured;
  q.preview |= !q.ci95;
  q.n = estimate.n;
  return q;
}

const Quantity& SpeedGrid::quantity(const Cell& cell) const {
  if (cell.known)
    return *cell.known;
  ++m_estimates;
  return cell.known.emplace(pooled(cell));
}

Rounds SpeedGrid::rounds_of(const Cell& cell) {
  Rounds all;
  for (const Round& round : cell.rounds) {
    if (!round.decides())
      continue;
    if (!round.median)
      round.median = median(round.samples_ms);
    all.emplace(round.id, *round.median);
  }
  return all;
}

std::optional<Rounds> SpeedGrid::rounds_along(const Row& row, double tokens) {
  const auto around = neighbours(row, tokens);
  if (!around)
    return std::nullopt;
  const auto& [below, above] = *around;
  if (below == above)
    return rounds_of(below->second);
  return interpolate(rounds_of(below->second), rounds_of(above->second),
                     share_between(static_cast<double>(below->first), static_cast<double>(above->first), tokens));
}

Rounds SpeedGrid::rounds(double requests, double tokens) const {
  const auto around = rows_around(m_cells, requests, tokens);
  if (!around)
    return {};
  const auto& [below, above] = *around;
  Rounds found = *rounds_along(below->second, tokens);
  if (below == above)
    return found;
  return interpolate(found, *rounds_along(above->second, tokens), share_between(below->first, above->first, requests));
}

std::optional<Quantity> SpeedGrid::along_tokens(const Row& row, double tokens) const {
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
  const auto around = rows_around(m_cells, requests, tokens);
  if (!around)
    return std::nullopt;
  const auto& [below, above] = *around;
  std::optional<Quantity> found = along_tokens(below->second, tokens);
  if (below == above)
    return found;
  return interpolate(*found, *along_tokens(above->second, tokens), share_between(below->first, above->first, requests));
}

bool SpeedGrid::has_quiet() const {
  for (const auto& [requests, row] : m_cells)
    for (const auto& [tokens, cell] : row)
      if (quantity(cell).condition == Condition::Quiet)
        return true;
  return false;
}

Quantity SpeedGrid::modelled(int requests, int64_t tokens, const std::function<double(int, int64_t)>& least) const {
  Quantity q;
  double nearest = 0, distance = INFINITY, lowest = INFINITY, highest = 0;
  const bool any_quiet = has_quiet();
  for (const auto& [count, row] : m_cells)
    for (const auto& [length, cell] : row) {
      const Quantity& measured = quantity(cell);
      if (any_quiet && measured.condition != Condition::Quiet)
        continue;
      take_condition(q, measured);
      const double share = least(count, length) / *measured.value;
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
