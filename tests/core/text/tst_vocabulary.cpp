// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizers embedded in GGUF files: every case of tests/golden/gguf/models, broken vocabularies, ids that end an
// answer.
#include "core/text/named_splits.h"
#include "core/text/pre_tokenizer.h"
#include "core/text/text_files.h"
#include "core/text/vocabulary.h"
#include "tests/support/program.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
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
  void addedTokensByDefault_data();
  void addedTokensByDefault();
  void knownSplits_data();
  void knownSplits();
  void wholeWords();
  void typesFollowTheText();
  void missingSplitWarns();
  void blankMarks();
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
    const QByteArray decoded =
        QByteArray::fromHex(QByteArray::fromStdString(one["llamacpp_decoded_hex"].get<std::string>()));
    QCOMPARE(QByteArray::fromStdString(files->tokenizer->decode(one["llamacpp"].get<std::vector<int32_t>>())), decoded);
  }
}

void TestVocabulary::brokenVocabularies_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QString>("says");
  const char* says[] = {"holds 0 tokens",        "token_type",       "names the token id", "not valid UTF-8",
                        "tokenizer.ggml.merges", "is not supported", "has 2 entries",      "not a finite number",
                        "names the token id"};
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
  QCOMPARE(*ids,
           (std::vector<int32_t>{1, 2, 5, 2, 6})); // begin token, prefix, the merged pair, the blank, a byte token
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

void TestVocabulary::addedTokensByDefault_data() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<QString>("split");
  QTest::addColumn<int>("begin"); // -1: the file names none
  QTest::addColumn<int>("addBegin");
  QTest::addColumn<int>("addEnd");
  QTest::addColumn<QList<int>>("before");
  QTest::addColumn<QList<int>>("after");
  const auto row = [](const char* name, const char* model, const char* split, int begin, int add_begin, int add_end,
                      QList<int> before, QList<int> after) {
    QTest::newRow(name) << QString(model) << QString(split) << begin << add_begin << add_end << before << after;
  };
  row("SentencePiece without ids", "llama", "", -1, -1, -1, {1}, {});
  row("SentencePiece with its id", "llama", "", 3, -1, -1, {3}, {});
  row("SentencePiece that adds none", "llama", "", -1, 0, -1, {}, {});
  row("SentencePiece that adds an end", "llama", "", -1, -1, 1, {1}, {2});
  row("SentencePiece names its split", "llama", "default", -1, -1, -1, {1}, {});
  row("llama-bpe", "gpt2", "llama-bpe", 3, -1, -1, {3}, {});
  row("llama-bpe that adds none", "gpt2", "llama-bpe", 3, 0, -1, {}, {});
  row("tekken", "gpt2", "tekken", 0, -1, -1, {0}, {});
  row("chameleon", "gpt2", "chameleon", 4, -1, -1, {4}, {});
  row("falcon-h1", "gpt2", "falcon-h1", 4, -1, -1, {4}, {});
  row("qwen2", "gpt2", "qwen2", 3, -1, -1, {}, {});
  row("qwen2 that adds one", "gpt2", "qwen2", 3, 1, -1, {3}, {});
  row("gpt-2 without an id", "gpt2", "gpt-2", -1, 1, -1, {11}, {});
  row("gpt-2 with both", "gpt2", "gpt-2", 3, 1, 1, {3}, {11});
  row("chatglm-bpe without an id", "gpt2", "chatglm-bpe", -1, 1, -1, {}, {});
  row("chatglm-bpe with its id", "gpt2", "chatglm-bpe", 3, 1, -1, {3}, {});
  row("unknown", "gpt2", "tomorrow", 3, -1, -1, {}, {});
  row("missing", "gpt2", "", 3, -1, -1, {}, {});
  row("gemma4", "gemma4", "", 3, 0, -1, {3}, {});
}

void TestVocabulary::addedTokensByDefault() {
  QFETCH(QString, model);
  QFETCH(QString, split);
  QFETCH(int, begin);
  QFETCH(int, addBegin);
  QFETCH(int, addEnd);
  QFETCH(QList<int>, before);
  QFETCH(QList<int>, after);
  VocabularySource source;
  source.model = model.toStdString();
  source.pre_tokenizer = split.toStdString();
  for (char c = 'a'; c <= 'p'; ++c)
    source.tokens.emplace_back(1, c);
  if (begin >= 0)
    source.begin = begin;
  if (addBegin >= 0)
    source.add_begin = addBegin == 1;
  if (addEnd >= 0)
    source.add_end = addEnd == 1;
  const auto made = make_tokenizer(source);
  QVERIFY2(made, made ? "" : made.error().message.c_str());
  const auto list = [](const std::vector<int32_t>& ids) { return QList<int>(ids.begin(), ids.end()); };
  QCOMPARE(list((*made)->post_processor().before()), before);
  QCOMPARE(list((*made)->post_processor().after()), after);
  // A guess is said: the id of byte-level vocabularies that name none.
  const bool guessed = model == QLatin1String("gpt2") && (before.contains(11) || after.contains(11));
  const auto& warnings = (*made)->warnings();
  QCOMPARE(std::any_of(warnings.begin(), warnings.end(),
                       [](const std::string& w) { return w.find("token_id is missing") != std::string::npos; }),
           guessed);
}

void TestVocabulary::knownSplits_data() {
  QTest::addColumn<QString>("split");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QStringList>("words");
  const auto row = [](const char* split, const char* text, QStringList words) {
    QTest::newRow(split) << QString(split) << QString::fromUtf8(text) << words;
  };
  const auto words = [](const char* joined) { return QString::fromUtf8(joined).split(QLatin1Char('|')); };
  const char* text = "It's 12345  cats!\n\nHe'LL";
  for (const char* name : {"gpt-2", "phi-2", "olmo", "mpt", "jais", "roberta-bpe", "jina-es", "gigachat", "a.x-4.0",
                           "mellum", "modern-bert", "exaone4", "trillion", "granite-docling"})
    row(name, text, words("It|'s| 12345| | cats|!|\n|\n|He|'|LL"));
  for (const char* name :
       {"smollm", "starcoder", "refact", "command-r", "codeshell", "exaone", "minerva-7b", "mellum2"})
    row(name, text, words("It|'s| |1|2|3|4|5| | cats|!|\n|\n|He|'|LL"));
  for (const char* name : {"llama3", "llama-v3", "llama-bpe", "falcon3", "falcon-h1", "pixtral", "midm-2.0", "lfm2",
                           "jina-v5-nano", "dbrx", "smaug-bpe", "glm4", "chatglm-bpe"})
    row(name, text, words("It|'s| |123|45| | cats|!\n\n|He|'LL"));
  for (const char* name : {"qwen2", "stablelm2", "deepseek-r1-qwen", "megrez", "kormo", "f2llmv2", "hunyuan",
                           "solar-open", "grok-2", "qwen35"})
    row(name, text, words("It|'s| |1|2|3|4|5| | cats|!\n\n|He|'LL"));
  row("jais-2", "a   b  c", words("a|  | b| | c"));
  row("minicpm5", text, words("It|'s| |123|45| | cats|!\n\n|He|'LL"));
  row("ufakzeka", text, words("It|'s| |1|2|3|4|5| | cats|!\n\n|He|'LL"));
  row("seed-coder", text, words("It|'s| |1|2|3|4|5| | cats|!|\n\n|He|'LL"));
  for (const char* name : {"bailingmoe", "bailingmoe2", "llada-moe"})
    row(name, text, words("It|'s| |1|2|3|4|5| | cats|!\n\n|He|'LL"));
  row("exaone-moe", "a b c 1", words("a b c| |1"));
  row("laguna", "a!\n\nb", words("a|!|\n\n|b"));
  row("tekken", "HelloWorld's 12", words("Hello|World|'s| |1|2"));
  for (const char* name : {"gpt-4o", "llama4", "kanana2", "talkie", "minimax-m2", "granite-embed-multi-97m"})
    row(name, "HelloWorld's 12345", words("Hello|World's| |123|45"));
  for (const char* name : {"tiny_aya", "cohere2moe"})
    row(name, "HelloWorld 12345", words("Hello|World| |12|345"));
  row("youtu", "漢字가나 HelloWorld 12", words("漢字|가나| Hello|World| |1|2"));
  row("kimi-k2", "漢字a HelloWorld's 12345", words("漢字|a| Hello|World's| |123|45"));
  row("superbpe", "ab 1234567 12", words("ab |1|234|567| |12"));
  for (const char* name : {"bloom", "gpt3-finnish", "poro-chat"})
    row(name, "ab cd, 12.", words("ab| cd|,| 12|."));
  row("viking", "ab cd, 12.", words("ab| cd|,| |1|2|."));
  row("falcon", "ab's 12345", words("ab|'|s| |123|45"));
  row("chameleon", "a  b<sentinel:12>1!", words("a|  |b|<|sentinel|:|1|2|>|1|!"));
  for (const char* name : {"deepseek-v3", "hunyuan-dense", "joyai-llm", "hy_v4"})
    row(name, "漢字a b! 12345\n", words("漢字|a| b|!| |123|45|\n"));
  row("spark2_5", "a b!\n\n12345", words("a| b|!|\n|\n|1|2|3|4|5"));
  row("deepseek-coder", "ab, 12\n漢字", words("ab|,| |1|2|\n|漢字"));
  row("deepseek-llm", "ab, 12\n漢字 ", words("ab|,| |12|\n|漢字| "));
  row("default", "ab's 12345 !", words("ab|'|s| |123|45| |!"));
}

void TestVocabulary::knownSplits() {
  QFETCH(QString, split);
  QFETCH(QString, text);
  QFETCH(QStringList, words);
  QCOMPARE(words.join(QString()), text);
  const NamedSplit* known = find_named_split(split.toStdString());
  QVERIFY(known);
  PreTokenizers steps;
  for (std::string_view pattern : known->patterns) {
    auto made = TextPattern::expression(pattern);
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    steps.push_back(make_split(std::move(*made), SplitBehavior::Isolated, false));
  }
  Pieces pieces;
  pieces.text = text.toStdString();
  pieces.pieces = {{0, pieces.text.size()}};
  for (const auto& step : steps)
    QVERIFY(step->apply(pieces));
  QStringList found;
  for (const Pieces::Piece& piece : pieces.pieces)
    found << QString::fromUtf8(pieces.view(piece).data(), static_cast<qsizetype>(piece.end - piece.begin));
  QCOMPARE(found, words);
  VocabularySource source = byte_pairs();
  source.pre_tokenizer = split.toStdString();
  const auto made = make_tokenizer(source);
  QVERIFY(made && (*made)->warnings().empty());
}

void TestVocabulary::wholeWords() {
  for (const auto& [split, whole] : std::vector<std::pair<std::string, bool>>{{"tekken", true},
                                                                              {"llama-bpe", true},
                                                                              {"minicpm5", true},
                                                                              {"youtu", true},
                                                                              {"granite-embed-multi-97m", true},
                                                                              {"qwen2", false},
                                                                              {"gpt-4o", false},
                                                                              {"gpt-2", false}}) {
    VocabularySource source = byte_pairs();
    source.tokens.push_back("bab"); // no merge leads there
    source.types.push_back(Type::Normal);
    source.pre_tokenizer = split;
    source.add_begin = false;
    const auto made = make_tokenizer(source);
    QVERIFY(made);
    const auto ids = (*made)->encode("bab");
    QVERIFY(ids);
    QVERIFY2(*ids == (whole ? std::vector<int32_t>{5} : std::vector<int32_t>{1, 2}), split.c_str());
  }
}

void TestVocabulary::typesFollowTheText() {
  VocabularySource source = byte_pairs();
  source.tokens = {"a", "b", "ab", "<|end|>", "<|return|>", "<|channel|>", "<|eot_id|>", "aba"};
  source.types.assign(8, Type::Normal);
  source.end.reset();
  QCOMPARE(end_ids(source), (std::vector<int32_t>{3, 4, 6}));
  const auto made = make_tokenizer(source);
  QVERIFY(made);
  QVERIFY((*made)->is_special(6));
  QVERIFY(!(*made)->is_special(5)); // shown, and cut out of every text
  QCOMPARE(*(*made)->encode("a<|eot_id|>b<|channel|>"), (std::vector<int32_t>{0, 6, 1, 5}));
  QCOMPARE(*(*made)->encode("<|channel|>a", {false, false, false}), (std::vector<int32_t>{5, 0}));
  source.tokens[6] = "<|call|>"; // now <|end|> closes a message, not the answer
  QCOMPARE(end_ids(source), (std::vector<int32_t>{4, 6}));
  source.tokens[6] = "</s>";
  source.tokens[4] = "<|tool_response>";
  QCOMPARE(end_ids(source), (std::vector<int32_t>{3, 4}));
  QCOMPARE(end_ids(scored()), (std::vector<int32_t>{2}));
}

void TestVocabulary::missingSplitWarns() {
  VocabularySource source = byte_pairs();
  source.pre_tokenizer.clear();
  const auto made = make_tokenizer(source);
  QVERIFY(made);
  QCOMPARE((*made)->warnings().size(), size_t{1});
  QVERIFY((*made)->warnings().front().find("tokenizer.ggml.pre") != std::string::npos);
}

void TestVocabulary::blankMarks() {
  VocabularySource source;
  source.model = "gemma4";
  source.tokens = {"<bos>",
                   "\xE2\x96\x81",
                   "a",
                   "b",
                   "ab",
                   "\xE2\x96\x81"
                   "ab",
                   "\n",
                   "\n\n",
                   "<0xC3>",
                   "<0xA9>"};
  source.types = {Type::Control, Type::Normal, Type::Normal, Type::Normal, Type::Normal,
                  Type::Normal,  Type::Normal, Type::Normal, Type::Byte,   Type::Byte};
  source.merges = {{"a", "b"}, {"\xE2\x96\x81", "ab"}};
  source.begin = 0;
  const auto made = make_tokenizer(source);
  QVERIFY2(made, made ? "" : made.error().message.c_str());
  const auto ids = (*made)->encode("ab ab\n\na\xC3\xA9");
  QVERIFY(ids);
  QCOMPARE(*ids, (std::vector<int32_t>{0, 4, 5, 7, 2, 8, 9}));
  QCOMPARE((*made)->decode(*ids, true), std::string("ab ab\n\na\xC3\xA9"));
}

PARETO_TEST(TestVocabulary)
#include "tst_vocabulary.moc"
