// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTextDocumentLayout>
#include <QPlainTextEdit>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

/// A text inside what is scrolled itself: as high as all its lines, and no less than `least`, so that nothing in it
/// scrolls.
class WholeText : public QPlainTextEdit {
public:
  explicit WholeText(int least, QWidget* parent = nullptr) : QPlainTextEdit(parent), m_least(least) {
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setTabChangesFocus(true);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            [this] { updateGeometry(); });
  }
  QSize sizeHint() const override { return {QPlainTextEdit::sizeHint().width(), wholeHeight()}; }
  QSize minimumSizeHint() const override { return {80, wholeHeight()}; }

protected:
  void wheelEvent(QWheelEvent* event) override { event->ignore(); } ///< what is around it scrolls

private:
  int wholeHeight() const {
    const double lines = std::max<double>(m_least, document()->documentLayout()->documentSize().height());
    return static_cast<int>(std::ceil(lines * fontMetrics().lineSpacing() + 2 * document()->documentMargin())) +
           2 * frameWidth();
  }

  int m_least; ///< lines
};

} // namespace pareto::ui
