// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/winner_map.h"
#include "ui/view_state.h"

#include <QColor>
#include <QWidget>

#include <optional>
#include <vector>

namespace pareto::ui {

/// A strip over the slider of prompt lengths: the colour of whom the rule of choice chooses there. Between two winners
/// the colours run into each other over all lengths where it is undecided; what is not known has no colour.
class WinnerTrack : public QWidget {
  Q_OBJECT

public:
  explicit WinnerTrack(QWidget* parent = nullptr);
  void show(const Evidence& evidence, const ViewState& view, const std::vector<MapCell>& cells);
  QSize sizeHint() const override { return {120, kHeight}; }
  /// The colour at a share of the width; none where nothing is decided.
  std::optional<QColor> colorAt(double share) const;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  static constexpr int kHeight = 5;
  /// A place that is decided; `after`: all up to the next one is undecided between both, not unknown.
  struct Stop {
    double at = 0; ///< 0 to 1, by doublings
    QString family;
    bool after = false;
  };
  std::vector<Stop> m_stops;
};

} // namespace pareto::ui
