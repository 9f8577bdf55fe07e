// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/value_slider.h"

#include <QSignalBlocker>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pareto::ui {

ValueSlider::ValueSlider(std::vector<qint64> values, int page, QWidget* parent)
    : QSlider(Qt::Horizontal, parent), m_values(std::move(values)), m_chosen(m_values.front()) {
  setRange(0, static_cast<int>(m_values.size()) - 1);
  setPageStep(page);
  setTickPosition(QSlider::TicksBelow);
  setTickInterval(page);
  connect(this, &QSlider::valueChanged, this, [this](int step) { m_chosen = m_values[static_cast<size_t>(step)]; });
}

void ValueSlider::choose(qint64 value) {
  const QSignalBlocker quiet(this);
  m_chosen = value;
  setValue(nearest(value));
}

int ValueSlider::nearest(qint64 value) const {
  const double wanted = std::log(static_cast<double>(std::max<qint64>(value, 1)));
  const auto away = [wanted](qint64 each) { return std::abs(std::log(static_cast<double>(each)) - wanted); };
  const auto found =
      std::min_element(m_values.begin(), m_values.end(), [&](qint64 a, qint64 b) { return away(a) < away(b); });
  return static_cast<int>(found - m_values.begin());
}

} // namespace pareto::ui
