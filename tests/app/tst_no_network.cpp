// SPDX-License-Identifier: GPL-3.0-or-later
// R26: no command of the engine and not the window opens a socket to a network. The kernel ends a process at the first
// one (only AF_UNIX, as displays use it, is let through), so a command that ends well opened none; its children inherit
// that.
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QProcess>

#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

constexpr int kNoFilter = 125; ///< exit code of a child that could not forbid itself sockets

void forbid_sockets() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[0])),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
  };
  const sock_fprog program{sizeof code / sizeof code[0], code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    _exit(kNoFilter);
}

struct Ended {
  bool killed = false;
  int code = -1;
  QString said;
};

Ended run_without_sockets(const QString& program, const QStringList& words, const QByteArray& input = {}) {
  QProcess process;
  process.setChildProcessModifier(forbid_sockets);
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, words);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(240'000)) {
    process.kill();
    process.waitForFinished();
  }
  return {process.exitStatus() == QProcess::CrashExit, process.exitCode(), QString::fromUtf8(process.readAll())};
}

constexpr const char* kStudy =
    R"({"paretoscope_study":1,"name":"Small","models":["mamba2@probe","gla@probe"],"precision":"f32","contexts":[16],"batches":[1],
  "prompts":[8],"rounds":1,"seconds_per_cell":0.05})";

} // namespace

class TestNoNetwork : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void a_socket_ends_the_process();
  void R26_zero_sockets_in_every_command_data();
  void R26_zero_sockets_in_every_command();
  void R26_zero_sockets_in_the_window();

private:
  QString inside(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
  QTemporaryDir m_folder;
};

void TestNoNetwork::initTestCase() {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("HOME", m_folder.path().toUtf8());
  for (const char* name : {"XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
    qputenv(name, m_folder.path().toUtf8());
  QVERIFY(pareto::test::write_file(inside("study.json").toStdString(), kStudy));
  QVERIFY(
      pareto::test::write_file(inside("text.txt").toStdString(),
                               QByteArray("The quick brown fox jumps over the lazy dog. ").repeated(40).toStdString()));
  if (run_without_sockets("/bin/sh", {"-c", "exit 0"}).code == kNoFilter)
    QSKIP("this kernel lets no process forbid itself sockets");
}

void TestNoNetwork::a_socket_ends_the_process() { // the control: the test can fail
  const Ended ended = run_without_sockets("/bin/bash", {"-c", "exec 3<>/dev/tcp/127.0.0.1/9; exit 0"});
  QVERIFY2(ended.killed, qPrintable(ended.said));
}

void TestNoNetwork::R26_zero_sockets_in_every_command_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QByteArray>("input");
  const auto row = [](const QString& words, const QByteArray& input = {}) {
    QTest::newRow(qPrintable(words.section(' ', 0, 0))) << words.split(' ') << input;
  };
  const QString llama = PARETO_GOLDEN_DIR "/gguf/models/llama-q4_k_m/model.gguf", folder = m_folder.path();
  row("--help");
  row("architectures");
  row("devices --recalibrate");
  row("describe " + llama);
  row("evaluate " + llama + " --text " + folder + "/text.txt --context 32");
  row("generate " + llama + " --prompt Hello --tokens 4");
  row("logits " + llama + " --tokens 1,2,3 --out " + folder + "/logits.safetensors");
  row("measure mamba2@probe --context 16 --generate 8 --repeat 2");
  row("run " + folder + "/study.json --store " + folder + "/results.sqlite");
  row("tokenize " + llama, "\"Hello\"\n");
  row("worker",
      "{\"cmd\":\"load\",\"model\":\"mamba2@probe\",\"device\":\"cpu\",\"precision\":\"f32\"}\n{\"cmd\":\"quit\"}\n");
  row("bench --only start");
  row("verify " PARETO_GOLDEN_DIR "/ops");
}

void TestNoNetwork::R26_zero_sockets_in_every_command() {
  QFETCH(QStringList, words);
  QFETCH(QByteArray, input);
  const Ended ended = run_without_sockets(PARETO_ENGINE, words, input);
  QVERIFY2(!ended.killed, qPrintable(ended.said));
  QVERIFY2(ended.code == 0 || (words.front() == "bench" && ended.said.contains("goals")),
           qPrintable(ended.said)); // a busy machine misses goals
}

/// Opens, measures through the engine, draws, exports and ends.
void TestNoNetwork::R26_zero_sockets_in_the_window() {
#ifdef PARETO_WINDOW
  const Ended ended = run_without_sockets(PARETO_WINDOW, {inside("study.json"), "--run", "--export", inside("charts"),
                                                          "--screenshot", inside("pictures"), "--quit"});
  QVERIFY2(!ended.killed && ended.code == 0, qPrintable(ended.said));
  QVERIFY(QDir(inside("charts")).entryList(QDir::Files).size() >= 12);
#else
  QSKIP("built without the window");
#endif
}

PARETO_TEST(TestNoNetwork)
#include "tst_no_network.moc"
