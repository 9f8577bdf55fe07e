// SPDX-License-Identifier: GPL-3.0-or-later
// The parts under the tokenizers, the sampler, chat forms, and text in and out of the engine.
#include "core/text/pattern.h"
#include "core/text/sampler.h"
#include "core/text/text_files.h"
#include "core/text/unicode.h"
#include "tests/support/program.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

using namespace pareto;
using nlohmann::json;

class TestText : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void invalidUtf8IsReplacedByMaximalParts();
  void completePrefixHoldsBackHalves();
  void patterns_data();
  void patterns();
  void slowPatternsEnd();
  void greedyAndTies();
  void topKAndTopP();
  void seedsRepeat();
  void samplingFollowsTheProbabilities();
  void samplerRefusesNonsense();
  void filesOfAFolder();
  void engineTokenizes();
  void engineGeneratesText();
  void engineSaysHowAQuestionIsPut();
};

void TestText::invalidUtf8IsReplacedByMaximalParts() {
  // The example of Unicode 16, table 3-11.
  QCOMPARE(unicode::replace_invalid("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64"),
           std::string("a\uFFFD\uFFFD\uFFFDb\uFFFDc\uFFFD\uFFFDd"));
  QCOMPARE(unicode::replace_invalid("\xED\xA0\x80"), std::string("\uFFFD\uFFFD\uFFFD")); // a surrogate
  QCOMPARE(unicode::first_invalid("abc"), std::string_view::npos);
  QCOMPARE(unicode::first_invalid("ab\xC0\x80"), size_t{2});
}

void TestText::completePrefixHoldsBackHalves() {
  const std::string smile = "\xF0\x9F\x99\x82";
  for (size_t n = 1; n < smile.size(); ++n)
    QCOMPARE(unicode::complete_prefix("a" + smile.substr(0, n)), size_t{1});
  QCOMPARE(unicode::complete_prefix("a" + smile), size_t{5});
  QCOMPARE(unicode::complete_prefix("a\xFF"), size_t{2}); // can never become a character
  QCOMPARE(unicode::complete_prefix("\x80\x80\x80\x80"), size_t{4});
}

void TestText::patterns_data() {
  QTest::addColumn<QString>("pattern");
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("matches"); // joined with |
  QTest::newRow("white space is White_Space")
      << R"(\s+)" << QString::fromUtf8("a\u0085b\u180Ec\u3000d") << QString::fromUtf8("\u0085|\u3000");
  QTest::newRow("not white space") << R"([^\S]+)" << QString::fromUtf8("a\u00A0 b\u200B")
                                   << QString::fromUtf8("\u00A0 ");
  QTest::newRow("newer letters") << R"(\p{L}+)" << QString::fromUtf8("a\u1C89 b") << QString::fromUtf8("a\u1C89|b");
  QTest::newRow("newer letters are not others") << R"([^\p{L}]+)" << QString::fromUtf8("a\u1C89 b") << " ";
  QTest::newRow("dollar is per line") << "a$"
                                      << "a\nba"
                                      << "a|a";
  QTest::newRow("h is a digit") << R"(\h+)"
                                << "xFFg"
                                << "FF";
  QTest::newRow("braces then plus repeat") << "a{2,3}+"
                                           << "aaaaaaa"
                                           << "aaaaaa"; // possessive: aaa|aaa
  QTest::newRow("possessive") << "a++a|b"
                              << "aaab"
                              << "b";
  QTest::newRow("intersection") << "[a-z&&[^aeiou]]+"
                                << "abcde"
                                << "bcd";
  QTest::newRow("nested union") << "[^(\\s|[.,])]+"
                                << "ab(c,d|e f"
                                << "ab|c|d|e|f";
  QTest::newRow("negated intersection") << "[^a-z&&[^aeiou]]+"
                                        << "abcde1"
                                        << "a|e1";
  QTest::newRow("folded case") << "(?i:'s)" << QString::fromUtf8("it'S 'ſ") << QString::fromUtf8("'S|'ſ");
  QTest::newRow("Han by script") << R"(\p{Han}+)" << QString::fromUtf8("あ漢字ー々") << QString::fromUtf8("漢字|々");
  QTest::newRow("low bound missing") << "a{,2}b"
                                     << "aaab"
                                     << "aab";
  QTest::newRow("braces as they are") << "a{x}"
                                      << "a{x}"
                                      << "a{x}";
  QTest::newRow("word edge") << R"(\bb)"
                             << "ab b"
                             << "b";
}

void TestText::patterns() {
  QFETCH(QString, pattern);
  QFETCH(QString, text);
  QFETCH(QString, matches);
  const auto compiled = Pattern::compile(pattern.toStdString());
  QVERIFY2(compiled, compiled ? "" : compiled.error().message.c_str());
  std::vector<Pattern::Match> found;
  const std::string utf8 = text.toStdString();
  QVERIFY(compiled->find_all(utf8, found));
  QStringList shown;
  for (const Pattern::Match& match : found)
    shown << QString::fromStdString(utf8.substr(match.begin, match.end - match.begin));
  QCOMPARE(shown.join('|'), matches);
}

void TestText::slowPatternsEnd() {
  const auto compiled = Pattern::compile("(a+)+b");
  QVERIFY(compiled);
  std::vector<Pattern::Match> found;
  const Status status = compiled->find_all(std::string(100, 'a') + "c", found);
  // The library may find out early that there is no b; with one out of reach it has to try.
  const Status hard =
      Pattern::compile("(?:a+)+c(?=b)")->find_all(std::string(100, 'a') + "cacb" + std::string(50, 'a'), found);
  QVERIFY(status || status.error().message.find("too long") != std::string::npos);
  QVERIFY2(!hard && hard.error().message.find("takes too long on this text") != std::string::npos,
           "the limit did not hold");
}

void TestText::greedyAndTies() {
  auto sampler = Sampler::make({});
  QVERIFY(sampler);
  QCOMPARE(sampler->choose(std::vector<float>{0, 3, 3, 1}), 1);
  QCOMPARE(sampler->choose(std::vector<float>{NAN, -5, NAN}), 1);
  QCOMPARE(sampler->choose(std::vector<float>{-INFINITY, INFINITY, 0}), 1);
}

void TestText::topKAndTopP() {
  const std::vector<float> logits = {1, 5, 4, 3, 2};
  auto two = Sampler::make({1, 1, 2, 7});
  auto half = Sampler::make({1, 0.6, 0, 7}); // softmax: 0.64 of it is token 1
  QVERIFY(two && half);
  std::set<int32_t> seen;
  for (int i = 0; i < 500; ++i) {
    seen.insert(two->choose(logits));
    QCOMPARE(half->choose(logits), 1);
  }
  QCOMPARE(seen, (std::set<int32_t>{1, 2}));
}

void TestText::seedsRepeat() {
  const std::vector<float> logits(50, 0.0F);
  std::vector<std::vector<int32_t>> runs;
  for (uint64_t seed : {1, 1, 2}) {
    auto sampler = Sampler::make({0.9, 0.95, 0, seed});
    QVERIFY(sampler);
    runs.emplace_back();
    for (int i = 0; i < 40; ++i)
      runs.back().push_back(sampler->choose(logits));
  }
  QCOMPARE(runs[0], runs[1]);
  QVERIFY(runs[0] != runs[2]);
}

void TestText::samplingFollowsTheProbabilities() {
  const std::vector<float> logits = {std::log(0.2F), std::log(0.5F), std::log(0.3F)};
  auto sampler = Sampler::make({1, 1, 0, 3});
  QVERIFY(sampler);
  constexpr int kDraws = 20000;
  int counts[3] = {};
  for (int i = 0; i < kDraws; ++i)
    ++counts[sampler->choose(logits)];
  const double wanted[3] = {0.2, 0.5, 0.3};
  for (int i = 0; i < 3; ++i) // five standard errors
    QVERIFY(std::abs(counts[i] / double(kDraws) - wanted[i]) < 5 * std::sqrt(wanted[i] * (1 - wanted[i]) / kDraws));
}

void TestText::samplerRefusesNonsense() {
  QVERIFY(!Sampler::make({-1, 1, 0, 0}));
  QVERIFY(!Sampler::make({NAN, 1, 0, 0}));
  QVERIFY(!Sampler::make({1, 0, 0, 0}));
  QVERIFY(!Sampler::make({1, 1, -1, 0}));
}

void TestText::filesOfAFolder() {
  QTemporaryDir folder;
  const auto put = [&](const char* name, const QByteArray& text) {
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
  };
  const std::string path = folder.path().toStdString();
  auto files = open_text_files(path);
  QVERIFY(!files && files.error().message.find("has no tokenizer.json") != std::string::npos);
  QVERIFY(QFile::copy(QStringLiteral(PARETO_GOLDEN_DIR "/tokenizers/04-llama3/tokenizer.json"),
                      folder.filePath("tokenizer.json")));
  put("config.json", R"({"eos_token_id": 5})");
  put("generation_config.json", R"({"eos_token_id": [7, 5]})");
  put("tokenizer_config.json",
      R"({"eos_token": {"content": "<|end_of_text|>"}, "chat_template": [{"name": "tool", "template": "x"}, {"name": "default", "template": "[INST] [/INST]"}]})");
  files = open_text_files(path + "/config.json");
  QVERIFY2(files, files ? "" : files.error().message.c_str());
  QCOMPARE(files->end_ids, (std::vector<int32_t>{5, 7, 1107}));
  QCOMPARE(files->chat.text, std::string("[INST] [/INST]"));
  put("config.json", R"({"model_type": "gemma3", "text_config": {"eos_token_id": [9]}})");
  files = open_text_files(path);
  QVERIFY2(files, files ? "" : files.error().message.c_str());
  QCOMPARE(files->end_ids, (std::vector<int32_t>{5, 7, 9, 1107}));
  for (const char* none :
       {"-1", "null", "[]", "[-1]", "[null, -1]"}) { // there is no such token; NaN as Python writes it
    put("config.json", QByteArray("{\"loss\": NaN, \"eos_token_id\": ") + none + "}");
    put("generation_config.json", QByteArray("{\"temperature\": Infinity, \"eos_token_id\": ") + none + "}");
    files = open_text_files(path);
    QVERIFY2(files, files ? "" : files.error().message.c_str());
    QCOMPARE(files->end_ids, (std::vector<int32_t>{1107}));
  }
  put("generation_config.json", R"({"eos_token_id": "five"})");
  files = open_text_files(path);
  QVERIFY(!files && files.error().message.find("generation_config.json: eos_token_id") != std::string::npos);
}

namespace {

struct Run {
  int code;
  QStringList lines;
  QString error;
};

Run engine(const QStringList& words, const QByteArray& input = {}) {
  QProcess process;
  process.start(QStringLiteral(PARETO_ENGINE), words);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(120000))
    return {-1, {}, "did not finish"};
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts),
          QString::fromUtf8(process.readAllStandardError())};
}

const QString kTokenizer = QStringLiteral(PARETO_GOLDEN_DIR "/tokenizers/02-gpt2-prefix-space/tokenizer.json");
const QString kModel = QStringLiteral(PARETO_GOLDEN_DIR "/gguf/models/llama-f32/model.gguf");

} // namespace

void TestText::engineTokenizes() {
  Run run = engine({"tokenize", kTokenizer}, "\"caf\\u00e9\"\n\"\"\n");
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QCOMPARE(run.lines.size(), 2);
  QVERIFY(run.lines[0].startsWith("[0,") && run.lines[0].endsWith(",2]"));
  QCOMPARE(run.lines[1], QString("[0,2]"));
  run = engine({"tokenize", kTokenizer, "--decode", "--skip-special"},
               run.lines[0].toUtf8() == "[0,2]" ? QByteArray() : "[0,2]\n");
  QCOMPARE(run.lines, QStringList{"\"\""});
  run = engine({"tokenize", kTokenizer, "--no-special"}, "\"\"\n");
  QCOMPARE(run.lines, QStringList{"[]"});
  run = engine({"tokenize", kTokenizer}, "12\n");
  QVERIFY(run.code != 0 && run.error.contains("Line 1 must be a JSON string"));
  run = engine({"tokenize", kTokenizer, "--decode"}, "[1,-2]\n");
  QVERIFY(run.code != 0 && run.error.contains("token id"));
}

void TestText::engineGeneratesText() {
  Run run = engine({"generate", kModel, "--prompt", "The river", "--tokens", "6", "--json", "--raw"});
  QVERIFY2(run.code == 0, qPrintable(run.error));
  QString text;
  QVERIFY(run.lines.first().contains("\"event\":\"ready\""));
  for (const QString& line : run.lines.mid(1)) {
    const json event = json::parse(line.toStdString(), nullptr, false);
    QVERIFY(event.is_object());
    if (event["event"] == "token") {
      text += QString::fromStdString(event["text"].get<std::string>());
      continue;
    }
    QCOMPARE(event["event"].get<std::string>(), std::string("generated"));
    QCOMPARE(event["chat_form"].get<std::string>(), std::string("raw"));
    QVERIFY(QString::fromStdString(event["text"].get<std::string>()).startsWith(text));
    QVERIFY(event["ttft_ms"].get<double>() > 0 && event["peak_rss_bytes"].get<int64_t>() > 0);
  }
  const Run chat = engine({"generate", kModel, "--prompt", "Hi", "--tokens", "2", "--json"});
  QVERIFY(chat.code == 0 && chat.lines.last().contains("\"chat_form\":\"template\""));
  const QStringList sampled = {"generate",      kModel, "--prompt", "Hi", "--tokens", "8",
                               "--temperature", "1.5",  "--seed",   "4",  "--json"};
  QCOMPARE(engine(sampled).lines.mid(1, 8), engine(sampled).lines.mid(1, 8)); // ready, the tokens, times
  run = engine({"generate", kModel, "--tokens", "2"});
  QVERIFY(run.code != 0 && run.error.contains("--prompt"));
  run = engine({"generate", kModel, "--prompt", "x", "--top-p", "0"});
  QVERIFY(run.code != 0 && run.error.contains("top-p"));
  run = engine({"generate", kModel, "--tokens-in", "1,2,3", "--tokens", "3"});
  QVERIFY(run.code == 0 && run.lines.first().split(',').size() == 3);
}

void TestText::engineSaysHowAQuestionIsPut() {
  QTemporaryDir folder;
  for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"})
    QVERIFY(QFile::copy(QStringLiteral(PARETO_GOLDEN_DIR "/field/H-guard-chatml/") + name, folder.filePath(name)));
  const auto ask = [&](const char* source, const QStringList& more) {
    QFile file(folder.filePath("chat_template.jinja"));
    if (source)
      file.open(QIODevice::WriteOnly) && file.write(source);
    else
      file.remove();
    file.close();
    return engine(QStringList{"generate", folder.path(), "--prompt", "hi", "--tokens", "1", "--json"} + more);
  };
  const auto says = [](const Run& run, const char* form, const char* code, const char* words) {
    const QString out = run.lines.join('\n');
    return run.code == 0 && out.contains(QStringLiteral("\"chat_form\":\"%1\"").arg(form)) &&
           (*code ? out.contains(QStringLiteral("\"code\":\"%1\"").arg(code)) : !out.contains("\"warning\"")) &&
           run.error.contains(words);
  };
  QVERIFY(says(ask("{{ messages[0].content }}", {}), "template", "", ""));
  QVERIFY(says(ask("{{ messages[0].content }}\n{% include 'x' %}", {}), "approximate", "chat_approximate",
               "(line 2): the tag 'include'"));
  const char* refusing =
      "{% if messages[0].role == 'system' %}{{ raise_exception('no system') }}{% endif %}{{ messages[0].content }}";
  QVERIFY(says(ask(refusing, {}), "template", "", ""));
  QVERIFY(says(ask(refusing, {"--system", "Be"}), "approximate", "chat_approximate", "“no system”"));
  QVERIFY(says(ask(refusing, {"--system", "Be", "--raw"}), "raw", "", ""));
  QVERIFY(says(ask(nullptr, {}), "none", "no_chat_template", "no chat template"));
}

PARETO_TEST(TestText)
#include "tst_text.moc"
