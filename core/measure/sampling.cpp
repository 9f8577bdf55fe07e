// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/sampling.h"

#include "core/numeric/statistics.h"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <memory>
#include <numeric>
#include <span>

namespace pareto {

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

namespace {

bool narrow(const SamplingRules& rules, std::span<const double> samples) {
  const auto interval = median_interval(samples);
  return interval && interval->high - interval->low <= 2 * rules.precision * median(samples);
}

} // namespace

bool enough(const SamplingRules& rules, const std::vector<double>& samples, double used_seconds) {
  const auto n = static_cast<int>(samples.size());
  if (n < rules.least)
    return false;
  if (n >= rules.most || used_seconds >= rules.budget_seconds)
    return true;
  // Stopping whenever the interval happens to be narrow picks lucky moments, and then it covers too rarely. So: look
  // only when half as many samples again have come in, and stop when two looks in a row agree.
  int look = std::max(1, rules.least), before = 0;
  while (look < n) {
    before = look;
    look += std::max(1, look / 2);
  }
  return look == n && before > 0 && narrow(rules, samples) &&
         narrow(rules, std::span(samples).first(static_cast<size_t>(before)));
}

bool is_disturbed(const Meanwhile& meanwhile) {
  constexpr double kMissed = 0.03, kLeastMissed = 0.001;
  constexpr double kTaken = 0.05, kLeastTaken = 0.03;
  const double taken = std::max(kTaken * meanwhile.wall_s, kLeastTaken);
  // What the group's own quota took is a property of this machine, and comes back with every repetition.
  const bool missed = !meanwhile.throttled && meanwhile.missed_s > std::max(kMissed * meanwhile.wall_s, kLeastMissed);
  return missed || meanwhile.others_s > taken || meanwhile.stolen_s > taken;
}

Witnesses machine_witnesses(bool team) {
  const auto interference = std::make_shared<Interference>();
  Witnesses witnesses;
  witnesses.processors = interference->processors();
  witnesses.look = [interference, team] {
    Meanwhile meanwhile = interference->look();
    if (!team)
      meanwhile.missed_s = -1;
    return meanwhile;
  };
  return witnesses;
}

namespace {

constexpr double kWindow = 0.2; ///< seconds

/// A share of what is told; what is not told stays so.
double part(double whole, double share) { return whole < 0 ? whole : whole * share; }

Meanwhile operator+(const Meanwhile& a, const Meanwhile& b) {
  const auto sum = [](auto x, auto y) { return x < 0 || y < 0 ? -1 : x + y; };
  return {a.wall_s + b.wall_s,         sum(a.missed_s, b.missed_s),     sum(a.others_s, b.others_s),
          sum(a.stolen_s, b.stolen_s), sum(a.pressure_s, b.pressure_s), sum(a.switches, b.switches),
          a.throttled || b.throttled};
}

/// One series of repetitions while it is taken.
class Series {
public:
  Series(const SamplingRules& rules, const TimedWork& work, const Witnesses& witnesses)
      : m_rules(rules), m_work(work), m_witnesses(witnesses) {}

  Result<Sampled> take() {
    for (int i = 0; i < m_rules.warm_up; ++i) {
      PARETO_TRY(prepare());
      PARETO_TRY(m_work.once());
    }
    if (m_witnesses.look)
      static_cast<void>(m_witnesses.look()); // what was before is nobody's
    m_window_start = m_witnesses.clock();
    while (true) {
      const bool missing = !is_enough() && !is_patience_over();
      const bool cancelled = missing && m_work.cancelled && m_work.cancelled();
      if (missing && !cancelled) {
        PARETO_TRY(repeat());
        if (window_seconds() >= kWindow)
          close_window();
      } else if (m_window.empty() || close_window() || cancelled) {
        break; // otherwise what was set aside is missing again
      }
    }
    judge_all();
    return std::move(m_out);
  }

private:
  Status prepare() const { return m_work.prepare ? m_work.prepare() : Status(); }

  Status repeat() {
    PARETO_TRY(prepare());
    const double before = m_witnesses.clock();
    PARETO_TRY(m_work.once());
    m_window.push_back(m_witnesses.clock() - before);
    m_samples.push_back(m_window.back());
    return {};
  }

  double window_seconds() const { return m_witnesses.clock() - m_window_start; }
  bool is_enough() const {
    return enough(m_rules, m_samples, m_used_seconds + (m_window.empty() ? 0 : window_seconds()));
  }
  bool is_patience_over() const { return m_set_aside > 0 && m_lost_seconds >= m_rules.repeat_seconds; }

  /// Whether its repetitions count.
  bool close_window() {
    const double seconds = window_seconds();
    const Meanwhile meanwhile = m_witnesses.look ? m_witnesses.look() : Meanwhile();
    const bool good = !is_disturbed(meanwhile);
    add_repetitions(meanwhile, good);
    if (m_witnesses.look)
      m_out.witnessed = m_out.witnessed && meanwhile.others_s >= 0;
    if (good) {
      m_used_seconds += seconds;
      m_undisturbed = m_undisturbed + meanwhile;
    } else {
      m_samples.resize(m_samples.size() - m_window.size());
      m_set_aside += static_cast<int>(m_window.size());
      m_lost_seconds += seconds;
      add_loss(meanwhile);
    }
    m_window.clear();
    m_window_start = m_witnesses.clock();
    return good;
  }

  /// Each with its share of what happened in the window.
  void add_repetitions(const Meanwhile& meanwhile, bool used) {
    const double whole = std::accumulate(m_window.begin(), m_window.end(), 0.0);
    double done = 0;
    for (double seconds : m_window) {
      const double share = whole > 0 ? seconds / whole : 1 / static_cast<double>(m_window.size());
      const auto switches = [&](double end) {
        return static_cast<int64_t>(static_cast<double>(meanwhile.switches) * std::min(1.0, end) + 0.5);
      };
      m_out.repetitions.push_back(
          {1e3 * seconds,
           {part(meanwhile.missed_s, share), part(meanwhile.others_s, share), part(meanwhile.stolen_s, share),
            part(meanwhile.pressure_s, share), meanwhile.switches < 0 ? -1 : switches(done + share) - switches(done)},
           used});
      done += share;
    }
  }

  void add_loss(const Meanwhile& meanwhile) {
    m_out.lost.others_s += std::max(0.0, meanwhile.others_s);
    m_out.lost.stolen_s += std::max(0.0, meanwhile.stolen_s);
    m_out.lost.missed_s += std::max(0.0, meanwhile.missed_s);
    m_out.lost.machine_s += meanwhile.wall_s * m_witnesses.processors;
  }

  /// A trickle that no window shows, since its account is coarse, shows in all of them together.
  void judge_all() {
    if (is_disturbed(m_undisturbed)) {
      for (Repetition& each : m_out.repetitions)
        each.used = false;
      add_loss(m_undisturbed);
      m_set_aside += static_cast<int>(m_samples.size());
      m_samples.clear();
    }
    m_out.disturbed = m_set_aside > 0 && static_cast<int>(m_samples.size()) < m_rules.least;
  }

  const SamplingRules& m_rules;
  const TimedWork& m_work;
  const Witnesses& m_witnesses;
  Sampled m_out;
  std::vector<double> m_samples; ///< undisturbed ones, and those of the open window
  std::vector<double> m_window;  ///< of the open window
  double m_window_start = 0, m_used_seconds = 0, m_lost_seconds = 0;
  int m_set_aside = 0;
  Meanwhile m_undisturbed{0, 0, 0, 0, 0, 0, false}; ///< beside all repetitions that count
};

} // namespace

Result<Sampled> sample(const SamplingRules& rules, const TimedWork& work, const Witnesses& witnesses) {
  return Series(rules, work, witnesses).take();
}

} // namespace pareto
