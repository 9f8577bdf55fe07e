// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>

#include <vector>

namespace pareto::ui {

/// A slider over values that are as far apart in effect, not in number: each step is the next of them. What lies
/// between two of them (typed, or of a preset) is kept as it is until the handle moves.
class ValueSlider : public QSlider {
  Q_OBJECT

public:
  /// `values` ascend and are greater than zero; PageUp and PageDown go `page` steps.
  ValueSlider(std::vector<qint64> values, int page, QWidget* parent = nullptr);
  qint64 chosen() const { return m_chosen; }
  void choose(qint64 value); ///< without a signal

private:
  int nearest(qint64 value) const; ///< by ratio
  std::vector<qint64> m_values;
  qint64 m_chosen;
};

} // namespace pareto::ui
