// SPDX-License-Identifier: GPL-3.0-or-later
// The scheduler on servers whose times are formulas: against queueing theory, brute force, and what must be conserved.
#include "core/measure/serving.h"
#include "core/numeric/statistics.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>
#include <map>
#include <set>

using namespace pareto;

namespace {

/// Every step takes as long as a formula says; what was asked is kept.
class FormulaServer : public Server {
public:
  explicit FormulaServer(std::function<double(const ServingStep&)> seconds) : m_seconds(std::move(seconds)) {}
  Result<double> step(const ServingStep& step) override {
    if (keep)
      steps.push_back(step);
    return m_seconds(step);
  }
  bool keep = false;
  std::vector<ServingStep> steps;

private:
  std::function<double(const ServingStep&)> m_seconds;
};

constexpr double kService = 0.01;

FormulaServer constant_server() {
  return FormulaServer([](const ServingStep&) { return kService; });
}

/// As a model on a machine: weights are read once a step, tokens cost each.
FormulaServer machine() {
  return FormulaServer([](const ServingStep& step) {
    double tokens = 0;
    for (const ServedRow& row : step.rows)
      tokens += static_cast<double>(row.tokens);
    return 0.01 + 0.0005 * tokens;
  });
}

std::vector<Arrival> poisson(double rate, double seconds, int64_t prompt, int64_t answer, uint64_t seed) {
  return *arrivals_of(PoissonArrivals{rate, seconds, prompt, answer, seed});
}

ServingRules slots_of(int slots, int64_t chunk, double patience = 10) {
  ServingRules rules;
  rules.slots = slots;
  rules.chunk = chunk;
  rules.patience_seconds = patience;
  return rules;
}

/// Requests of very different lengths.
std::vector<Arrival> mixture(uint64_t seed) {
  std::vector<Arrival> arrivals = poisson(5, 60, 1, 1, seed);
  uint64_t state = seed;
  for (Arrival& arrival : arrivals) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    arrival.prompt_tokens = 1 + static_cast<int64_t>((state >> 33) % 300);
    arrival.answer_tokens = 1 + static_cast<int64_t>((state >> 20) % 40);
  }
  return arrivals;
}

} // namespace

class TestServing : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void waiting_time_of_m_d_1_data() {
    QTest::addColumn<double>("load");
    for (double load : {0.1, 0.3, 0.5, 0.7, 0.8, 0.9})
      QTest::addRow("%g", load) << load;
  }
  /// Pollaczek and Khinchine: W = rho s / (2 (1 - rho)) before service, of one server with constant service time.
  void waiting_time_of_m_d_1() {
    QFETCH(double, load);
    double sum = 0, n = 0, busy = 0, seconds = 0;
    for (uint64_t seed = 1; seed <= 3; ++seed) {
      const auto arrivals = poisson(load / kService, 8e5 * kService / load, 1, 1, seed);
      FormulaServer server = constant_server();
      const auto run = serve(arrivals, server, slots_of(1, 1));
      REQUIRE(run);
      for (const Served& each : run->requests)
        sum += each.admitted - each.arrived;
      n += static_cast<double>(run->requests.size());
      busy += run->busy_seconds;
      seconds += run->seconds;
    }
    const double exact = load * kService / (2 * (1 - load));
    QVERIFY2(std::abs(sum / n / exact - 1) < 0.03, qPrintable(QString("%1 of %2").arg(sum / n).arg(exact)));
    QVERIFY(std::abs(busy / seconds - load) < 0.01);
  }

  /// Little: what waits on average is the rate times the wait.
  void queue_is_rate_times_wait() {
    const auto arrivals = poisson(80, 500, 1, 1, 3);
    FormulaServer server = constant_server();
    const auto run = serve(arrivals, server, slots_of(1, 1));
    REQUIRE(run);
    const ServingReport report = report_of(*run, slots_of(1, 1));
    QVERIFY(std::abs(report.mean_queued - 0.8 * 0.8 / (2 * 0.2)) < 0.2); // rho^2 / (2 (1 - rho))
    QVERIFY(std::abs(report.mean_slots - report.utilisation) < 1e-9);    // one slot, held while it is served
    QVERIFY(std::abs(report.arrived_per_s - 80) < 2 && std::abs(report.answered_per_s - 80) < 2);
    QVERIFY(report.most_queued >= 3);
  }

  /// Slots by brute force: each request takes the slot that is free first.
  void several_servers_of_one_step_each() {
    // With answers of one token and one chunk a request, steps take turns: the server is one, whatever its slots.
    const auto arrivals = poisson(70, 100, 4, 1, 5);
    FormulaServer one = constant_server(), eight = constant_server();
    const auto a = serve(arrivals, one, slots_of(1, 4)), b = serve(arrivals, eight, slots_of(8, 4));
    REQUIRE(a);
    REQUIRE(b);
    double free = 0;
    for (size_t i = 0; i < arrivals.size(); ++i) {
      free = std::max(free, arrivals[i].seconds) + kService;
      QVERIFY(std::abs(a->requests[i].done - free) < 1e-9);
      QVERIFY(std::abs(b->requests[i].done - free) < 1e-9);
    }
  }

  void every_arrival_is_answered_once_data() {
    QTest::addColumn<int>("slots");
    QTest::addColumn<int>("chunk");
    for (int slots : {1, 2, 7, 64})
      for (int chunk : {1, 13, 512})
        QTest::addRow("%d slots, chunks of %d", slots, chunk) << slots << chunk;
  }
  void every_arrival_is_answered_once() {
    QFETCH(int, slots);
    QFETCH(int, chunk);
    const auto arrivals = mixture(11);
    FormulaServer server = machine();
    server.keep = true;
    const auto run = serve(arrivals, server, slots_of(slots, chunk));
    REQUIRE(run);
    std::vector<int64_t> position(arrivals.size(), 0), given(arrivals.size(), 0);
    std::map<int, size_t> holder;
    for (const ServingStep& step : server.steps) {
      QVERIFY(!step.rows.empty() && (!step.prefill || step.rows.size() == 1));
      std::set<int> used;
      for (const ServedRow& row : step.rows) {
        const Arrival& arrival = arrivals[row.request];
        QVERIFY(row.slot >= 0 && row.slot < slots && used.insert(row.slot).second);
        QCOMPARE(row.position, position[row.request]); // no token is lost, none is read twice
        QCOMPARE(row.total, arrival.prompt_tokens + arrival.answer_tokens);
        QVERIFY(row.tokens >= 1 && row.tokens <= (step.prefill ? chunk : 1));
        if (row.position == 0)
          QVERIFY(holder.emplace(row.slot, row.request).second); // the slot was free
        QCOMPARE(holder.at(row.slot), row.request);
        position[row.request] += row.tokens;
        QCOMPARE(step.prefill && position[row.request] == arrival.prompt_tokens, step.ends_prompt);
        if (!step.prefill || step.ends_prompt)
          ++given[row.request];
        if (given[row.request] == arrival.answer_tokens)
          holder.erase(row.slot);
      }
    }
    for (size_t i = 0; i < arrivals.size(); ++i) {
      const Served& served = run->requests[i];
      QCOMPARE(given[i], arrivals[i].answer_tokens);
      QCOMPARE(position[i], arrivals[i].prompt_tokens + arrivals[i].answer_tokens - 1);
      QVERIFY(served.arrived <= served.admitted && served.admitted < served.first && served.first <= served.done);
      QVERIFY(i == 0 || run->requests[i - 1].admitted <= served.admitted); // who comes first
    }
    QVERIFY(holder.empty() && run->busy_seconds <= run->seconds + 1e-9);
    QCOMPARE(run->steps, static_cast<int64_t>(server.steps.size()));
  }

  void answers_wait_for_one_chunk_at_most() {
    const std::vector<Arrival> arrivals{{0, 10, 100}, {0.05, 1000, 2}};
    FormulaServer server = machine();
    server.keep = true;
    REQUIRE(serve(arrivals, server, slots_of(2, 50)));
    for (size_t i = 1; i < server.steps.size(); ++i)
      QVERIFY(!server.steps[i].prefill || !server.steps[i - 1].prefill || i == 1);
  }

  void the_same_seed_gives_the_same_run() {
    FormulaServer first = machine(), second = machine();
    const auto a = serve(mixture(2), first, slots_of(4, 32)), b = serve(mixture(2), second, slots_of(4, 32));
    REQUIRE(a);
    REQUIRE(b);
    for (size_t i = 0; i < a->requests.size(); ++i) {
      const Served &x = a->requests[i], &y = b->requests[i];
      QVERIFY(x.arrived == y.arrived && x.admitted == y.admitted && x.first == y.first && x.done == y.done);
    }
    QVERIFY(a->seconds == b->seconds);
  }

  void a_single_request() {
    FormulaServer server = machine();
    const auto run = serve(std::vector<Arrival>{{3, 100, 5}}, server, slots_of(2, 64));
    REQUIRE(run);
    const Served& served = run->requests.front();
    QCOMPARE(served.admitted, 3.0);
    QVERIFY(std::abs(served.first - (3 + 0.01 + 0.032 + 0.01 + 0.018)) < 1e-12);
    QVERIFY(std::abs(served.done - (served.first + 4 * 0.0105)) < 1e-12);
    const ServingReport report = report_of(*run, slots_of(2, 64));
    QVERIFY(std::abs(report.tpot_ms->p50.value - 10.5) < 1e-9);
    QVERIFY(!report.wait_ms.p95 && !report.wait_ms.p99 && !report.wait_ms.p50.ci95 && !report.goodput_ci95);
    QVERIFY(report.mean_queued == 0 && report.most_queued == 0);
  }

  void goodput_counts_what_came_in_time() {
    const std::vector<Arrival> arrivals{{0, 1, 1}, {0, 1, 1}, {0, 1, 1}, {0.5, 1, 1}};
    FormulaServer server([](const ServingStep&) { return 0.1; });
    const auto run = serve(arrivals, server, slots_of(4, 1, 0.25));
    REQUIRE(run);
    const ServingReport report = report_of(*run, slots_of(4, 1, 0.25));
    QCOMPARE(report.n, 4);
    QVERIFY(std::abs(report.seconds - 0.6) < 1e-12);
    QVERIFY(std::abs(report.goodput_per_s - 3 / 0.6) < 1e-9 && std::abs(report.answered_per_s - 4 / 0.6) < 1e-9);
    QVERIFY(!report.tpot_ms);
    QCOMPARE(report.wait_ms.p50.n, 4);
  }

  void percentiles_only_with_enough_answers() {
    const auto reported = [](size_t n) {
      std::vector<Arrival> arrivals;
      for (size_t i = 0; i < n; ++i)
        arrivals.push_back({static_cast<double>(i), 1, 1});
      FormulaServer server = constant_server();
      return report_of(*serve(arrivals, server, slots_of(1, 1)), slots_of(1, 1));
    };
    QVERIFY(!reported(58).wait_ms.p95);
    QVERIFY(reported(59).wait_ms.p95 && !reported(59).wait_ms.p99);
    QVERIFY(!reported(298).wait_ms.p99 && reported(299).wait_ms.p99);
    QVERIFY(reported(299).goodput_ci95);
  }

  /// Intervals of p95 hold the truth of a long run about as often as they say.
  void p95_intervals_hold() {
    const auto waits_of = [](double seconds, uint64_t seed) {
      FormulaServer server = constant_server();
      return serve(poisson(30, seconds, 1, 1, seed), server, slots_of(1, 1));
    };
    const auto long_run = waits_of(20'000, 999);
    REQUIRE(long_run);
    const double truth = *report_of(*long_run, slots_of(1, 1)).wait_ms.p95;
    int held = 0, shown = 0;
    for (uint64_t seed = 1; seed <= 200; ++seed) {
      const auto run = waits_of(30, seed);
      const auto interval = report_of(*run, slots_of(1, 1)).wait_ms.p95_ci95;
      shown += interval.has_value();
      held += interval && interval->low <= truth && interval->high >= truth;
    }
    QVERIFY2(shown >= 150 && held >= shown * 88 / 100, qPrintable(QString("%1 of %2").arg(held).arg(shown)));
  }

  void overload_is_given_up_early() {
    const auto arrivals = poisson(1000, 20, 1, 1, 4); // ten times what the server can do
    FormulaServer server = constant_server();
    ServingRules rules = slots_of(1, 1, 0.5);
    rules.give_up_share = 0.05;
    const auto run = serve(arrivals, server, rules);
    REQUIRE(run);
    QVERIFY(run->given_up && run->steps < static_cast<int64_t>(arrivals.size()) / 4);
  }

  /// Giving up early never changes the answer.
  void giving_up_agrees_with_the_whole_run() {
    for (double rate : {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 12.0}) {
      const auto arrivals = mixture(21);
      FormulaServer server = machine();
      const ServingRules rules = slots_of(4, 64, 2.5);
      const auto trial = try_load(arrivals, rate, server, rules);
      REQUIRE(trial);
      const auto whole = serve(faster(arrivals, rate / load_of(arrivals)), server, rules);
      REQUIRE(whole);
      std::vector<double> waits;
      for (const Served& each : whole->requests)
        waits.push_back(each.wait());
      QCOMPARE(trial->kept, quantile(waits, 0.95) <= 2.5);
      if (trial->p95_s)
        QCOMPARE(*trial->p95_s, quantile(waits, 0.95));
    }
  }

  void bisection_agrees_with_brute_force_data() {
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("patience");
    for (double start : {0.01, 1.0, 500.0})
      for (double patience : {1.0, 3.0, 20.0})
        QTest::addRow("from %g, %g s", start, patience) << start << patience;
  }
  void bisection_agrees_with_brute_force() {
    QFETCH(double, start);
    QFETCH(double, patience);
    const auto arrivals = mixture(31);
    FormulaServer server = machine();
    const ServingRules rules = slots_of(8, 64, patience);
    const auto trial = [&](double per_s) { return try_load(arrivals, per_s, server, rules); };
    LoadRules search;
    search.start_per_s = start;
    const auto found = find_load(search, trial);
    REQUIRE(found);
    // every load on a fine grid: the last that is kept before the first that is not, and the last that is kept at all
    double first_lost = 0, last_kept = 0;
    for (double load = 0.05; load < 100; load *= 1.01) {
      const bool kept = trial(load)->kept;
      if (kept)
        last_kept = load;
      else if (first_lost == 0)
        first_lost = load;
    }
    QVERIFY(found->kept_per_s && found->failed_per_s && first_lost > 0);
    QVERIFY2(*found->kept_per_s <= last_kept * 1.011 && *found->failed_per_s >= first_lost / 1.011,
             qPrintable(QString("%1 to %2").arg(*found->kept_per_s).arg(*found->failed_per_s)));
    QVERIFY(*found->failed_per_s <= *found->kept_per_s * 1.0201);
    QVERIFY(trial(*found->kept_per_s)->kept && !trial(*found->failed_per_s)->kept);
  }

  void loads_without_an_end() {
    int trials = 0;
    const auto always = [&](bool kept) {
      return [&trials, kept](double per_s) -> Result<LoadTrial> {
        ++trials;
        return LoadTrial{per_s, 1.0, kept};
      };
    };
    const auto all = find_load({}, always(true)), none = find_load({}, always(false));
    REQUIRE(all);
    REQUIRE(none);
    QVERIFY(all->kept_per_s && !all->failed_per_s && !none->kept_per_s && none->failed_per_s);
    QCOMPARE(trials, 42);
    QCOMPARE(all->trials.size(), size_t(21));
    const auto broken = find_load({}, [](double) -> Result<LoadTrial> { return fail(ErrorCode::Io, "Gone."); });
    REQUIRE_REFUSED(broken, "Gone.");
  }

  void the_greatest_load_needs_requests() {
    FormulaServer server = machine();
    REQUIRE_REFUSED(try_load({{0, 1, 1}, {1, 1, 1}}, 1, server, slots_of(1, 1)), "at least 59 requests");
    REQUIRE_REFUSED(try_load(std::vector<Arrival>(100, Arrival{1, 1, 1}), 1, server, slots_of(1, 1)), "all at once");
  }

  void a_server_that_breaks_and_a_person_who_stops() {
    int left = 5;
    class Broken : public Server {
    public:
      explicit Broken(int& left) : m_left(left) {}
      Result<double> step(const ServingStep&) override {
        if (m_left-- == 0)
          return fail(ErrorCode::DeviceLost, "The device is gone.");
        return 0.1;
      }

    private:
      int& m_left;
    } server(left);
    REQUIRE_REFUSED(serve(mixture(1), server, slots_of(2, 8)), "The device is gone.");
    FormulaServer good = machine();
    int asked = 0;
    REQUIRE_REFUSED(serve(mixture(1), good, slots_of(2, 8), [&] { return ++asked > 10; }), "Stopped");
    for (const ServingRules& rules : {slots_of(0, 1), slots_of(1, 0), slots_of(1, 1, 0), slots_of(1, 1, NAN)})
      QVERIFY(!serve(mixture(1), good, rules));
  }
};

PARETO_TEST(TestServing)
#include "tst_serving.moc"
