// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/export/chart_exporter.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QSpinBox;

namespace pareto::ui {

/// One chart as a slide: conclusion, format, size, and how it will look.
class ExportDialog : public QDialog {
  Q_OBJECT

public:
  explicit ExportDialog(const ChartSpec& spec, QWidget* parent = nullptr);

  ExportOptions options() const;
  ExportFormat format() const;
  void setFormat(ExportFormat format);

public Q_SLOTS:
  /// Asks for a place and writes; stays open with the reason when it cannot.
  void save();
  /// Writes to `path`; false with the reason shown when it cannot.
  bool saveTo(const QString& path);
  bool copy();

Q_SIGNALS:
  void saved(const QString& path);

protected:
  void resizeEvent(QResizeEvent* event) override;

private:
  QWidget* makeForm();
  void updateEnabled();
  void updatePreview();
  void report(const Status& status, const QString& success);

  ChartSpec m_spec;
  QPlainTextEdit* m_title = nullptr;
  QComboBox* m_format = nullptr;
  QComboBox* m_size = nullptr;
  QSpinBox* m_scale = nullptr;
  QCheckBox* m_outlines = nullptr;
  QLabel* m_preview = nullptr;
  QLabel* m_message = nullptr;
  QTimer m_refresh; ///< while typing, one drawing for several keys
};

/// File filter of a save dialog, e.g. "PNG picture (*.png)".
QString exportFilter(ExportFormat format);

} // namespace pareto::ui
