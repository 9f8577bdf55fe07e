// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProgressBar>

#include <algorithm>

namespace pareto::ui {

/// What does not fit is cut where it ends, and not in two half lines; the tool tip has all of it.
class ProgressLine : public QProgressBar {
public:
  using QProgressBar::QProgressBar;
  QString text() const override {
    constexpr int kEdge = 12;
    return fontMetrics().elidedText(QProgressBar::text(), Qt::ElideRight, std::max(0, width() - kEdge));
  }
};

} // namespace pareto::ui
