// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/serving.h"

#include "core/numeric/statistics.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

namespace pareto {

namespace {

/// One server while it works off its arrivals.
class Scheduler {
public:
  Scheduler(std::span<const Arrival> arrivals, Server& server, const ServingRules& rules)
      : m_arrivals(arrivals), m_server(server), m_rules(rules) {
    for (const Arrival& each : arrivals)
      m_run.requests.push_back({each.seconds, -1, -1, -1, each.prompt_tokens, each.answer_tokens});
    for (int slot = rules.slots; slot-- > 0;)
      m_free.push_back(slot);
  }

  Result<ServingRun> run(const std::function<bool()>& cancelled) {
    while (m_answered < m_arrivals.size()) {
      if (cancelled && cancelled())
        return fail(ErrorCode::Cancelled, "Stopped before every request was answered.");
      take_arrivals();
      admit();
      if (m_reading.empty() && m_answering.empty())
        m_now = m_arrivals[m_next].seconds;
      else
        PARETO_TRY(step());
      if (hopeless()) {
        m_run.given_up = true;
        break;
      }
    }
    m_run.seconds = m_now;
    return std::move(m_run);
  }

private:
  struct Active {
    size_t request;
    int slot;
    int64_t position = 0; ///< tokens in the state
    int64_t given = 0;    ///< of the answer
  };

  void take_arrivals() {
    while (m_next < m_arrivals.size() && m_arrivals[m_next].seconds <= m_now)
      m_queue.push_back(m_next++);
    const auto waits = [this](size_t request) { return m_arrivals[request].seconds < m_now; };
    m_run.most_queued =
        std::max(m_run.most_queued, static_cast<int64_t>(std::count_if(m_queue.begin(), m_queue.end(), waits)));
  }

  void admit() {
    while (!m_queue.empty() && !m_free.empty()) {
      m_run.requests[m_queue.front()].admitted = m_now;
      m_reading.push_back({m_queue.front(), m_free.back()});
      m_free.pop_back();
      m_queue.pop_front();
    }
  }

  ServedRow row(const Active& active, int64_t tokens) const {
    const Arrival& arrival = m_arrivals[active.request];
    return {active.request, active.slot, active.position, tokens, arrival.prompt_tokens + arrival.answer_tokens};
  }

  Status step() {
    const bool prefill = !m_reading.empty() && (m_answering.empty() || !m_was_prefill);
    m_was_prefill = prefill;
    return prefill ? read_chunk() : answer_all();
  }

  Status take(const ServingStep& step) {
    PARETO_TRY_ASSIGN(seconds, m_server.step(step));
    m_now += seconds;
    m_run.busy_seconds += seconds;
    ++m_run.steps;
    return {};
  }

  Status read_chunk() {
    Active& active = m_reading.front();
    const int64_t left = m_arrivals[active.request].prompt_tokens - active.position,
                  tokens = std::min(m_rules.chunk, left);
    PARETO_TRY(take({true, tokens == left, {row(active, tokens)}}));
    active.position += tokens;
    if (tokens < left)
      return {};
    m_run.requests[active.request].first = m_now;
    active.given = 1;
    if (!end(active))
      m_answering.push_back(active);
    m_reading.pop_front();
    return {};
  }

  Status answer_all() {
    m_step.rows.clear();
    for (const Active& active : m_answering)
      m_step.rows.push_back(row(active, 1));
    PARETO_TRY(take(m_step));
    for (Active& active : m_answering) {
      ++active.position;
      ++active.given;
    }
    std::erase_if(m_answering, [this](const Active& active) { return end(active); });
    return {};
  }

  /// Whether the answer is whole; then its slot is free.
  bool end(const Active& active) {
    if (active.given < m_arrivals[active.request].answer_tokens)
      return false;
    Served& served = m_run.requests[active.request];
    served.done = m_now;
    m_late += served.wait() > m_rules.patience_seconds;
    m_free.push_back(active.slot);
    ++m_answered;
    return true;
  }

  /// More have waited too long, answered or not, than may.
  bool hopeless() const {
    if (m_rules.give_up_share >= 1)
      return false;
    auto late = static_cast<double>(m_late);
    const auto waits_too_long = [&](size_t request) {
      return m_now - m_arrivals[request].seconds > m_rules.patience_seconds;
    };
    for (const size_t request : m_queue) { // in the order of their arrival
      if (!waits_too_long(request))
        break;
      ++late;
    }
    for (const auto* active : {&m_reading, &m_answering})
      late += static_cast<double>(
          std::count_if(active->begin(), active->end(), [&](const Active& a) { return waits_too_long(a.request); }));
    return late > m_rules.give_up_share * static_cast<double>(m_arrivals.size()) + 1;
  }

  std::span<const Arrival> m_arrivals;
  Server& m_server;
  const ServingRules& m_rules;
  std::deque<size_t> m_queue;
  std::deque<Active> m_reading, m_answering;
  std::vector<int> m_free;
  ServingStep m_step; ///< of the answers
  ServingRun m_run;
  size_t m_next = 0, m_answered = 0;
  int64_t m_late = 0;
  double m_now = 0;
  bool m_was_prefill = false;
};

/// Order statistics at the number of independent samples, as median_interval() takes them.
std::optional<Interval> percentile_interval(std::span<const double> samples, double p) {
  const double effective = effective_samples(samples);
  const double half = 1.96 * std::sqrt(p * (1 - p) / effective);
  if (effective < least_samples_for_percentile(p) || p + half >= 1) // beyond the largest that was seen
    return std::nullopt;
  return Interval{quantile(samples, p - half), quantile(samples, p + half)};
}

Spread spread_of(const std::vector<double>& milliseconds) {
  Spread spread;
  spread.p50 = estimate_median(milliseconds);
  const auto n = static_cast<int>(milliseconds.size());
  if (n >= least_samples_for_percentile(0.95)) {
    spread.p95 = quantile(milliseconds, 0.95);
    spread.p95_ci95 = percentile_interval(milliseconds, 0.95);
  }
  if (n >= least_samples_for_percentile(0.99))
    spread.p99 = quantile(milliseconds, 0.99);
  return spread;
}

/// Neighbours wait alike, groups of them hardly: their totals make the interval.
std::optional<Interval> goodput_interval(const ServingRun& run, double patience) {
  constexpr size_t kGroups = 16, kLeast = 160;
  const size_t n = run.requests.size();
  if (n < kLeast)
    return std::nullopt;
  std::vector<Portion> groups;
  for (size_t group = 0; group < kGroups; ++group) {
    const size_t begin = group * n / kGroups, end = (group + 1) * n / kGroups;
    Portion portion;
    for (size_t i = begin; i < end; ++i)
      portion.top += run.requests[i].wait() <= patience;
    const double from = run.requests[begin].arrived, to = end < n ? run.requests[end].arrived : run.seconds;
    portion.bottom = to - from;
    groups.push_back(portion);
  }
  return ratio_interval(groups);
}

} // namespace

Result<ServingRun> serve(std::span<const Arrival> arrivals, Server& server, const ServingRules& rules,
                         const std::function<bool()>& cancelled) {
  if (rules.slots < 1 || rules.chunk < 1 || !(rules.patience_seconds > 0))
    return fail(ErrorCode::InvalidArgument, "A server needs a slot, a chunk and some patience.");
  return Scheduler(arrivals, server, rules).run(cancelled);
}

ServingReport report_of(const ServingRun& run, const ServingRules& rules) {
  ServingReport report;
  report.n = static_cast<int>(run.requests.size());
  report.seconds = run.seconds;
  report.most_queued = run.most_queued;
  std::vector<double> ttft, tpot, wait;
  double queued = 0, held = 0, in_time = 0;
  for (const Served& each : run.requests) {
    ttft.push_back(1e3 * (each.first - each.arrived));
    wait.push_back(1e3 * each.wait());
    if (each.answer_tokens > 1)
      tpot.push_back(1e3 * (each.done - each.first) / static_cast<double>(each.answer_tokens - 1));
    queued += each.admitted - each.arrived;
    held += each.done - each.admitted;
    in_time += each.wait() <= rules.patience_seconds;
  }
  report.ttft_ms = spread_of(ttft);
  report.wait_ms = spread_of(wait);
  if (!tpot.empty())
    report.tpot_ms = spread_of(tpot);
  if (!(run.seconds > 0))
    return report;
  const auto per_second = [&](double amount) { return amount / run.seconds; };
  const double last = run.requests.back().arrived;
  report.arrived_per_s = last > 0 ? report.n / last : 0;
  report.answered_per_s = per_second(report.n);
  report.goodput_per_s = per_second(in_time);
  report.goodput_ci95 = goodput_interval(run, rules.patience_seconds);
  report.mean_queued = per_second(queued);
  report.mean_slots = per_second(held);
  report.utilisation = per_second(run.busy_seconds);
  return report;
}

Result<LoadFound> find_load(const LoadRules& rules, const std::function<Result<LoadTrial>(double per_s)>& trial) {
  LoadFound found;
  const auto ask = [&](double per_s) -> Result<bool> {
    PARETO_TRY_ASSIGN(answer, trial(per_s));
    found.trials.push_back(answer);
    (answer.kept ? found.kept_per_s : found.failed_per_s) = per_s;
    return answer.kept;
  };
  double load = rules.start_per_s;
  PARETO_TRY_ASSIGN(first, ask(load));
  for (int i = 0; i < rules.most_doublings && !(found.kept_per_s && found.failed_per_s); ++i) {
    load = first ? load * 2 : load / 2;
    PARETO_TRY(ask(load));
  }
  while (found.kept_per_s && found.failed_per_s && *found.failed_per_s > *found.kept_per_s * (1 + rules.precision))
    PARETO_TRY(ask(std::sqrt(*found.kept_per_s * *found.failed_per_s)));
  return found;
}

Result<LoadTrial> try_load(const std::vector<Arrival>& arrivals, double per_s, Server& server, ServingRules rules,
                           const std::function<bool()>& cancelled) {
  constexpr double kPercentile = 0.95;
  const double load = load_of(arrivals);
  if (!(load > 0) || static_cast<int>(arrivals.size()) < least_samples_for_percentile(kPercentile))
    return fail(ErrorCode::InvalidArgument,
                "The greatest load needs at least " + std::to_string(least_samples_for_percentile(kPercentile)) +
                    " requests that do not come all at once; take a longer time or a higher rate.",
                "--find-load");
  rules.give_up_share = 1 - kPercentile;
  PARETO_TRY_ASSIGN(run, serve(faster(arrivals, per_s / load), server, rules, cancelled));
  LoadTrial trial{per_s, std::nullopt, false};
  if (run.given_up)
    return trial;
  std::vector<double> waits;
  for (const Served& each : run.requests)
    waits.push_back(each.wait());
  trial.p95_s = quantile(waits, kPercentile);
  trial.kept = *trial.p95_s <= rules.patience_seconds;
  return trial;
}

} // namespace pareto
