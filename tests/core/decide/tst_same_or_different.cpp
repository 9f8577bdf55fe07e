// SPDX-License-Identifier: GPL-3.0-or-later
// What is called different, of simulated studies: the noise is recorded (recorded_noise.csv: consecutive cells of one
// model on one machine, every sample), and dealt to models that are the same, or that are not.
#include "core/decide/differences.h"
#include "core/numeric/statistics.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"

#include <QFile>
#include <QTest>

#include <cmath>
#include <random>

using namespace pareto;

namespace {

using Cells = std::vector<std::vector<double>>; ///< samples of one cell after another, in the order they were measured

const std::vector<std::string> kModels{"softmax-attention@pilot", "mamba2@pilot", "gated-deltanet@pilot",
                                       "retnet@pilot"};
constexpr int kPlaces = 100; ///< studies that one evidence holds, each at a place of its own

Cells recorded() {
  QFile file(QStringLiteral(PARETO_GOLDEN_DIR "/../core/decide/recorded_noise.csv"));
  if (!file.open(QIODevice::ReadOnly) || file.readLine().trimmed() != "round,sample_ms")
    qFatal("recorded_noise.csv cannot be read");
  Cells cells;
  QByteArray last;
  while (!file.atEnd()) {
    const QList<QByteArray> columns = file.readLine().trimmed().split(',');
    if (columns.size() != 2)
      continue;
    if (columns[0] != last)
      cells.emplace_back();
    last = columns[0];
    cells.back().push_back(columns[1].toDouble());
  }
  return cells;
}

/// As a quiet machine gives them: neighbours within a cell correlate, each cell has its own level (1 %), and all drift
/// together from round to round.
Cells quiet(int count) {
  std::mt19937 random(11);
  std::normal_distribution<double> normal(0, 1);
  Cells cells;
  double drift = 0;
  for (int c = 0; c < count; ++c) {
    drift = 0.95 * drift + 0.01 * normal(random);
    const double level = drift + 0.01 * normal(random);
    double along = 0;
    cells.emplace_back();
    for (int i = 0; i < 20; ++i) {
      along = 0.4 * along + 0.02 * normal(random);
      cells.back().push_back(30 * std::exp(level + along));
    }
  }
  return cells;
}

/// As a virtual machine gives them whose host changes its clock: all drift by 25 % an hour (a cell takes 3 s), jump by
/// a fifth now and then, and one cell's level remembers the last one's.
Cells unsteady(int count) {
  std::mt19937 random(17);
  std::normal_distribution<double> normal(0, 1);
  std::uniform_real_distribution<double> uniform(0, 1);
  Cells cells;
  double clock = 0, level = 0;
  for (int c = 0; c < count; ++c) {
    clock += 0.25 * 3 / 3600;
    if (uniform(random) < 0.02)
      clock += uniform(random) < 0.5 ? -0.2 : 0.2;
    level = 0.8 * level + 0.015 * normal(random);
    double along = 0;
    cells.emplace_back();
    for (int i = 0; i < 20; ++i) {
      along = 0.6 * along + 0.02 * normal(random);
      cells.back().push_back(30 * std::exp(clock + level + along));
    }
    clock *= 0.999; // stays within what a machine can be
  }
  return cells;
}

/// How much a cell differs from the next, in logarithms, as a standard deviation of one of them.
double drift_of(const Cells& cells) {
  double squares = 0;
  for (size_t i = 1; i < cells.size(); ++i)
    squares += std::pow(std::log(median(cells[i]) / median(cells[i - 1])), 2);
  return std::sqrt(squares / 2 / static_cast<double>(cells.size() - 1));
}

/// As many samples in blocks of neighbours, so that what correlates within a cell still does.
std::vector<double> resampled(const std::vector<double>& cell, std::mt19937& random) {
  constexpr size_t kBlock = 5;
  std::vector<double> samples;
  while (samples.size() < cell.size()) {
    const size_t from = random() % cell.size();
    for (size_t i = 0; i < kBlock && samples.size() < cell.size(); ++i)
      samples.push_back(cell[(from + i) % cell.size()]);
  }
  return samples;
}

/// Studies of so many models and rounds: each round takes consecutive recorded cells from anywhere, in the order a
/// study measures in (A B, then B A), so that what drifts from cell to cell and from round to round does so here. The
/// last model is `slower`. Each model's process is faster or slower than another's by `between`, in all of its rounds.
class Simulation {
public:
  Simulation(const Cells& cells, size_t models, int rounds, double slower = 1, double between = 0)
      : m_cells(cells), m_models(models), m_rounds(rounds), m_slower(slower), m_between(0, between) {}

  /// Of `studies`: in how many some pair is surely different; in how many the last model is surely slower than the
  /// first.
  struct Outcome {
    int any = 0, last = 0;
  };
  Outcome run(int studies) {
    Outcome all;
    for (int done = 0; done < studies; done += kPlaces) {
      const Evidence evidence = deal();
      for (int place = 0; place < kPlaces; ++place)
        count(evidence, place, all);
    }
    return all;
  }

private:
  Evidence deal() {
    Study study;
    study.models.assign(kModels.begin(), kModels.begin() + static_cast<std::ptrdiff_t>(m_models));
    Evidence evidence(study, {}, nullptr);
    for (int place = 0; place < kPlaces; ++place) {
      m_processes.clear();
      for (size_t i = 0; i < m_models; ++i)
        m_processes.push_back(std::exp(m_between(m_random)));
      for (int round = 0; round < m_rounds; ++round) {
        size_t at = m_random() % (m_cells.size() - m_models + 1);
        for (size_t i = 0; i < m_models; ++i, ++at)
          evidence.add(cell(round % 2 == 0 ? i : m_models - 1 - i, place, round, m_cells[at]));
      }
    }
    return evidence;
  }

  Measurement cell(size_t model, int place, int round, const std::vector<double>& samples) {
    Measurement m = test::decode(kModels[model], 1, place + 1, 1);
    m.run = 1;
    m.round = round;
    m.samples_ms = resampled(samples, m_random);
    for (double& ms : m.samples_ms)
      ms *= m_processes[model] * (model + 1 == m_models ? m_slower : 1);
    return m;
  }

  void count(const Evidence& evidence, int place, Outcome& all) const {
    std::vector<Contender> contenders;
    for (size_t i = 0; i < m_models; ++i)
      contenders.push_back({kModels[i], "cpu"});
    const Differences all_pairs(evidence, contenders, {Metric::Tpot, {}}, {place + 1, 1, 2, {}});
    bool any = false;
    for (size_t a = 0; a < m_models; ++a)
      for (size_t b = 0; b < m_models; ++b)
        any |= all_pairs.surely_better(a, b);
    all.any += any;
    all.last += all_pairs.surely_better(0, m_models - 1);
  }

  const Cells& m_cells;
  size_t m_models;
  int m_rounds;
  double m_slower;
  std::normal_distribution<double> m_between;
  std::vector<double> m_processes; ///< of one study, by model
  std::mt19937 m_random{20'261'129};
};

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
    const Cells cells = real ? recorded() : quiet(2'000);
    QVERIFY(cells.size() >= 60);
    const int studies = models == 2 && rounds == 5 ? 10'000 : 2'000;
    const auto wrong = Simulation(cells, static_cast<size_t>(models), rounds).run(studies).any;
    qInfo("%d of %d studies called something different; a cell differs from the next by %.1f %%", wrong, studies,
          100 * drift_of(cells));
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
    const Cells cells = unsteady(2'000);
    const int studies = models == 2 && rounds == 5 ? 10'000 : 2'000;
    const auto wrong = Simulation(cells, static_cast<size_t>(models), rounds, 1, 0.01).run(studies).any;
    qInfo("%d of %d studies called something different; a cell differs from the next by %.1f %%", wrong, studies,
          100 * drift_of(cells));
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
    const Cells cells = real ? recorded() : quiet(2'000);
    const int found = Simulation(cells, static_cast<size_t>(models), 5, 1.1).run(1'000).last;
    qInfo("%d of 1000 studies found it; a cell differs from the next by %.1f %%", found, 100 * drift_of(cells));
    if (real && drift_of(cells) > kUnseenDrift)
      QSKIP("The recorded noise hides 10 %: record it on a machine that nobody shares (tests/README.md).");
    QVERIFY2(found >= 800, qPrintable(QString::number(found)));
  }
};

PARETO_TEST(TestSameOrDifferent)
#include "tst_same_or_different.moc"
