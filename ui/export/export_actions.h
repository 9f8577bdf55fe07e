// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/chart_exporter.h"

#include <QAction>
#include <QObject>

#include <functional>

namespace pareto::ui {

/// The entries of an Export menu for whatever chart is on top: copy, PNG, SVG, PDF, CSV, and the dialog for the rest.
class ExportActions : public QObject {
  Q_OBJECT

public:
  /// `spec` is asked each time; `window` is the parent of dialogs and owns nothing.
  ExportActions(std::function<ChartSpec()> spec, QWidget* window, QObject* parent = nullptr);

  QList<QAction*> actions() const { return m_actions; } ///< in menu order
  /// Replaces the file dialog: gets the suggested name and the filter, gives a path or nothing.
  void setChooser(std::function<QString(const QString& suggestion, const QString& filter)> chooser);
  void retranslate();

Q_SIGNALS:
  void done(const QString& message);
  void failed(const QString& message);

private:
  void copy();
  void saveAs(ExportFormat format);
  void openDialog();

  std::function<ChartSpec()> m_spec;
  QWidget* m_window;
  std::function<QString(const QString&, const QString&)> m_chooser;
  QList<QAction*> m_actions;
};

} // namespace pareto::ui
