// SPDX-License-Identifier: GPL-3.0-or-later
// Small untruths a window may tell: each walk here once ended with one on the screen.
#include "core/formats/gguf/stored_format.h"
#include "core/study/run_store.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/charts/chart_view.h"
#include "ui/export/chart_exporter.h"
#include "ui/pages/precision/precision_chart.h"
#include "ui/pages/precision/precision_page.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/panels/drop_overlay.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/quiet_light.h"
#include "ui/words/conclusions.h"
#include "ui/words/format.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QWindow>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

const std::string kSmall = PARETO_GOLDEN_DIR "/hf/llama",
                  kFourBit = PARETO_GOLDEN_DIR "/gguf/models/llama-q4_0/model.gguf",
                  kExactFile = PARETO_GOLDEN_DIR "/gguf/models/llama-f32/model.gguf";

} // namespace

class TestUntruths : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void aLimitFailsNothingUnmeasured();
  void limitsDoNotFollowIntoAnotherStudy();
  void aModelledChartSaysSo();
  void bothBadgesStandTogether();
  void noiseIsSeen();
  void sizesNeverMix();
  void theBaselineChoosesTheSize();
  void aFourBitFileIsCalledOne();
  void qualityBeyondItsTestIsHollow();
  void escapeClosesPopUpsOnly();
  void aFileIsTakenAnywhere();
  void textIsStillDroppedIntoFields();
  void timesAreReadable();

private:
  ChartSpec chartOf(const char* id) {
    clickPage(id);
    return chart()->spec();
  }
  QStringList ranking() const {
    QStringList all;
    auto* list = child<QListWidget>("ranking");
    for (int row = 0; row < list->count(); ++row)
      all << list->item(row)->text();
    return all;
  }
  /// Of what the made-up study measures everywhere; a wait also needs prompts of as many requests.
  void showTimePerToken() {
    ViewState view = m_session->view().state();
    view.x = {Metric::Tpot, {}};
    view.times = false;
    m_session->setView(view);
  }
  void setContext(int64_t context, int requests = 8) {
    ViewState view = m_session->view().state();
    view.at.context = context;
    view.at.requests = requests;
    m_session->setView(view);
  }
};

void TestUntruths::aLimitFailsNothingUnmeasured() {
  m_folder = std::make_unique<QTemporaryDir>();
  build(QStringLiteral("exit 1"), false);
  ViewState view = m_session->view().state();
  view.limits[Metric::AnswerTime] = 1000;
  m_session->setView(view);
  QVERIFY(!ranking().isEmpty());
  for (const QString& line : ranking())
    QVERIFY2(!line.contains(QStringLiteral("fails")), qPrintable(line));
  const QString verdict = child<QLabel>("verdict")->text();
  QVERIFY2(!verdict.contains(QStringLiteral("No architecture meets")), qPrintable(verdict));
  QVERIFY2(excludedBy(m_session->results().evidence(), m_session->view().state())
               .at(Metric::AnswerTime)
               .startsWith(QStringLiteral("Not known for")),
           "nothing is excluded");
  view.x = {Metric::Memory, {}};
  view.y = {Metric::State, {}}; // known by formula, but nobody knows the time of an answer
  m_session->setView(view);
  const ChartSpec spec = chartOf("trade-off");
  for (const SeriesSpec& series : spec.series)
    QVERIFY(!series.points[0].faded);
  QVERIFY2(spec.sentence.contains(QStringLiteral("not known yet which meet the limits")), qPrintable(spec.sentence));
  for (const QStringList& row : spec.rows) {
    QCOMPARE(row[spec.columns.indexOf(QStringLiteral("failed_limits"))], QString());
    QCOMPARE(row[spec.columns.indexOf(QStringLiteral("unknown_limits"))], QStringLiteral("answer_time"));
  }
}

void TestUntruths::limitsDoNotFollowIntoAnotherStudy() {
  QTest::mouseClick(child<QCheckBox>("limitMemoryCheck"), Qt::LeftButton, {}, QPoint(8, 8));
  QVERIFY(limit_on(m_session->view().state().limits, Metric::Memory));
  m_session->newStudy();
  QVERIFY(!limit_on(m_session->view().state().limits, Metric::Memory));
  QVERIFY(!child<QCheckBox>("limitMemoryCheck")->isChecked());
  QTest::mouseClick(child<QCheckBox>("limitMemoryCheck"), Qt::LeftButton, {}, QPoint(8, 8));
  QVERIFY(limit_on(m_session->view().state().limits, Metric::Memory));
  m_session->openQuickLook();
  QVERIFY(!limit_on(m_session->view().state().limits, Metric::Memory));
}

/// In the window, in the picture's scene and in the CSV.
void TestUntruths::aModelledChartSaysSo() {
  setContext(2048, 48); // measured were 1 and 8 requests
  const ChartSpec latency = chartOf("latency");
  QVERIFY(!latency.series.isEmpty());
  for (const SeriesSpec& series : latency.series)
    for (const PointSpec& point : series.points)
      QCOMPARE(int(point.fill), int(MarkFill::Modelled));
  QCOMPARE(latency.badge, QStringLiteral("MODELLED"));
  auto* view = chart()->panel()->findChild<ChartView*>();
  QVERIFY(!view->chartScene().badgeBox().isNull());
  QVERIFY2(chartCsv(latency).startsWith("\xEF\xBB\xBF# MODELLED") || chartCsv(latency).contains("# MODELLED"),
           chartCsv(latency).left(80).constData());
  const QByteArray svg = [&] {
    const QString path = m_folder->filePath(QStringLiteral("latency.svg"));
    if (!exportChart(latency, path))
      return QByteArray();
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }();
  QVERIFY(svg.contains("MODELLED"));
  setContext(2048, 8);
  QCOMPARE(chartOf("latency").badge, QStringLiteral("MODELLED")); // measured, with a dotted continuation
  QVERIFY(chartOf("memory").badge.isEmpty() || chartOf("memory").badge == QStringLiteral("MODELLED"));
  m_session->newStudy();
  QCOMPARE(chartOf("memory").badge, QStringLiteral("MODELLED")); // by formula alone
}

void TestUntruths::bothBadgesStandTogether() {
  const Study study = quick_look();
  Calibration machine;
  machine.roofline.bytes_per_s = 20e9;
  machine.roofline.flops_per_s = 200e9;
  Evidence evidence(study, machine, publishedResults());
  for (const Measurement& m : fullStudy(study, true))
    if (m.key.model != study.models.back() || m.key.context <= 512) // one of them was not measured as far
      evidence.add(m);
  ViewState view;
  QCOMPARE(tradeOffChart(evidence, view).badge, QStringLiteral("PREVIEW · MODELLED"));
}

/// The strip over the page, the stamp on every export, the table with the command: UI.md section 5.
void TestUntruths::noiseIsSeen() {
  m_window.reset();
  m_session.reset();
  m_folder = std::make_unique<QTemporaryDir>();
  QDir().mkpath(m_folder->filePath(QStringLiteral("data")));
  auto store = RunStore::open(storePath().toStdString());
  const auto run = (*store)->begin_run(quick_look(), "{}");
  for (Measurement m : fullStudy(quick_look())) {
    if (m.key.model == quick_look().models[1] && m.key.batch == 8) {
      m.condition = Condition::Disturbed;
      m.lost_share = 0.34;
      m.lost_to = "other programs";
    }
    QVERIFY((*store)->append(*run, m).has_value());
  }
  (*store).reset();
  build(QStringLiteral("exec sleep 600"));
  auto* strip = child<QLabel>("noiseText");
  QVERIFY(strip->isVisible());
  Q_EMIT m_window->findChild<QuietLight*>()->told(MachineNow::Unknown); // whatever this machine is doing
  QCOMPARE(withoutMarks(strip->text()),
           QStringLiteral("Other programs were busy in 3 of 28 cells. They took up to 34 % of the machine. "
                          "Run again when it is quiet."));
  showTimePerToken();
  for (const char* id : {"trade-off", "latency"}) {
    const ChartSpec spec = chartOf(id);
    QVERIFY2(spec.badge.contains(QStringLiteral("DISTURBED")), qPrintable(spec.badge));
    for (const char* format : {"svg", "csv"}) {
      const QString path = m_folder->filePath(QStringLiteral("chart.") + QLatin1String(format));
      QVERIFY(exportChart(spec, path));
      QFile file(path);
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QByteArray bytes = file.readAll();
      QVERIFY2(bytes.contains("DISTURBED"), format);
      QVERIFY2(bytes.contains("paretoscope-engine") && bytes.contains("reproduce"), format);
    }
  }
  QVERIFY(!chartOf("latency").sentence.contains(QStringLiteral("Mamba-2 from")));
  const QLabel* light = child<QLabel>("quietLight");
  QTRY_VERIFY(!light->text().isEmpty()); // after its second look
  const auto grey = [&] { return qGray(light->palette().color(QPalette::WindowText).rgb()); };
  m_window->setThemeChoice(Theme::Dark);
  QCoreApplication::sendPostedEvents();
  QVERIFY2(grey() > 128, qPrintable(QString::number(grey()))); // with the others, not at its next look
  m_window->setThemeChoice(Theme::Light);
  QCoreApplication::sendPostedEvents();
  QVERIFY2(grey() < 128, qPrintable(QString::number(grey())));
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->runs().isRunning());
  QVERIFY2(strip->text().endsWith(QStringLiteral("Measuring those again.")), qPrintable(strip->text()));
  QVERIFY(!child<QLabel>("quietLight")->text().isEmpty());
  m_session->runs().stop();
  QTRY_VERIFY(!m_session->runs().isRunning());
  QVERIFY(light->text().isEmpty()); // what the engines took is not said of others: the next look tells
}

void TestUntruths::sizesNeverMix() {
  const auto before = chartOf("trade-off").series.size();
  m_session->document().addModel(kSmall);
  m_window->setResearch(true);
  for (const char* id : {"trade-off", "latency", "memory"}) {
    const ChartSpec spec = chartOf(id);
    for (const SeriesSpec& series : spec.series)
      QVERIFY(series.model.toStdString() != kSmall);
    QVERIFY2(spec.sentence.contains(QStringLiteral("Not compared, being of another size: llama")),
             qPrintable(spec.sentence));
    QVERIFY(!spec.provenance.join(QLatin1Char(' ')).contains(QStringLiteral("llama (")));
  }
  const ChartSpec spec = chartOf("trade-off");
  QCOMPARE(spec.series.size(), before);
  const auto row = std::find_if(spec.rows.begin(), spec.rows.end(),
                                [](const QStringList& cells) { return cells[0].toStdString() == kSmall; });
  QVERIFY(row != spec.rows.end()); // shown, under its reason
  QVERIFY(row->contains(QStringLiteral("another_size")));
  QVERIFY2(ranking().last().contains(QStringLiteral("Another size")) &&
               ranking().last().startsWith(QStringLiteral("llama")),
           qPrintable(ranking().last()));
  Measurement m = decode(kSmall, 8, 2048, 5);
  m.key.precision = m_session->document().study().precision;
  QVERIFY(!m_session->results().evidence().value(kSmall, Metric::Tpot, m_session->view().state().at).value);
}

/// What the text says can be done about it works.
void TestUntruths::theBaselineChoosesTheSize() {
  m_session->document().addModel(kSmall);
  auto* baseline = child<QComboBox>("baseline");
  choose(baseline, baseline->findData(QString::fromStdString(kSmall)));
  QCOMPARE(m_session->document().study().baseline, kSmall);
  QVERIFY(m_session->results().evidence().is_compared(kSmall));
  const ChartSpec memory = chartOf("memory");
  QCOMPARE(memory.series.size(), 1);
  QCOMPARE(memory.series[0].model.toStdString(), kSmall);
  QVERIFY2(memory.sentence.contains(QStringLiteral("Not compared, being of another size: Transformer++")),
           qPrintable(memory.sentence));
}

void TestUntruths::aFourBitFileIsCalledOne() {
  const auto stored = stored_format(kFourBit);
  QVERIFY(stored);
  QCOMPARE(stored->name, std::string("Q4_0"));
  QVERIFY(stored->bits_per_weight > 4.4 && stored->bits_per_weight < 5.2);
  QCOMPARE(stored_format(kExactFile)->name, std::string("F32"));
  QVERIFY(!stored_format(kSmall) && !stored_format("/nowhere.gguf"));
  Study study = m_session->document().study();
  study.models = {kFourBit};
  study.baseline.clear();
  study.precision = "f16";
  m_session->document().setStudy(study);
  m_window->setResearch(true);
  clickPage("precision");
  const ChartSpec spec = m_window->findChild<PrecisionPage*>()->spec();
  QVERIFY2(spec.sentence.contains(QStringLiteral("is a 4-bit file already (Q4_0, 5.0 bits per weight)")),
           qPrintable(spec.sentence));
  QVERIFY(!spec.sentence.contains(QStringLiteral("times as fast")));
  // The same figures of a file that holds float32 are a gain, and of an 8-bit file count from 8-bit.
  std::vector<Measurement> cells;
  std::vector<Score> scores;
  for (const auto& [precision, ms] : {std::pair{"f32", 80.0}, std::pair{"q8", 40.0}, std::pair{"q4", 20.0}}) {
    Measurement cell = decode(kExactFile, 8, 2048, ms);
    cell.key.precision = precision;
    cells.push_back(cell);
    Score score;
    score.model = kExactFile;
    score.precision = precision;
    score.context = 4096;
    score.value = 1.25;
    score.n = 100;
    scores.push_back(score);
  }
  Study own = study;
  own.models = {kExactFile};
  Evidence evidence(own, {}, nullptr);
  for (const Measurement& cell : cells)
    evidence.add(cell);
  for (const Score& score : scores)
    evidence.add(score);
  const auto sentence = [&](std::optional<StoredFormat> format) {
    return precisionChart(precision_view(evidence, kExactFile, Metric::Tpot, false, {2048, 8, 150}, std::move(format)),
                          evidence, {})
        .sentence;
  };
  QVERIFY2(sentence(stored_format(kExactFile)).contains(QStringLiteral("4-bit is 4.0 times as fast as float32")),
           qPrintable(sentence(stored_format(kExactFile))));
  QVERIFY2(sentence(StoredFormat{"Q8_0", 8.5}).contains(QStringLiteral("4-bit is 2.0 times as fast as 8-bit")),
           qPrintable(sentence(StoredFormat{"Q8_0", 8.5})));
  QVERIFY(sentence(StoredFormat{"Q4_K", 4.85}).contains(QStringLiteral("4-bit file already (Q4_K")));
}

void TestUntruths::qualityBeyondItsTestIsHollow() {
  QCOMPARE(m_session->view().state().y.quality_metric, std::string("fda_acc"));
  showTimePerToken();
  const ChartSpec here = chartOf("trade-off");
  QVERIFY(!here.provenance[2].contains(QStringLiteral("tested to")));
  for (const SeriesSpec& series : here.series)
    QCOMPARE(int(series.points[0].fill), int(MarkFill::Measured));
  setContext(4096); // measured there, but the look-ups were of 2,048 tokens
  const ChartSpec further = chartOf("trade-off");
  QVERIFY(further.frontier.isEmpty());
  for (const SeriesSpec& series : further.series) {
    QCOMPARE(int(series.points[0].fill), int(MarkFill::Untested));
    QVERIFY2(series.points[0].hover.contains(QStringLiteral("tested to 2,048 tokens")),
             qPrintable(series.points[0].hover));
  }
  QVERIFY2(further.sentence.contains(QStringLiteral("the quality was tested to 2,048 tokens only")),
           qPrintable(further.sentence));
  QVERIFY(further.provenance[2].contains(QStringLiteral("hollow: quality tested to 2,048 tokens only")));
  QVERIFY(further.badge.isEmpty()); // it is not modelled
  ViewState view = m_session->view().state();
  view.goal = Goal::LeastMemory; // known at any length, unlike the quality
  m_session->setView(view);
  settlePanels();
  QVERIFY2(child<QLabel>("verdict")->text().contains(QStringLiteral("tested to 2,048 tokens only")),
           qPrintable(child<QLabel>("verdict")->text()));
  view.y = {Metric::Quality, "zero_shot_avg"};
  m_session->setView(view);
  QVERIFY(chartOf("trade-off")
              .series[0]
              .points[0]
              .hover.contains(QStringLiteral("the table states no length it was tested at")));
  QVERIFY(!chartOf("trade-off").frontier.isEmpty());
}

void TestUntruths::escapeClosesPopUpsOnly() {
  QTest::keyClick(m_window.get(), Qt::Key_F5);
  QVERIFY(m_session->runs().isRunning());
  auto* combo = child<QComboBox>("precision");
  combo->setFocus();
  combo->showPopup();
  QTRY_VERIFY(combo->view()->isVisible());
  QTest::keyClick(combo->view(), Qt::Key_Escape);
  QTRY_VERIFY(!combo->view()->isVisible());
  for (QWidget* widget : std::initializer_list<QWidget*>{combo, child<QLineEdit>("search"),
                                                         chart()->panel()->findChild<ChartView*>(), m_window.get()})
    QTest::keyClick(widget, Qt::Key_Escape);
  QTest::qWait(50);
  QVERIFY(m_session->runs().isRunning());
  QCOMPARE(action("stop")->shortcut(), QKeySequence(Qt::SHIFT | Qt::Key_F5));
  action("stop")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->runs().isRunning(), kPatience);
}

/// As the window system brings it: to the window, which finds the widget under the pointer.
void TestUntruths::aFileIsTakenAnywhere() {
  auto* strip = m_window->findChild<ModelStrip*>();
  auto* overlay = m_window->findChild<DropOverlay*>();
  m_window->setResearch(true);
  const QString path = QString::fromStdString(kSmall);
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(path)});
  for (int tab = 0; tab < tabs()->count(); ++tab) {
    clickTab(tab);
    QWidgetList places{chart() ? static_cast<QWidget*>(chart()->panel()->findChild<ChartView*>()->viewport())
                               : tabs()->currentWidget(),
                       child<QLineEdit>("search"), child<QListWidget>("ranking")};
    for (QWidget* place : places) {
      if (!place->isVisible())
        continue;
      const QPoint at = place->mapTo(m_window.get(), place->rect().center());
      QDragEnterEvent enter(at, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(m_window->windowHandle(), &enter);
      QVERIFY2(enter.isAccepted(), place->metaObject()->className());
      QCOMPARE(enter.dropAction(), Qt::CopyAction); // the file stays where it is
      QVERIFY(overlay->isVisible());
      QVERIFY2(overlay->sentence().contains(QStringLiteral("llama")), qPrintable(overlay->sentence()));
      QCOMPARE(overlay->size(), m_window->size());
      QDragMoveEvent move(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(m_window->windowHandle(), &move);
      QVERIFY(move.isAccepted());
      QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
      QApplication::sendEvent(m_window->windowHandle(), &drop);
      QVERIFY(drop.isAccepted());
      QVERIFY(!overlay->isVisible());
      QTRY_VERIFY2(strip->isVisible(), place->metaObject()->className());
      QTest::mouseClick(strip->dismissButton(), Qt::LeftButton);
      QVERIFY(!strip->isVisible());
    }
  }
  QVERIFY(child<QLineEdit>("search")->text().isEmpty());
  const QString study = m_folder->filePath(QStringLiteral("a study.json"));
  QVERIFY(write_study(study.toStdString(), quick_look()).has_value());
  data.setUrls({QUrl::fromLocalFile(study), QUrl::fromLocalFile(path)});
  QDragEnterEvent enter({500, 400}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window->windowHandle(), &enter);
  QVERIFY2(overlay->sentence().startsWith(QStringLiteral("Drop to open the study a study.json")) &&
               overlay->sentence().contains(QStringLiteral("One at a time")),
           qPrintable(overlay->sentence()));
  QDragLeaveEvent leave;
  QApplication::sendEvent(m_window->windowHandle(), &leave);
  QVERIFY(!overlay->isVisible());
}

void TestUntruths::textIsStillDroppedIntoFields() {
  auto* search = child<QLineEdit>("search");
  QMimeData data;
  data.setText(QStringLiteral("mamba"));
  const QPoint at = search->mapTo(m_window.get(), search->rect().center());
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window->windowHandle(), &enter);
  QVERIFY(!m_window->findChild<DropOverlay*>()->isVisible());
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window->windowHandle(), &drop);
  QCOMPARE(search->text(), QStringLiteral("mamba"));
}

/// From seconds to days, on axes, at marks, in both languages: "166.666666667 min" nowhere.
void TestUntruths::timesAreReadable() {
  static const QRegularExpression endless(QStringLiteral("\\d[.,]\\d{4,}"));
  for (const char* language : {"en", "ja"}) {
    m_window->setLanguageId(QLatin1String(language));
    for (double longest = 2e3; longest < 1e10; longest *= 3.7)
      for (const bool logarithmic : {true, false}) {
        AxisSpec axis;
        axis.format = AxisFormat::Milliseconds;
        axis.logarithmic = logarithmic;
        axis.low = logarithmic ? longest / 400 : 0;
        axis.high = longest;
        for (int most = 3; most < 13; ++most)
          for (const Tick& tick : ticks(axis, fullRange(axis, {}), most)) {
            QVERIFY2(!endless.match(tick.label).hasMatch(), qPrintable(tick.label));
            const double value = fromAxis(tick.at, axis);
            if (logarithmic && value >= 60e3 && longest > 300e3) // to five minutes an axis is in seconds throughout
              QVERIFY2(!tick.label.contains(QStringLiteral(" s")) && !tick.label.contains(QLocale().decimalPoint()),
                       qPrintable(tick.label));
          }
        QVERIFY(!endless.match(formatValue(longest, AxisFormat::Milliseconds)).hasMatch());
      }
  }
  m_window->setLanguageId(QStringLiteral("en"));
  QCOMPARE(formatValue(90e3, AxisFormat::Milliseconds), QStringLiteral("1.5 min"));
  QCOMPARE(formatValue(1e7, AxisFormat::Milliseconds), QStringLiteral("2.78 h"));
}

PARETO_TEST(TestUntruths)

#include "tst_untruths.moc"
