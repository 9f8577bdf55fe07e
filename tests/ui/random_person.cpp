// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/random_person.h"

#include "ui/charts/chart_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QDialog>
#include <QDir>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QTimer>
#include <QTreeView>
#include <QWheelEvent>

namespace pareto::test {

using namespace ui;

namespace {

constexpr int kAnswersAfter = 5; ///< milliseconds

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

void RandomPerson::open() {
  m_window.reset();
  m_keeper.reset();
  build(moodyEngine());
  m_keeper = std::make_unique<SessionKeeper>(*m_session, m_folder->filePath(QStringLiteral("data/sessions")));
  m_window->keepSession(*m_keeper);
  m_session->devices().ask();
}

void RandomPerson::turn(QComboBox* combo) {
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

void RandomPerson::tickTree() {
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

void RandomPerson::touchChart() {
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
void RandomPerson::useDialog() {
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

QString RandomPerson::anyFile() {
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

void RandomPerson::dropFile() {
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

void RandomPerson::moveLimits() {
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

void RandomPerson::race() {
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

void RandomPerson::mood() {
  QFile file(m_folder->filePath(QStringLiteral("mood")));
  const char* const moods[] = {"good", "good", "slow", "slow", "babble", "fail", "crash"};
  if (file.open(QIODevice::WriteOnly))
    file.write(moods[below(7)]);
}

/// Dialogs that run their own loop are answered from within it.
void RandomPerson::answerModal() {
  if (m_answering) // one shot after another, first of all: an answer may bring the next question
    QTimer::singleShot(kAnswersAfter, this, &RandomPerson::answerModal);
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

std::vector<RandomPerson::Action> RandomPerson::actions() {
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
         const char* const sliders[] = {"contextSlider", "answerSlider", "requestsSlider"};
         press(child<QSlider>(sliders[below(3)]), keys[below(6)]);
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

} // namespace pareto::test
