// SPDX-License-Identifier: GPL-3.0-or-later
// Random actions of a person, by real clicks and keys: nothing they do in any order ends the window. Each row is one
// seed; when one fails, or the program dies, the seed and the last actions are said. PARETO_DEEP=1: ten seeds of 2,000
// actions.
#include "tests/support/deep.h"
#include "tests/support/program.h"
#include "tests/ui/window_test.h"
#include "ui/charts/chart_view.h"
#include "ui/panels/own_text_dialog.h"
#include "ui/session/session_keeper.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

#include <array>
#include <csignal>
#include <cstdio>
#include <functional>
#include <unistd.h>

using namespace pareto;
using namespace pareto::ui;
using namespace pareto::test;

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace {

constexpr int kShownActions = 25;
constexpr int kAnswersAfter = 5; ///< milliseconds

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

/// Everything the window may ask of an engine. The file "mood" beside it says how it behaves.
QString moodyEngine() {
  Score score;
  score.model = "x";
  score.precision = "f16";
  score.context = 1024;
  score.value = 1.25;
  score.n = 100;
  score.file = "sample-en.txt";
  score.bytes = 1000;
  score.time_utc = "2025-03-04T05:06:07Z";
  score.curve = {{16, 3.0, 30}, {32, 2.0, 60}};
  const auto full = fullStudy(quick_look());
  return answersDevices() +
         QStringLiteral(
             "mood=$(cat \"$(dirname \"$0\")/mood\" 2>/dev/null)\ncase \"$mood\" in slow) sleep 0.2;; babble) echo "
             "'not json';; fail) echo '{\"event\":\"error\",\"message\":\"It is in a bad mood.\"}'; exit 1;; "
             "crash) kill -9 $$;; esac\ncase \"$1\" in\nevaluate) ") +
         sayLine({{"event", "progress"}, {"done", 1}, {"total", 2}, {"remaining_s", 61.0}, {"what", "text"}}) +
         sayLine(to_json(score)) +
         QStringLiteral(
             ";;\ngenerate) echo '{\"event\":\"ready\",\"weight_bytes\":1000,\"prompt_tokens\":3}'\nread word\n"
             "echo '{\"event\":\"token\",\"index\":0,\"id\":5,\"text\":\" a\"}'\n[ \"$mood\" = slow ] && sleep 0.1\n"
             "echo "
             "'{\"event\":\"generated\",\"stop\":\"length\",\"ttft_ms\":5,\"tpot_ms\":5,\"decode_tokens_per_s\":200}';;"
             "\nrun) ") +
         sayLine(startedEvent(quick_look())) + sayLine(progressEvent(full[0].key, 1, 28)) + sayLine(to_json(full[0])) +
         QStringLiteral("[ \"$mood\" = slow ] && sleep 0.3\n") + sayLine(to_json(full[9])) +
         sayLine({{"event", "round"}, {"round", 0}}) +
         sayLine({{"event", "finished"}, {"run", 1}, {"stopped", false}}) + QStringLiteral(";;\nesac");
}

} // namespace

class TestStress : public WindowTest {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void nothingEndsTheWindow_data();
  void nothingEndsTheWindow();

private:
  struct Action {
    const char* name;
    int weight;
    std::function<void()> act;
  };
  void open();
  int below(int bound) { return bound > 0 ? static_cast<int>(m_random.bounded(bound)) : 0; }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  T* any(const QList<T*>& list) {
    return list.isEmpty() ? nullptr : list[below(static_cast<int>(list.size()))];
  }
  /// One of the window's controls of a kind that a person could reach now.
  template <class T>
  T* control(const QWidget* in, const char* name = "") {
    QList<T*> usable;
    for (T* each : in->findChildren<T*>(QLatin1String(name)))
      if (each->isVisible() && each->isEnabled() && each->window() == in->window())
        usable << each;
    return any(usable);
  }
  void click(QAbstractButton* button) {
    if (button && button->isVisible() && button->isEnabled())
      QTest::mouseClick(button, Qt::LeftButton, {},
                        button->inherits("QCheckBox") ? QPoint(8, button->height() / 2) : QPoint());
  }
  void press(QWidget* widget, Qt::Key key, Qt::KeyboardModifiers with = {}) {
    if (!widget || !widget->isVisible() || !widget->isEnabled())
      return;
    widget->setFocus();
    QTest::keyClick(widget, key, with);
  }
  void trigger(const char* name) {
    if (QAction* one = action(name); one && one->isEnabled() && one->isVisible())
      one->trigger();
  }
  void turn(QComboBox* combo);
  void tickTree();
  void touchChart();
  void useDialog();
  void dropFile();
  void moveLimits();
  void race();
  void mood();
  void answerModal();
  QString anyFile();
  std::vector<Action> actions();

  QRandomGenerator m_random;
  std::unique_ptr<SessionKeeper> m_keeper;
  bool m_answering = false; ///< what a person does in a dialog that holds up the rest
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

void TestStress::open() {
  m_window.reset();
  m_keeper.reset();
  build(moodyEngine());
  m_keeper = std::make_unique<SessionKeeper>(*m_session, m_folder->filePath(QStringLiteral("data/sessions")));
  m_window->keepSession(*m_keeper);
  m_session->devices().ask();
}

void TestStress::turn(QComboBox* combo) {
  if (!combo)
    return;
  if (chance(15)) { // the pop-up, and out again
    combo->showPopup();
    QTest::keyClick(combo->view(), chance(50) ? Qt::Key_Escape : Qt::Key_Return);
    combo->hidePopup();
    return;
  }
  const Qt::Key keys[] = {Qt::Key_Up, Qt::Key_Down, Qt::Key_Home, Qt::Key_End};
  press(combo, keys[below(4)]);
}

void TestStress::tickTree() {
  auto* tree = child<QTreeView>("tree");
  const QAbstractItemModel* model = tree->model();
  if (model->rowCount() == 0)
    return;
  const QModelIndex family = model->index(below(model->rowCount()), 0),
                    row = model->index(below(model->rowCount(family)), 0, family);
  if (!row.isValid())
    return;
  tree->scrollTo(row);
  const QRect box = tree->visualRect(row);
  if (chance(30))
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, box.center());
  tree->setCurrentIndex(row);
  press(tree, chance(90) ? Qt::Key_Space : Qt::Key_Return);
}

void TestStress::touchChart() {
  auto* view = control<ChartView>(m_window.get());
  if (!view)
    return;
  QWidget* area = view->viewport();
  const QPoint at(below(area->width()), below(area->height())), to(below(area->width()), below(area->height()));
  switch (below(6)) {
  case 0: QTest::mouseClick(area, Qt::LeftButton, {}, at); break;
  case 1: QTest::mouseDClick(area, Qt::LeftButton, {}, at); break;
  case 2:
    QTest::mousePress(area, Qt::LeftButton, {}, at);
    QTest::mouseMove(area, to);
    QTest::mouseRelease(area, Qt::LeftButton, {}, to);
    break;
  case 3: QTest::mouseMove(area, at); break;
  case 4: {
    QWheelEvent wheel(at, area->mapToGlobal(at), {}, {0, chance(50) ? 120 : -120}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(area, &wheel);
    break;
  }
  default: {
    const Qt::Key keys[] = {Qt::Key_Left, Qt::Key_Right, Qt::Key_Up,        Qt::Key_Down, Qt::Key_Return,
                            Qt::Key_Plus, Qt::Key_Minus, Qt::Key_Backspace, Qt::Key_0,    Qt::Key_Escape};
    press(view, keys[below(10)]);
  }
  }
}

/// Of the dialogs that leave the window free, or the one that is on top.
void TestStress::useDialog() {
  QList<QDialog*> open;
  for (QWidget* each : QApplication::topLevelWidgets())
    if (auto* dialog = qobject_cast<QDialog*>(each); dialog && dialog->isVisible())
      open << dialog;
  QDialog* dialog = any(open);
  if (!dialog) {
    const char* const ways[] = {"ownText", "ownText", "help", "addModel"};
    return trigger(ways[below(4)]);
  }
  switch (below(8)) {
  case 0: QTest::keyClick(dialog, Qt::Key_Escape); break;
  case 1: turn(control<QComboBox>(dialog)); break;
  case 2:
    if (auto* table = control<QTableView>(dialog); table && table->model()->rowCount() > 0)
      table->selectRow(below(table->model()->rowCount()));
    break;
  case 3: click(control<QCheckBox>(dialog)); break;
  default: // neither the network nor another dialog on top
    if (auto* button = control<QPushButton>(dialog);
        button && button->objectName() != QStringLiteral("fetchModel") && !button->text().contains(QChar(0x2026)))
      click(button);
  }
}

QString TestStress::anyFile() {
  const QString files[] = {QStringLiteral(PARETO_GOLDEN_DIR "/hf/llama"),
                           QStringLiteral(PARETO_GOLDEN_DIR "/hf/mamba2/config.json"),
                           QStringLiteral(PARETO_GOLDEN_DIR "/gguf/models/llama-q4_0/model.gguf"),
                           QStringLiteral(PARETO_GOLDEN_DIR "/gguf/models/llama-f32/model.gguf"),
                           m_folder->filePath(QStringLiteral("other.json")),
                           m_folder->filePath(QStringLiteral("saved.json")),
                           m_folder->filePath(QStringLiteral("mood")),
                           m_folder->filePath(QStringLiteral("nothing"))};
  return files[below(static_cast<int>(std::size(files)))];
}

void TestStress::dropFile() {
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(anyFile())});
  auto* target = control<QWidget>(m_window.get());
  const QPoint at = target ? target->rect().center() : QPoint();
  QWidget* under = target ? target : m_window.get();
  QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(under, &enter);
  if (chance(20)) {
    QDragLeaveEvent leave;
    QApplication::sendEvent(under, &leave);
    return;
  }
  QDropEvent drop(at, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(under, &drop);
  QCoreApplication::processEvents();
  click(child<QPushButton>(chance(80) ? "addDropped" : "dismissDropped"));
}

void TestStress::moveLimits() {
  const QString row = QStringList{QStringLiteral("limitTpot"), QStringLiteral("limitAnswerTime"),
                                  QStringLiteral("limitMemory"), QStringLiteral("limitQuality")}[below(4)];
  const auto part = [&](const char* suffix) { return (row + QLatin1String(suffix)).toLatin1(); };
  switch (below(3)) {
  case 0: click(child<QCheckBox>(part("Check"))); break;
  case 1: press(child<QSlider>(part("Slider")), chance(50) ? Qt::Key_PageUp : Qt::Key_PageDown); break;
  default:
    if (auto* spin = child<QDoubleSpinBox>(part("Spin")); spin && spin->isEnabled() && spin->isVisible()) {
      spin->setFocus();
      spin->selectAll();
      QTest::keyClicks(spin, QString::number(below(100'000)));
      QTest::keyClick(spin, Qt::Key_Return);
    }
  }
}

void TestStress::race() {
  auto* start = child<QPushButton>("raceStart");
  if (!start->isVisible()) {
    clickPage("live-race");
    return;
  }
  if (chance(50))
    click(start);
  else
    turn(control<QComboBox>(start->parentWidget()));
}

void TestStress::mood() {
  QFile file(m_folder->filePath(QStringLiteral("mood")));
  const char* const moods[] = {"good", "good", "slow", "slow", "babble", "fail", "crash"};
  if (file.open(QIODevice::WriteOnly))
    file.write(moods[below(7)]);
}

/// Dialogs that run their own loop are answered from within it.
void TestStress::answerModal() {
  if (m_answering) // one shot after another, first of all: an answer may bring the next question
    QTimer::singleShot(kAnswersAfter, this, &TestStress::answerModal);
  QWidget* modal = QApplication::activeModalWidget();
  if (!m_answering)
    return;
  if (auto* box = qobject_cast<QMessageBox*>(modal)) {
    click(any(box->buttons()));
  } else if (auto* files = qobject_cast<QFileDialog*>(modal)) {
    if (chance(50))
      return files->reject();
    const bool saves = files->acceptMode() == QFileDialog::AcceptSave,
               folder = files->fileMode() == QFileDialog::Directory;
    if (auto* name = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit")))
      name->setText(folder  ? m_folder->path()
                    : saves ? m_folder->filePath(chance(50) ? QStringLiteral("saved.json") : QStringLiteral("chart"))
                            : anyFile());
    QMetaObject::invokeMethod(files, "accept");
    if (files->isVisible())
      files->reject(); // it did not like the name
  } else if (auto* dialog = qobject_cast<QDialog*>(modal); dialog && dialog->inherits("pareto::ui::ExportDialog")) {
    chance(70) ? QTest::keyClick(dialog, Qt::Key_Escape) : turn(control<QComboBox>(dialog));
  }
}

std::vector<TestStress::Action> TestStress::actions() {
  return {
      {"tick or untick", 14, [this] { tickTree(); }},
      {"run", 5, [this] { trigger("run"); }},
      {"stop", 4, [this] { trigger("stop"); }},
      {"undo", 5, [this] { trigger("undo"); }},
      {"redo", 2, [this] { trigger("redo"); }},
      {"the engine's mood", 4, [this] { mood(); }},
      {"tab", 10, [this] { clickTab(below(tabs()->count())); }},
      {"level", 3, [this] { trigger(chance(50) ? "decision" : "research"); }},
      {"dialog", 14, [this] { useDialog(); }},
      {"language", 3,
       [this] {
         QTest::keyClick(m_window.get(), chance(50) ? Qt::Key_J : Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
       }},
      {"theme", 2,
       [this] {
         QTest::keyClick(m_window.get(), chance(50) ? Qt::Key_8 : Qt::Key_9, Qt::ControlModifier | Qt::AltModifier);
       }},
      {"new", 2, [this] { trigger("new"); }},
      {"open", 2, [this] { trigger("open"); }},
      {"quick look", 2, [this] { trigger("quickLook"); }},
      {"save", 2, [this] { trigger(chance(50) ? "save" : "saveAs"); }},
      {"drop a file", 5, [this] { dropFile(); }},
      {"a choice", 14, [this] { turn(control<QComboBox>(m_window.get())); }},
      {"device", 3,
       [this] {
         if (auto* devices = child<QListWidget>("devices"); devices->count() > 0) {
           devices->setCurrentRow(below(devices->count()));
           press(devices, Qt::Key_Space);
         }
       }},
      {"requests", 2,
       [this] {
         if (auto* requests = child<QLineEdit>("requests"); requests->isVisible()) {
           requests->selectAll();
           QTest::keyClicks(requests, QStringLiteral("1, %1").arg(below(70)));
           press(requests, Qt::Key_Return);
         }
       }},
      {"limit", 8, [this] { moveLimits(); }},
      {"slider", 10,
       [this] {
         const Qt::Key keys[] = {Qt::Key_Left,     Qt::Key_Right, Qt::Key_PageUp,
                                 Qt::Key_PageDown, Qt::Key_Home,  Qt::Key_End};
         press(child<QSlider>(chance(50) ? "contextSlider" : "requestsSlider"), keys[below(6)]);
       }},
      {"chart", 12, [this] { touchChart(); }},
      {"a button", 8,
       [this] {
         auto* button = control<QAbstractButton>(m_window.get()); // the export menu's would hold everything up
         if (button && button->objectName() != QStringLiteral("exportButton") &&
             button->objectName() != QStringLiteral("qt_toolbar_ext_button"))
           click(button);
       }},
      {"select in a list", 5,
       [this] {
         if (auto* list = control<QListWidget>(m_window.get()); list && list->count() > 0)
           press(list, chance(50) ? Qt::Key_Down : Qt::Key_Up);
         else if (auto* table = control<QTableView>(m_window.get()); table && table->model()->rowCount() > 0)
           table->selectRow(below(table->model()->rowCount()));
       }},
      {"search", 2,
       [this] {
         if (auto* search = child<QLineEdit>("search"); search->isVisible())
           chance(50) ? search->clear() : QTest::keyClicks(search, QStringLiteral("m"));
       }},
      {"race", 6, [this] { race(); }},
      {"export", 1, [this] { trigger(chance(70)   ? "exportCopy"
                                     : chance(70) ? "exportDialog"
                                                  : "exportAll"); }},
      {"docks", 2, [this] { QTest::keyClick(m_window.get(), chance(50) ? Qt::Key_F9 : Qt::Key_F10); }},
      {"size of the window", 1, [this] { m_window->resize(900 + below(1000), 600 + below(500)); }},
      {"Escape", 3, [this] { QTest::keyClick(m_window.get(), Qt::Key_Escape); }},
      {"ask for devices", 1, [this] { m_session->devices().ask(); }},
      {"wait", 6, [this] { QTest::qWait(below(40)); }},
      {"another window", 1, [this] { chance(30) ? open() : void(); }},
  };
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
