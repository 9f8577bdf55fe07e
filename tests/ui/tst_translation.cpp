// SPDX-License-Identifier: GPL-3.0-or-later
// The Japanese texts: all there, saying the same places, and shown when the language is chosen.
#include "tests/support/full_study.h"
#include "tests/support/measurements.h"
#include "tests/support/program.h"
#include "ui/pages/latency/latency_chart.h"
#include "ui/pages/memory/memory_chart.h"
#include "ui/pages/trade_off/trade_off_chart.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/metric_words.h"

#include <QApplication>
#include <QDirIterator>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace pareto;
using namespace pareto::ui;

namespace {

struct Message {
  QString context, source, translation, type;
  bool plural = false;
};

Message readMessage(QXmlStreamReader& xml, const QString& context) {
  Message message{context, {}, {}, {}, xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes")};
  while (xml.readNextStartElement()) {
    if (xml.name() == QLatin1String("source")) {
      message.source = xml.readElementText();
    } else if (xml.name() == QLatin1String("translation")) {
      message.type = xml.attributes().value(QLatin1String("type")).toString();
      message.translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
    } else {
      xml.skipCurrentElement();
    }
  }
  return message;
}

QString messageFile(const QString& language) {
  return QStringLiteral(PARETO_RESOURCE_DIR "/i18n/paretoscope_%1.ts").arg(language);
}

QList<Message> messages(const QString& path = messageFile(QStringLiteral("ja"))) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return {};
  QList<Message> all;
  QString context;
  QXmlStreamReader xml(&file);
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement)
      continue;
    if (xml.name() == QLatin1String("name"))
      context = xml.readElementText();
    else if (xml.name() == QLatin1String("message"))
      all << readMessage(xml, context);
  }
  return xml.hasError() ? QList<Message>() : all;
}

/// Sources of a folder, as the build's own target gathers them.
QStringList sources(const QString& folder, const QStringList& patterns) {
  QStringList found;
  for (QDirIterator it(QStringLiteral(PARETO_RESOURCE_DIR "/../") + folder, patterns, QDir::Files,
                       QDirIterator::Subdirectories);
       it.hasNext();)
    found << QDir::cleanPath(it.next());
  found.sort();
  return found;
}

/// What is not translated once the texts of today's sources are collected into a copy of the language's file.
QStringList untranslated(const QString& copy, const QStringList& more, const QStringList& files) {
  QStringList words = QStringLiteral(PARETO_LUPDATE_OPTIONS).split(QLatin1Char(' '));
  words << more << QStringLiteral("-silent") << QStringLiteral("-I") << QStringLiteral(PARETO_RESOURCE_DIR "/..")
        << files << QStringLiteral("-ts") << copy;
  QProcess lupdate;
  lupdate.start(QStringLiteral(PARETO_LUPDATE), words);
  if (!lupdate.waitForFinished(60'000) || lupdate.exitCode() != 0)
    return {QStringLiteral("lupdate: ") + lupdate.errorString()};
  QStringList missing;
  for (const Message& message : messages(copy))
    if (!message.type.isEmpty() || message.translation.trimmed().isEmpty())
      missing << message.context + QStringLiteral(": ") + message.source;
  return missing;
}

QStringList matches(const QString& text, const QString& pattern) {
  QStringList found;
  for (auto it = QRegularExpression(pattern).globalMatch(text); it.hasNext();)
    found << it.next().captured(0);
  found.sort();
  return found;
}

QStringList placeholders(const QString& text) { return matches(text, QStringLiteral("%L?(?:[0-9]{1,2}|n\\b)")); }

/// "&File" and "ファイル(&F)" have one key each; "&&" is a plain ampersand.
QStringList keys(const QString& text) {
  QStringList found = matches(QString(text).remove(QStringLiteral("&&")), QStringLiteral("&[A-Za-z0-9]"));
  for (QString& key : found)
    key = key.toUpper();
  return found;
}

bool isJapanese(const QString& text) {
  static const QRegularExpression some(QStringLiteral("[\\p{Hiragana}\\p{Katakana}\\p{Han}、。]"));
  return text.contains(some);
}

/// Words outside places: two letters or more in a row.
bool hasWords(const QString& text) {
  static const QRegularExpression place(QStringLiteral("%L?(?:[0-9]{1,2}|n\\b)")), word(QStringLiteral("[A-Za-z]{2}"));
  return QString(text).remove(place).contains(word);
}

/// What Japanese writes in Latin letters too.
bool isName(const QString& source) {
  static const QSet<QString> names{QStringLiteral("Natural Questions"),
                                   QStringLiteral("TriviaQA"),
                                   QStringLiteral("DROP"),
                                   QStringLiteral("LAMBADA"),
                                   QStringLiteral("PIQA"),
                                   QStringLiteral("HellaSwag"),
                                   QStringLiteral("WinoGrande"),
                                   QStringLiteral("Social IQa"),
                                   QStringLiteral("BoolQ"),
                                   QStringLiteral("%1 JPY"),
                                   QStringLiteral("%1 EUR"),
                                   QStringLiteral("%1 USD"),
                                   QStringLiteral("CPU"),
                                   QStringLiteral("KL"),
                                   QStringLiteral("PUE"),
                                   QStringLiteral("GFLOP/s"),
                                   QStringLiteral("float32"),
                                   QStringLiteral("float16"),
                                   QStringLiteral("bfloat16"),
                                   QStringLiteral("Paretoscope"),
                                   QStringLiteral("%1[*] – Paretoscope"),
                                   QStringLiteral("µs"),
                                   QStringLiteral("ms"),
                                   QStringLiteral("kB"),
                                   QStringLiteral("mJ"),
                                   QStringLiteral("kJ"),
                                   QStringLiteral("MJ"),
                                   QStringLiteral("MB"),
                                   QStringLiteral("GB"),
                                   QStringLiteral("TB"),
                                   QStringLiteral("PB")};
  return names.contains(source.trimmed());
}

Evidence sample() {
  Study study;
  study.models = {"softmax-attention@1.3b", "mamba2@1.3b"};
  Evidence evidence(study, {}, test::publishedResults());
  for (int context : {512, 2048, 4096}) {
    evidence.add(test::decode("softmax-attention@1.3b", 8, context, 60 + context / 16.0));
    evidence.add(test::decode("mamba2@1.3b", 8, context, 120));
  }
  return evidence;
}

} // namespace

class TestTranslation : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void initTestCase();
  void cleanup() { setLanguage(QStringLiteral("en")); }
  void everyTextIsTranslated_data() { rows(); }
  void everyTextIsTranslated();
  void noTextIsForgotten();
  void keysFollowTheLabel();
  void oneThingHasOneWord();
  void textsAreShownInJapanese_data();
  void textsAreShownInJapanese();
  void sentencesHoldNoEnglish();
  void englishComesBack();
  void japaneseHasItsOwnFace();

private:
  void rows() const;
  bool shown() const {
    return setLanguage(QStringLiteral("ja")) == QStringLiteral("ja") && coreText("Hybrid") != QStringLiteral("Hybrid");
  }
  QList<Message> m_messages;
};

void TestTranslation::initTestCase() {
  m_messages = messages();
  QVERIFY2(m_messages.size() > 500, "paretoscope_ja.ts cannot be read");
}

void TestTranslation::rows() const {
  QTest::addColumn<Message>("message");
  for (const Message& message : m_messages)
    QTest::addRow("%s: %s", qPrintable(message.context), qPrintable(message.source.left(60).simplified())) << message;
}

void TestTranslation::everyTextIsTranslated() {
  QFETCH(Message, message);
  QCOMPARE(message.type, QString());
  QVERIFY(!message.translation.trimmed().isEmpty());
  QCOMPARE(placeholders(message.translation), placeholders(message.source));
  QCOMPARE(keys(message.translation), keys(message.source));
  QCOMPARE(message.translation.count(QLatin1Char('\n')) - (message.plural ? 2 : 0),
           message.source.count(QLatin1Char('\n')));
  const bool isRange = message.translation == QStringLiteral("%1–%2"); // "%1 to %2"
  if (hasWords(message.source) && !isName(message.source) && !isRange)
    QVERIFY2(isJapanese(message.translation), qPrintable(message.translation));
}

/// A text that was added or changed without its translation; of English the plural forms that stand in the window's
/// sources, as core has its own beside the text.
void TestTranslation::noTextIsForgotten() {
  if (QStringLiteral(PARETO_LUPDATE).isEmpty())
    QSKIP("Qt's linguist tools are missing.");
  const QStringList window = sources(QStringLiteral("ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}),
                    core = sources(QStringLiteral("core"), {QStringLiteral("*.cpp")});
  QVERIFY(window.size() > 50 && core.size() > 50);
  QTemporaryDir folder;
  const QString japanese = folder.filePath(QStringLiteral("ja.ts")), english = folder.filePath(QStringLiteral("en.ts"));
  QVERIFY(QFile::copy(messageFile(QStringLiteral("ja")), japanese) &&
          QFile::copy(messageFile(QStringLiteral("en")), english));
  QCOMPARE(untranslated(japanese, {}, window + core), QStringList());
  QCOMPARE(messages(japanese).size(), m_messages.size()); // nothing is kept that nobody says any more
  QCOMPARE(untranslated(english, {QStringLiteral("-pluralonly")}, window), QStringList());
}

/// One thing is called one way in all of Japanese, and signs are set one way; each of these was once another word for
/// what the texts call otherwise.
void TestTranslation::oneThingHasOneWord() {
  const QString japanese = // letters alone: of scripts by their names, marks are part as well
      QStringLiteral("[\\x{3041}-\\x{3093}\\x{30A1}-\\x{30F6}\\x{30FC}\\x{3005}\\x{4E00}-\\x{9FFF}]");
  const struct {
    QString pattern, instead;
    bool prompts = false; ///< only where the English text speaks of a prompt
  } forbidden[] = {
      {QStringLiteral("機械(?!学習)|機種"), QStringLiteral("マシン")},
      {QStringLiteral("検証"), QStringLiteral("試験")},
      {QStringLiteral("計測|実測"), QStringLiteral("測定")},
      {QStringLiteral("(?<!信頼)区間"), QStringLiteral("信頼区間; セグメント of a text")},
      {QStringLiteral("課題"), QStringLiteral("タスク")},
      {QStringLiteral("(?<!未)調査"), QStringLiteral("スタディ")},
      {QStringLiteral("入力"), QStringLiteral("プロンプト"), true},
      {QStringLiteral("書き出し（デコード"), QStringLiteral("生成（デコード）")},
      {QStringLiteral("プレフィル"), QStringLiteral("プリフィル")},
      {QStringLiteral("[↑↓←→] 良い"), QStringLiteral("小さいほど良い, 大きいほど良い")},
      {QStringLiteral("%\\d ドル"), QStringLiteral("USD")},
      {QStringLiteral("[〜～]"), QStringLiteral("–")},
      {QStringLiteral("やり方"), QStringLiteral("方法")},
      {QStringLiteral("借り賃"), QStringLiteral("レンタル料")},
      {QStringLiteral(": |:$"), QStringLiteral("：")},
      {QStringLiteral("[。、：] (?!$)"), QStringLiteral("no space behind it")},
      {QStringLiteral("\\([^()&]*") + japanese + QStringLiteral("[^()&]*\\)"), QStringLiteral("（ ）")},
      {japanese + QStringLiteral("%[0-9n]|%[0-9n]") + japanese, QStringLiteral("spaces around a place")},
  };
  for (const Message& message : messages())
    for (const auto& each : forbidden)
      if (!each.prompts || (QString(message.source).remove(QLatin1Char('&')).contains(QStringLiteral("rompt")) &&
                            !message.source.contains(QStringLiteral("API"))))
        QVERIFY2(!message.translation.contains(
                     QRegularExpression(each.pattern, QRegularExpression::UseUnicodePropertiesOption)),
                 qPrintable(message.source + QStringLiteral(" => ") + message.translation + QStringLiteral(" | ") +
                            each.instead));
}

void TestTranslation::keysFollowTheLabel() {
  // Each key stands in brackets at the end of its label, before "…".
  for (const Message& message : m_messages)
    if (!keys(message.translation).isEmpty())
      QVERIFY2(message.translation.contains(QRegularExpression(QStringLiteral("\\(&[A-Z]\\)…?$"))),
               qPrintable(message.translation));
}

void TestTranslation::textsAreShownInJapanese_data() {
  QTest::addColumn<QString>("english");
  QTest::addColumn<std::function<QString()>>("text");
  using Text = std::function<QString()>;
  const auto gap = [](Gap which) {
    Quantity quantity;
    quantity.gap = which;
    return gapText(quantity);
  };
  QTest::newRow("metric") << "Time per output token" << Text([] { return metricTitle(sample(), {Metric::Tpot, {}}); });
  QTest::newRow("plural") << "Time per answer of 150 tokens" << Text([] {
    return metricTitle(sample(), {Metric::AnswerTime, {}});
  });
  QTest::newRow("noise") << "outliers" << Text([] { return noiseText("outliers"); });
  QTest::newRow("drift") << "the machine's speed drifted by 8 %" << Text([] { return noiseText("drift 8 %"); });
  QTest::newRow("gap") << "Not measured yet: press Run." << Text([gap] { return gap(Gap::NotMeasured); });
  QTest::newRow("source") << "published" << Text([] { return sourceText(Source::Published); });
  QTest::newRow("core") << "Constant memory and time per token."
                        << Text([] { return coreText("Constant memory and time per token."); });
  QTest::newRow("needle") << "Needle 2 at 4096 tokens"
                          << Text([] { return publishedMetricName("ruler_s_niah_2@4096"); });
  QTest::newRow("tool bar") << "New" << Text([] {
    return withoutKey(QCoreApplication::translate("pareto::ui::MainWindow", "&New"));
  });
  QTest::newRow("list") << "Mamba, GLA" << Text([] {
    return listText({QStringLiteral("Mamba"), QStringLiteral("GLA")});
  });
}

void TestTranslation::textsAreShownInJapanese() {
  QFETCH(QString, english);
  QFETCH(std::function<QString()>, text);
  setLanguage(QStringLiteral("en"));
  QCOMPARE(text(), english);
  if (!shown())
    QSKIP("This build holds no translations: Qt's linguist tools are missing.");
  QVERIFY2(isJapanese(text()), qPrintable(text()));
  QVERIFY2(!text().contains(QLatin1Char('&')) && !text().contains(QStringLiteral("()")), qPrintable(text()));
}

void TestTranslation::sentencesHoldNoEnglish() {
  if (!shown())
    QSKIP("This build holds no translations: Qt's linguist tools are missing.");
  const Evidence evidence = sample();
  for (const ChartSpec& chart : {tradeOffChart(evidence, {}), latencyChart(evidence, {}), memoryChart(evidence, {})}) {
    QVERIFY2(isJapanese(chart.sentence) && chart.sentence.endsWith(QStringLiteral("。")), qPrintable(chart.sentence));
    const QStringList english =
        matches(chart.sentence, QStringLiteral("\\b(?:at|the|from|tokens?|requests?|per|needs|interval)\\b"));
    QVERIFY2(english.isEmpty(), qPrintable(chart.sentence));
    QVERIFY2(!chart.sentence.contains(QStringLiteral("。 ")), qPrintable(chart.sentence));
    for (const QString& line : chart.provenance)
      QVERIFY2(line.isEmpty() || isJapanese(line), qPrintable(line));
  }
}

void TestTranslation::englishComesBack() {
  const QString before = latencyChart(sample(), {}).sentence;
  setLanguage(QStringLiteral("ja"));
  setLanguage(QStringLiteral("en"));
  QCOMPARE(latencyChart(sample(), {}).sentence, before);
  QCOMPARE(formatDuration(75), QStringLiteral("1 min 15 s"));
}

void TestTranslation::japaneseHasItsOwnFace() {
  const auto japanese = [] {
    return QFontDatabase::writingSystems(QFontInfo(QApplication::font()).family()).contains(QFontDatabase::Japanese);
  };
  if (!QFontDatabase::hasFamily(QStringLiteral("Noto Sans CJK JP")))
    QSKIP("Noto Sans CJK is not installed.");
  const QFont english = QApplication::font();
  setLanguage(QStringLiteral("ja"));
  QVERIFY(japanese());
  QCOMPARE(QApplication::font().pointSizeF(), english.pointSizeF());
  setLanguage(QStringLiteral("en"));
  QCOMPARE(QApplication::font(), english);
}

PARETO_TEST(TestTranslation)
#include "tst_translation.moc"
