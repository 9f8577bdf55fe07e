// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme.h"
#include "ui/view_state.h"

#include <QFlags>
#include <QObject>
#include <QString>

namespace pareto::ui {

/// What of the view changed. Whoever shows something rebuilds it for the changes it depends on, and for no other.
enum class ViewChange : uint32_t {
  Place = 1 << 0,  ///< context, simultaneous requests: the two sliders; how much of a prompt is reused
  Answer = 1 << 1, ///< tokens of an answer, and who waits for it
  Device = 1 << 2, ///< which device, or whose devices, are set side by side
  Limits = 1 << 3,
  Axes = 1 << 4,      ///< TRADE-OFF: both axes and the quality that stands for "quality"; what is chosen by
  Latency = 1 << 5,   ///< which time LATENCY shows
  Along = 1 << 6,     ///< LATENCY, MEMORY: against context or requests
  Selection = 1 << 7, ///< the selected model
  Hidden = 1 << 8,    ///< models switched off
  Running = 1 << 9,   ///< a study is being measured, or no longer
  Tab = 1 << 10,      ///< the page on top
  Level = 1 << 11,    ///< Decision or Research
  Theme = 1 << 12,
};
Q_DECLARE_FLAGS(ViewChanges, ViewChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(ViewChanges)

/// Everything a chart of any kind may depend on: what is kept with a session.
inline constexpr ViewChanges kChartChanges{
    ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Limits | ViewChange::Axes |
    ViewChange::Latency | ViewChange::Along | ViewChange::Selection | ViewChange::Hidden | ViewChange::Running};

/// What differs between two views.
ViewChanges changesBetween(const ViewState& before, const ViewState& after);

/// How the person looks at the study. One signal for every change, and only where something did change.
class View : public QObject {
  Q_OBJECT

public:
  explicit View(QObject* parent = nullptr);

  const ViewState& state() const { return m_state; }
  /// Says what changed, once; nothing where all is as before.
  void set(ViewState state);
  /// Model id; empty = none.
  void select(const std::string& model);
  bool isHidden(const std::string& model) const;

  // The window around the charts. Kept in the settings, not with a session.
  const QString& tab() const { return m_tab; } ///< id of the page on top
  void setTab(const QString& id);
  bool isResearch() const { return m_research; }
  void setResearch(bool research);
  /// A slider of the workload, or the cross of a map, is held: axes stand still meanwhile.
  bool isHeld() const { return m_held; }
  void setHeld(bool held);
  Theme theme() const { return m_theme; }
  void setTheme(Theme theme);

Q_SIGNALS:
  void changed(pareto::ui::ViewChanges what);
  void heldChanged(bool held);

private:
  template <class T>
  void change(T& part, const T& to, ViewChange what);

  ViewState m_state;
  QString m_tab;
  bool m_research = false, m_held = false;
  Theme m_theme = Theme::System;
};

} // namespace pareto::ui
