// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/platform/process.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <csignal>
#include <thread>

using namespace pareto;

namespace {

constexpr double kLong = 20; ///< seconds nothing should ever need

Result<ChildProcess> shell(const char* script) { return ChildProcess::start({"/bin/sh", "-c", script}); }

} // namespace

/// Children that speak lines, and the ways they end.
class ProcessTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void lines() {
    auto child = ChildProcess::start({"/bin/cat"});
    REQUIRE(child);
    std::string line;
    for (const std::string& sent :
         {std::string("one"), std::string(), std::string(300'000, 'x'), std::string("\xe2\x82\xac")}) {
      std::thread writer([&] { QVERIFY(child->write_line(sent)); }); // more than a pipe holds, while we read
      QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Line);
      writer.join();
      QCOMPARE(line, sent);
    }
  }

  void several_lines_at_once() {
    auto child = shell("printf 'a\\nb\\n\\nc'");
    REQUIRE(child);
    std::string line;
    for (const char* wanted : {"a", "b", ""}) {
      QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Line);
      QCOMPARE(line, std::string(wanted));
    }
    QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Ended); // a line without its end is none
    QCOMPARE(child->reap(), std::string("exit code 0"));
  }

  void silence() {
    auto child = ChildProcess::start({"/bin/cat"});
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, 0.01) == ChildProcess::Read::Nothing);
  }

  /// The wait is for a whole line: a child that drips without ending one must not hold us for ever.
  void dripping() {
    auto child = shell("while :; do printf x; sleep 0.02; done");
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, 0.3) == ChildProcess::Read::Nothing);
  }

  void ends_data() {
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("how");
    QTest::newRow("well") << QByteArray("exit 0") << "exit code 0";
    QTest::newRow("badly") << QByteArray("exit 3") << "exit code 3";
    QTest::newRow("killed") << QByteArray("kill -9 $$") << "signal 9 (SIGKILL)";
    QTest::newRow("crashed") << QByteArray("kill -SEGV $$") << "signal 11 (SIGSEGV)";
  }

  void ends() {
    QFETCH(QByteArray, script);
    QFETCH(QString, how);
    auto child = shell(script.constData());
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Ended);
    QCOMPARE(QString::fromStdString(child->reap()), how);
    QCOMPARE(child->reap(), std::string("not started"));
  }

  /// Writing to a dead child is an answer, not the end of this process, whoever has or has not ignored SIGPIPE.
  void writing_to_the_dead() {
    std::signal(SIGPIPE, SIG_DFL);
    auto child = shell("exec 0<&-; echo ready; exec sleep 20");
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Line);
    QVERIFY(!child->write_line("hello"));
    child->kill();
    QCOMPARE(child->reap(), std::string("signal 9 (SIGKILL)"));
    QVERIFY(!child->write_line("hello"));
  }

  /// A child does not inherit an ignored SIGPIPE: tools rely on it.
  void children_have_default_signals() {
    auto child = shell("kill -PIPE $$; echo survived");
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Ended);
    QCOMPARE(child->reap(), std::string("signal 13 (SIGPIPE)"));
  }

  void destruction_kills() {
    int pid = 0;
    {
      auto child = shell("echo $$; exec sleep 100");
      REQUIRE(child);
      std::string line;
      QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Line);
      pid = std::stoi(line);
      QCOMPARE(::kill(pid, 0), 0);
      ChildProcess moved(std::move(*child));
    }
    QCOMPARE(::kill(pid, 0), -1); // gone and reaped
  }

  void a_line_without_end() {
    auto child = shell("exec tr '\\0' x < /dev/zero");
    REQUIRE(child);
    std::string line;
    QVERIFY(child->read_line(line, kLong) == ChildProcess::Read::Ended); // refused at 8 MiB, before memory is gone
  }

  void not_programs() {
    REQUIRE_REFUSED(ChildProcess::start({"/nowhere/program"}),
                    "The program /nowhere/program could not be started: No such file or directory.");
    REQUIRE_REFUSED(ChildProcess::start({}), "No program was named");
    QTemporaryDir folder;
    REQUIRE_REFUSED(ChildProcess::start({folder.path().toStdString()}), "could not be started: Permission denied.");
  }

  void own_path() { QCOMPARE(QString::fromStdString(own_program_path()), QCoreApplication::applicationFilePath()); }

  void stop_signals() {
    QVERIFY(!stop_requested());
    catch_stop_signals();
    std::raise(SIGTERM);
    QVERIFY(stop_requested());
  }
};

PARETO_TEST(ProcessTest)
#include "tst_process.moc"
