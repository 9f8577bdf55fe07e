// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/forecast.h"

#include "core/numeric/statistics.h"

#include <algorithm>
#include <string_view>

namespace pareto {

namespace {

constexpr double kFirstGuess = 1.5; ///< over the formula, before anything was measured
constexpr double kRise = 0.1;       ///< of what was shown
constexpr double kLate = 1.0 / 3;   ///< of what is missing
constexpr double kForgets = 0.97;   ///< what an earlier cell tells about how busy the machine is, from one to the next
constexpr double kQuietAtFirst = 2; ///< cells that the belief in a quiet machine counts for

constexpr int kDecode = 0, kWhole = 1, kSlices = 2, kWhats = 3; ///< Forecast::Kind::first

/// Seconds of one repetition; of a prompt in slices, of one sample of each.
double one_of(const Measurement& m) {
  if (m.slices.empty())
    return m.samples_ms.empty() ? 0 : median(m.samples_ms) / 1e3;
  double sum = 0;
  for (const Slice& slice : m.slices)
    sum += slice.samples_ms.empty() ? 0 : median(slice.samples_ms) / 1e3;
  return sum;
}

/// Seconds of the repetitions that count for nothing.
double set_aside_of(const Measurement& m) {
  if (std::none_of(m.repetitions.begin(), m.repetitions.end(), [](const Repetition& r) { return r.used; }))
    return 0; // all of them do then
  double sum = 0;
  for (const Repetition& each : m.repetitions)
    sum += each.used ? 0 : each.ms / 1e3;
  return sum;
}

} // namespace

Forecast::Kind Forecast::kind_of(const PlannedWork& work, bool seen) {
  const PlannedCell& cell = work.cell;
  const int what = cell.key.kind == CellKey::Kind::Decode ? kDecode
                   : cell.how == Reading::Slices          ? kSlices
                                                          : kWhole,
            when = cell.early     ? 0
                   : cell.preview ? 1
                                  : 2;
  return {what + (seen ? kWhats : 0), when};
}

const Forecast::Seen* Forecast::find_seen(const PlannedWork& work) const {
  const auto& known = m_seen[is_quick_look(work)];
  const auto found = known.find(work.cell.key);
  return found == known.end() ? nullptr : &found->second;
}

/// Before it is corrected by what others of its kind took.
double Forecast::predicted(const PlannedWork& work, const Seen* seen) {
  return seen ? seen->beside + (seen->failed ? 0 : repeated_seconds(work.options, seen->one)) : work.formula_s;
}

/// Of its own model where there was one of the kind, otherwise of all.
std::optional<double> Forecast::ratio_of(const Kind& kind, const std::string& model) const {
  const auto found = m_ratios.find(kind);
  if (found == m_ratios.end())
    return std::nullopt;
  const auto own = found->second.models.find(model);
  for (const Ratio* ratio : {own == found->second.models.end() ? nullptr : &own->second, &found->second.all})
    if (ratio && ratio->predicted > 0)
      return ratio->took / ratio->predicted;
  return std::nullopt;
}

double Forecast::correction(const PlannedWork& work, const Seen* seen) const {
  const Kind kind = kind_of(work, seen != nullptr);
  const std::string& model = work.cell.key.model;
  auto ratio = ratio_of(kind, model);
  if (!ratio)
    ratio = ratio_of({kind.first, kWhenever}, model);
  if (!ratio && !seen && kind.first != kDecode) // prompts compute alike, however they are read
    ratio = ratio_of({kind.first == kSlices ? kWhole : kSlices, kWhenever}, model);
  if (ratio)
    return *ratio;
  if (seen)
    return 1;
  return m_unseen.predicted > 0 ? m_unseen.took / m_unseen.predicted : kFirstGuess;
}

double Forecast::seconds_of(const PlannedWork& work) const {
  const double set_aside = m_set_aside.predicted > 0 ? m_set_aside.took / m_set_aside.predicted : 0;
  const Seen* seen = find_seen(work);
  return predicted(work, seen) * correction(work, seen) * (1 + doubtful_share() * set_aside);
}

void Forecast::learn(const Kind& kind, const std::string& model, const Ratio& one) {
  for (const Kind& of : {kind, Kind{kind.first, kWhenever}})
    for (Ratio* ratio : {&m_ratios[of].all, &m_ratios[of].models[model]}) {
      ratio->took += one.took;
      ratio->predicted += one.predicted;
    }
}

void Forecast::took(const PlannedWork& work, double all_seconds, const Measurement* measured) {
  const double aside = measured ? std::min(set_aside_of(*measured), all_seconds) : 0, seconds = all_seconds - aside;
  if (aside > 0) {
    m_set_aside.took += aside;
    m_set_aside.predicted += seconds;
  }
  const Seen* seen = find_seen(work);
  Seen& now = m_seen[is_quick_look(work)][work.cell.key];
  if (!measured) {
    now = {0, seconds, false, true};
    return;
  }
  const bool quiet = measured->condition == Condition::Quiet;
  const Kind kind = kind_of(work, seen != nullptr);
  const double expected = predicted(work, seen);
  const bool alike = !seen || seen->quiet || !quiet; // what a disturbed turn took says nothing of a quiet one
  if (alike)
    learn(kind, work.cell.key.model, {seconds, expected});
  if (!seen) {
    m_unseen.took += seconds;
    m_unseen.predicted += work.formula_s;
  }
  if (now.quiet && !quiet)
    return;
  const double one = one_of(*measured),
               repetitions = static_cast<double>(measured->samples_ms.size()) + work.options.rules.warm_up;
  now = {one, std::max(0.0, seconds - one * repetitions), quiet, false};
}

void Forecast::loaded(int64_t weight_bytes, double seconds) {
  m_loads.took += seconds;
  m_loads.predicted += expected_load_seconds(weight_bytes);
}

void Forecast::judged(bool doubtful) {
  m_judged = kForgets * m_judged + 1;
  m_doubtful = kForgets * m_doubtful + (doubtful ? 1 : 0);
}

double Forecast::doubtful_share() const { return m_doubtful / (m_judged + kQuietAtFirst); }

double Forecast::repeats(std::span<const PlannedWork> doubtful, std::span<const PlannedWork> coming,
                         size_t planned) const {
  double cells = 0, seconds = 0;
  const auto add = [&](const PlannedWork& work, double share) {
    cells += share;
    seconds += share * seconds_of(work);
  };
  const double share = doubtful_share();
  if (share == 0 && doubtful.empty())
    return 0;
  const auto before = [](const CellKey* a, const CellKey* b) { return *a < *b; };
  std::set<const CellKey*, decltype(before)> judged_later; // a cell with several turns in a round is judged by the last
  for (auto work = coming.rbegin(); work != coming.rend(); ++work)
    if (judged_later.insert(&work->cell.key).second)
      add(*work, share);
  for (const PlannedWork& work : doubtful)
    if (!judged_later.count(&work.cell.key))
      add(work, 1);
  const auto most = static_cast<double>(most_repeats(planned));
  return cells > most ? seconds * most / cells : seconds;
}

double Forecast::left(std::span<const PlannedWork> work,
                      const std::set<std::pair<std::string, std::string>>& loaded) const {
  std::set<std::pair<std::string_view, std::string_view>> known(loaded.begin(), loaded.end());
  const double pace = m_loads.predicted > 0 ? m_loads.took / m_loads.predicted : 1;
  double sum = 0;
  for (const PlannedWork& each : work) {
    sum += seconds_of(each);
    if (known.emplace(each.cell.key.model, each.cell.key.device).second)
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
