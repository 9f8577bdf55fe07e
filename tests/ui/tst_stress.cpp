// SPDX-License-Identifier: GPL-3.0-or-later
// Random actions of a person, by real clicks and keys: nothing they do in any order ends the window. Each row is one
// seed; when one fails, or the program dies, the seed and the last actions are said. PARETO_DEEP=1: ten seeds of 2,000
// actions.
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/ui/random_person.h"

#include <QApplication>
#include <QDir>
#include <QStandardPaths>

#include <array>
#include <csignal>
#include <cstdio>
#include <string>
#include <tuple>
#include <unistd.h>

using namespace pareto;
using namespace pareto::test;

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

constexpr int kShownActions = 25;

/// The last actions, where a handler of signals can read them.
struct Diary {
  std::array<std::array<char, 100>, kShownActions> lines{};
  std::array<char, 60> seed{};
  size_t count = 0;
  void note(const QString& text) {
    std::snprintf(lines[count++ % lines.size()].data(), lines[0].size(), "  %s\n", qPrintable(text));
  }
  void say() const {
    const auto write = [](const char* text) {
      std::ignore = ::write(STDERR_FILENO, text, std::char_traits<char>::length(text));
    };
    write(seed.data());
    write("the last actions, the oldest first:\n");
    for (size_t i = count > lines.size() ? count - lines.size() : 0; i < count; ++i)
      write(lines[i % lines.size()].data());
  }
};
Diary g_diary; // NOLINT: read by signal handlers

void dies(int signal) {
  g_diary.say();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

} // namespace

class TestStress : public RandomPerson {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void nothingEndsTheWindow_data();
  void nothingEndsTheWindow();
};

void TestStress::initTestCase() {
  QStandardPaths::setTestModeEnabled(true);
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS})
    std::signal(signal, dies);
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback([] { g_diary.say(); });
}

void TestStress::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  qputenv("HOME", m_folder->path().toUtf8()); // “Add model…” looks here
  const QString own = m_folder->filePath(QStringLiteral(".cache/huggingface/hub/models--tiny--llama/snapshots/1"));
  QDir().mkpath(own);
  for (const QFileInfo& file : QDir(QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama")).entryInfoList(QDir::Files))
    QFile::copy(file.absoluteFilePath(), own + QLatin1Char('/') + file.fileName());
  Study other = quick_look();
  other.name = "Other";
  other.models = {"rwkv7@340m", "mamba2@340m"};
  QVERIFY(write_study(m_folder->filePath(QStringLiteral("other.json")).toStdString(), other).has_value());
  open();
  m_answering = true;
  answerModal();
}

void TestStress::cleanup() {
  m_answering = false;
  if (QTest::currentTestFailed())
    g_diary.say();
  m_window.reset();
  m_keeper.reset();
  m_session.reset();
}

void TestStress::nothingEndsTheWindow_data() {
  QTest::addColumn<int>("seed");
  QTest::addColumn<int>("count");
  const int count = deep(250, 2000);
  for (int seed = 1; seed <= deep(1, 10); ++seed)
    QTest::addRow("seed %d, %d actions", seed, count) << seed << count;
}

void TestStress::nothingEndsTheWindow() {
  QFETCH(int, seed);
  QFETCH(int, count);
  m_random.seed(static_cast<quint32>(seed));
  g_diary = {};
  std::snprintf(g_diary.seed.data(), g_diary.seed.size(), "\nseed %d; ", seed);
  const std::vector<Action> all = actions();
  int weights = 0;
  for (const Action& each : all)
    weights += each.weight;
  for (int i = 0; i < count; ++i) {
    int at = below(weights);
    const Action* chosen = &all.back();
    for (const Action& each : all)
      if ((at -= each.weight) < 0) {
        chosen = &each;
        break;
      }
    const QWidget* modal = QApplication::activeModalWidget(); // the rest of the window is out of reach
    g_diary.note(QStringLiteral("%1: %2").arg(i).arg(QLatin1String(modal ? "in the dialog" : chosen->name)));
    modal ? useDialog() : chosen->act();
    QCoreApplication::processEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(m_window->isVisible());
  }
  QTRY_VERIFY_WITH_TIMEOUT(!m_session->runs().isRunning() || (m_session->runs().stop(), false), kPatience);
}

/// Qt Test reads it before it runs a test: under a sanitizer 2,000 actions take minutes.
[[maybe_unused]] static const bool g_patient = qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");

PARETO_TEST(TestStress)
#include "tst_stress.moc"
