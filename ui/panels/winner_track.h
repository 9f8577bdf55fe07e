// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/prompt_track.h"
#include "ui/view_state.h"

#include <QColor>
#include <QWidget>

#include <vector>

namespace pareto::ui {

/// A strip over the slider of prompt lengths: the colour of whom the rule of choice chooses there. Between two winners
/// the colours run into each other over the interval of their crossover, and nowhere else; where it is undecided the
/// strip is hatched, and what is not known has no colour.
class WinnerTrack : public QWidget {
  Q_OBJECT

public:
  explicit WinnerTrack(QWidget* parent = nullptr);
  void show(const Evidence& evidence, const ViewState& view, const PromptTrack& track);
  QSize sizeHint() const override { return {120, kHeight}; }

  /// A part of the strip as it is drawn.
  struct Stripe {
    TrackSpan::Kind kind = TrackSpan::Kind::Open;
    double from = 0, to = 0; ///< 0 to 1, by doublings
    QColor first, last;      ///< that run into each other; invalid where nobody is chosen
  };
  /// From the left, without a gap: a crossover that is known to less than one of so many pixels is an edge.
  std::vector<Stripe> stripes(double pixels) const;

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  static constexpr int kHeight = 5;
  struct Part {
    TrackSpan::Kind kind;
    double from, to; ///< 0 to 1
    QString family, next;
  };
  std::vector<Part> m_parts;
};

} // namespace pareto::ui
