// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>

namespace pareto::ui {

/// Outlines that are told apart at the size of a mark, the plainest first; more than any family has architectures
/// (tst_chart_marks).
inline constexpr int kMarkShapes = 24;

/// The `place`-th of them, counted around, centred at 0. All of about the ink of a disc of this radius.
QPainterPath markShape(int place, double radius);

/// Five-pointed: of what lies in files. None of the others.
QPainterPath starShape(double radius);

} // namespace pareto::ui
