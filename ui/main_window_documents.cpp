// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from outside: files dropped anywhere on the window, and the session of a window that did not end properly.
#include "core/formats/strict_json.h"
#include "core/study/imports/import.h"
#include "ui/main_window.h"
#include "ui/panels/composer_dialog.h"
#include "ui/panels/drop_overlay.h"
#include "ui/panels/import_dialog.h"
#include "ui/panels/linearise_dialog.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/recovery_bar.h"
#include "ui/session/result_importer.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>
#include <QStandardPaths>

namespace pareto::ui {

namespace {

constexpr qint64 kLargestStudy = qint64{16} << 20; ///< a study is some kB; weights are not read to find out

/// Whether a file is a study document: told by content, never by name.
bool isStudy(const QString& path) {
  QFile file(path);
  if (!QFileInfo(path).isFile() || file.size() > kLargestStudy || !file.open(QIODevice::ReadOnly) ||
      !file.peek(64).trimmed().startsWith('{'))
    return false;
  const auto document = read_strict_json(path.toStdString());
  return document && document->is_object() && document->contains("paretoscope_study");
}

/// The tool whose results a file holds, told by its beginning; empty where it holds none.
QString toolOf(const QString& path) {
  QFile file(path);
  if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
    return {};
  const QByteArray beginning = file.read(static_cast<qint64>(kResultsBeginning));
  return QString::fromStdString(results_tool({beginning.constData(), static_cast<size_t>(beginning.size())}));
}

/// The first local file of what is dragged; empty where it holds none (text, an address).
QString draggedPath(const QMimeData* data) {
  for (const QUrl& url : data ? data->urls() : QList<QUrl>())
    if (url.isLocalFile())
      return url.toLocalFile();
  return {};
}

} // namespace

/// A stack put together here; what came of it is said like any model that was added.
void MainWindow::composeModel() {
  auto* dialog = new ComposerDialog(m_session, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &ComposerDialog::added, this, [this](const QString& path) {
    showNotice(tr("%1 is part of the study now: press Run to measure it.").arg(QFileInfo(path).completeBaseName()));
  });
  dialog->open();
}

void MainWindow::lineariseModel() {
  auto* dialog = new LineariseDialog(m_session, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &LineariseDialog::added, this, [this](const QString& path) {
    showNotice(tr("%1 is part of the study now; it is not trained.").arg(QFileInfo(path).completeBaseName()));
  });
  dialog->open();
}

QString MainWindow::dropSentence(const QString& path, qsizetype files) const {
  const QString name = QFileInfo(path).fileName().isEmpty() ? path : QFileInfo(path).fileName();
  const QString tool = toolOf(path);
  QString sentence =
      isStudy(path) ? tr("Drop to open the study %1; its results are shown at once.").arg(name)
      : !tool.isEmpty()
          ? tr("Drop to import the results of %1 in %2: they join this study's as imported.").arg(tool, name)
      : m_session.runs().isRunning()
          ? tr("Drop to see what %1 is and add it to the study; it is measured next.").arg(name)
          : tr("Drop to see what %1 is and add it to the study.").arg(name);
  if (files > 1)
    sentence += QLatin1Char('\n') + tr("One at a time: the others are left out.");
  return sentence;
}

/// Charts and text fields would take a drag for themselves, or refuse it: a file belongs to the window, wherever it is
/// dropped.
bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
  const QEvent::Type type = event->type();
  if (type != QEvent::DragEnter && type != QEvent::DragMove && type != QEvent::DragLeave && type != QEvent::Drop)
    return QMainWindow::eventFilter(watched, event);
  const auto* widget = qobject_cast<QWidget*>(watched);
  if (!widget || widget->window() != this)
    return false;
  if (type == QEvent::DragLeave) {
    m_dropOverlay->hide();
    return false;
  }
  auto* drag = static_cast<QDropEvent*>(event); // enter and move are drops that have not happened yet
  const QString path = draggedPath(drag->mimeData());
  if (path.isEmpty())
    return false;
  if (QApplication::activeModalWidget()) {
    drag->ignore();
    return true;
  }
  drag->setDropAction(Qt::CopyAction); // never a move: the file stays where it is
  drag->accept();
  if (type == QEvent::DragEnter)
    m_dropOverlay->show(dropSentence(path, drag->mimeData()->urls().size()));
  if (type == QEvent::Drop) {
    m_dropOverlay->hide();
    QMetaObject::invokeMethod(
        this, [this, path] { openPath(path); }, Qt::QueuedConnection); // a question must not hold up whoever drags
  }
  return true;
}

void MainWindow::openPath(const QString& path) {
  if (!QFileInfo::exists(path)) {
    showNotice(tr("There is no file or folder %1.").arg(path));
    return;
  }
  if (!toolOf(path).isEmpty())
    return importResults(path);
  if (!isStudy(path)) {
    m_strip->show(path);
    return;
  }
  if (!mayDiscard())
    return;
  if (const Status opened = m_session.open(path); !opened) {
    showNotice(QString::fromStdString(opened.error().message));
    return;
  }
  remember(path);
}

void MainWindow::chooseResults() {
  const QString file = QFileDialog::getOpenFileName(
      this, tr("Import results"), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation),
      tr("Results of llama-bench, vLLM, AIPerf, GuideLLM or this program (*.json *.jsonl);;All files (*)"));
  if (!file.isEmpty())
    importResults(file);
}

/// The person sees what is in it, and says what the file does not, before it enters the store.
void MainWindow::importResults(const QString& path) {
  auto* dialog = new ImportDialog(m_session, path, this);
  connect(dialog, &ImportDialog::refused, this, &MainWindow::showNotice);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    if (!m_importer->start(dialog->file(), dialog->hints(), m_session.results().storePath()))
      showNotice(tr("Another file is being imported."));
  });
}

void MainWindow::connectImporter() {
  m_importer = new ResultImporter(m_session.options().enginePath, this);
  connect(m_importer, &ResultImporter::imported, &m_session, &StudySession::addImported);
  connect(m_importer, &ResultImporter::failed, this, &MainWindow::showNotice);
  connect(m_importer, &ResultImporter::finished, this, [this](const QString& tool, int values, int leftOut) {
    const QString text = tr("%n value(s) of %1 imported: choose their machine under “On”.", nullptr, values).arg(tool);
    showNotice(leftOut > 0 ? text + QLatin1Char(' ') + tr("%n run(s) left out.", nullptr, leftOut) : text);
  });
}

void MainWindow::keepSession(SessionKeeper& keeper) {
  m_recovery->follow(keeper);
  connect(&keeper, &SessionKeeper::failed, this, &MainWindow::showNotice);
  connect(m_recovery, &RecoveryBar::restoreRequested, &keeper, [this, &keeper] {
    if (mayDiscard())
      keeper.restore();
  });
  connect(m_recovery, &RecoveryBar::discardRequested, &keeper, &SessionKeeper::discard);
}

} // namespace pareto::ui
