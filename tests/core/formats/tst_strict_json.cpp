// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/strict_json.h"
#include "core/printable.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

class StrictJsonTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void accepted_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"{}", "[]", "null", "true", "0", "-0", "1.5e-3", "\"\"", "{\"a\":{\"a\":1}}",
                             "[{\"a\":1},{\"a\":2}]", " \t\r\n1 ", "\"\\u20ac\\ud83d\\ude00\"", "\"\xf0\x9f\x98\x80\"",
                             "18446744073709551615", "-9223372036854775808", "1e308"})
      QTest::newRow(text) << QByteArray(text);
  }

  /// Valid text gives what the library alone would give.
  void accepted() {
    QFETCH(QByteArray, text);
    const auto parsed = parse_strict_json(text.toStdString(), "here");
    REQUIRE(parsed);
    QVERIFY(*parsed == nlohmann::json::parse(text.toStdString()));
  }

  void refused_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const QByteArray& text, const char* sentence) {
      QTest::newRow(name) << text << sentence;
    };
    row("empty", "", "here cannot be read: not valid JSON at byte ");
    row("spaces", "   ", "not valid JSON at byte ");
    row("two values", "1 2", "not valid JSON at byte 3");
    row("same key", "{\"a\":1,\"b\":{},\"a\":2}", "key \"a\" appears twice in one object");
    row("same key escaped", "{\"a\":1,\"\\u0061\":2}", "key \"a\" appears twice");
    row("same empty key", "{\"\":1,\"\":2}", "key \"\" appears twice");
    row("same key deep inside", "[[{\"x\":[{\"y\":1,\"y\":1}]}]]", "key \"y\" appears twice");
    row("too deep", QByteArray(7, '['), "nested deeper than 6 levels");
    row("too deep in objects", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}", "nested deeper than 6 levels");
    row("far too deep", QByteArray(90, '['), "nested deeper than 6 levels");
    row("too many values", "[" + QByteArray("1,").repeated(20) + "1]", "more than 20 values");
    row("too many bytes", QByteArray(101, ' '), "here holds 101 bytes of JSON; at most 100 are read.");
    row("overflow", "1e999", "not valid JSON");
    row("zero byte", QByteArray("{}\0", 3), "not valid JSON at byte 3");
    row("zero byte inside", QByteArray("{\"a\0\":1}", 8), "not valid JSON at byte 4");
    row("zero byte and garbage", QByteArray("1\0garbage", 9), "not valid JSON at byte 2");
  }

  void refused() {
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto parsed = parse_strict_json(text.toStdString(), "here", {.depth = 6, .bytes = 100, .values = 20});
    REQUIRE_REFUSED(parsed, sentence.toStdString());
    QCOMPARE(parsed.error().where, std::string("here"));
    QVERIFY(parsed.error().code == ErrorCode::InvalidFile);
  }

  void limits_themselves_are_allowed() {
    const JsonLimits limits{.depth = 6, .bytes = 100, .values = 21};
    REQUIRE(parse_strict_json("[[[[[[]]]]]]", "here", limits));
    REQUIRE(parse_strict_json("[" + QByteArray("1,").repeated(19).toStdString() + "1]", "here", limits));
    REQUIRE(parse_strict_json(std::string(99, ' ') + "1", "here", limits));
  }

  void files() {
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "a.json");
    REQUIRE_REFUSED(read_strict_json(path), "cannot be opened: No such file or directory");
    REQUIRE_REFUSED(read_strict_json(folder.path().toStdString()), "is not a regular file: it is a folder");
    QVERIFY(test::write_file(path, "{\"a\": 1}"));
    const auto good = read_strict_json(path);
    REQUIRE(good);
    QCOMPARE((*good)["a"].get<int>(), 1);
    REQUIRE_REFUSED(read_strict_json(path, {.bytes = 7}), "is 8 bytes; at most 7 are read");
    QVERIFY(QFile::resize(QString::fromStdString(path), qint64{1} << 40)); // a hole: refused before it is read
    REQUIRE_REFUSED(read_strict_json(path), "is 1099511627776 bytes; at most 16777216 are read");
  }

  void printable_text_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QByteArray>("wanted");
    const auto row = [](const char* name, const QByteArray& text, int limit, const QByteArray& wanted) {
      QTest::newRow(name) << text << limit << wanted;
    };
    row("plain", "abc", 3, "abc");
    row("cut", "abcd", 3, "abc...");
    row("empty", "", 0, "");
    row("euro fits", "\xe2\x82\xac", 3, "\xe2\x82\xac");
    row("euro does not fit", "a\xe2\x82\xac", 3, "a...");
    row("smile", "\xf0\x9f\x98\x80", 4, "\xf0\x9f\x98\x80");
    row("control characters", "a\nb\tc\x7f", 9, "a?b?c?");
    row("broken bytes", "\x80z\xff\xc0\xaf", 9, "?z???");
    row("surrogate", "\xed\xa0\x80", 9, "???");
    row("beyond Unicode", "\xf4\x90\x80\x80", 9, "????");
    row("cut sequence", "\xe2\x82", 9, "??");
    row("overlong", "\xe0\x80\x80", 9, "???");
  }

  void printable_text() {
    QFETCH(QByteArray, text);
    QFETCH(int, limit);
    QFETCH(QByteArray, wanted);
    QCOMPARE(QByteArray::fromStdString(printable(text.toStdString(), static_cast<size_t>(limit))), wanted);
  }
};

PARETO_TEST(StrictJsonTest)
#include "tst_strict_json.moc"
