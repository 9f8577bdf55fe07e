// SPDX-License-Identifier: GPL-3.0-or-later
// Quality on an own text: the dialog, what is stored, the axes it becomes, the PRECISION chart.
#include "core/study/run_store.h"
#include "tests/support/fake_engine.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "tests/ui/patience.h"
#include "ui/pages/precision/precision_chart.h"
#include "ui/pages/precision/precision_page.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/pages/trade_off/trade_off_page.h"
#include "ui/panels/decide_panel.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/panels/score_chart.h"
#include "ui/words/language.h"

#include <QDir>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

const std::string kLlama = PARETO_GOLDEN_DIR "/hf/llama", kMamba = PARETO_GOLDEN_DIR "/hf/mamba2";

Score score(const std::string& model, const char* precision, double value, int64_t context = 1024) {
  Score s;
  s.model = model;
  s.precision = precision;
  s.context = context;
  s.value = value;
  s.ci95 = Interval{value - 0.05, value + 0.05};
  s.n = 2100;
  s.bytes = 7454;
  s.file = "sample-en.txt";
  s.time_utc = "2025-03-04T05:06:07Z";
  return s;
}

Score divergence(const std::string& model, const char* precision, double nats) {
  Score s = score(model, precision, nats);
  s.task = Score::Task::Divergence;
  s.against = "f32";
  s.same_top1 = 0.98;
  return s;
}

/// Logs how it is called and says one score a context; look-ups where they are asked for.
QString scoringEngine() {
  Score lookup = score("x", "f16", 0.83);
  lookup.task = Score::Task::Lookup;
  lookup.ci95 = Interval{0.74, 0.89};
  lookup.n = 100;
  return QStringLiteral("echo \"$@\" >> \"$(dirname \"$0\")/calls\"\n"
                        "case \"$*\" in *lookup*) ") +
         sayLine(to_json(lookup)) + QStringLiteral(";; *)\n") +
         sayLine({{"event", "progress"}, {"done", 1}, {"total", 2}, {"remaining_s", 61.0}, {"what", "text"}}) +
         sayLine(to_json(score("x", "f16", 1.375, 256))) + sayLine(to_json(score("x", "f16", 1.25))) +
         QStringLiteral(";; esac");
}

} // namespace

class TestOwnText : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void init();
  void cleanup();
  void scoresComeAreKeptAndShownAgain();
  void lookupsAndOwnFile();
  void curvesBehindTheScores();
  void everyPrecision();
  void stopKeepsWhatCame();
  void aFailingModelIsSaidAndPassedOver();
  void warningsAreSaidOnce();
  void nothingToMeasure();
  void savingTakesTheScoresAlong();
  void axesAppearOnlyWithScores();
  void precisionChartPairsItsOwn();
  void precisionRunsOneAfterAnother();
  void theEngineItself();

private:
  void build(const QString& engineBody, const std::vector<std::string>& models = {kLlama, kMamba});
  void openDialog();
  template <class T>
  T* child(const char* name) const {
    return m_dialog->findChild<T*>(QLatin1String(name));
  }
  void click(const char* name) const { QTest::mouseClick(child<QPushButton>(name), Qt::LeftButton); }
  bool idle() const { return child<QLineEdit>("textContexts")->isEnabled(); }
  QString status() const { return child<QLabel>("textStatus")->text(); }
  QStringList calls() const;

  std::unique_ptr<QTemporaryDir> m_folder;
  std::unique_ptr<StudySession> m_session;
  std::unique_ptr<OwnTextDialog> m_dialog;
};

void TestOwnText::init() {
  setLanguage(QStringLiteral("en"));
  m_folder = std::make_unique<QTemporaryDir>();
}

void TestOwnText::cleanup() {
  m_dialog.reset();
  m_session.reset();
}

void TestOwnText::build(const QString& engineBody, const std::vector<std::string>& models) {
  cleanup();
  const QString engine =
      engineBody.startsWith(QLatin1Char('/')) ? engineBody : fakeEngine(m_folder->path(), engineBody);
  m_session = std::make_unique<StudySession>(
      StudySession::Options{engine, m_folder->filePath(QStringLiteral("data")), publishedResults(), kPatience});
  Study study = m_session->document().study();
  study.models = models;
  study.precision = "f16";
  m_session->document().setStudy(study);
}

void TestOwnText::openDialog() {
  m_dialog = std::make_unique<OwnTextDialog>(*m_session);
  m_dialog->show();
  QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
}

QStringList TestOwnText::calls() const {
  QFile file(m_folder->filePath(QStringLiteral("calls")));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts)
                                        : QStringList();
}

void TestOwnText::scoresComeAreKeptAndShownAgain() {
  build(scoringEngine(), {kLlama, kMamba, "softmax-attention@pilot"});
  openDialog();
  QVERIFY2(child<QLabel>("measurableModels")->text().contains(QStringLiteral("llama, mamba2")),
           qPrintable(child<QLabel>("measurableModels")->text()));
  QVERIFY(!child<QPushButton>("showScores")->isEnabled());
  click("startText");
  QVERIFY(!idle());
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QVERIFY2(status().startsWith(QStringLiteral("Done")), qPrintable(status()));
  QCOMPARE(calls().size(), 2); // not the one with random weights
  QVERIFY2(calls()[0].contains(QStringLiteral("--context 256,1024")) &&
               calls()[0].contains(QStringLiteral("--precision f16")) &&
               calls()[0].contains(QStringLiteral("sample-en.txt")),
           qPrintable(calls()[0]));
  auto* table = child<QTableWidget>("scores");
  QCOMPARE(table->rowCount(), 4);
  QCOMPARE(table->item(0, 0)->text(), QStringLiteral("mamba2"));
  QCOMPARE(table->item(0, 3)->text(), QStringLiteral("1.250 (1.200–1.300)"));
  QVERIFY(table->item(0, 5)->text().contains(QStringLiteral("sample-en.txt")));
  click("showScores");
  QCOMPARE(m_session->view().state().y.quality_metric, std::string("own:bits_per_byte@1024"));
  QCOMPARE(*m_session->results().evidence().value(kLlama, Metric::Quality, {}, "own:bits_per_byte@1024").value, 1.25);
  QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("data/sample-en.txt"))));
  for (const QString& call : calls()) // the engine stores them
    QVERIFY2(call.contains(QStringLiteral("--store ") + m_session->results().storePath()), qPrintable(call));
  {
    const auto store = RunStore::open(m_session->results().storePath().toStdString());
    for (const Score& score : m_session->results().scores())
      QVERIFY((*store)->append_score(score).has_value());
  }
  build(scoringEngine()); // the same document, opened again
  QCOMPARE(m_session->results().scores().size(), size_t{4});
  QCOMPARE(m_session->results().evidence().own_metrics(),
           (std::vector<std::string>{"own:bits_per_byte@256", "own:bits_per_byte@1024"}));
}

void TestOwnText::curvesBehindTheScores() {
  Score llama = score("x", "f16", 1.25);
  llama.curve = {{16, 3.0, 30}, {32, 2.0, 60}, {64, 1.5, 90}};
  build(sayLine(to_json(llama)), {kLlama, kMamba});
  openDialog();
  QVERIFY(!child<ChartView>("scoreCurve")->isVisible()); // nothing to draw yet
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  const ChartSpec& drawn = child<ChartView>("scoreCurve")->spec();
  QVERIFY(child<ChartView>("scoreCurve")->isVisible());
  QCOMPARE(drawn.series.size(), 2); // both models, scored alike
  QCOMPARE(drawn.series[0].points.size(), 3);
  QCOMPARE(drawn.series[0].points[1].x, 32.0);
  QCOMPARE(drawn.series[0].points[1].y, 2.0);
  QCOMPARE(drawn.rows.size(), 6);
  QVERIFY2(drawn.sentence.contains(QStringLiteral("reads better")), qPrintable(drawn.sentence));
  Score lookup = score(kLlama, "f16", 0.75);
  lookup.task = Score::Task::Lookup;
  lookup.curve = {{50, 0.5, 20}, {100, 1.0, 20}};
  const ChartSpec depth =
      scoreChart(lookup, {lookup, llama}, m_session->results().evidence(), m_session->view().state());
  QCOMPARE(depth.series.size(), 1); // a curve of bits per byte is another thing
  QCOMPARE(depth.series[0].points[0].y, 50.0);
  QCOMPARE(depth.series[0].points[1].x, 100.0);
  const ChartSpec none =
      scoreChart(divergence(kLlama, "q4", 0.01), {}, m_session->results().evidence(), m_session->view().state());
  QVERIFY(none.series.isEmpty() && !none.emptyText.isEmpty());
}

void TestOwnText::lookupsAndOwnFile() {
  build(scoringEngine(), {kLlama});
  openDialog();
  const QString own = m_folder->filePath(QStringLiteral("mine.txt"));
  m_dialog->setFile(own);
  auto* box = child<QCheckBox>("lookupTask");
  box->setFocus();
  QTest::keyClick(box, Qt::Key_Space);
  auto* contexts = child<QLineEdit>("textContexts");
  contexts->setFocus();
  contexts->selectAll();
  QTest::keyClicks(contexts, QStringLiteral("512, 7, 512"));
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QCOMPARE(calls().size(), 2);
  QVERIFY(calls()[0].contains(QStringLiteral("--context 512 ")) ||
          calls()[0].endsWith(QStringLiteral("--context 512")));
  QVERIFY(calls()[0].contains(own));
  QVERIFY(calls()[1].contains(QStringLiteral("--task lookup")));
  QCOMPARE(child<QTableWidget>("scores")->item(0, 3)->text(), QStringLiteral("83 (74–89)"));
  contexts->selectAll();
  QTest::keyClicks(contexts, QStringLiteral("7")); // too short to say anything
  QVERIFY(!child<QPushButton>("startText")->isEnabled());
}

void TestOwnText::everyPrecision() {
  build(scoringEngine(), {kLlama});
  openDialog();
  m_dialog->askForAllPrecisions();
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QCOMPARE(calls().size(), 7);
  for (const char* precision : {"f32", "f16", "bf16", "q8", "q8-kv8", "q4", "q4-kv8"})
    QCOMPARE(
        calls().filter(QRegularExpression(QStringLiteral("--precision %1( |$)").arg(QLatin1String(precision)))).size(),
        1);
  QCOMPARE(calls().filter(QStringLiteral("--against f32")).size(), 6); // not from itself
}

void TestOwnText::stopKeepsWhatCame() {
  build(sayLine(to_json(score("x", "f16", 1.5))) + QStringLiteral("exec sleep 600"), {kLlama});
  openDialog();
  click("startText");
  QTRY_COMPARE_WITH_TIMEOUT(m_session->results().scores().size(), size_t{1}, kPatience);
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QVERIFY(status().startsWith(QStringLiteral("Stopped")));
  QCOMPARE(m_session->results().scores().size(), size_t{1});
}

void TestOwnText::aFailingModelIsSaidAndPassedOver() {
  build(
      QStringLiteral(
          "case \"$2\" in *llama) echo '{\"event\":\"error\",\"message\":\"It has no tokenizer.\"}'; exit 1;; esac\n") +
      scoringEngine());
  openDialog();
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QCOMPARE(status(), QStringLiteral("llama: It has no tokenizer."));
  QCOMPARE(m_session->results().scores().size(), size_t{2}); // of the other
}

void TestOwnText::warningsAreSaidOnce() {
  build(QStringLiteral("case \"$2\" in *llama) ") +
        sayLine({{"event", "warning"}, {"code", "tokenizer"}, {"message", "The split 'zeta' is not known."}}) +
        QStringLiteral(";; esac\n") + scoringEngine());
  openDialog();
  child<QCheckBox>("lookupTask")->setChecked(true); // a second call says it again
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  QVERIFY2(status().startsWith(QStringLiteral("Done.")) &&
               status().endsWith(QStringLiteral("\nllama: The split 'zeta' is not known.")),
           qPrintable(status()));
  QCOMPARE(status().count(QStringLiteral("zeta")), 1);
}

void TestOwnText::nothingToMeasure() {
  build(scoringEngine(), {"softmax-attention@pilot"});
  openDialog();
  QVERIFY(!child<QPushButton>("startText")->isEnabled());
  QVERIFY(child<QLabel>("measurableModels")->text().contains(QStringLiteral("Add model")));
}

void TestOwnText::savingTakesTheScoresAlong() {
  build(scoringEngine(), {kLlama});
  QVERIFY(RunStore::open(m_session->results().storePath().toStdString())
              .value()
              ->append_score(score(kLlama, "f16", 1.25))
              .has_value()); // as the engine does
  m_session->addScore(score(kLlama, "f16", 1.25));
  const QString file = m_folder->filePath(QStringLiteral("kept.json"));
  QVERIFY(m_session->save(file).has_value());
  build(scoringEngine());
  QVERIFY(m_session->open(file).has_value());
  QCOMPARE(m_session->results().scores().size(), size_t{1});
  m_session->newStudy();
  QVERIFY(m_session->results().scores().empty());
}

void TestOwnText::axesAppearOnlyWithScores() {
  build(scoringEngine(), {kLlama});
  TradeOffPage tab(*m_session);
  DecidePanel decide(*m_session);
  tab.show();
  decide.show();
  auto* up = tab.findChild<QComboBox*>(QStringLiteral("firstSelector"));
  auto* task = decide.findChild<QComboBox*>(QStringLiteral("task"));
  const int axes = up->count(), tasks = task->count();
  m_session->addScore(score(kLlama, "f16", 1.25));
  QTRY_COMPARE_WITH_TIMEOUT(task->count(), tasks + 1, kPatience);
  QTRY_COMPARE(up->count(), axes + 2); // and what is lost against the best
  task->setFocus();
  QTest::keyClick(task, Qt::Key_End);
  QCOMPARE(m_session->view().state().y.quality_metric, std::string("own:bits_per_byte@1024"));
  Measurement cell = decode(kLlama, 8, 2048, 40);
  cell.key.precision = "f16";
  Evidence evidence(m_session->document().study(), {}, nullptr);
  evidence.add(cell);
  evidence.add(score(kLlama, "f16", 1.25));
  ViewState view = m_session->view().state();
  view.x = {Metric::Tpot, {}};
  const ChartSpec chart = tradeOffChart(evidence, view);
  QCOMPARE(chart.series.size(), 1);
  const QString hover = chart.series[0].points[0].hover;
  QVERIFY2(hover.contains(QStringLiteral("sample-en.txt, 7.45 kB")) && hover.contains(QStringLiteral("measured on")),
           qPrintable(hover));
  QVERIFY(!chart.y.published);
  QCOMPARE(int(chart.y.better), int(Better::Lower));
  QVERIFY2(chart.provenance.join(QLatin1Char('\n')).contains(QStringLiteral("quality measured here on sample-en.txt")),
           qPrintable(chart.provenance.join(QLatin1Char('\n'))));
  Study other = m_session->document().study();
  other.precision = "f32"; // the score is of float16
  m_session->document().setStudy(other);
  QTRY_COMPARE(task->count(), tasks); // once a frame
}

void TestOwnText::precisionChartPairsItsOwn() {
  build(scoringEngine(), {kLlama});
  std::vector<Measurement> cells;
  for (const auto& [precision, ms] : {std::pair{"f32", 80.0}, std::pair{"q8", 25.0}, std::pair{"q4", 20.0}}) {
    Measurement cell = decode(kLlama, 8, 2048, ms);
    cell.key.precision = precision;
    cells.push_back(cell);
  }
  std::vector<Score> scores{score(kLlama, "f32", 1.25),     score(kLlama, "q4", 1.3125),
                            score(kLlama, "f16", 1.25),     score(kMamba, "q8", 9),
                            divergence(kLlama, "q4", 0.03), divergence(kLlama, "q8", 0.002)};
  Score& paired = scores[4];
  paired.difference = 0.06;
  paired.difference_ci95 = Interval{0.05, 0.07};
  Evidence evidence(m_session->document().study(), {}, nullptr);
  for (const Measurement& cell : cells)
    evidence.add(cell);
  for (const Score& each : scores)
    evidence.add(each);
  const auto chartOf = [&](Metric cost, bool kl) {
    return precisionChart(precision_view(evidence, kLlama, cost, kl, {2048, 8, 150}), m_session->results().evidence(),
                          m_session->view().state());
  };
  const ChartSpec bits = chartOf(Metric::Tpot, false);
  QCOMPARE(bits.rows.size(), 7);
  QCOMPARE(bits.series.size(), 2); // q8 has speed only, f16 quality only: neither is lent
  QCOMPARE(bits.series[0].points[0].label, QStringLiteral("float32"));
  QCOMPARE(bits.series[1].points[0].label, QStringLiteral("4-bit"));
  QVERIFY(std::abs(bits.series[1].points[0].x - 20) < 0.5);
  QCOMPARE(bits.series[1].points[0].y, 1.3125);
  QVERIFY2(bits.sentence.contains(
               QStringLiteral("4-bit is 4.0 times as fast as float32; bits per byte go from 1.25 to 1.312")) ||
               bits.sentence.contains(QStringLiteral("1.313")),
           qPrintable(bits.sentence));
  QVERIFY2(bits.sentence.contains(
               QStringLiteral("paired on the same tokens +0.06 bits per byte (+0.05 to +0.07, n = 2,100)")),
           qPrintable(bits.sentence));
  QVERIFY(bits.series[1].points[0].hover.contains(QStringLiteral("Paired with float32 on the same tokens: +0.06")));
  QVERIFY(!bits.series[0].points[0].hover.contains(QStringLiteral("Paired"))); // float32 with itself
  const auto column = bits.columns.indexOf(QStringLiteral("bits_per_byte_more_than_f32"));
  QCOMPARE(bits.rows[bits.rows.size() - 2][column], QStringLiteral("0.06"));
  QCOMPARE(bits.rows.first()[column], QString());
  const ChartSpec kl = chartOf(Metric::Memory, true);
  QCOMPARE(kl.series.size(), 3);
  QCOMPARE(kl.series[0].points[0].y, 0.0); // float32 from itself
  QVERIFY(kl.series[2].points[0].x < kl.series[0].points[0].x);
  QVERIFY(precisionChart(
              precision_view(Evidence(m_session->document().study(), {}, nullptr), kLlama, Metric::Tpot, false, {}),
              m_session->results().evidence(), {})
              .emptyText.contains(QStringLiteral("Measure all precisions")));
}

void TestOwnText::precisionRunsOneAfterAnother() {
  Study study = quick_look();
  build(QStringLiteral("grep -o '\"precision\": *\"[a-z0-9-]*\"' \"$2\" >> \"$(dirname \"$0\")/calls\"\n") +
            sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}),
        {kLlama});
  PrecisionPage tab(*m_session);
  tab.resize(900, 500);
  tab.show();
  QVERIFY(QTest::qWaitForWindowExposed(&tab));
  QSignalSpy ended(m_session.get(), &StudySession::runEnded), asked(&tab, &PrecisionPage::qualityRequested);
  QTest::mouseClick(tab.findChild<QPushButton*>(QStringLiteral("measurePrecisions")), Qt::LeftButton);
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(ended.size(), 1); // one run as the person sees it
  QCOMPARE(calls().size(), 7);
  const char* order[] = {"f32", "f16", "bf16", "q8", "q8-kv8", "q4", "q4-kv8"};
  for (int i = 0; i < 7; ++i)
    QVERIFY2(calls()[i].contains(QLatin1String(order[i])), qPrintable(calls()[i]));
  QCOMPARE(m_session->document().study().precision, std::string("f16")); // the document is as it was
  QTest::mouseClick(tab.findChild<QPushButton*>(QStringLiteral("measurePrecisionQuality")), Qt::LeftButton);
  QCOMPARE(asked.size(), 1);
}

void TestOwnText::theEngineItself() {
  const std::string model = PARETO_GOLDEN_DIR "/gguf/models/llama-q8_0-v2-align64/model.gguf";
  build(QStringLiteral(PARETO_ENGINE), {model});
  openDialog();
  auto* contexts = child<QLineEdit>("textContexts");
  contexts->setFocus();
  contexts->selectAll();
  QTest::keyClicks(contexts, QStringLiteral("64"));
  click("startText");
  QTRY_VERIFY_WITH_TIMEOUT(idle(), kPatience);
  if (status().contains(QStringLiteral("no command")))
    QSKIP("this engine has no evaluate yet");
  QVERIFY2(status().startsWith(QStringLiteral("Done")), qPrintable(status()));
  QCOMPARE(m_session->results().scores().size(), size_t{1});
  QVERIFY(m_session->results().scores()[0].value > 0.5 && m_session->results().scores()[0].n > 100);
}

PARETO_TEST(TestOwnText)

#include "tst_own_text.moc"
