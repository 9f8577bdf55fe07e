// SPDX-License-Identifier: GPL-3.0-or-later
// (D) A job on a machine that was busy: what is disturbed is seen in the window and on slides, and decides nothing.
#include "core/decide/answer/workload_choices.h"
#include "tests/support/program.h"
#include "tests/ui/job_test.h"
#include "ui/pages/answer/shortlist_table.h"
#include "ui/panels/quiet_light.h"

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

class TestDisturbedJob : public JobTest {
  Q_OBJECT

private Q_SLOTS:
  void disturbedCells();

private:
  void checkOneCount();
  void checkDerived();
  void checkDisturbedCosts();
};

/// What is made of disturbed values is drawn as they are: lines, bands, sparklines.
void TestDisturbedJob::checkDerived() {
  const auto isBusy = [](const QString& model) {
    return model == QStringLiteral("mamba2@1.3b") || model == QStringLiteral("hybrid-gdn-swa@1.3b");
  };
  const ChartSpec latency = chartOf(QStringLiteral("latency"));
  const ChartScene scene(latency, slideStyle(16), {0, 0, 1200, 800});
  int beyond = 0;
  for (const SeriesSpec& series : latency.series) {
    for (const PointSpec& point : series.points) {
      QCOMPARE(isBroken(point.fill), isBusy(series.model));
      beyond += point.fill == MarkFill::ModelledBroken;
    }
    for (const SceneBand& band : scene.bands(series))
      QCOMPARE(band.broken, isBusy(series.model));
  }
  QVERIFY(beyond > 2);
  const auto* table = answerPage()->findChild<QTableWidget*>(QStringLiteral("shortlist"));
  int curves = 0;
  for (int row = 0; row < table->rowCount(); ++row) {
    const QString model = table->item(row, ShortlistTable::Name)->data(Qt::UserRole).toString();
    if (model.isEmpty())
      continue;
    const QImage picture = table->item(row, ShortlistTable::Curve)->icon().pixmap(table->iconSize()).toImage();
    int first = -1, last = -1, gaps = 0;
    QList<bool> inked;
    for (int x = 0; x < picture.width(); ++x) {
      bool any = false;
      for (int y = 0; y < picture.height(); ++y)
        any |= qAlpha(picture.pixel(x, y)) > 40;
      inked << any;
      first = any && first < 0 ? x : first;
      last = any ? x : last;
    }
    // What was measured lies at the left: beyond it every curve is dotted.
    for (int x = first; x < first + (last - first) / 3; ++x)
      gaps += !inked[x];
    QVERIFY2((gaps > 3) == isBusy(model), qPrintable(QStringLiteral("%1: %2").arg(model).arg(gaps)));
    ++curves;
  }
  QCOMPARE(curves, 4);
}

/// Where the figures are of a disturbed model, tile, ladder and costs say so, and no cost is compared.
void TestDisturbedJob::checkDisturbedCosts() {
  Study study = m_session->document().study();
  study.baseline = "mamba2@1.3b";
  study.cost[CostField::RequestsPerDay] = entered(20'000);
  study.cost[CostField::MachinePrice] = entered(12'000);
  study.cost[CostField::ApiInput] = entered(1);
  study.cost[CostField::ApiOutput] = entered(2);
  m_session->document().setStudy(study);
  clickPage("answer");
  QVERIFY2(says("tilesOf").contains(QStringLiteral("Mamba-2")), qPrintable(says("tilesOf")));
  const auto* wait = answerPage()->findChild<TileView*>(QStringLiteral("tileWait"));
  QVERIFY2(wait->detail().contains(QStringLiteral("disturbed: other programs took 34 %")), qPrintable(wait->detail()));
  QCOMPARE(wait->findChild<QLabel*>(QStringLiteral("tileValue"))->foregroundRole(), QPalette::PlaceholderText);
  QVERIFY2(says("rung").contains(QStringLiteral("measured here · disturbed: other programs took 34 %")),
           qPrintable(says("rung")));
  const ChartSpec cost = chartOf(QStringLiteral("cost"));
  QCOMPARE(cost.sentence, QStringLiteral("Costs cannot be compared yet: the waits they rest on are disturbed"));
  QVERIFY2(cost.badge.contains(QStringLiteral("DISTURBED")), qPrintable(cost.badge));
  QVERIFY(std::any_of(cost.blocks.begin(), cost.blocks.end(),
                      [](const BlockSpec& block) { return block.fill == BlockFill::Broken; }));
  clickPage("cost");
  const QString capacity = withoutMarks(m_window->findChild<QLabel*>(QStringLiteral("costCapacity"))->text());
  QVERIFY2(capacity.contains(QStringLiteral("disturbed: measure them again")), qPrintable(capacity));
  clickPage("answer");
}

/// As many are disturbed in every sentence as are seen to be, and of nobody it looks as if it were chosen.
void TestDisturbedJob::checkOneCount() {
  const QString count = QStringLiteral("2 of 4 disturbed");
  QCOMPARE(says("headline"), QStringLiteral("Cannot compare yet: ") + count);
  QVERIFY2(withoutMarks(child<QLabel>("verdict")->text()).contains(count),
           qPrintable(child<QLabel>("verdict")->text()));
  QCOMPARE(answerPage()->sheet()->headline, says("headline"));
  const ChartSpec tradeOff = chartOf(QStringLiteral("trade-off")), map = answerPage()->map()->spec(),
                  memory = chartOf(QStringLiteral("memory")), quality = chartOf(QStringLiteral("quality"));
  QVERIFY2(tradeOff.sentence.contains(count), qPrintable(tradeOff.sentence));
  QCOMPARE(tradeOff.title, says("headline"));
  QCOMPARE(map.sentence, QStringLiteral("Nobody can be chosen anywhere on this map yet: ") + count);
  for (const ChartSpec& chart : m_window->charts())
    if (chart.factsTitle.startsWith(QStringLiteral("Transformer++,")))
      QCOMPARE(chart.factsTitle, QStringLiteral("Transformer++, the baseline: nobody is chosen (600 tokens)"));
  QVERIFY2(memory.title.startsWith(QStringLiteral("At 65,536 tokens Transformer++ needs ")) &&
               memory.title.endsWith(QStringLiteral(", 5.5 times as much as Gated DeltaNet")),
           qPrintable(memory.title));
  QVERIFY2(
      quality.title.startsWith(QStringLiteral("FDA look-ups: Transformer++ (equal: Gated DeltaNet-H1) is right ")) &&
          quality.title.contains(QStringLiteral(" times as often as ")),
      qPrintable(quality.title));
  QCOMPARE(chartOf(QStringLiteral("memory-fit")).sentence,
           QStringLiteral("Gated DeltaNet: room for 3.1 times as many requests of 750 tokens as Transformer++"));
  QCOMPARE(chartOf(QStringLiteral("latency")).title,
           QStringLiteral("Gated DeltaNet is surely faster than Transformer++ at 8,192 tokens; 2 not known yet"));
  checkDerived();
  const QString strip = QStringLiteral(" It is quiet now: run again."),
                later = QStringLiteral(" Run again when it is quiet.");
  auto* light = child<QuietLight>("quietLight");
  const auto* noise = child<QLabel>("noiseText");
  Q_EMIT light->told(MachineNow::Busy);
  QVERIFY2(withoutMarks(noise->text()).endsWith(later), qPrintable(noise->text()));
  Q_EMIT light->told(MachineNow::Quiet);
  QVERIFY2(withoutMarks(noise->text()).endsWith(strip), qPrintable(noise->text()));
}

/// Other programs ran beside two of the four models: seen in the window and on the slide, and nothing is said of them.
void TestDisturbedJob::disturbedCells() {
  Study study = quick_look();
  study.name = "Busy machine";
  openStudy(study, {128, 600, 2048, 8192}, {1, 8}, [](Measurement& m) {
    if (m.key.model != "mamba2@1.3b" && m.key.model != "hybrid-gdn-swa@1.3b")
      return;
    m.condition = Condition::Disturbed;
    m.lost_share = 0.34;
    m.lost_to = "other programs";
  });
  clickPage("answer");
  choose(child<QComboBox>("workloadPreset"), 0);
  const QString strip = child<QLabel>("noiseText")->text();
  QVERIFY2(strip.startsWith(QStringLiteral("Other programs were busy in 32 of 64 cells.")), qPrintable(strip));
  QVERIFY(child<QLabel>("noiseText")->isVisible());
  QVERIFY2(!says("headline").contains(QStringLiteral("Mamba")), qPrintable(says("headline")));
  for (const ChartSpec& chart : m_window->charts()) {
    bool broken = false;
    for (const SeriesSpec& series : chart.series)
      for (const PointSpec& point : series.points)
        broken |= point.fill == MarkFill::Disturbed;
    QVERIFY2(!broken || chart.badge.contains(QStringLiteral("DISTURBED")), qPrintable(chart.id));
    if (chart.id == QStringLiteral("latency") || chart.id == QStringLiteral("trade-off"))
      QVERIFY2(broken, qPrintable(chart.id));
    if (chart.id.startsWith(QStringLiteral("answer"))) // the waits, and the map of whom they choose
      QVERIFY2(chart.badge.contains(QStringLiteral("DISTURBED")), qPrintable(chart.id));
  }
  int broken = 0;
  for (const BlockSpec& block : answerPage()->waits()->spec().blocks) {
    const bool busy =
        block.model == QStringLiteral("mamba2@1.3b") || block.model == QStringLiteral("hybrid-gdn-swa@1.3b");
    QCOMPARE(block.fill == BlockFill::Broken, busy);
    broken += busy;
  }
  QCOMPARE(broken, 4);
  int marked = 0;
  const SheetSpec sheet = *answerPage()->sheet();
  for (const QStringList& row : sheet.rows)
    marked += row.size() > 1 && row[1].endsWith(QStringLiteral(", disturbed"));
  QCOMPARE(marked, 2);
  QVERIFY(!sheet.flips.isEmpty()); // no heading over nothing
  checkOneCount();
  const Study before = m_session->document().study();
  checkDisturbedCosts();
  m_session->document().setStudy(before);
  takePictures(QStringLiteral("D")); // last: they leave another language
}

PARETO_TEST(TestDisturbedJob)
#include "tst_disturbed_job.moc"
