// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/forecast.h"

#include "core/numeric/statistics.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr double kFirstGuess = 1.5; ///< over the formula, before anything was measured
constexpr double kRise = 0.1;       ///< of what was shown
constexpr double kLate = 1.0 / 3;   ///< of what is missing

/// Seconds of one repetition; of a prompt in slices, of one sample of each.
double one_of(const Measurement& m) {
  if (m.slices.empty())
    return m.samples_ms.empty() ? 0 : median(m.samples_ms) / 1e3;
  double sum = 0;
  for (const Slice& slice : m.slices)
    sum += slice.samples_ms.empty() ? 0 : median(slice.samples_ms) / 1e3;
  return sum;
}

} // namespace

Forecast::Kind Forecast::kind_of(const PlannedWork& work, bool seen) {
  const PlannedCell& cell = work.cell;
  const int what = cell.key.kind == CellKey::Kind::Decode ? 0
                   : cell.how == Reading::Slices          ? 2
                                                          : 1,
            when = cell.early     ? 0
                   : cell.preview ? 1
                                  : 2;
  return {what + (seen ? 3 : 0), when};
}

/// Before it is corrected by what others of its kind took.
double Forecast::predicted(const PlannedWork& work) const {
  const auto seen = m_seen.find(likes_of(work));
  if (seen == m_seen.end())
    return work.formula_s;
  return seen->second.beside + (seen->second.failed ? 0 : repeated_seconds(work.options, seen->second.one));
}

double Forecast::correction(const PlannedWork& work) const {
  const bool seen = m_seen.count(likes_of(work)) > 0;
  const Kind kind = kind_of(work, seen);
  for (const Kind& of : {kind, Kind{kind.first, kWhenever}})
    for (const std::string& model : {work.cell.key.model, std::string()})
      if (const auto found = m_ratios.find({of, model}); found != m_ratios.end() && found->second.predicted > 0)
        return found->second.took / found->second.predicted;
  if (seen)
    return 1;
  return m_unseen.predicted > 0 ? m_unseen.took / m_unseen.predicted : kFirstGuess;
}

double Forecast::seconds_of(const PlannedWork& work) const { return predicted(work) * correction(work); }

void Forecast::took(const PlannedWork& work, double seconds, const Measurement* measured) {
  const bool seen = m_seen.count(likes_of(work)) > 0;
  if (!measured) {
    m_seen[likes_of(work)] = {0, seconds, true};
    return;
  }
  const Kind kind = kind_of(work, seen);
  for (const Kind& of : {kind, Kind{kind.first, kWhenever}})
    for (const std::string& model : {work.cell.key.model, std::string()}) {
      Ratio& ratio = m_ratios[{of, model}];
      ratio.took += seconds;
      ratio.predicted += predicted(work);
    }
  if (!seen) {
    m_unseen.took += seconds;
    m_unseen.predicted += work.formula_s;
  }
  const double one = one_of(*measured),
               repetitions = static_cast<double>(measured->samples_ms.size()) + work.options.rules.warm_up;
  m_seen[likes_of(work)] = {one, std::max(0.0, seconds - one * repetitions), false};
}

void Forecast::loaded(int64_t weight_bytes, double seconds) {
  m_loads.took += seconds;
  m_loads.predicted += expected_load_seconds(weight_bytes);
}

double Forecast::left(std::span<const PlannedWork> work, std::set<std::pair<std::string, std::string>> loaded) const {
  const double pace = m_loads.predicted > 0 ? m_loads.took / m_loads.predicted : 1;
  double sum = 0;
  for (const PlannedWork& each : work) {
    sum += seconds_of(each);
    if (loaded.insert({each.cell.key.model, each.cell.key.device}).second)
      sum += pace * expected_load_seconds(each.weight_bytes);
  }
  return sum;
}

double Forecast::shown(double left, double now) {
  double show = left;
  if (m_shown) {
    const double passed = std::max(0.0, m_shown->left - (now - m_shown->at));
    show = left < passed ? (left + passed) / 2
                         : std::min(left, passed + std::max(kRise * m_shown->left, kLate * (left - passed)));
  }
  m_shown = Shown{show, now};
  return show;
}

} // namespace pareto
