// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QWidget>

#include <optional>

namespace pareto::ui {

/// One limit: off, or a value set by slider or spin box; beneath, what it excludes. Values are in display units.
class LimitRow : public QWidget {
  Q_OBJECT

public:
  explicit LimitRow(const QString& objectName, QWidget* parent = nullptr);
  /// `atLeast`: the limit is a floor, otherwise a ceiling.
  void setTexts(const QString& title, const QString& suffix, const QString& toolTip, bool atLeast = false);
  /// Where the values of the models lie: the slider spans them. Without any, the row is disabled and says why.
  void setRange(std::optional<std::pair<double, double>> range, int decimals, bool logarithmic, const QString& why);
  void setLimit(std::optional<double> limit);
  std::optional<double> limit() const;
  void setExcludes(const QString& text);
  QSlider* slider() const { return m_slider; }
  QString excludes() const { return m_excludes->text(); }

Q_SIGNALS:
  void limitChanged();

private:
  void showNoLimit();
  void changed();
  double valueAt(int step) const;
  int stepOf(double value) const;

  QCheckBox* m_check;
  QSlider* m_slider;
  QDoubleSpinBox* m_spin;
  QLabel* m_excludes;
  double m_low = 0, m_high = 1;
  bool m_logarithmic = true, m_atLeast = false;
};

} // namespace pareto::ui
