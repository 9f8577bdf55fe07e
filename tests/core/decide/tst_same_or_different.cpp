// SPDX-License-Identifier: GPL-3.0-or-later
// What is called different, of simulated studies.
#include "core/decide/differences.h"
#include "tests/core/decide/dealt_noise.h"
#include "tests/support/program.h"

#include <QTest>

using namespace pareto;

namespace {

constexpr int kPlaces = 100; ///< studies that one evidence holds

/// In how many of all studies some pair is surely different; in how many the last model is surely slower than the
/// first.
struct Found {
  int any = 0, last = 0;
};

void count(const Evidence& evidence, int place, Found& all) {
  const std::vector<std::string>& models = evidence.models();
  std::vector<Contender> contenders;
  for (const std::string& model : models)
    contenders.push_back({model, "cpu"});
  const Differences all_pairs(evidence, contenders, {Metric::Tpot, {}}, {place, 1, 2, {}});
  bool any = false;
  for (size_t a = 0; a < models.size(); ++a)
    for (size_t b = 0; b < models.size(); ++b)
      any |= all_pairs.surely_better(a, b);
  all.any += any;
  all.last += all_pairs.surely_better(0, models.size() - 1);
}

Found simulated(const test::Cells& cells, const test::Dealt& design, int studies) {
  test::Dealer dealer(cells, design);
  Found all;
  for (int done = 0; done < studies; done += kPlaces) {
    const Evidence evidence = dealer.deal({}, kPlaces);
    for (int place = 1; place <= kPlaces; ++place)
      count(evidence, place, all);
  }
  return all;
}

} // namespace

class TestSameOrDifferent : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// The same model under several names: at most 5 % of studies call any of them different.
  void the_same_model_is_no_different_in_10000_studies_data() {
    QTest::addColumn<bool>("real");
    QTest::addColumn<int>("models");
    QTest::addColumn<int>("rounds");
    for (const bool real : {true, false})
      for (const auto& [models, rounds] : {std::pair{2, 5}, {4, 5}, {2, 2}, {4, 3}, {2, 10}})
        QTest::addRow("%s noise, %d models, %d rounds", real ? "recorded" : "made-up", models, rounds)
            << real << models << rounds;
  }
  void the_same_model_is_no_different_in_10000_studies() {
    QFETCH(bool, real);
    QFETCH(int, models);
    QFETCH(int, rounds);
    const test::Cells cells = real ? test::recorded() : test::quiet(2'000);
    QVERIFY(cells.size() >= 60);
    const int studies = models == 2 && rounds == 5 ? 10'000 : 2'000;
    const auto wrong = simulated(cells, {static_cast<size_t>(models), rounds}, studies).any;
    qInfo("%d of %d studies called something different; a cell differs from the next by %.1f %%", wrong, studies,
          100 * test::drift_of(cells));
    QVERIFY2(wrong <= studies / 20, qPrintable(QString::number(wrong)));
  }

  /// What no round can see and no pairing removes: a process that is 1 % faster all the time, on a host that drifts and
  /// jumps.
  void the_same_model_in_two_processes_is_no_different_data() {
    QTest::addColumn<int>("models");
    QTest::addColumn<int>("rounds");
    for (const auto& [models, rounds] : {std::pair{2, 5}, {4, 5}, {2, 10}, {2, 20}})
      QTest::addRow("%d models, %d rounds", models, rounds) << models << rounds;
  }
  void the_same_model_in_two_processes_is_no_different() {
    QFETCH(int, models);
    QFETCH(int, rounds);
    const test::Cells cells = test::unsteady(2'000);
    const int studies = models == 2 && rounds == 5 ? 10'000 : 2'000;
    const auto wrong = simulated(cells, {static_cast<size_t>(models), rounds, 1, 0.01}, studies).any;
    qInfo("%d of %d studies called something different; a cell differs from the next by %.1f %%", wrong, studies,
          100 * test::drift_of(cells));
    QVERIFY2(wrong <= studies / 20, qPrintable(QString::number(wrong)));
  }

  /// A true difference of 10 % is found in at least 80 % of studies of five rounds.
  void ten_percent_are_found_data() {
    QTest::addColumn<bool>("real");
    QTest::addColumn<int>("models");
    for (const bool real : {true, false})
      for (const int models : {2, 4})
        QTest::addRow("%s noise, %d models", real ? "recorded" : "made-up", models) << real << models;
  }
  void ten_percent_are_found() {
    QFETCH(bool, real);
    QFETCH(int, models);
    const test::Cells cells = real ? test::recorded() : test::quiet(2'000);
    const int found = simulated(cells, {static_cast<size_t>(models), 5, 1.1}, 1'000).last;
    qInfo("%d of 1000 studies found it; a cell differs from the next by %.1f %%", found, 100 * test::drift_of(cells));
    if (real && test::drift_of(cells) > kUnseenDrift)
      QSKIP("The recorded noise hides 10 %: record it on a machine that nobody shares (tests/README.md).");
    QVERIFY2(found >= 800, qPrintable(QString::number(found)));
  }
};

PARETO_TEST(TestSameOrDifferent)
#include "tst_same_or_different.moc"
