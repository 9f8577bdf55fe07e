// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers embedded in GGUF files: every case of tests/golden/gguf/models, broken vocabularies, ids that end an answer.
#include "core/text/text_files.h"
#include "core/text/vocabulary.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>

using namespace pareto;
using nlohmann::json;

namespace {

const QString kModels = QStringLiteral(PARETO_GOLDEN_DIR "/gguf/models");
using Type = VocabularySource::Type;

VocabularySource byte_pairs() {
  VocabularySource source;
  source.model = "gpt2";
  source.pre_tokenizer = "gpt-2";
  source.tokens = {"a", "b", "ab", "<|im_end|>", "aba"};
  source.types = {Type::Normal, Type::Normal, Type::Normal, Type::Control, Type::Normal};
  source.merges = {{"a", "b"}, {"ab", "a"}};
  source.end = 2;
  return source;
}

VocabularySource scored() {
  VocabularySource source;
  source.model = "llama";
  source.tokens = {"<unk>", "<s>", "\xE2\x96\x81", "a", "b", "ab", "<0x63>"};
  source.types = {Type::Unknown, Type::Control, Type::Normal, Type::Normal, Type::Normal, Type::Normal, Type::Byte};
  source.scores = {0, 0, -1, -2, -3, -4, 0};
  source.begin = 1;
  source.unknown = 0;
  return source;
}

} // namespace

class TestVocabulary : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void casesEqualTheReference_data();
  void casesEqualTheReference();
  void brokenVocabularies_data();
  void brokenVocabularies();
  void scoredPairs();
  void unknownSplitWarns();
  void endTokens();
};

void TestVocabulary::casesEqualTheReference_data() {
  QTest::addColumn<QString>("folder");
  const QStringList models = QDir(kModels).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
  QVERIFY2(models.size() >= 20, "the goldens are not where they should be");
  for (const QString& model : models)
    QTest::addRow("%s", qPrintable(model)) << kModels + "/" + model;
}

void TestVocabulary::casesEqualTheReference() {
  QFETCH(QString, folder);
  const auto files = open_text_files((folder + "/model.gguf").toStdString());
  QVERIFY2(files, files ? "" : files.error().message.c_str());
  QVERIFY(files->tokenizer->warnings().empty());
  std::ifstream stream((folder + "/tokenizer_cases.json").toStdString());
  const json cases = json::parse(stream, nullptr, false);
  QVERIFY(cases.is_array() && cases.size() >= 18);
  for (const json& one : cases) {
    const auto text = one["text"].get<std::string>();
    for (bool parse : {true, false}) {
      const auto ids = files->tokenizer->encode(text, {false, parse, false});
      QVERIFY2(ids, ids ? "" : ids.error().message.c_str());
      QVERIFY2(*ids == one[parse ? "llamacpp" : "llamacpp_plain"].get<std::vector<int32_t>>(), text.c_str());
    }
    const QByteArray decoded = QByteArray::fromHex(QByteArray::fromStdString(one["llamacpp_decoded_hex"].get<std::string>()));
    QCOMPARE(QByteArray::fromStdString(files->tokenizer->decode(one["llamacpp"].get<std::vector<int32_t>>())), decoded);
  }
}

void TestVocabulary::brokenVocabularies_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QString>("says");
  const char* says[] = {"holds 0 tokens", "token_type", "names the token id", "not valid UTF-8", "tokenizer.ggml.merges", "is not supported", "has 2 entries", "not a finite number", "names the token id"};
  for (int i = 0; i < 9; ++i)
    QTest::addRow("%d %s", i, says[i]) << i << QString(says[i]);
}

void TestVocabulary::brokenVocabularies() {
  QFETCH(int, which);
  QFETCH(QString, says);
  VocabularySource source = which >= 6 ? scored() : byte_pairs();
  switch (which) {
  case 0: source.tokens.clear(); break;
  case 1: source.types.pop_back(); break;
  case 2: source.end = 5; break;
  case 3: source.tokens[1] = "\xC3"; break;
  case 4: source.merges.emplace_back("ab", "z"); break;
  case 5: source.model = "rwkv"; break;
  case 6: source.scores.resize(2); break;
  case 7: source.scores[3] = NAN; break;
  case 8: source.unknown = -1; break;
  }
  const auto made = make_tokenizer(source);
  QVERIFY(!made);
  QVERIFY2(QString::fromStdString(made.error().message).contains(says), made.error().message.c_str());
}

void TestVocabulary::scoredPairs() {
  const auto made = make_tokenizer(scored());
  QVERIFY(made);
  const auto ids = (*made)->encode("ab c");
  QVERIFY(ids);
  QCOMPARE(*ids, (std::vector<int32_t>{1, 2, 5, 2, 6})); // begin token, prefix, the merged pair, the blank, a byte token
  const auto unknown = (*made)->encode("d", {false, true, false});
  QVERIFY(unknown);
  QCOMPARE(*unknown, (std::vector<int32_t>{2, 0}));
  QCOMPARE((*made)->decode(*ids, true), std::string(" ab c"));
}

void TestVocabulary::unknownSplitWarns() {
  VocabularySource source = byte_pairs();
  source.pre_tokenizer = "tomorrow";
  const auto made = make_tokenizer(source);
  QVERIFY(made);
  QCOMPARE((*made)->warnings().size(), size_t{1});
  QVERIFY((*made)->warnings().front().find("tomorrow") != std::string::npos);
}

void TestVocabulary::endTokens() {
  VocabularySource source = byte_pairs();
  source.more_ends = {4, 2};
  QCOMPARE(end_ids(source), (std::vector<int32_t>{2, 3, 4}));
}

QTEST_APPLESS_MAIN(TestVocabulary)
#include "tst_vocabulary.moc"
