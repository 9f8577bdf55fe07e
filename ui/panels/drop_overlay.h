// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace pareto::ui {

/// Lies over the whole window while a file is held above it, and says what dropping it will do.
class DropOverlay : public QWidget {
  Q_OBJECT

public:
  explicit DropOverlay(QWidget* window);
  void show(const QString& sentence);
  QString sentence() const { return m_sentence; }

protected:
  void paintEvent(QPaintEvent* event) override;

private:
  QString m_sentence;
};

} // namespace pareto::ui
