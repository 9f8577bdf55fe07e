// SPDX-License-Identifier: GPL-3.0-or-later
// Two models on one machine: each serves its own requests, and their times add up.
#include "core/measure/switching_server.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;

namespace {

/// A step takes so long for each of its tokens; notes whom it served.
class CountingServer : public Server {
public:
  explicit CountingServer(double per_token) : m_per_token(per_token) {}
  Result<double> step(const ServingStep& step) override {
    double tokens = 0;
    for (const ServedRow& row : step.rows) {
      tokens += static_cast<double>(row.tokens);
      if (served.empty() || served.back() != row.request)
        served.push_back(row.request);
    }
    return m_per_token * tokens;
  }
  std::vector<size_t> served;

private:
  double m_per_token;
};

} // namespace

class TestSwitching : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void each_request_has_its_model() {
    CountingServer quick(0.001), slow(0.01);
    const std::vector<Arrival> arrivals{{0, 100, 5}, {1000, 400, 5}, {2000, 100, 5}};
    SwitchingServer both({&quick, &slow},
                         [&](size_t request) { return arrivals[request].prompt_tokens > 200 ? 1 : 0; });
    ServingRules rules;
    rules.slots = 1;
    const auto run = serve(arrivals, both, rules);
    QVERIFY(run);
    QCOMPARE(quick.served, (std::vector<size_t>{0, 2}));
    QCOMPARE(slow.served, (std::vector<size_t>{1}));
    QVERIFY(std::abs(run->requests[0].wait() - 0.104) < 1e-9); // the prompt gives the first of five tokens
    QVERIFY(std::abs(run->requests[1].wait() - 4.04) < 1e-9);
  }

  void answers_of_both_take_turns() {
    CountingServer quick(0.001), slow(0.01);
    const std::vector<Arrival> arrivals{{0, 1, 101}, {0, 1, 101}};
    SwitchingServer both({&quick, &slow}, [](size_t request) { return request; });
    ServingRules rules;
    rules.slots = 2;
    const auto run = serve(arrivals, both, rules);
    QVERIFY(run);
    QVERIFY(run->seconds > 100 * 0.011); // a step of both takes what both take
    QVERIFY(run->requests[0].wait() > 1);
  }
};

PARETO_TEST(TestSwitching)
#include "tst_switching.moc"
