// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/numeric/estimate.h"
#include "ui/words/format.h"

#include <QFrame>
#include <QLabel>

#include <cmath>
#include <optional>

namespace pareto::ui {

/// What one tile shows: a number with its interval, a tick at the baseline, a word of source. Without a value it is a
/// skeleton that says when it comes, or why it does not.
struct TileTexts {
  QString title, value, detail; ///< detail: source, or what there is to do
  std::optional<double> at, baseline;
  std::optional<Interval> interval;
  std::optional<double> full; ///< where the scale ends: 100 right answers, the machine's memory; none: by its values
  bool untested = false;      ///< a quality at a length it was not tested at: hollow and dim
  bool broken = false;        ///< disturbed or suspect: hollow, with a broken outline, and dim
  QString tooltip;
  /// Nobody knows how much it may be: the bar is hatched, as on the shelf.
  bool isOpen() const { return interval && !std::isfinite(interval->high); }
};

/// The interval on a scale from zero, and where the baseline lies.
class IntervalBar : public QWidget {
  Q_OBJECT

public:
  explicit IntervalBar(QWidget* parent = nullptr);
  void show(const TileTexts& texts);
  double end() const; ///< of the scale; 0 without a value
  QSize sizeHint() const override { return {120, 12}; }

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  double highest() const; ///< of the interval, as far as it can be drawn; 0 without a value

  TileTexts m_texts;
};

class TileView : public QFrame {
  Q_OBJECT

public:
  explicit TileView(const QString& name, QWidget* parent = nullptr);
  void show(const TileTexts& texts);
  QString value() const { return withoutMarks(m_value->text()); }
  QString detail() const { return withoutMarks(m_detail->text()); }

protected:
  void resizeEvent(QResizeEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

private:
  void fit();

  QLabel *m_title, *m_value, *m_detail;
  IntervalBar* m_bar;
};

} // namespace pareto::ui
