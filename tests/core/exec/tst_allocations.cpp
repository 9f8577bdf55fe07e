// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/counted_step.h"
#include "tests/support/program.h"

#include <QDir>

using namespace pareto;

namespace {

constexpr int kPrompt = 37; ///< more than one chunk of a recurrence, and an odd length

} // namespace

/// A compiled step allocates nothing, its very first run included.
class AllocationsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void the_count_counts() {
    const long before = test::allocations_made;
    const auto one = std::make_unique<int>(1);
    QCOMPARE(test::allocations_made - before, 1L);
  }

  void no_step_allocates_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("threads");
    QStringList models;
    for (const Architecture& architecture : architectures())
      models.append(QString::fromStdString(architecture.id + "@probe"));
    const QDir goldens(QString::fromStdString(test::golden("hf")));
    for (const QString& name : goldens.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (open_model(goldens.filePath(name).toStdString()))
        models.append(goldens.filePath(name));
    QVERIFY(models.size() >= 37 + 12); // the checkpoints that tst_checkpoints reads, and the architectures
    for (const QString& model : models)
      for (int threads : {1, 2})
        QTest::addRow("%s, %d threads", qPrintable(model.section('/', -1)), threads) << model << threads;
  }

  void no_step_allocates() {
    QFETCH(QString, model);
    QFETCH(int, threads);
    const auto executor = make_cpu_executor({.threads = threads, .instruction_set = {}});
    REQUIRE(executor);
    const auto opened = open_model(model.toStdString());
    REQUIRE(opened);
    const auto loaded = LoadedModel::load(**executor, *opened, load_options(Precision::F16));
    REQUIRE(loaded);
    const int64_t vocab = opened->model.spec().vocab;
    for (const int batch : {1, 3}) {
      const StepShape prompt{batch, kPrompt, Phase::Prefill}, decode{batch, 1, Phase::Decode};
      const auto state = (*loaded)->new_state(batch, kPrompt + 8, kPrompt);
      REQUIRE(state);
      const auto prefill = (*loaded)->program(prompt, LogitRows::Last);
      REQUIRE(prefill);
      const auto token = (*loaded)->program(decode, LogitRows::Last);
      REQUIRE(token);
      QCOMPARE(test::allocations_of(**prefill, **state, test::CountedStep(prompt, vocab, 0, false)), 0L); // uncommitted
      QCOMPARE(test::allocations_of(**prefill, **state, test::CountedStep(prompt, vocab, 0, true)), 0L);
      QCOMPARE(test::allocations_of(**token, **state, test::CountedStep(decode, vocab, kPrompt, false)), 0L);
      for (int at = kPrompt; at < kPrompt + 3; ++at)
        QCOMPARE(test::allocations_of(**token, **state, test::CountedStep(decode, vocab, at, true)), 0L);
    }
  }
};

PARETO_TEST(AllocationsTest)
#include "tst_allocations.moc"
