// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from outside: files dropped anywhere on the window, and the session of a window that did not end properly.
#include "core/formats/strict_json.h"
#include "ui/main_window.h"
#include "ui/panels/drop_overlay.h"
#include "ui/panels/model_strip.h"
#include "ui/panels/recovery_bar.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QMimeData>

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

/// The first local file of what is dragged; empty where it holds none (text, an address).
QString draggedPath(const QMimeData* data) {
  for (const QUrl& url : data ? data->urls() : QList<QUrl>())
    if (url.isLocalFile())
      return url.toLocalFile();
  return {};
}

} // namespace

QString MainWindow::dropSentence(const QString& path, qsizetype files) const {
  const QString name = QFileInfo(path).fileName().isEmpty() ? path : QFileInfo(path).fileName();
  QString sentence = isStudy(path) ? tr("Drop to open the study %1; its results are shown at once.").arg(name)
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
