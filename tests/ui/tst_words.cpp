// SPDX-License-Identifier: GPL-3.0-or-later
// Every metric of the table has its words, in both languages.
#include "tests/support/full_study.h"
#include "ui/charts/chart_parts.h"
#include "ui/words/core_text.h"
#include "ui/words/language.h"
#include "ui/words/metric_words.h"

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

AxisChoice axisOf(const MetricRow& row) { return {row.metric, row.kind == MetricKind::Quality ? "fda_acc" : ""}; }

} // namespace

class TestWords : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void cleanup() { setLanguage(QStringLiteral("en")); }
  void everyMetricHasItsWords_data();
  void everyMetricHasItsWords();
  void titlesDiffer();
  void testsOfQualityHaveTheirOwnUnits();
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
  for (const QString& text : {limit.title, limit.subject, limit.fails, limit.unknown})
    QCOMPARE(text.isEmpty(), !row.limit);
  const bool crosses = row.kind == MetricKind::Speed && row.crosses_as == row.metric;
  QCOMPARE(fasterThan(row.metric).contains(QStringLiteral("%3")), crosses);
  QCOMPARE(fasterDevices(row.metric).contains(QStringLiteral("%2")), crosses);
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

QTEST_MAIN(TestWords)

#include "tst_words.moc"
