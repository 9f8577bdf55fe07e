// SPDX-License-Identifier: GPL-3.0-or-later
// Every case of tests/golden/field-siblings/tokenizers: rare rules of tokenizer files, held against the library that
// reads them.
#include "core/text/tokenizer.h"
#include "tests/support/program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>

using namespace pareto;
using nlohmann::json;

namespace {

const QString kSiblings = QStringLiteral(PARETO_GOLDEN_DIR "/field-siblings/tokenizers/");

json sibling_file(const QString& name) {
  std::ifstream file((kSiblings + name).toStdString());
  return json::parse(file, nullptr, false);
}

const json& cases_of(const QString& kind) {
  static std::map<QString, json> all;
  if (!all.contains(kind))
    all[kind] = sibling_file(kind + ".json");
  return all[kind];
}

Result<std::shared_ptr<Tokenizer>> make(const json& one) {
  static const json models = sibling_file(QStringLiteral("models.json"));
  json document = one["parts"];
  document["version"] = "1.0";
  document["model"] = models.at(one["model"].get<std::string>());
  return parse_tokenizer(document.dump(), "sibling");
}

QByteArray escaped(const json& value) {
  return QByteArray::fromStdString(value.dump(-1, ' ', true, json::error_handler_t::replace));
}

std::string streamed(const std::shared_ptr<Tokenizer>& tokenizer, const std::vector<int32_t>& ids) {
  StreamDecoder stream(tokenizer);
  std::string text;
  for (int32_t id : ids)
    text += stream.push(id);
  return text + stream.finish();
}

} // namespace

class TestTokenizerSiblings : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void answersEqualTheReference_data();
  void answersEqualTheReference();
};

void TestTokenizerSiblings::answersEqualTheReference_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<int>("index");
  for (const char* kind : {"F", "M", "J", "decode"}) {
    const json& cases = cases_of(kind);
    QVERIFY2(cases.is_array() && cases.size() >= 40, "the goldens are not where they should be");
    for (size_t i = 0; i < cases.size(); ++i)
      QTest::addRow("%s %s", kind, cases[i]["name"].get<std::string>().c_str()) << kind << static_cast<int>(i);
  }
}

void TestTokenizerSiblings::answersEqualTheReference() {
  QFETCH(QString, kind);
  QFETCH(int, index);
  const json& one = cases_of(kind)[static_cast<size_t>(index)];
  const auto tokenizer = make(one);
  QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
  for (const json& each : one["cases"]) {
    const auto ids = each["ids"].get<std::vector<int32_t>>();
    for (bool special : {true, false}) {
      if (!each.contains("text"))
        continue;
      const auto want = special || !each.contains("plain") ? ids : each["plain"].get<std::vector<int32_t>>();
      const auto got = (*tokenizer)->encode(each["text"].get<std::string>(), {.add_special = special});
      QVERIFY2(got, got ? "" : got.error().message.c_str());
      QVERIFY2(*got == want, escaped(each["text"]) + " wanted " + escaped(json(want)) + " got " + escaped(json(*got)));
    }
    const std::string decoded = (*tokenizer)->decode(ids);
    QVERIFY2(json(decoded) == each["decoded"], escaped(each) + " got " + escaped(json(decoded)));
    QVERIFY2(streamed(*tokenizer, ids) == decoded, escaped(each));
    if (each.contains("shown"))
      QVERIFY2(json((*tokenizer)->decode(ids, true)) == each["shown"], escaped(each));
  }
}

PARETO_TEST(TestTokenizerSiblings)
#include "tst_tokenizer_siblings.moc"
