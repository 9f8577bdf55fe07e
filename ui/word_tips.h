// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace pareto::ui {

/// Says in one line what the words of the field mean (ui/words/glossary), wherever a label, button, field, tab, header,
/// cell or a line of a rich text shows one: behind the tip that it has of its own. It is asked for every tool tip of
/// the program, so that no widget says it by itself.
class WordTips : public QObject {
public:
  using QObject::QObject;

protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace pareto::ui
