// SPDX-License-Identifier: GPL-3.0-or-later
// A curve without axes beside a row of a list: what a chart's lines say of it, in the height of a line of text.
#pragma once

#include "core/decide/comparison.h"
#include "core/decide/curve.h"
#include "ui/view_state.h"

#include <QPainter>
#include <QPolygonF>

namespace pareto::ui {

/// As data: whoever draws it, on a screen or on paper, draws the same.
struct Sparkline {
  /// How what leads from one point to the next is drawn, as on charts: dotted beyond what was measured, broken where
  /// disturbed.
  struct Step {
    bool dotted = false, broken = false;
    bool operator==(const Step&) const = default;
  };
  QPolygonF points;  ///< in a square of 1 × 1, from its bottom left; empty: fewer than two places are known
  QList<Step> steps; ///< one less than points
  QString family;    ///< whose colour it has
  bool isEmpty() const { return points.isEmpty(); }
};

/// Both axes logarithmic; what is flat stays flat.
Sparkline sparklineOf(const Curve& curve, const QString& family);
/// The wait of a contender along the context, at as many requests as one looks at.
Sparkline waitSparkline(const Evidence& evidence, const ViewState& view, const Contender& who);

void paintSparkline(QPainter& painter, const Sparkline& line, const QRectF& box, bool dark);

} // namespace pareto::ui
