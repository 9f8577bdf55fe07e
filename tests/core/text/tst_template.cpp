// SPDX-License-Identifier: GPL-3.0-or-later
// The interpreter of chat templates against jinja2's own texts, and against templates that mean harm.
#include "core/text/template/template.h"
#include "tests/support/program.h"

#include <QFile>
#include <QtTest>

using namespace pareto;
using Json = nlohmann::ordered_json;

namespace {

const QString kFolder = QStringLiteral(PARETO_GOLDEN_DIR "/templates/");

std::string content(const QString& name) {
  QFile file(kFolder + name);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::tm golden_time() {
  std::tm time{};
  time.tm_year = 124;
  time.tm_mon = 6;
  time.tm_mday = 4;
  time.tm_hour = 15;
  time.tm_min = 6;
  time.tm_sec = 9;
  time.tm_wday = 4;
  time.tm_yday = 185;
  return time;
}

Result<std::string> rendered(std::string_view source, const Json& variables = Json::object()) {
  const auto read = Template::read(source);
  return read ? read->render(variables, golden_time) : Result<std::string>(read.error());
}

/// What is wrong with a result, empty if nothing is.
QString difference(const Result<std::string>& got, const Json& expected) {
  if (expected.is_string())
    return !got ? QString::fromStdString(got.error().message)
           : *got == expected
               ? QString()
               : QStringLiteral("wanted %1, got %2")
                     .arg(QString::fromStdString(expected.dump()), QString::fromStdString(Json(*got).dump()));
  if (got)
    return QStringLiteral("wanted %1, got a text").arg(QString::fromStdString(expected.dump()));
  const bool refused = expected.contains("refused");
  if (refused != (got.error().code == ErrorCode::InvalidArgument) ||
      (refused && got.error().message.find(expected["refused"].get<std::string>()) == std::string::npos))
    return QString::fromStdString(got.error().message);
  return {};
}

} // namespace

class TestTemplate : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void gives_the_text_of_jinja_data();
  void gives_the_text_of_jinja();
  void follows_python_data();
  void follows_python();
  void names_what_is_outside_data();
  void names_what_is_outside();
  void ends_what_would_not_end_data();
  void ends_what_would_not_end();
  void says_what_fails_and_where();
};

void TestTemplate::gives_the_text_of_jinja_data() {
  QTest::addColumn<QString>("name");
  const Json expected = Json::parse(content("expected.json"));
  QCOMPARE(expected["templates"].size(), size_t{50});
  for (const auto& [name, texts] : expected["templates"].items())
    QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestTemplate::gives_the_text_of_jinja() {
  QFETCH(QString, name);
  const Json expected = Json::parse(content("expected.json")),
             conversations = Json::parse(content("conversations.json"));
  const std::string source = content(name);
  int compared = 0;
  for (const Json& conversation : conversations)
    for (size_t i = 0; i < 2; ++i) {
      Json variables = expected["always"];
      variables.update(conversation);
      variables.erase("name");
      variables["add_generation_prompt"] = i == 0;
      const QString problem =
          difference(rendered(source, variables),
                     expected["templates"][name.toStdString()][conversation["name"].get<std::string>()][i]);
      QVERIFY2(problem.isEmpty(),
               qPrintable(QString::fromStdString(conversation["name"].get<std::string>()) + ": " + problem));
      ++compared;
    }
  QCOMPARE(compared, 26);
}

void TestTemplate::follows_python_data() {
  QTest::addColumn<QString>("source");
  QTest::addColumn<QString>("text");
  const auto row = [](const char* source, const char* text) {
    QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(text);
  };
  row("{{ [1, 2.0, 'a', none, true, (1,), {'k': \"it's\"}] }}", "[1, 2.0, 'a', None, True, (1,), {'k': \"it's\"}]");
  row("{{ 1e16 }} {{ 1e15 }} {{ 1.5e-7 }} {{ 0.0001 }} {{ 100.0 }} {{ -0.0 }}",
      "1e+16 1000000000000000.0 1.5e-07 0.0001 100.0 -0.0");
  row("{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 % -3 }} {{ -2 ** 2 }} {{ 2 ** 3 ** 2 }} {{ -7.5 // 2 }}", "-4 2 -2 4 64 -4.0");
  row("{{ 'naïve'|length }} {{ 'naïve'[2] }} {{ 'naïve'[::-1] }} {{ 'abc'[-9:2] }}", "5 ï evïan ab");
  row("{{ 'Straße'|upper }} {{ 'ÉTÉ'|lower }} {{ \"it's a test\".title() }} {{ \"it's a test\"|title }}",
      "STRASSE été It'S A Test It's A Test");
  row("{{ 2.5|round }} {{ 3.5|round }} {{ 2.675|round(2) }} {{ '1_000'|int }} {{ ' 3.9 '|int }} {{ 'x'|int(7) }}",
      "2.0 4.0 2.67 1000 3 7");
  row("{% for i in [1,2] %}{{ x }}{% set x = i %}{% endfor %}[{{ x }}]", "[]");
  row("{% set x = 0 %}{% for i in [1,2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}", "120");
  row("{% for i in [1,2,3] %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% else %}never{% endfor %}", "1");
  row("{% for i in [] %}{{ i }}{% else %}empty{% endfor %}", "empty");
  row("{% set g = [1,2]|select('odd') %}{{ g|list }}{{ g|list }}", "[1][]");
  row("{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=2) }}", "1112");
  row("{{ nobody }}{{ nobody|default('d') }}{{ nobody is defined }}{{ nobody|length }}{{ nobody == nothing }}",
      "dFalse0True");
  row("  {% if true %}\n  x\n  {% endif %}\ny\n", "  x\ny");
  row("  {%+ if true %}\n  x\n  {%+ endif +%}\ny\n", "    x\n  \ny");
  row("{{ {'a': {'b': 1}}['a']['b'] }}{{ '}}' }}{{ \"{%\" }}", "1}}{%");
  row("{{ ('<b>'|safe) + '<' }}{{ '<'|e }}{{ 'a' ~ ('<'|safe) }}", "<b>&lt;&lt;a<");
  row("{{ 'a<b é\\u2028\\x7f'|tojson }} {{ 'é🙂'|tojson(ensure_ascii=true) }} {{ [1, {}]|tojson(indent=2) }}",
      "\"a<b é\xE2\x80\xA8\x7F\" \"\\u00e9\\ud83d\\ude42\" [\n  1,\n  {}\n]");
  row("{{ strftime_now('%d %b %Y %A %B %H:%M:%S %p %I %j %y %-d %%') }}",
      "04 Jul 2024 Thursday July 15:06:09 PM 03 186 24 4 %");
  row("{{ 'abc'.split('b') }}{{ ' a  b '.split() }}{{ 'a-b-c'.rsplit('-', 1) }}{{ 'a b c'.split(none, 1) }}",
      "['a', 'c']['a', 'b']['a-b', 'c']['a', 'b c']");
}

void TestTemplate::follows_python() {
  QFETCH(QString, source);
  QFETCH(QString, text);
  const auto got = rendered(source.toStdString());
  QVERIFY2(got, got ? "" : got.error().message.c_str());
  QCOMPARE(QString::fromStdString(*got), text);
}

void TestTemplate::names_what_is_outside_data() {
  QTest::addColumn<QString>("source");
  QTest::addColumn<QString>("word");
  const auto row = [](const char* source, const char* word) {
    QTest::newRow(source) << QString::fromUtf8(source) << QString::fromUtf8(word);
  };
  row("\n{% include 'x' %}", "(line 2): the tag 'include'");
  row("{% extends 'x' %}", "the tag 'extends'");
  row("{% block b %}{% endblock %}", "the tag 'block'");
  row("{% for x in [1] recursive %}{% endfor %}", "a recursive loop");
  row("a\n\n{{ 'x'|urlize }}", "(line 3): the filter 'urlize'");
  row("{% if true %}{{ 'x' is wavy }}{% endif %}", "the test 'wavy'");
  row("{{ 'x'.encode() }}", "the method 'encode'");
  row("{{ ''.__class__ }}", "the attribute '__class__'");
  row("{{ 9223372036854775807 + 1 }}", "an integer beyond 64 bits");
  row("{{ strftime_now('%c') }}", "the directive '%c'");
  row("{{ '{:>5}'.format(1) }}", "a field '{:>5}'");
  row("{{ joiner(', ') }}", "'joiner'");
  row("{{ {(1, 2): 3} }}", "a tuple as a key");
}

void TestTemplate::names_what_is_outside() {
  QFETCH(QString, source);
  QFETCH(QString, word);
  const auto got = rendered(source.toStdString());
  QVERIFY(!got && got.error().code == ErrorCode::Unsupported);
  QVERIFY2(got.error().message.find(word.toStdString()) != std::string::npos, got.error().message.c_str());
  QVERIFY(got.error().where.find("chat template") == 0);
}

void TestTemplate::ends_what_would_not_end_data() {
  QTest::addColumn<QString>("source");
  const auto row = [](const char* name, const QString& source) { QTest::newRow(name) << source; };
  row("loops", "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}");
  row("recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
  row("mutual recursion", "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}");
  row("doubling", "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}");
  row("repetition", "{{ 'a' * 9999999999 }}");
  row("lists", "{{ [0] * 99999999 }}");
  row("range", "{{ range(100001) | list }}");
  row("replacement", "{% set a = 'x' * 9999 %}{{ a.replace('x', a).replace('x', a) }}");
  row("padding", "{{ 'a'.ljust(99999999999) }}");
  row("indent of JSON", "{{ [[[1]]] | tojson(indent=99999999) }}");
  row("brackets", QString(9999, '(') + "1" + QString(9999, ')'));
  row("output of brackets", "{{ " + QString(9999, '(') + "1" + QString(9999, ')') + " }}");
  row("lists in lists", "{{ " + QString(9999, '[') + QString(9999, ']') + " }}");
  row("not", "{{ " + QString("not ").repeated(9999) + "x }}");
  row("signs", "{{ " + QString("-").repeated(9999) + "1 }}");
  row("additions", "{{ 1" + QString(" + 1").repeated(9999) + " }}");
  row("attributes", "{{ x" + QString(".a").repeated(9999) + " }}");
  row("filters", "{{ x" + QString("|upper").repeated(9999) + " }}");
  row("conditions", QString("{% if 1 %}").repeated(9999) + QString("{% endif %}").repeated(9999));
  row("values within values",
      "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}");
  row("comparison of twins", "{% set a = namespace(x=[], y=[]) %}{% for i in range(99) %}{% set a.x = [a.x, a.x] %}{% "
                             "set a.y = [a.y, a.y] %}{% endfor %}{{ a.x == a.y }}");
  row("output", "{% set x = 'x' * 999999 %}{% for i in range(9999) %}{{ x }}{% endfor %}");
  row(
      "names in branches", "{{ " + [] {
        QString all;
        for (int i = 0; i < 3000; ++i)
          all += QStringLiteral("v%1 ~ ").arg(i);
        return all;
      }() + "0 }}" + QString("{% if a %}{% endif %}").repeated(3000));
}

void TestTemplate::ends_what_would_not_end() {
  QFETCH(QString, source);
  if (QString(QTest::currentDataTag()) == "brackets") { // plain text without its tags
    QCOMPARE(QString::fromStdString(*rendered(source.toStdString())), source);
    return;
  }
  const auto got = rendered(source.toStdString());
  QVERIFY(!got);
  QVERIFY2(got.error().message.size() < 300 && got.error().message.find("The chat template ") == 0,
           got.error().message.c_str());
}

void TestTemplate::says_what_fails_and_where() {
  auto got = rendered("a\n{% if x %}\nb");
  QVERIFY(!got && got.error().message.find("(line 3)") != std::string::npos &&
          got.error().message.find("'endif'") != std::string::npos);
  got = rendered("{% set x = 1 %}\n{{ x.y.z }}");
  QCOMPARE(got.error().message, std::string("The chat template fails (line 2): 'int' has no 'y'."));
  got = rendered("\n\n{{ raise_exception('No ' ~ 'system turn') }}");
  QCOMPARE(got.error().message, std::string("The chat template refuses this conversation (line 3): “No system turn”."));
  QVERIFY(got.error().code == ErrorCode::InvalidArgument);
  got = rendered("x\n{% macro never() %}\n{{ 'x' | upper.lower }}{% endmacro %}");
  QCOMPARE(got.error().message, std::string("The chat template fails (line 3): there is no filter 'upper.lower'."));
  got = rendered("{% if false %}{{ 'x' | glow }}{% endif %}{{ 'y' if true else 'x' | glow }}"); // never reached
  QVERIFY(got && *got == "y");
  QVERIFY(rendered("\xFF{{ x }}").error().message.find("UTF-8") != std::string::npos);
  QVERIFY(rendered("{{ x }}", {{"x", "\xC3"}}).error().message.find("UTF-8") != std::string::npos);
  QVERIFY(rendered(std::string(2 << 20, 'x')).error().message.find("1 MiB") != std::string::npos);
  got = rendered(
      "{% set ns = namespace() %}{% set ns.me = ns %}{% set l = [ns] %}{{ ns.me.me.me is defined }}"); // values in a
                                                                                                       // circle are
                                                                                                       // freed
  QVERIFY(got && *got == "True");
}

PARETO_TEST(TestTemplate)
#include "tst_template.moc"
