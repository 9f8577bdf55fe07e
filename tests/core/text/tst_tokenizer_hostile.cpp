// SPDX-License-Identifier: GPL-3.0-or-later
// Broken and malicious tokenizer files: one clear sentence or a working tokenizer, never a crash, a hang or a large
// allocation.
#include "core/platform/memory.h"
#include "core/text/tokenizer.h"
#include "tests/support/program.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>
#include <functional>
#include <iterator>

using namespace pareto;
using nlohmann::json;

namespace {

const QString kBad = QStringLiteral(PARETO_GOLDEN_DIR "/tokenizers/bad");

std::string bytes_of(const QString& path) {
  std::ifstream file(path.toStdString(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A small byte-level tokenizer that works; the cases break one thing each.
json sound() {
  return json::parse(
      R"({"version":"1.0","added_tokens":[{"id":6,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
    "normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":true},"post_processor":null,
    "decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"aba":3,"c":4,"abab":5},"merges":["a b","ab a","ab ab"]}})");
}

json regex(const std::string& pattern) {
  return {{"type", "Split"}, {"pattern", {{"Regex", pattern}}}, {"behavior", "Isolated"}, {"invert", false}};
}

json nested(const char* list, const char* type, int depth, json innermost) {
  for (int i = 0; i < depth; ++i)
    innermost = {{"type", type}, {list, json::array({innermost})}};
  return innermost;
}

struct Case {
  const char* name;
  const char* says; ///< part of the sentence; null where the file is sound after all
  std::function<void(json&)> change;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = {
      {"as it is", nullptr, [](json&) {}},
      {"a merge of absent tokens", "model.merges[3]", [](json& t) { t["model"]["merges"].push_back("x y"); }},
      {"a merge whose result is absent", "'ca'", [](json& t) { t["model"]["merges"].push_back("c a"); }},
      {"merges that build each other", nullptr,
       [](json& t) {
         t["model"]["merges"] = {"ab ab", "ab a", "a b"};
       }},
      {"a merge with an empty half", "blank between", [](json& t) { t["model"]["merges"].push_back("ab"); }},
      {"a merge with a leading blank", "model.merges[3]", [](json& t) { t["model"]["merges"].push_back(" b"); }},
      {"a merge of numbers", "model.merges[0]",
       [](json& t) {
         t["model"]["merges"] = {1, 2};
       }},
      {"merges as an object", "model.merges", [](json& t) { t["model"]["merges"] = json::object(); }},
      {"a merge list of three", "two tokens",
       [](json& t) {
         t["model"]["merges"] = json::array({json::array({"a", "b", "c"})});
       }},
      {"an id of 2^31", "2147483647", [](json& t) { t["model"]["vocab"]["z"] = 2147483648u; }},
      {"an id of 2^63", "token id", [](json& t) { t["model"]["vocab"]["z"] = 9223372036854775808u; }},
      {"a negative id", "token id", [](json& t) { t["model"]["vocab"]["z"] = -1; }},
      {"the largest id", nullptr,
       [](json& t) {
         t.erase("added_tokens");
         t["model"]["vocab"]["z"] = 2147483647;
       }},
      {"an id twice", "two tokens", [](json& t) { t["model"]["vocab"]["z"] = 0; }},
      {"a zero-length token", nullptr,
       [](json& t) {
         t.erase("added_tokens");
         t["model"]["vocab"][""] = 77;
       }},
      {"byte tokens that are none", nullptr,
       [](json& t) {
         t.erase("added_tokens");
         t["model"]["byte_fallback"] = true;
         for (const char* token : {"<0x-1>", "<0x100>", "<0x>", "<0xGG>", "<0x0", "<0X0A>"})
           t["model"]["vocab"][token] = 100 + static_cast<int>(t["model"]["vocab"].size());
       }},
      {"a vocabulary of nothing", "model.merges[0]", [](json& t) { t["model"]["vocab"] = json::object(); }},
      {"a vocabulary in a string", "model.vocab", [](json& t) { t["model"]["vocab"] = "a"; }},
      {"an unknown token that is absent", "unk_token", [](json& t) { t["model"]["unk_token"] = "<unk>"; }},
      {"an unknown token that is a number", "unk_token", [](json& t) { t["model"]["unk_token"] = 3; }},
      {"a prefix that every merge breaks", "model.merges",
       [](json& t) {
         t["model"]["continuing_subword_prefix"] = "##";
         t["model"]["merges"].push_back("a ##b");
       }},
      {"dropout beyond one", "dropout", [](json& t) { t["model"]["dropout"] = 1.5; }},
      {"ignore_merges in words", "ignore_merges", [](json& t) { t["model"]["ignore_merges"] = "yes"; }},
      {"a model of another kind", "model.type", [](json& t) { t["model"]["type"] = "WordLattice"; }},
      {"a word model without an unknown token", "model.unk_token",
       [](json& t) {
         t["model"] = {{"type", "WordLevel"}, {"vocab", {{"a", 0}}}};
       }},
      {"a model in a list", "model must be", [](json& t) { t["model"] = json::array(); }},
      {"added token without an id", "added_tokens[1].id",
       [](json& t) {
         t["added_tokens"].push_back({{"content", "x"}});
       }},
      {"added token with a far id", "next free one", [](json& t) { t["added_tokens"][0]["id"] = 2000000000; }},
      {"added token of nothing", "is empty", [](json& t) { t["added_tokens"][0]["content"] = ""; }},
      {"added token that is a list", "added_tokens[0].content",
       [](json& t) { t["added_tokens"][0]["content"] = json::array(); }},
      {"added tokens in an object", "added_tokens", [](json& t) { t["added_tokens"] = json::object(); }},
      {"a regex that never ends", nullptr, [](json& t) { t["pre_tokenizer"] = regex("(a+)+$x|(a|a)*b"); }},
      {"a regex that eats its stack", nullptr, [](json& t) { t["pre_tokenizer"] = regex("(?:(?:a|b)*(?:a|b)*)*z"); }},
      {"a regex of ten thousand groups", "nest deeper",
       [](json& t) { t["pre_tokenizer"] = regex(std::string(5000, '(') + std::string(5000, ')')); }},
      {"a regex of a million characters", "is longer than",
       [](json& t) { t["pre_tokenizer"] = regex(std::string(1000000, 'a')); }},
      {"classes in classes in classes", "nest deeper",
       [](json& t) { t["pre_tokenizer"] = regex(std::string(500, '[') + "a" + std::string(500, ']')); }},
      {"a regex that repeats a million times", "9,999", [](json& t) { t["pre_tokenizer"] = regex("a{1000000}"); }},
      {"a regex that repeats repeats", "cannot be compiled",
       [](json& t) { t["pre_tokenizer"] = regex("(?:(?:(?:a{9999}){9999}){9999})"); }},
      {"a regex with an open class", "not closed", [](json& t) { t["pre_tokenizer"] = regex("[a"); }},
      {"a regex with an open group", "not closed", [](json& t) { t["pre_tokenizer"] = regex("(a"); }},
      {"a regex that ends in a backslash", "not supported", [](json& t) { t["pre_tokenizer"] = regex("a\\"); }},
      {"a regex with a back reference", "not supported", [](json& t) { t["pre_tokenizer"] = regex("(a)\\1"); }},
      {"a regex that calls itself", "not supported", [](json& t) { t["pre_tokenizer"] = regex("a(?R)?"); }},
      {"a regex that calls out", "not supported", [](json& t) { t["pre_tokenizer"] = regex("a(?C1)"); }},
      {"a regex with a verb", "nothing to repeat", [](json& t) { t["pre_tokenizer"] = regex("(*LIMIT_MATCH=1)a"); }},
      {"a regex with a bare quantifier", "nothing to repeat", [](json& t) { t["pre_tokenizer"] = regex("*a"); }},
      {"a regex of a surrogate", "names no character", [](json& t) { t["pre_tokenizer"] = regex("\\x{D800}"); }},
      {"a regex beyond Unicode", "names no character", [](json& t) { t["pre_tokenizer"] = regex("\\x{110000}"); }},
      {"a regex with an unknown property", "is not known",
       [](json& t) { t["pre_tokenizer"] = regex("\\p{Nonsense}"); }},
      {"a regex with a range backwards", "backwards", [](json& t) { t["pre_tokenizer"] = regex("[z-a]"); }},
      {"a regex with an empty side of &&", "is empty", [](json& t) { t["pre_tokenizer"] = regex("[&&a]"); }},
      {"a regex that matches nothing", nullptr, [](json& t) { t["pre_tokenizer"] = regex("(?:)|a*"); }},
      {"an empty literal pattern", nullptr,
       [](json& t) {
         t["pre_tokenizer"] = regex("a");
         t["pre_tokenizer"]["pattern"] = {{"String", ""}};
       }},
      {"a pattern of both kinds of nothing", "Regex",
       [](json& t) {
         t["pre_tokenizer"] = regex("a");
         t["pre_tokenizer"]["pattern"] = json::object();
       }},
      {"sequences a hundred deep", "nested deeper",
       [](json& t) { t["pre_tokenizer"] = nested("pretokenizers", "Sequence", 100, nullptr); }},
      {"normalizers twenty deep", nullptr,
       [](json& t) {
         t["normalizer"] = nested("normalizers", "Sequence", 20, {{"type", "NFC"}});
       }},
      {"normalizers that double thirty times", nullptr,
       [](json& t) {
         json list = json::array();
         for (int i = 0; i < 30; ++i)
           list.push_back({{"type", "Replace"}, {"pattern", {{"String", "a"}}}, {"content", "aa"}});
         t["normalizer"] = {{"type", "Sequence"}, {"normalizers", list}};
       }},
      {"a normalizer of another kind", "normalizer is of type",
       [](json& t) {
         t["normalizer"] = {{"type", "Uppercase"}};
       }},
      {"a replacement between all characters that is long", nullptr,
       [](json& t) {
         t["normalizer"] = {{"type", "Replace"}, {"pattern", {{"String", ""}}}, {"content", std::string(1000000, 'x')}};
       }},
      {"a decoder that puts much between all characters", nullptr,
       [](json& t) {
         t["decoder"] = {
             {"type", "Replace"}, {"pattern", {{"Regex", "(?=b)|"}}}, {"content", std::string(1000000, 'x')}};
       }},
      {"a table of replacements that is cut", "do not fit",
       [](json& t) {
         t["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "AAAA"}};
       }},
      {"a table of replacements that is not base64", "not base64",
       [](json& t) {
         t["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "AA*A"}};
       }},
      {"a table of replacements that points outside", nullptr,
       [](json& t) {
         t["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "BAAAAP////9hAA=="}};
       }},
      {"a table of replacements that is not UTF-8", "not valid UTF-8",
       [](json& t) {
         t["normalizer"] = {{"type", "Precompiled"}, {"precompiled_charsmap", "BAAAAAAAAAD/AA=="}};
       }},
      {"a decoder of another kind", "decoder is of type",
       [](json& t) {
         t["decoder"] = {{"type", "Phonemes"}};
       }},
      {"a decoder without its key", "decoder.pad_token",
       [](json& t) {
         t["decoder"] = {{"type", "CTC"}};
       }},
      {"pieces of no length", "pre_tokenizer.length",
       [](json& t) {
         t["pre_tokenizer"] = {{"type", "FixedLength"}, {"length", 0}};
       }},
      {"a delimiter of two characters", "pre_tokenizer.delimiter",
       [](json& t) {
         t["pre_tokenizer"] = {{"type", "CharDelimiterSplit"}, {"delimiter", "ab"}};
       }},
      {"a decoder that strips below zero", "decoder.start",
       [](json& t) {
         t["decoder"] = {{"type", "Strip"}, {"content", " "}, {"start", -1}, {"stop", 0}};
       }},
      {"a decoder that strips nothing", "decoder.content",
       [](json& t) {
         t["decoder"] = {{"type", "Strip"}, {"content", ""}, {"start", 1}, {"stop", 0}};
       }},
      {"a metaspace of nothing", "replacement",
       [](json& t) {
         t["pre_tokenizer"] = {{"type", "Metaspace"}, {"replacement", ""}};
       }},
      {"a template without its token", "special_tokens",
       [](json& t) {
         t["post_processor"] = json::parse(
             R"({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<x>"}},{"Sequence":{"id":"A"}}],"special_tokens":{}})");
       }},
      {"a template without the text", "single",
       [](json& t) {
         t["post_processor"] = {
             {"type", "TemplateProcessing"}, {"single", json::array()}, {"special_tokens", json::object()}};
       }},
      {"padding without end", "Fixed",
       [](json& t) {
         t["padding"] = {{"strategy", {{"Fixed", 4000000000u}}}};
       }},
      {"truncation below zero", "max_length",
       [](json& t) {
         t["truncation"] = {{"max_length", -5}};
       }},
      {"another version", "version", [](json& t) { t["version"] = "9.9"; }},
      {"a key that does not belong", "does not belong", [](json& t) { t["surprise"] = 1; }},
  };
  return kCases;
}

/// One sentence for a person, of a bounded length.
void checkSentence(const Error& error) {
  QVERIFY2(error.message.size() > 20 && error.message.size() < 600 && error.message.ends_with('.'),
           error.message.c_str());
  QVERIFY2(error.message.find('\n') == std::string::npos, error.message.c_str());
}

} // namespace

class TestTokenizerHostile : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void R4_100_filesOfTheGoldens_data();
  void R4_100_filesOfTheGoldens();
  void R4_67_changedFiles_data();
  void R4_67_changedFiles();
  void filesCutAnywhere();
  void duplicateKeys();
  void longTextsStayQuick();

private:
  void use(const Tokenizer& tokenizer);
};

void TestTokenizerHostile::use(const Tokenizer& tokenizer) {
  for (const std::string& text :
       {std::string("ab abab <s> caf\xC3\xA9 \xF0\x9F\x99\x82"), std::string(40, 'a') + "c", std::string(3000, 'a')}) {
    const auto ids = tokenizer.encode(text);
    if (!ids)
      checkSentence(ids.error());
    else
      tokenizer.decode(*ids);
  }
}

void TestTokenizerHostile::R4_100_filesOfTheGoldens_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<bool>("refused");
  const json list = json::parse(bytes_of(kBad + "/README.json"), nullptr, false);
  QVERIFY2(list.is_array() && list.size() >= 100, "the goldens are not where they should be");
  for (const json& entry : list) {
    const auto file = QString::fromStdString(entry["file"].get<std::string>());
    QTest::addRow("%s", qPrintable(file)) << kBad + "/" + file << (entry["reference"] == "rejects");
  }
}

void TestTokenizerHostile::R4_100_filesOfTheGoldens() {
  QFETCH(QString, file);
  QFETCH(bool, refused);
  const auto tokenizer = read_tokenizer_file(file.toStdString());
  if (!tokenizer) {
    checkSentence(tokenizer.error());
    return;
  }
  QVERIFY2(!refused, "the reference refuses this file");
  use(**tokenizer);
}

void TestTokenizerHostile::R4_67_changedFiles_data() {
  QTest::addColumn<int>("index");
  QVERIFY(cases().size() >= 60);
  for (size_t i = 0; i < cases().size(); ++i)
    QTest::newRow(cases()[i].name) << static_cast<int>(i);
}

void TestTokenizerHostile::R4_67_changedFiles() {
  QFETCH(int, index);
  const Case& one = cases()[static_cast<size_t>(index)];
  json document = sound();
  one.change(document);
  reset_peak_resident();
  const int64_t before = peak_resident_bytes();
  const auto tokenizer = parse_tokenizer(document.dump(), "hostile.json");
  if (one.says) {
    QVERIFY2(!tokenizer, "this file must be refused");
    checkSentence(tokenizer.error());
    QVERIFY2(tokenizer.error().message.find(one.says) != std::string::npos, tokenizer.error().message.c_str());
    QVERIFY2(tokenizer.error().message.starts_with("hostile.json"), tokenizer.error().message.c_str());
  } else {
    QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
    use(**tokenizer);
  }
  QVERIFY2(peak_resident_bytes() - before < (int64_t{256} << 20), "a small file took more than 256 MiB");
}

void TestTokenizerHostile::filesCutAnywhere() {
  const std::string whole = sound().dump();
  for (size_t length = 0; length < whole.size(); ++length) {
    const auto tokenizer = parse_tokenizer(std::string_view(whole).substr(0, length), "cut.json");
    QVERIFY2(!tokenizer, qPrintable(QString("cut after %1 bytes").arg(length)));
    checkSentence(tokenizer.error());
  }
}

void TestTokenizerHostile::duplicateKeys() {
  std::string text = sound().dump();
  text.insert(text.find("\"abab\""), "\"ab\":9,");
  const auto tokenizer = parse_tokenizer(text, "twice.json");
  QVERIFY(!tokenizer);
  QVERIFY2(tokenizer.error().message.find("\"ab\" appears twice") != std::string::npos,
           tokenizer.error().message.c_str());
}

/// One word of a megabyte must not take quadratic time; the program's own time limit would tell.
void TestTokenizerHostile::longTextsStayQuick() {
  json document = sound();
  document["pre_tokenizer"]["use_regex"] = false;
  const auto tokenizer = parse_tokenizer(document.dump(), "long.json");
  QVERIFY(tokenizer);
  std::string text;
  while (text.size() < (size_t{1} << 20))
    text += "abababc";
  const auto ids = (*tokenizer)->encode(text);
  QVERIFY(ids);
  QCOMPARE((*tokenizer)->decode(*ids), text);
}

PARETO_TEST(TestTokenizerHostile)
#include "tst_tokenizer_hostile.moc"
