// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>

namespace pareto::ui {

/// What a page is chosen by: fields with their names, in as many rows as the page's width asks for, so that no page
/// needs a wide window.
class SelectorRow : public QWidget {
public:
  explicit SelectorRow(QWidget* parent);
  /// The pair of them, which stays together when the row breaks; `name` is the field's buddy from here on.
  QWidget* add(QLabel* name, QWidget* field);
  void add(QWidget* field);
  /// Gives the fields the widths of their new texts at once, from the inside out: a picture does not wait for the event
  /// loop.
  void settle();
};

} // namespace pareto::ui
