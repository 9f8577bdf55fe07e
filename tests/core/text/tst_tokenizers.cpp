// SPDX-License-Identifier: GPL-3.0-or-later
// Every case of tests/golden/tokenizers: encoding, decoding, decoding as a stream, characters newer than the libraries'
// tables.
#include "core/text/tokenizer.h"
#include "core/text/unicode.h"
#include "tests/support/program.h"

#include <QDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <fstream>

using namespace pareto;
using nlohmann::json;

namespace {

const QString kGolden = QStringLiteral(PARETO_GOLDEN_DIR "/tokenizers");

json read(const QString& path) {
  std::ifstream file(path.toStdString());
  return json::parse(file, nullptr, false);
}

std::vector<int32_t> ids_of(const json& value) {
  std::vector<int32_t> ids;
  for (const json& id : value)
    ids.push_back(static_cast<int32_t>(std::min<int64_t>(id.get<int64_t>(), INT32_MAX)));
  return ids;
}

QByteArray shown(const json& value) {
  return QByteArray::fromStdString(value.dump(-1, ' ', true, json::error_handler_t::replace));
}

} // namespace

class TestTokenizers : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void casesEqualTheReference_data();
  void casesEqualTheReference();

private:
  void checkEncoding(const Tokenizer& tokenizer, const json& one);
  void checkDecoding(const std::shared_ptr<Tokenizer>& tokenizer, const json& one);
  int m_checked = 0;
};

void TestTokenizers::casesEqualTheReference_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("file");
  const QStringList kinds = QDir(kGolden).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
  int rows = 0;
  for (const QString& kind : kinds)
    for (const char* file : {"cases.json", "cases_new_unicode.json", "decode_cases.json"})
      if (const QString folder = kGolden + "/" + kind; QFile::exists(folder + "/" + file)) {
        QTest::addRow("%s %s", qPrintable(kind), file) << folder << file;
        ++rows;
      }
  QVERIFY2(rows >= 90, "the goldens are not where they should be");
}

void TestTokenizers::casesEqualTheReference() {
  QFETCH(QString, folder);
  QFETCH(QString, file);
  const auto tokenizer = read_tokenizer_file((folder + "/tokenizer.json").toStdString());
  QVERIFY2(tokenizer, tokenizer ? "" : tokenizer.error().message.c_str());
  const json cases = read(folder + "/" + file);
  QVERIFY(cases.is_array() && cases.size() > 5);
  m_checked = 0;
  for (const json& one : cases) {
    if (one.contains("text"))
      checkEncoding(**tokenizer, one);
    checkDecoding(*tokenizer, one);
    if (QTest::currentTestFailed())
      return;
  }
  QVERIFY(m_checked >= static_cast<int>(cases.size()));
}

void TestTokenizers::checkEncoding(const Tokenizer& tokenizer, const json& one) {
  for (bool special : {true, false}) {
    const json& want = special || !one.contains("ids_no_special") ? one["ids"] : one["ids_no_special"];
    const auto got = tokenizer.encode(one["text"].get<std::string>(), {special, true, true});
    QVERIFY2(got, got ? "" : got.error().message.c_str());
    if (*got != ids_of(want))
      QFAIL("text " + shown(one["text"]) + " wanted " + shown(want) + " got " + shown(json(*got)));
    ++m_checked;
  }
}

void TestTokenizers::checkDecoding(const std::shared_ptr<Tokenizer>& tokenizer, const json& one) {
  const std::vector<int32_t> ids = ids_of(one["ids"]);
  for (bool skip : {false, true}) {
    const json& want = skip && one.contains("decoded_skip_special") ? one["decoded_skip_special"] : one["decoded"];
    const std::string got = tokenizer->decode(ids, skip);
    if (got != want.get_ref<const std::string&>())
      QFAIL("ids " + shown(one["ids"]) + " wanted " + shown(want) + " got " + shown(json(got)));
    StreamDecoder stream(tokenizer, skip);
    std::string streamed;
    for (int32_t id : ids) {
      const std::string part = stream.push(id);
      if (unicode::first_invalid(part) != std::string_view::npos)
        QFAIL("half a character came out of " + shown(one["ids"]));
      streamed += part;
    }
    streamed += stream.finish();
    if (streamed != got)
      QFAIL("streamed " + shown(json(streamed)) + " of " + shown(one["ids"]));
    ++m_checked;
  }
}

PARETO_TEST(TestTokenizers)
#include "tst_tokenizers.moc"
