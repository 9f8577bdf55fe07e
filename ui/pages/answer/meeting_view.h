// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/words/meeting_words.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include <array>

namespace pareto::ui {

/// What to say in a meeting and how one would begin: parts with their titles, to be read, marked, copied or kept.
class MeetingView : public QWidget {
  Q_OBJECT

public:
  explicit MeetingView(QWidget* parent = nullptr);
  void show(const Notes& notes);
  /// Its halves beside each other, or beneath.
  void arrange(int columns);
  void retranslate();
  QPushButton* copyButton() const { return m_copy; } ///< of all of it as text; whoever holds it says so

Q_SIGNALS:
  void saveWanted();

private:
  struct Part {
    QWidget* box = nullptr;
    QLabel *title = nullptr, *lines = nullptr;
  };

  QLabel *m_title = nullptr, *m_none = nullptr;
  std::array<Part, kNotesParts> m_parts;
  QPushButton *m_copy = nullptr, *m_save = nullptr;
  std::array<QWidget*, 2> m_halves{}; ///< what to say, and how to begin
  QGridLayout* m_grid = nullptr;
  int m_columns = 0;
};

} // namespace pareto::ui
