// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/mark_painter.h"

#include <QWidget>

namespace pareto::ui {

/// The row under a chart: its series with their shapes (buttons: a click selects the model), then how to read the
/// marks, always.
class ChartLegend : public QWidget {
  Q_OBJECT

public:
  explicit ChartLegend(QWidget* parent = nullptr);
  void setSpec(const ChartSpec& spec);

Q_SIGNALS:
  void modelClicked(const QString& model);

protected:
  void changeEvent(QEvent* event) override;

private:
  void refill();
  QPixmap symbol(const LegendEntry& entry) const;
  QWidget* button(const LegendEntry& entry);
  QWidget* explanation(const LegendEntry& entry);

  QList<LegendEntry> m_series, m_marks;
};

} // namespace pareto::ui
