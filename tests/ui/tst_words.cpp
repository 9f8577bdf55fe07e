// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric has its words and every statement its sentences, in both languages; English is what the engine prints.
#include "core/decide/words/answer_words.h"
#include "core/decide/words/metric_words.h"
#include "core/decide/words/sentences.h"
#include "core/measure/refusal.h"
#include "tests/support/every_statement.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"
#include "tests/support/random_answers.h"
#include "ui/charts/chart_parts.h"
#include "ui/pages/answer/answer_charts.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/metric_words.h"
#include "ui/words/voice.h"

#include <QRegularExpression>
#include <QTest>

using namespace pareto;
using namespace pareto::ui;

namespace {

Evidence sample() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  return Evidence(study, {}, test::publishedResults());
}

Evidence twoDevices() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  study.devices = {"cpu", "vulkan:0"};
  Evidence evidence(study, {}, test::publishedResults());
  Calibration gpu;
  gpu.processor = "llvmpipe (LLVM 15.0.6, 256 bits)";
  gpu.type = "software";
  gpu.memory_bytes = 16'700'000'000;
  gpu.roofline = {2e10, 1e11};
  evidence.set_limits("vulkan:0", gpu);
  return evidence;
}

/// What a voice says of everything that can be stated: of models and of devices, of one request and of several.
std::vector<std::string> everythingSaid(const Voice& voice) {
  std::vector<std::string> all;
  for (const Evidence& evidence : {sample(), twoDevices()})
    for (const Compared compared : {Compared::Models, Compared::Devices})
      for (const Along along : {Along::Context, Along::Requests})
        for (const int requests : {1, 8}) {
          Comparison comparison;
          comparison.at.requests = requests;
          comparison.compared = compared;
          comparison.along = along;
          for (const AnyStatement& statement :
               test::every_statement({"softmax-attention@1.3b", "cpu"}, {"mamba2@1.3b", evidence.devices().back()}))
            all.push_back(sentence({voice, evidence, comparison}, statement));
        }
  return all;
}

constexpr Reader kReaders[] = {Reader::Engine, Reader::Window, Reader::Running};

AxisChoice axisOf(const MetricRow& row) { return {row.metric, row.kind == MetricKind::Quality ? "fda_acc" : ""}; }

} // namespace

class TestWords : public QObject {
  Q_OBJECT
private Q_SLOTS:
  /// In its row of ANSWER's waits, with the figure; all of the reason in its tip.
  void a_bar_that_cannot_be_says_why() {
    Study study;
    study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
    Evidence evidence(study, {}, test::publishedResults());
    const ViewState view;
    for (Measurement failed : {test::decode("softmax-attention@1.3b", view.at.requests, view.at.context, 1),
                               test::prefill("softmax-attention@1.3b", view.at.requests, view.at.context, 1)}) {
      failed.samples_ms.clear();
      failed.error = memory_refusal("This cell needs", int64_t{41} << 30, "with the weights", int64_t{9} << 30, "cpu",
                                    "a smaller size");
      evidence.add(failed);
    }
    const ChartSpec chart = waitChart(evidence, view, answer(evidence, view));
    const auto bar = std::find_if(chart.blocks.begin(), chart.blocks.end(), [](const BlockSpec& each) {
      return each.model == QStringLiteral("softmax-attention@1.3b");
    });
    QVERIFY(bar != chart.blocks.end() && bar->fill == BlockFill::Outline);
    QCOMPARE(bar->beside, QStringLiteral("cannot be measured here: needs 44.0 GB, 9.66 GB are free"));
    QVERIFY2(bar->hover.contains(QStringLiteral("It needs 44.0 GB of memory, and 9.66 GB are free here")),
             qPrintable(bar->hover));
  }

  void headlinesFitASlideInJapanese() {
    setLanguage(QStringLiteral("ja"));
    test::for_random_answers(200, [&](const Evidence& evidence, const Comparison& here) {
      const std::string line =
          headline_text({WindowVoice(Reader::Window), evidence, here}, answer(evidence, here).headline);
      QVERIFY2(!line.empty() && characters(line) <= kLongestHeadline, line.c_str());
    });
    setLanguage(QStringLiteral("en"));
  }
  /// What English has no room for is not said in Japanese either, where words are shorter.
  void headlinesSayTheSameInJapanese() {
    Headline line;
    line.kind = Headline::Kind::CannotCompare;
    line.compared = 300;
    for (const Held held : {Held::Unmeasured, Held::Preview, Held::Disturbed})
      line.pending.by[static_cast<size_t>(held)] = 100;
    const Evidence evidence(Study(), {}, test::publishedResults());
    for (const QString& language : {QStringLiteral("en"), QStringLiteral("ja")}) {
      setLanguage(language);
      const std::string said = headline_text({WindowVoice(Reader::Window), evidence, Comparison()}, line);
      QVERIFY2(said.find("300") != std::string::npos && said.find("100") == std::string::npos, said.c_str());
    }
  }
  void cleanup() { setLanguage(QStringLiteral("en")); }
  void everyMetricHasItsWords_data();
  void everyMetricHasItsWords();
  void titlesDiffer();
  void testsOfQualityHaveTheirOwnUnits();
  void theWindowSaysWhatTheEngineSays();
  void japaneseHoldsNoEnglish();
  void numbersAreWrittenAlike();
};

void TestWords::everyMetricHasItsWords_data() {
  QTest::addColumn<int>("index");
  QTest::addColumn<QString>("language");
  for (const MetricRow& row : metric_table())
    for (const char* language : {"en", "ja"})
      QTest::addRow("%s %s", row.id, language) << static_cast<int>(row.metric) << QString::fromLatin1(language);
}

void TestWords::everyMetricHasItsWords() {
  QFETCH(int, index);
  QFETCH(QString, language);
  setLanguage(language);
  const Evidence evidence = sample();
  const MetricRow& row = row_of(static_cast<Metric>(index));
  const AxisChoice axis = axisOf(row);
  for (const QString& text : {metricTitle(evidence, axis), metricUnit(evidence, axis), metricDefinition(evidence, axis),
                              valuePhrase(evidence, axis, 12.5)})
    QVERIFY2(!text.isEmpty() && !text.contains(QRegularExpression(QStringLiteral("%[1-9n]"))), qPrintable(text));
  QVERIFY(valuePhrase(evidence, axis, 12.5).contains(QStringLiteral("12.5")));
  const LimitTexts limit = limitTexts(row.metric, row.higher_is_better);
  const WindowVoice voice;
  const QString subject = shown(voice.say(words_of(row.metric).limit.subject));
  for (const QString& text : {limit.title, subject, limit.fails, limit.unknown})
    QCOMPARE(text.isEmpty(), !row.limit);
  const bool crosses = row.kind == MetricKind::Speed && row.crosses_as == row.metric;
  const FasterWords& faster = words_of(row.metric).faster;
  QCOMPARE(shown(voice.say(faster.models)).contains(QStringLiteral("%3")), crosses);
  QCOMPARE(shown(voice.say(faster.devices)).contains(QStringLiteral("%2")), crosses);
}

void TestWords::titlesDiffer() {
  const Evidence evidence = sample();
  QSet<QString> titles;
  for (const MetricRow& row : metric_table())
    titles << metricTitle(evidence, axisOf(row));
  QCOMPARE(titles.size(), static_cast<qsizetype>(kMetrics));
}

void TestWords::testsOfQualityHaveTheirOwnUnits() {
  const Evidence evidence = sample();
  const auto unit = [&](const char* test) { return metricUnit(evidence, {Metric::Quality, test}); };
  QCOMPARE(unit("fda_acc"), QStringLiteral("right of 100"));
  QCOMPARE(unit("own:lookup"), QStringLiteral("right of 100"));
  QCOMPARE(unit("own:bits_per_byte@1024"), QStringLiteral("bits per byte, lower is better"));
  QCOMPARE(unit("wikitext_ppl"), QStringLiteral("perplexity, lower is better"));
  QCOMPARE(unit("nobody_published_this"), QString());
  QCOMPARE(valuePhrase(evidence, {Metric::Quality, "fda_acc"}, 25), QStringLiteral("25 of 100 FDA look-ups"));
  QCOMPARE(valuePhrase(evidence, {Metric::Tpot, {}}, 61.2), QStringLiteral("61.2 ms per output token"));
  // A limit on quality is a floor or a ceiling, as its test says.
  QCOMPARE(limitTexts(Metric::Quality, true).title, QStringLiteral("Quality at least"));
  QCOMPARE(limitTexts(Metric::Quality, false).title, QStringLiteral("Quality at most (lower is better)"));
}

void TestWords::theWindowSaysWhatTheEngineSays() {
  for (const Reader reader : kReaders) {
    const std::vector<std::string> window = everythingSaid(WindowVoice(reader)), engine = everythingSaid(Voice(reader));
    QCOMPARE(window.size(), engine.size());
    QVERIFY(window.size() > 1000);
    for (size_t i = 0; i < window.size(); ++i)
      QCOMPARE(shown(window[i]), shown(engine[i]));
  }
}

void TestWords::japaneseHoldsNoEnglish() {
  if (setLanguage(QStringLiteral("ja")) != QStringLiteral("ja") || coreText("Hybrid") == QStringLiteral("Hybrid"))
    QSKIP("This build holds no translations: Qt's linguist tools are missing.");
  static const QRegularExpression japanese(QStringLiteral("[\\p{Hiragana}\\p{Katakana}\\p{Han}]")),
      english(QStringLiteral("\\b(?:at|the|is|from|to|of|not|tokens?|requests?|per|needs|interval|measured)\\b")),
      place(QStringLiteral("%[1-9n]"));
  const QString ownWords = QStringLiteral("The engine says why."); // an engine's own reason is shown as it came
  for (const Reader reader : kReaders)
    for (const std::string& said : everythingSaid(WindowVoice(reader))) {
      const QString text = shown(said).remove(ownWords);
      QVERIFY2(text.contains(japanese) && !text.contains(english) && !text.contains(place), qPrintable(text));
    }
}

void TestWords::numbersAreWrittenAlike() {
  const Voice voice;
  const QLocale locale(QLocale::English, QLocale::UnitedStates);
  for (const NumberFormat format : {NumberFormat::Number, NumberFormat::Milliseconds, NumberFormat::Bytes,
                                    NumberFormat::Tokens, NumberFormat::Percent, NumberFormat::Rate})
    for (double value = 1e-9; value < 1e21; value *= 1.37)
      for (const double shownValue : {value, -value, std::floor(value), 0.0})
        QCOMPARE(shown(number_text(voice, shownValue, format)), formatValue(shownValue, format, locale));
  for (qint64 count : {0, 9, 999, 1000, 123'456, 999'499, 999'500, 1'300'000'000, 2'147'483'647})
    QCOMPARE(shown(parameters_text(voice, count)), formatParameters(count, locale));
}

PARETO_TEST(TestWords)

#include "tst_words.moc"
