// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine's words may be: help, version, values, lists, and that a sentence comes whole.
#include "tests/app/engine_process.h"
#include "tests/support/program.h"

#include <QtTest>

class TestCommandLine : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void version();
  void help_of_a_command_data();
  void help_of_a_command();
  void json_stands_anywhere();
  void refused_data();
  void refused();
  void taken_data();
  void taken();
  void places_are_measured_once();
  void a_nul_does_not_cut_a_sentence_data();
  void a_nul_does_not_cut_a_sentence();
  void full_device_data();
  void full_device();
  void ends_with_the_process_it_is_told();
};

namespace {

/// Exit code of `command` run by a shell; $E is the engine.
int shell(const QString& command, QString* error = nullptr) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("E", PARETO_ENGINE);
  process.setProcessEnvironment(environment);
  process.start("/bin/sh", {"-c", command});
  if (!process.waitForFinished(60'000))
    return -1;
  if (error)
    *error = QString::fromUtf8(process.readAllStandardError());
  return process.exitCode();
}

} // namespace

void TestCommandLine::version() {
  const EngineRun run = run_engine({"--version"});
  QCOMPARE(run.code, 0);
  QVERIFY2(run.out.contains(QRegularExpression("^paretoscope-engine \\d+\\.\\d+\\.\\d+\\n$")), qPrintable(run.out));
}

void TestCommandLine::help_of_a_command_data() {
  QTest::addColumn<QStringList>("shows");
  QTest::newRow("architectures") << QStringList{"--json"};
  QTest::newRow("bench") << QStringList{"--only", "--models", "--device"};
  QTest::newRow("decide") << QStringList{"STUDY", "--store", "--limit", "--curve", "default tpot"};
  QTest::newRow("describe") << QStringList{"CONFIG", "--precision", "default f32"};
  QTest::newRow("devices") << QStringList{"--names", "--recalibrate"};
  QTest::newRow("evaluate") << QStringList{"CHECKPOINT",  "--text",     "--task", "bits-per-byte or lookup",
                                           "1 to 100000", "default 100"};
  QTest::newRow("fit") << QStringList{"--models", "--on", "default q4", "default 8192"};
  QTest::newRow("generate") << QStringList{"MODEL",    "--prompt-file", "--tokens-in",
                                           "0 to 100", "--top-k",       "default 16"};
  QTest::newRow("import") << QStringList{"FILE", "--store", "--model", "--on", "--requests"};
  QTest::newRow("linearise") << QStringList{"CHECKPOINT", "--mixer", "--layers", "--out"};
  QTest::newRow("logits") << QStringList{"CHECKPOINT", "--tokens", "--out", "--split"};
  QTest::newRow("machines") << QStringList{"--on", "--model", "--coverage", "default 2048"};
  QTest::newRow("measure") << QStringList{"CONFIG",     "--context",           "0 to 16777216", "--batch",
                                          "1 to 1024",  "seeded or prefilled", "default 10",    "--watts",
                                          "--arrivals", "default 60s",         "--find-load",   "--reuse"};
  QTest::newRow("published") << QStringList{"--group", "--size", "--task", "lookup"};
  QTest::newRow("reproduce") << QStringList{"VALUE", "RUN:CELL", "--store", "exit code"};
  QTest::newRow("run") << QStringList{"STUDY", "--store", "--rounds", "--follow"};
  QTest::newRow("tokenize") << QStringList{"MODEL", "--no-special", "--decode", "--skip-special"};
  QTest::newRow("verify") << QStringList{"GOLDEN_DIR", "--device", "default cpu"};
  QTest::newRow("worker") << QStringList{"--json"};
}

void TestCommandLine::help_of_a_command() {
  QFETCH(QStringList, shows);
  const QString name = QTest::currentDataTag();
  const EngineRun run = run_engine({name, "--help"});
  QCOMPARE(run.code, 0);
  QVERIFY2(run.error.isEmpty(), qPrintable(run.error));
  QVERIFY2(run.out.contains("Usage: paretoscope-engine " + name) && !run.out.contains("--with-parent"),
           qPrintable(run.out));
  for (const QString& each : shows)
    QVERIFY2(run.out.contains(each), qPrintable(each + " is not in\n" + run.out));
  QCOMPARE(run_engine({"help", name}).out, run.out);
}

void TestCommandLine::json_stands_anywhere() {
  const EngineRun after = run_engine({"describe", "mamba2@probe", "--json"});
  QCOMPARE(after.of_kind("model").size(), size_t{1});
  QCOMPARE(run_engine({"--json", "describe", "mamba2@probe"}).out, after.out);
  QCOMPARE(run_engine({"describe", "--json", "mamba2@probe"}).out, after.out);
}

void TestCommandLine::refused_data() {
  QTest::addColumn<QString>("says");
  const auto row = [](const char* words, const char* says) { QTest::newRow(words) << QString(says); };
  row("measure mamba2@probe --seconds -5", "--seconds takes integers from 1 to 86400; found '-5'.");
  row("measure mamba2@probe --seconds 0", "--seconds");
  row("measure mamba2@probe --seconds nan", "--seconds");
  row("measure mamba2@probe --context 16 --context 32", "--context is given 2 times");
  row("measure mamba2@probe --arrivals poisson:0", "--arrivals takes poisson:RATE with requests a second above 0");
  row("measure mamba2@probe --arrivals poisson:", "--arrivals takes poisson:RATE");
  row("measure mamba2@probe --arrivals poisson:1 --prompt 1,2", "--arrivals takes one --prompt");
  row("measure mamba2@probe --arrivals poisson:1 --context 8", "--context does not go with --arrivals.");
  row("measure mamba2@probe --arrivals poisson:1 --reuse 0.5", "--reuse does not go with --arrivals.");
  row("measure mamba2@probe --arrivals poisson:1000000 --duration 2h", "more than 1000000 requests");
  row("measure mamba2@probe --arrivals /nowhere.csv", "/nowhere.csv");
  row("measure mamba2@probe --arrivals poisson:1 --duration 5x",
      "--duration takes a time from 0.001s to 1e+07s; found '5x'.");
  row("measure mamba2@probe --arrivals poisson:1 --patience 0s", "--patience takes a time");
  row("measure mamba2@probe --arrivals poisson:1 --duration s", "--duration takes a time");
  row("measure mamba2@probe --find-load", "--find-load needs --arrivals.");
  row("measure mamba2@probe --reuse 0.5 --find-load", "--find-load does not go with --reuse.");
  row("measure mamba2@probe --reuse 1.5", "--reuse takes numbers from 0 to 1; found '1.5'.");
  row("measure mamba2@probe --watts -1", "--watts takes numbers");
  row("generate mamba2@probe --tokens-in 1 --temperature nan",
      "--temperature takes numbers from 0 to 100; found 'nan'.");
  row("generate mamba2@probe --tokens-in 1 --temperature -0.5", "--temperature");
  row("generate mamba2@probe --tokens-in 1 --temperature inf", "--temperature");
  row("generate mamba2@probe --tokens-in 1 --top-p -nan", "--top-p");
  row("generate mamba2@probe --tokens-in 1 --top-p 1.5", "--top-p");
  row("generate mamba2@probe --tokens-in 1 --seed -1", "--seed");
  row("generate mamba2@probe --tokens-in= --tokens 2", "--tokens-in takes integers from 0 to 2147483647; found ''.");
  row("generate mamba2@probe --tokens-in 1 --prompt x", "one of");
  row("generate mamba2@probe --raw=yes --tokens-in 1", "--raw takes no value.");
  row("evaluate mamba2@probe --text x --context 8", "--context");
  row("evaluate mamba2@probe --text x --trials -1", "--trials");
  row("run quick-look --store x.sqlite --rounds -2", "--rounds");
  row("describe -x", "There is no option -x.");
  row("describe --pression f16 mamba2@probe", "did you mean --precision?");
  row("--jsn describe", "did you mean --json?");
  row("bench decode", "bench takes options only; found 'decode'.");
  row("devices describe", "devices takes options only; found 'describe'.");
  row("--json", "No command is named");
}

void TestCommandLine::refused() {
  QFETCH(QString, says);
  const EngineRun run = run_engine(QString(QTest::currentDataTag()).split(' '));
  QCOMPARE(run.code, 1);
  QVERIFY2(run.error.startsWith("paretoscope-engine: ") && run.error.contains(says), qPrintable(run.error));
  QCOMPARE(run.error.count('\n'), 1);
}

void TestCommandLine::taken_data() {
  QTest::addColumn<QStringList>("words");
  QTest::newRow("value after =") << QStringList{"generate", "mamba2@probe", "--tokens-in=1,2", "--tokens=3"};
  QTest::newRow("an id twice") << QStringList{"generate", "mamba2@probe", "--tokens-in", "1,1,1", "--tokens", "3"};
  QTest::newRow("word last") << QStringList{"generate", "--tokens", "3", "--tokens-in", "1", "mamba2@probe"};
  QTest::newRow("after --") << QStringList{"generate", "--tokens", "3", "--tokens-in", "1", "--", "mamba2@probe"};
  QTest::newRow("switch twice") << QStringList{"generate", "mamba2@probe", "--tokens-in", "1", "--tokens",
                                               "3",        "--json",       "--json"};
}

void TestCommandLine::taken() {
  QFETCH(QStringList, words);
  const EngineRun run = run_engine(words);
  QVERIFY2(run.code == 0, qPrintable(run.error));
}

void TestCommandLine::places_are_measured_once() {
  const QStringList common{"measure", "mamba2@probe", "--generate", "2", "--repeat", "1", "--json"};
  const EngineRun twice = run_engine(common + QStringList{"--context", "8,16,8", "--batch", "1,1"});
  QVERIFY2(twice.code == 0, qPrintable(twice.error));
  QCOMPARE(twice.of_kind("result").size(), size_t{2});
  const QString many = QStringList(5000, "8").join(',');
  for (const char* option : {"--context", "--prompt", "--batch"}) {
    const EngineRun run = run_engine(common + QStringList{option, many});
    QCOMPARE(run.code, 1);
    QVERIFY2(run.error.contains(QString("%1 takes at most 64 values; found 5000.").arg(option)), qPrintable(run.error));
  }
}

void TestCommandLine::a_nul_does_not_cut_a_sentence_data() {
  QTest::addColumn<QByteArray>("document");
  QTest::addColumn<QString>("command");
  QTest::newRow("type") << QByteArray(R"({"model_type":"lla\u0000ma","hidden_size":8})") << "describe";
  QTest::newRow("key") << QByteArray(R"({"paretoscope_blueprint":1,"na\u0000me":1})") << "describe";
  QTest::newRow("model") << QByteArray(R"({"paretoscope_study":1,"models":["mamba2@probe\u0000"],"precision":"f32"})")
                         << "run";
  QTest::newRow("path") << QByteArray(
                               R"({"paretoscope_study":1,"models":["/etc/hostname\u0000.gguf"],"precision":"f32"})")
                        << "run";
  QTest::newRow("device")
      << QByteArray(
             R"({"paretoscope_study":1,"models":["mamba2@probe"],"device":"cp\u0000u","precision":"f32","contexts":[8],"batches":[1],"prompts":[],"rounds":1})")
      << "run";
}

void TestCommandLine::a_nul_does_not_cut_a_sentence() {
  QFETCH(QByteArray, document);
  QFETCH(QString, command);
  QTemporaryDir folder;
  const QString path = folder.filePath("it.json");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(document) == document.size());
  file.close();
  QStringList words{command, path};
  if (command == "run")
    words << "--store" << folder.filePath("s.sqlite");
  const EngineRun run = run_engine(words);
  const QString said = run.code == 0 ? run.out : run.error; // a device that is not there is the reason of its cells
  QVERIFY2(said.contains('?') && !said.contains(QChar(0)), qPrintable(said));
  for (const QString& line : said.split('\n', Qt::SkipEmptyParts))
    QVERIFY2(line.endsWith('.') || !line.contains("paretoscope-engine:"), qPrintable(line));
}

void TestCommandLine::full_device_data() {
  QTest::addColumn<QString>("words");
  for (const char* words :
       {"--version", "--help", "measure --help", "architectures", "devices --names", "describe mamba2@probe",
        "describe mamba2@probe --json", "generate mamba2@probe --tokens-in 1 --tokens 4",
        "generate mamba2@probe --tokens-in 1 --tokens 4 --json", "verify " PARETO_GOLDEN_DIR "/ops",
        "measure mamba2@probe --context 8 --generate 2 --repeat 1"})
    QTest::newRow(words) << QString(words);
}

void TestCommandLine::full_device() {
  QFETCH(QString, words);
  QString error;
  QCOMPARE(shell("$E " + words + " > /dev/full", &error), 1);
  QVERIFY2(error.startsWith("paretoscope-engine: The output could not be written"), qPrintable(error));
  QCOMPARE(error.count('\n'), 1);
}

void TestCommandLine::ends_with_the_process_it_is_told() {
  // The shell that starts the engine is killed; --wait would keep it for as long as its input is open.
  QTemporaryDir folder;
  const QString alive = folder.filePath("alive");
  QProcess shell;
  shell.start("/bin/sh", {"-c", QString("mkfifo '%1'; (exec '%2' generate mamba2@probe --tokens-in 1 --wait --json "
                                        "--with-parent $$ <'%1') & exec 9>'%1'; echo $!; sleep 100")
                                    .arg(alive, PARETO_ENGINE)});
  QByteArray said;
  while (said.count('\n') < 2 && shell.waitForReadyRead(60'000)) // the process's number and "ready"
    said += shell.readAllStandardOutput();
  const QString engine = QString::fromUtf8(said).section('\n', 0, 0).startsWith('{')
                             ? QString::fromUtf8(said).section('\n', 1, 1)
                             : QString::fromUtf8(said).section('\n', 0, 0);
  QVERIFY2(engine.toLongLong() > 0, said.constData());
  QFile keeper(alive); // so that the end of the input is not what ends it
  QVERIFY(keeper.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
  shell.kill();
  QVERIFY(shell.waitForFinished());
  const auto ended = [&] {
    QFile stat("/proc/" + engine + "/stat");
    return !stat.open(QIODevice::ReadOnly) || stat.readAll().contains(") Z ");
  };
  QTRY_VERIFY_WITH_TIMEOUT(ended(), 20'000);
  QCOMPARE(::shell("$E generate mamba2@probe --tokens-in 1 --with-parent 1"), 137); // it has gone already
}

PARETO_TEST(TestCommandLine)
#include "tst_command_line.moc"
