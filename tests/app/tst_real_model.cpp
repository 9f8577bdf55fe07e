// SPDX-License-Identifier: GPL-3.0-or-later
// A real checkpoint through the engine, held against tests/golden/real/smollm2.json, which other code made from the
// same file. Needs the file that `./dev model` fetches; without it every test skips and says so.
#include "core/formats/local_models.h"
#include "tests/app/engine_process.h"
#include "tests/support/program.h"

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

using nlohmann::json;

namespace {

constexpr double kClearMargin = 0.05;    ///< nats between the best two tokens: below, rounding may decide
constexpr double kBitsTolerance = 0.002; ///< of the reference's bits per byte

QStringList words(std::initializer_list<const char*> fixed, const QStringList& more) {
  QStringList all;
  for (const char* word : fixed)
    all << QString::fromLatin1(word);
  return all + more;
}

QString utf8(const json& text) { return QString::fromStdString(text.get<std::string>()); }

} // namespace

class TestRealModel : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void tokensEqual();
  void bitsPerByteEqual();
  void greedyContinuationsEqual_data();
  void greedyContinuationsEqual();
  void answersAsAnInstructModel();

private:
  json m_golden;
  QString m_model;
};

void TestRealModel::initTestCase() {
  std::ifstream file(PARETO_GOLDEN_DIR "/real/smollm2.json");
  m_golden = json::parse(file, nullptr, false);
  QVERIFY(m_golden.is_object() && m_golden["texts"].size() == 6);
  m_model =
      QString::fromStdString(pareto::default_model_folders().own) + QLatin1Char('/') + utf8(m_golden["model"]["file"]);
  if (!QFile::exists(m_model))
    QSKIP("No real model is here: `./dev model` fetches it (94 MB).");
  QCOMPARE(QFileInfo(m_model).size(), m_golden["model"]["bytes"].get<qint64>());
}

void TestRealModel::tokensEqual() {
  QByteArray lines;
  for (const json& text : m_golden["texts"])
    lines += QByteArray::fromStdString(text["text"].dump()) + '\n';
  const EngineRun run = run_engine(words({"tokenize"}, {m_model}), lines);
  QVERIFY2(run.code == 0, qPrintable(run.error));
  const QStringList said = run.out.split('\n', Qt::SkipEmptyParts);
  QCOMPARE(static_cast<size_t>(said.size()), m_golden["texts"].size());
  for (int i = 0; i < said.size(); ++i)
    QVERIFY2(json::parse(said[i].toStdString()) == m_golden["texts"][static_cast<size_t>(i)]["ids"],
             qPrintable(said[i]));
}

void TestRealModel::bitsPerByteEqual() {
  QTemporaryDir folder;
  for (const json& text : m_golden["texts"]) {
    const QString path = folder.filePath(utf8(text["name"]) + QStringLiteral(".txt"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray::fromStdString(text["text"].get<std::string>()));
    file.close();
    const EngineRun run =
        run_engine(words({"evaluate", "--json", "--context", "1024", "--precision", "f32", "--text"}, {path, m_model}));
    QVERIFY2(run.code == 0, qPrintable(run.error));
    const auto scores = run.of_kind("score");
    QCOMPARE(scores.size(), size_t{1});
    const double wanted = text["bits_per_byte"].get<double>(), found = scores[0]["value"].get<double>();
    QVERIFY2(std::abs(found - wanted) <= kBitsTolerance * wanted,
             qPrintable(QStringLiteral("%1: %2 instead of %3").arg(utf8(text["name"])).arg(found).arg(wanted)));
  }
}

void TestRealModel::greedyContinuationsEqual_data() {
  QTest::addColumn<int>("index");
  for (int i = 0; i < static_cast<int>(m_golden["greedy"]["prompts"].size()); ++i)
    QTest::newRow(m_golden["greedy"]["prompts"][static_cast<size_t>(i)]["name"].get<std::string>().c_str()) << i;
}

void TestRealModel::greedyContinuationsEqual() {
  QFETCH(int, index);
  const json& prompt = m_golden["greedy"]["prompts"][static_cast<size_t>(index)];
  QStringList ids;
  for (const json& id : prompt["prompt_ids"])
    ids << QString::number(id.get<int>());
  const EngineRun run = run_engine(
      words({"generate", "--json", "--precision", "f32", "--tokens", "40", "--tokens-in"}, {ids.join(','), m_model}));
  QVERIFY2(run.code == 0, qPrintable(run.error));
  std::vector<int> found;
  for (const json& token : run.of_kind("token"))
    found.push_back(token["id"].get<int>());
  size_t clear = 0; // tokens up to the first that rounding may decide, and up to the end token
  const int end = m_golden["greedy"]["eos"].get<int>();
  while (clear < prompt["ids"].size() && prompt["margin_top1_top2"][clear].get<double>() > kClearMargin &&
         prompt["ids"][clear].get<int>() != end)
    ++clear;
  QVERIFY2(clear >= 10 && found.size() >= clear,
           qPrintable(QStringLiteral("%1 tokens written, %2 to be compared").arg(found.size()).arg(clear)));
  for (size_t i = 0; i < clear; ++i)
    QCOMPARE(found[i], prompt["ids"][i].get<int>());
}

/// As a person asks: the checkpoint's own chat template is followed, and the text comes in whole characters.
void TestRealModel::answersAsAnInstructModel() {
  const EngineRun run =
      run_engine(words({"generate", "--tokens", "24", "--prompt", "What is the capital of France?"}, {m_model}));
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QVERIFY2(run.out.contains(QStringLiteral("Paris")), qPrintable(run.out));
  QVERIFY2((run.out + run.error).contains(QStringLiteral("chat form template")), qPrintable(run.out + run.error));
  QVERIFY2(run.out.contains(QStringLiteral("TTFT")), qPrintable(run.out));
}

PARETO_TEST(TestRealModel)
#include "tst_real_model.moc"
