// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>
#include <QSpinBox>

namespace pareto::ui {

// Qt asks for a field's place anew with each range, also with the same one: the whole window would be laid out again at
// each step of a slider.

inline void setSpan(QSpinBox& field, int least, int most) {
  if (field.minimum() != least || field.maximum() != most)
    field.setRange(least, most);
}

inline void setSpan(QDoubleSpinBox& field, double least, double most, int decimals) {
  if (field.decimals() == decimals && field.minimum() == least && field.maximum() == most)
    return;
  field.setDecimals(decimals);
  field.setRange(least, most);
}

} // namespace pareto::ui
