// SPDX-License-Identifier: GPL-3.0-or-later
// The window's program from outside: what it answers without a window, and which words it refuses.
#include "tests/support/program.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

class TestWindowOptions : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void answers_without_a_display_data();
  void answers_without_a_display();
  void refused_data();
  void refused();

private:
  /// Exit code; -1 for a signal or no end.
  int run(const QStringList& words, const char* platform);
  QTemporaryDir m_home;
  QByteArray m_out, m_error;
};

int TestWindowOptions::run(const QStringList& words, const char* platform) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"})
    environment.insert(QLatin1String(name), m_home.path());
  environment.remove("DISPLAY");
  environment.remove("WAYLAND_DISPLAY");
  environment.insert("QT_QPA_PLATFORM", QLatin1String(platform));
  process.setProcessEnvironment(environment);
  process.start(PARETO_WINDOW, words);
  const bool ended = process.waitForFinished(60'000);
  m_out = process.readAllStandardOutput();
  m_error = process.readAllStandardError();
  return ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
}

void TestWindowOptions::answers_without_a_display_data() {
  QTest::addColumn<QString>("shows");
  QTest::newRow("--version") << "paretoscope 0.";
  QTest::newRow("-v") << "paretoscope 0.";
  QTest::newRow("--help") << "--window-size";
  QTest::newRow("-h") << "STUDY";
}

void TestWindowOptions::answers_without_a_display() {
  QFETCH(QString, shows);
  QCOMPARE(run({QTest::currentDataTag()}, "xcb"), 0);
  QVERIFY2(m_out.contains(shows.toUtf8()), m_out.constData());
  QVERIFY2(m_error.isEmpty(), m_error.constData());
}

void TestWindowOptions::refused_data() {
  QTest::addColumn<QString>("says");
  const auto row = [](const char* words, const char* says) { QTest::newRow(words) << QString(says); };
  row("--rnu", "rnu");
  row("-x", "x");
  row("--rounds", "rounds");
  row("--rounds -1", "--rounds must be");
  row("--rounds nan", "--rounds must be");
  row("--rounds 99999999999", "--rounds must be");
  row("--theme blue", "--theme must be light or dark");
  row("--language xx", "--language must be en or ja");
  row("--window-size 800", "--window-size must be");
  row("--window-size -5x800", "--window-size must be");
  row("--window-size 1e9x1", "--window-size must be");
  row("one.json two.json", "only one study");
  row("/no/such/study.json", "/no/such/study.json");
  row("/tmp", "/tmp is not a regular file: it is a folder");
  row("/dev/zero", "it is a device");
  row("--compare nothing --quit", "--compare must be");
}

void TestWindowOptions::refused() {
  QFETCH(QString, says);
  QCOMPARE(run(QString(QTest::currentDataTag()).split(' '), "offscreen"), 1);
  QVERIFY2(m_error.contains(says.toUtf8()), m_error.constData());
}

PARETO_TEST(TestWindowOptions)
#include "tst_window_options.moc"
