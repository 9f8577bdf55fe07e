// SPDX-License-Identifier: GPL-3.0-or-later
// `compare` from outside: what it says, and with which exit code.
#include "core/study/run_store.h"
#include "tests/app/engine_process.h"
#include "tests/support/full_study.h"
#include "tests/support/program.h"

#include <QtTest>

using nlohmann::json;
using namespace pareto;

class TestEngineCompare : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void nothing_worse_is_zero();
  void something_worse_is_six();
  void nothing_compared_is_seven();
  void a_file_that_is_not_there_is_an_error();

private:
  QString store(const char* name, double ms, const std::string& model = "mamba2@probe") const {
    const QString path = m_folder.filePath(name);
    Study study;
    study.models = {model};
    const auto opened = RunStore::open(path.toStdString());
    const auto run = opened ? (*opened)->begin_run(study, "{}") : Result<int64_t>(opened.error());
    if (!run)
      return {};
    for (Measurement m : test::rounds(test::decode(model, 1, 512, ms)))
      if (!(*opened)->append(*run, test::complete(m, ms)))
        return {};
    return (*opened)->finish_run(*run, RunEnd::Complete) ? path : QString();
  }
  QTemporaryDir m_folder;
};

void TestEngineCompare::nothing_worse_is_zero() {
  const EngineRun run = run_engine({"compare", store("a.sqlite", 10), store("b.sqlite", 10.1)});
  QVERIFY2(run.code == 0 && run.error.isEmpty(), qPrintable(run.error));
  QVERIFY2(run.out.startsWith("Of 2 compared, 0 became worse, 0 better; 2 show no decisive difference."),
           qPrintable(run.out));
  QCOMPARE(run.out.count('\n'), 1);
  const EngineRun all = run_engine({"compare", m_folder.filePath("a.sqlite"), m_folder.filePath("b.sqlite"), "--all"});
  QCOMPARE(all.out.count('\n'), 3);
}

void TestEngineCompare::something_worse_is_six() {
  const EngineRun run = run_engine({"compare", store("c.sqlite", 10), store("d.sqlite", 16), "--json"});
  QCOMPARE(run.code, 6);
  QVERIFY(run.all_json);
  QCOMPARE(run.of_kind("monitoring").front()["worse"], json(1));
  const json change = run.of_kind("change").front();
  QVERIFY(change["says"] == "worse" && change["watched"] == "decode_ms" && change["change"][0].get<double>() > 1);
  const EngineRun back = run_engine({"compare", m_folder.filePath("d.sqlite"), m_folder.filePath("c.sqlite")});
  QVERIFY(back.code == 0 && back.out.contains("better"));
}

void TestEngineCompare::nothing_compared_is_seven() {
  const EngineRun run = run_engine({"compare", store("e.sqlite", 10), store("f.sqlite", 10, "gla@probe")});
  QCOMPARE(run.code, 7);
  QVERIFY(run.out.contains("Nothing could be compared") && run.out.contains("only in the reference"));
}

void TestEngineCompare::a_file_that_is_not_there_is_an_error() {
  const EngineRun run = run_engine({"compare", store("g.sqlite", 10), m_folder.filePath("nowhere.sqlite")});
  QVERIFY2(run.code == 1 && run.error.contains("nowhere.sqlite"), qPrintable(run.error));
  QVERIFY(!QFile::exists(m_folder.filePath("nowhere.sqlite")));
}

PARETO_TEST(TestEngineCompare)
#include "tst_engine_compare.moc"
