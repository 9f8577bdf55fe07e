// SPDX-License-Identifier: GPL-3.0-or-later
// A person who does anything that can be done in the window, in any order, by real clicks and keys.
#pragma once

#include "tests/ui/window_test.h"
#include "ui/session/session_keeper.h"

#include <QAbstractButton>
#include <QRandomGenerator>

#include <functional>
#include <memory>
#include <vector>

namespace pareto::test {

class RandomPerson : public WindowTest {
protected:
  struct Action {
    const char* name;
    int weight;
    std::function<void()> act;
  };
  /// The window anew, with an engine whose moods change.
  void open();
  std::vector<Action> actions();
  void useDialog();   ///< one that leaves the window free, or the one on top
  void answerModal(); ///< again and again, as long as m_answering
  int below(int bound) { return bound > 0 ? static_cast<int>(m_random.bounded(bound)) : 0; }

  QRandomGenerator m_random;
  std::unique_ptr<ui::SessionKeeper> m_keeper;
  bool m_answering = false; ///< what a person does in a dialog that holds up the rest

private:
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  T* any(const QList<T*>& list) {
    return list.isEmpty() ? nullptr : list[below(static_cast<int>(list.size()))];
  }
  /// One of the window's controls of a kind that a person could reach now.
  template <class T>
  T* control(const QWidget* in, const char* name = "") {
    QList<T*> usable;
    for (T* each : in->findChildren<T*>(QLatin1String(name)))
      if (each->isVisible() && each->isEnabled() && each->window() == in->window())
        usable << each;
    return any(usable);
  }
  void click(QAbstractButton* button) {
    if (button && button->isVisible() && button->isEnabled())
      QTest::mouseClick(button, Qt::LeftButton, {},
                        button->inherits("QCheckBox") ? QPoint(8, button->height() / 2) : QPoint());
  }
  void press(QWidget* widget, Qt::Key key, Qt::KeyboardModifiers with = {}) {
    if (!widget || !widget->isVisible() || !widget->isEnabled())
      return;
    widget->setFocus();
    QTest::keyClick(widget, key, with);
  }
  void trigger(const char* name) {
    if (QAction* one = action(name); one && one->isEnabled() && one->isVisible())
      one->trigger();
  }
  void turn(QComboBox* combo);
  void tickTree();
  void touchChart();
  void dropFile();
  void moveLimits();
  void race();
  void mood();
  QString anyFile();
};

} // namespace pareto::test
