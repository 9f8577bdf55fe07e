// SPDX-License-Identifier: GPL-3.0-or-later
// RACE: start together, strips, sentences, slides; with a script that stands for the engine, and with the engine
// itself.
#include "tests/support/program.h"
#include "tests/ui/pictures.h"
#include "tests/ui/race_test.h"
#include "ui/export/chart_exporter.h"
#include "ui/export/slide.h"
#include "ui/pages/race/race_strips.h"

#include <QAbstractItemView>
#include <QDir>
#include <QProgressBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

namespace {

RaceLane done(const char* name, double rate, double ttft) {
  RaceLane lane;
  lane.name = QLatin1String(name);
  lane.state = RaceLane::State::Done;
  lane.rate = rate;
  lane.tpot = 1e3 / rate;
  lane.ttft = ttft;
  lane.tokens = 64;
  return lane;
}

} // namespace

class TestRace : public QObject, private RaceFixture {
  Q_OBJECT

private Q_SLOTS:
  void init() { begin(); }
  void cleanup() { end(); }
  void sentences_data();
  void sentences();
  void seededIdsAreTheSameEachTime();
  void racesTogether();
  void stripsShowEveryTokenWhenItCame();
  void itRunsAtThePlaceOfTheStrip();
  void aLaneAnswersAllRequestsOfTheStrip();
  void nothingIsCutInASmallWindow();
  void slidesConcludeInTwoLines();
  void racesInTurn();
  void saysWhatTheEngineWarnsOf();
  void stopKeepsWhatCame();
  void warningsAreShown();
  void theEngineItself();
};

void TestRace::sentences_data() {
  QTest::addColumn<QList<double>>("rates");
  QTest::addColumn<QString>("begins");
  QTest::newRow("apart") << QList<double>{10, 40}
                         << QStringLiteral("One run is no order: One 10 tokens/s (first token after 100 ms), Two 40 "
                                           "tokens/s (first token after 200 ms).");
  QTest::newRow("alike") << QList<double>{40, 40, 40}
                         << QStringLiteral("One run is no order: One 40 tokens/s (first token after 100 ms), Two 40 "
                                           "tokens/s (first token after 200 ms), Three 40");
  QTest::newRow("in the order of the lanes")
      << QList<double>{10, 30, 20}
      << QStringLiteral("One run is no order: One 10 tokens/s (first token after 100 ms), Two 30 tokens/s");
}

void TestRace::sentences() {
  QFETCH(QList<double>, rates);
  QFETCH(QString, begins);
  const char* names[] = {"One", "Two", "Three"};
  std::vector<RaceLane> lanes;
  for (qsizetype i = 0; i < rates.size(); ++i)
    lanes.push_back(done(names[i], rates[i], 100.0 * static_cast<double>(i + 1)));
  RaceQuestion question;
  const QString together = raceSentence(lanes, question);
  question.together = false;
  const QString turns = raceSentence(lanes, question);
  question.requests = 8;
  QVERIFY(!together.contains(QStringLiteral("at once")) && !turns.contains(QStringLiteral("at once")));
  QVERIFY2(raceSentence(lanes, question).contains(QStringLiteral("Each answered 8 requests at once")),
           qPrintable(raceSentence(lanes, question)));
  QVERIFY2(together.startsWith(begins), qPrintable(together));
  QVERIFY(together.contains(QStringLiteral("shared this machine")));
  for (const char* order : {"fast", "soon", "times", "slow", "first,", "last", "equal"}) // of one run there is none
    QVERIFY2(!QString(turns).contains(QLatin1String(order)) && !raceTitle(lanes).contains(QLatin1String(order)),
             qPrintable(turns + raceTitle(lanes)));
  QVERIFY2(raceTitle(lanes).startsWith(QStringLiteral("One run, no order: %1 models wrote ").arg(lanes.size())),
           qPrintable(raceTitle(lanes)));
  QVERIFY(!turns.contains(QStringLiteral("shared this machine")));
  lanes[0].state = RaceLane::State::Failed;
  QVERIFY(raceSentence(lanes, question).contains(QStringLiteral("Not finished: One.")));
  for (RaceLane& lane : lanes)
    lane.state = RaceLane::State::Stopped;
  QCOMPARE(raceSentence(lanes, question), QStringLiteral("Stopped before anyone finished."));
}

void TestRace::seededIdsAreTheSameEachTime() {
  const QString prompt = QStringLiteral("Forty bytes of a prompt, more or less so");
  QCOMPARE(tokensOf(prompt), 10);
  QCOMPARE(tokensOf(QStringLiteral("a")), 1);
  const QStringList ids = seededIds(10, 100).split(QLatin1Char(','));
  QCOMPARE(ids.size(), 10);
  QCOMPARE(seededIds(10, 100), ids.join(QLatin1Char(',')));
  for (const QString& id : ids)
    QVERIFY(id.toInt() >= 0 && id.toInt() < 100);
}

void TestRace::racesTogether() {
  build(fakeEngine(m_folder->path(), answer({})));
  QVERIFY2(text("raceMark1").contains(QStringLiteral("speed demonstration")), qPrintable(text("raceMark1")));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(m_tab->runner().isRunning());
  QVERIFY(!child<QComboBox>("raceModel1")->isEnabled());
  QVERIFY(ended.wait(kPatience));
  QVERIFY2(text("raceResult")
               .startsWith(QStringLiteral("One run is no order: Mamba-2 50 tokens/s (first token after "
                                          "20.0 ms), Transformer++ 25 tokens/s")),
           qPrintable(text("raceResult")));
  QVERIFY2(
      text("raceFigures1")
          .contains(QStringLiteral("first token after 20.0 ms · then 20.0 ms per token · 600 tokens read, 3 written")),
      qPrintable(text("raceFigures1")));
  QVERIFY2(text("raceFigures1")
               .contains(QStringLiteral("weights %1 + cache 2.00 kB")
                             .arg(formatValue(static_cast<double>(weightsOf(kFast)), AxisFormat::Bytes))),
           qPrintable(text("raceFigures1")));
  QCOMPARE(text("raceSpeed2"), QStringLiteral("25 tokens/s"));
  QVERIFY(said("raceText1").isEmpty()); // random weights: hidden whatever comes
  QCOMPARE(child<QProgressBar>("raceProgress1")->value(), 3);
  QCOMPARE(calls().size(), 2);
  for (const QString& call : calls())
    QVERIFY2(call.contains(QStringLiteral("--tokens-in")) && call.contains(QStringLiteral("--wait")), qPrintable(call));
  QVERIFY(child<QComboBox>("raceModel1")->isEnabled());
}

void TestRace::stripsShowEveryTokenWhenItCame() {
  build(fakeEngine(m_folder->path(), answer(QStringLiteral("case \"$2\" in softmax*) sleep 0.3;; esac\n"))));
  QVERIFY(!child<ChartPanel>("raceStrips")->isVisible() && !m_tab->chart()); // nothing has been raced
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  const auto* panel = child<ChartPanel>("raceStrips");
  QVERIFY(panel->isVisible());
  const ChartSpec strips = panel->spec();
  QCOMPARE(strips.series.size(), 2);
  QCOMPARE(strips.y.categories.size(), 2);
  double first[2] = {};
  for (qsizetype lane = 0; lane < 2; ++lane) {
    const QList<PointSpec>& tokens = strips.series[lane].points;
    QCOMPARE(tokens.size(), 3);
    QVERIFY(
        std::is_sorted(tokens.begin(), tokens.end(), [](const PointSpec& a, const PointSpec& b) { return a.x < b.x; }));
    const double step = strips.series[lane].name == QStringLiteral("Mamba-2") ? 20 : 40;
    QVERIFY2(qAbs(tokens[1].x - 2 * step) < 1e-6, // they came at once: what the engine says of each is all one knows
             qPrintable(QString::number(tokens[1].x)));
    QVERIFY(tokens.first().label.startsWith(QStringLiteral("⚑")) && tokens.last().x <= strips.x.high);
    QCOMPARE(strips.blocks[lane].right, tokens.first().x); // the prompt is read until then
    first[lane] = tokens.first().x;
  }
  QVERIFY2(first[1] > first[0],
           qPrintable(QString::number(first[1]))); // one axis of time: who comes later stands later
  QCOMPARE(strips.rows.size(), 6);
  QVERIFY(strips.provenance[1].contains(QStringLiteral("Mamba-2 (")) && m_tab->exported().size() == 1);
  QTest::qWait(100);
  QVERIFY(test::keepPicture(m_tab.get(), QStringLiteral("race")));
  QTest::keyClick(child<QComboBox>("raceLanes"), Qt::Key_Down); // another race is asked for: that one is not shown
  QVERIFY(!panel->isVisible() && !m_tab->chart());
}

void TestRace::itRunsAtThePlaceOfTheStrip() {
  build(fakeEngine(m_folder->path(), answer({})));
  ViewState view = m_session->view().state();
  view.at.context = 600;
  view.at.answer_tokens = 5;
  m_session->setView(view);
  QVERIFY2(text("racePoint").startsWith(QStringLiteral("600 tokens are read and 5 written")),
           qPrintable(text("racePoint")));
  QVERIFY(!child<QPlainTextEdit>("racePrompt")->isVisible()); // nobody can read it
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  for (const QString& call : calls()) {
    QVERIFY2(call.contains(QStringLiteral("--tokens 5 ")) && call.contains(QStringLiteral("--device cpu")),
             qPrintable(call));
    const QString ids = call.section(QStringLiteral("--tokens-in "), 1).section(QLatin1Char(' '), 0, 0);
    QCOMPARE(ids.split(QLatin1Char(',')).size(), 600);
  }
  const QString result = text("raceResult");
  QVERIFY2(result.contains(QStringLiteral("600 tokens read, up to 5 written")),
           qPrintable(result)); // as the engine says
  QVERIFY(m_tab->chart()->facts.size() == 2 && m_tab->chart()->facts.first().number == QStringLiteral("50"));
  view.at.context = 40'000;
  view.at.answer_tokens = 500;
  m_session->setView(view);
  QVERIFY2(text("racePoint").contains(QStringLiteral("no more than 16,384 tokens")), qPrintable(text("racePoint")));
  QCOMPARE(text("raceResult"), result); // what was raced stays what it was
}

/// As many at once as the strip says; the first of them is drawn, and what is frozen says so.
void TestRace::aLaneAnswersAllRequestsOfTheStrip() {
  build(fakeEngine(m_folder->path(), answer({})));
  ViewState view = m_session->view().state();
  view.at.requests = 1;
  m_session->setView(view);
  QVERIFY2(text("racePoint").endsWith(QStringLiteral("Each lane is one request.")), qPrintable(text("racePoint")));
  const QString alone = text("raceMemory");
  view.at.requests = 16;
  m_session->setView(view);
  QVERIFY2(text("racePoint").contains(QStringLiteral("Each lane answers 16 requests at once; the first")),
           qPrintable(text("racePoint")));
  QVERIFY2(text("raceMemory") != alone, qPrintable(alone)); // sixteen caches are more than one
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(calls().size(), 2);
  for (const QString& call : calls())
    QVERIFY2(call.contains(QStringLiteral("--requests 16 ")), qPrintable(call));
  QVERIFY2(text("raceFigures1").contains(QStringLiteral("16 requests at once, together 800 tokens/s")),
           qPrintable(text("raceFigures1")));
  const QString result = text("raceResult");
  QVERIFY2(result.contains(QStringLiteral("Each answered 16 requests at once")) &&
               result.contains(QStringLiteral("16 requests at once in each lane")),
           qPrintable(result));
  QCOMPARE(m_tab->chart()->series.first().points.size(), 3); // dots of one of them
  QVERIFY(m_tab->chart()->subtitle.contains(QStringLiteral("16 requests at once in each lane")));
  view.at.requests = 1;
  m_session->setView(view);
  QCOMPARE(text("raceResult"), result); // what was raced stays what it was
}

void TestRace::nothingIsCutInASmallWindow() {
  build(fakeEngine(m_folder->path(), answer({})));
  ViewState view = m_session->view().state();
  view.at.context = 2048;
  view.at.answer_tokens = 20;
  m_session->setView(view);
  auto* count = child<QComboBox>("raceLanes");
  count->setFocus();
  QTest::keyClick(count, Qt::Key_End);
  for (const char* model : {"gated-deltanet@pilot", "rwkv7@pilot"})
    m_tab->offerModel(QLatin1String(model));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(m_tab->chart()->facts.size(), 4); // every lane's
  QVERIFY2(text("raceResult").contains(QStringLiteral("Transformer++ 25 tokens/s")), qPrintable(text("raceResult")));
  for (const QSize size : {QSize(490, 360), QSize(620, 360), QSize(1200, 900)}) {
    m_tab->resize(size);
    QTest::qWait(50);
    for (int lane = 1; lane <= 4; ++lane)
      for (const char* part : {"raceFigures%1", "raceMark%1"}) {
        const auto* label = child<QLabel>(qPrintable(QString::fromLatin1(part).arg(lane)));
        QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        QVERIFY(label->parentWidget()->rect().contains(label->geometry()));
      }
    QVERIFY(child<ChartPanel>("raceStrips")->chart()->height() >= 90);
    QVERIFY(test::keepPicture(m_tab.get(), QStringLiteral("race-%1").arg(size.width())));
    if (const QString folder = test::pictureFolder(); !folder.isEmpty())
      QVERIFY(exportChart(*m_tab->chart(), folder + QStringLiteral("/race-slide.png")));
  }
  for (const auto* scrolled : m_tab->findChildren<QAbstractScrollArea*>()) // one scrolls, and nothing inside it does
    if (scrolled->isVisible() && scrolled->metaObject() != &QScrollArea::staticMetaObject)
      QVERIFY(scrolled->verticalScrollBarPolicy() == Qt::ScrollBarAlwaysOff ||
              scrolled->verticalScrollBar()->maximum() == 0 || qobject_cast<const QAbstractItemView*>(scrolled));
}

/// However many lanes there are and whatever their models are called: a conclusion in two lines, the rest whole
/// beneath.
void TestRace::slidesConcludeInTwoLines() {
  build(fakeEngine(m_folder->path(), answer({})));
  for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
    setLanguage(language);
    for (const QString& name :
         {QStringLiteral("Gated DeltaNet-H1"), QStringLiteral("our-contracts-hybrid-with-window-2026-11-30-final")})
      for (const size_t lanes : {size_t(2), size_t(3), size_t(4)})
        for (const bool alike : {true, false}) {
          std::vector<RaceLane> all;
          for (size_t i = 0; i < lanes; ++i) {
            RaceLane lane = done("", alike && i + 1 < lanes ? 50 : 50 - 10 * static_cast<double>(i), 20);
            lane.name = name + QString::number(i);
            lane.model = kFast;
            lane.tokenTimes = {20, 40, 60};
            all.push_back(lane);
          }
          const ChartSpec chart = raceStrips(m_session->results().evidence(), m_session->view().state(),
                                             {all, RaceQuestion(), QDateTime::currentDateTime()});
          const Slide slide(chart, {}, false);
          QVERIFY2(!chart.title.isEmpty() && chart.title.size() <= kSlideTitleLength, qPrintable(chart.title));
          QCOMPARE(slide.titleLines().join(QString()).remove(QLatin1Char(' ')),
                   QString(chart.title).remove(QLatin1Char(' ')));
          QVERIFY2(slide.titleLines().size() <= 2, qPrintable(chart.title));
          const QString beneath = slide.subtitleLines().join(QString());
          QVERIFY2(slide.subtitleLines().size() <= 2 && !beneath.endsWith(QChar(0x2026)), qPrintable(beneath));
        }
  }
  setLanguage(QStringLiteral("en"));
}

void TestRace::racesInTurn() {
  // A second engine that starts while the first still runs would find its lock.
  const QString lock = QStringLiteral("mkdir \"$(dirname \"$0\")/lock\" || echo both >> \"$(dirname "
                                      "\"$0\")/calls\"\nsleep 0.1\nrmdir \"$(dirname \"$0\")/lock\"\n");
  build(fakeEngine(m_folder->path(), answer(lock)));
  auto* mode = child<QComboBox>("raceMode");
  mode->setFocus();
  QTest::keyClick(mode, Qt::Key_Down);
  QCOMPARE(mode->currentIndex(), 1);
  QVERIFY(text("raceMemory").startsWith(QStringLiteral("The largest takes")));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QCOMPARE(calls().size(), 2);
  QVERIFY(text("raceResult").contains(QStringLiteral("Mamba-2 50 tokens/s")));
}

void TestRace::saysWhatTheEngineWarnsOf() {
  build(fakeEngine(
      m_folder->path(),
      answer(QStringLiteral(
          "echo '{\"event\":\"warning\",\"code\":\"chat_approximate\",\"message\":\"The <b>template</b> fails.\"}'\n"
          "echo '{\"event\":\"warning\",\"code\":\"other\",\"message\":\"A second one.\"}'\n"))));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QVERIFY2(
      text("raceFigures1").endsWith(QStringLiteral("\napproximate prompt: The <b>template</b> fails.\nA second one.")),
      qPrintable(text("raceFigures1")));
  QVERIFY(child<QLabel>("raceFigures1")->textFormat() == Qt::PlainText);
  setLanguage(QStringLiteral("ja"));
  start();
  QVERIFY(ended.wait(kPatience));
  QVERIFY2(text("raceFigures1").contains(QStringLiteral("およそのプロンプト：The <b>")),
           qPrintable(text("raceFigures1")));
  setLanguage(QStringLiteral("en"));
}

void TestRace::stopKeepsWhatCame() {
  build(fakeEngine(m_folder->path(),
                   QStringLiteral("echo '{\"event\":\"ready\",\"weight_bytes\":1,\"prompt_tokens\":7}'\nread "
                                  "word\necho '{\"event\":\"token\",\"index\":0,\"id\":1}'\nexec sleep 600")));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QTRY_VERIFY_WITH_TIMEOUT(m_tab->runner().lanes()[0].tokens == 1 && m_tab->runner().lanes()[1].tokens == 1, kPatience);
  QCOMPARE(child<QPushButton>("raceStart")->text(), QStringLiteral("S&top race"));
  start(); // the same button
  QVERIFY(ended.wait(kPatience));
  QVERIFY(child<QProgressBar>("raceProgress1")->format().contains(QStringLiteral("stopped")));
  QCOMPARE(text("raceResult"), QStringLiteral("Stopped before anyone finished."));
  QVERIFY(child<QPushButton>("raceStart")->isEnabled());
}

void TestRace::warningsAreShown() {
  const QString warning =
      sayLine({{"event", "warning"}, {"code", "tokenizer"}, {"message", "The split 'zeta' is not known."}});
  build(fakeEngine(m_folder->path(),
                   QStringLiteral("case \"$2\" in softmax*) ") + warning + QStringLiteral(";; esac\n") + answer({})));
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  QVERIFY2(text("raceFigures2").endsWith(QStringLiteral("\nThe split 'zeta' is not known.")),
           qPrintable(text("raceFigures2")));
  QVERIFY(text("raceFigures2").contains(QStringLiteral("first token after"))); // the figures stay
  QVERIFY(!text("raceFigures1").contains(QStringLiteral("zeta")));
}

void TestRace::theEngineItself() {
  build(QStringLiteral(PARETO_ENGINE));
  m_tab->offerModel(QStringLiteral(PARETO_GOLDEN_DIR "/gguf/models/llama-q8_0-v2-align64/model.gguf"));
  ViewState view = m_session->view().state(); // the strip's: 8 tokens
  view.at.answer_tokens = 8;
  m_session->setView(view);
  QSignalSpy ended(&m_tab->runner(), &RaceRunner::ended);
  start();
  QVERIFY(ended.wait(kPatience));
  for (const RaceLane& lane : m_tab->runner().lanes()) {
    QVERIFY2(lane.state == RaceLane::State::Done, qPrintable(lane.error));
    QCOMPARE(lane.tokens, 8);
    QVERIFY(lane.rate && *lane.rate > 0 && lane.ttft && *lane.ttft > 0 && lane.weightBytes > 1000);
  }
}

PARETO_TEST(TestRace)
#include "tst_race.moc"
