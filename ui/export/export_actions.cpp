// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_actions.h"

#include "ui/export/export_dialog.h"

#include <QDir>
#include <QFileDialog>

namespace pareto::ui {

namespace {

constexpr ExportFormat kExportActionsFormats[] = {ExportFormat::Png, ExportFormat::Svg, ExportFormat::Pdf,
                                                  ExportFormat::Csv};

} // namespace

ExportActions::ExportActions(std::function<ChartSpec()> spec, QWidget* window, QObject* parent)
    : QObject(parent), m_spec(std::move(spec)), m_window(window) {
  m_chooser = [this](const QString& suggestion, const QString& filter) {
    return QFileDialog::getSaveFileName(m_window, tr("Save chart"), suggestion, filter);
  };
  const auto add = [this](const QString& name, auto slot) {
    auto* action = new QAction(this);
    action->setObjectName(name);
    connect(action, &QAction::triggered, this, slot);
    m_actions << action;
    return action;
  };
  add(QStringLiteral("exportCopy"), [this] { copy(); })->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
  for (const ExportFormat format : kExportActionsFormats)
    add(QStringLiteral("export_") + exportSuffix(format), [this, format] { saveAs(format); });
  add(QStringLiteral("exportDialog"), [this] { openDialog(); })->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_E));
  retranslate();
}

void ExportActions::setChooser(std::function<QString(const QString&, const QString&)> chooser) {
  m_chooser = std::move(chooser);
}

void ExportActions::retranslate() {
  m_actions[0]->setText(tr("&Copy chart"));
  m_actions[1]->setText(tr("Save as P&NG…"));
  m_actions[2]->setText(tr("Save as S&VG…"));
  m_actions[3]->setText(tr("Save as &PDF…"));
  m_actions[4]->setText(tr("Save &data as CSV…"));
  m_actions[5]->setText(tr("&Export chart…"));
}

void ExportActions::copy() {
  const Status status = copyChart(m_spec());
  if (status)
    Q_EMIT done(tr("Copied as picture, SVG and table."));
  else
    Q_EMIT failed(QString::fromStdString(status.error().message));
}

void ExportActions::saveAs(ExportFormat format) {
  const ChartSpec spec = m_spec();
  const QString suffix = QLatin1Char('.') + exportSuffix(format);
  QString path = m_chooser(spec.id + suffix, exportFilter(format));
  if (path.isEmpty())
    return;
  if (!path.endsWith(suffix, Qt::CaseInsensitive))
    path += suffix; // the entry chosen says the format
  const Status status = exportChart(spec, path);
  if (status)
    Q_EMIT done(tr("Saved as %1.").arg(QDir::toNativeSeparators(path)));
  else
    Q_EMIT failed(QString::fromStdString(status.error().message));
}

void ExportActions::openDialog() {
  ExportDialog dialog(m_spec(), m_window);
  dialog.exec();
}

} // namespace pareto::ui
