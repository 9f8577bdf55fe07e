// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/view.h"

#include <algorithm>

namespace pareto::ui {

ViewChanges changesBetween(const ViewState& before, const ViewState& after) {
  // A new part of the question does not compile until it is looked at here; the window's own parts stand below them.
  const auto& [at, limits, x, y, latency, along, compared, model, hidden, goal, task] =
      static_cast<const Comparison&>(before);
  ViewChanges what;
  what.setFlag(ViewChange::Place, at.context != after.at.context || at.requests != after.at.requests ||
                                      at.reused_share != after.at.reused_share);
  what.setFlag(ViewChange::Answer, at.answer_tokens != after.at.answer_tokens || before.waits != after.waits);
  what.setFlag(ViewChange::Device, at.device != after.at.device || compared != after.compared || model != after.model);
  what.setFlag(ViewChange::Limits, limits != after.limits);
  what.setFlag(ViewChange::Axes, x != after.x || y != after.y || before.times != after.times ||
                                     before.lost != after.lost || goal != after.goal || task != after.task);
  what.setFlag(ViewChange::Latency, latency != after.latency_metric);
  what.setFlag(ViewChange::Along, along != after.along);
  what.setFlag(ViewChange::Running, before.running != after.running);
  what.setFlag(ViewChange::Selection, before.selected != after.selected);
  what.setFlag(ViewChange::Hidden, hidden != after.hidden);
  return what;
}

/// What a person sees first: times faster than the baseline against right answers.
View::View(QObject* parent) : QObject(parent) {
  m_state.x = {Metric::AnswerTime, {}};
  m_state.times = true;
}

void View::set(ViewState state) {
  const ViewChanges what = changesBetween(m_state, state);
  m_state = std::move(state);
  if (what)
    Q_EMIT changed(what);
}

void View::select(const std::string& model) { change(m_state.selected, model, ViewChange::Selection); }

bool View::isHidden(const std::string& model) const {
  return std::find(m_state.hidden.begin(), m_state.hidden.end(), model) != m_state.hidden.end();
}

void View::setTab(const QString& id) { change(m_tab, id, ViewChange::Tab); }
void View::setResearch(bool research) { change(m_research, research, ViewChange::Level); }
void View::setTheme(Theme theme) { change(m_theme, theme, ViewChange::Theme); }

void View::setHeld(bool held) {
  if (m_held == held)
    return;
  m_held = held;
  Q_EMIT heldChanged(held);
}

template <class T>
void View::change(T& part, const T& to, ViewChange what) {
  if (part == to)
    return;
  part = to;
  Q_EMIT changed(what);
}

} // namespace pareto::ui
