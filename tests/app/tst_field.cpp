// SPDX-License-Identifier: GPL-3.0-or-later
// Folders as people really have them: every entry of the manifests of field cases, and the count of them by kind.
#include "tests/app/field_case.h"
#include "tests/support/program.h"

#include <QtTest>

#include <map>

using namespace pareto::test;

Q_DECLARE_METATYPE(pareto::test::FieldCase)

class TestField : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() { qputenv("XDG_CACHE_HOME", m_cache.path().toUtf8()); }
  void public_manifest_is_whole();
  void answers_as_expected_data();
  void answers_as_expected();

private:
  QTemporaryDir m_cache;
};

namespace {

const QString kPublic = PARETO_GOLDEN_DIR "/field", kSiblings = PARETO_GOLDEN_DIR "/field-siblings";

} // namespace

void TestField::public_manifest_is_whole() {
  std::map<std::string, int> by_kind;
  int guards = 0;
  for (const FieldCase& each : field_cases(kPublic)) {
    ++by_kind[each.entry["kind"].get<std::string>()];
    guards += each.entry.value("guard", false) ? 1 : 0;
  }
  int all = 0;
  for (const auto& [kind, count] : by_kind)
    all += count;
  QCOMPARE(all, 101);
  QCOMPARE(by_kind.size(), size_t{13});
  QCOMPARE(guards, 26);
}

void TestField::answers_as_expected_data() {
  QTest::addColumn<FieldCase>("field");
  for (const QString& manifest : {kPublic, kSiblings})
    for (const FieldCase& each : field_cases(manifest))
      QTest::newRow(qPrintable(each.name())) << each;
}

void TestField::answers_as_expected() {
  QFETCH(FieldCase, field);
  FieldRun run(field);
  const QString unprepared = run.prepare();
  QVERIFY2(unprepared.isEmpty(), qPrintable(unprepared));
  const QString problem = run.check();
  QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

PARETO_TEST(TestField)
#include "tst_field.moc"
