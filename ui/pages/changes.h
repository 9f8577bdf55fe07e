// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/charts.h"

#include <QFlags>

namespace pareto::ui {

/// What of the view changed. Whoever shows something rebuilds it for the changes it depends on, and for no other.
enum class ViewChange : uint32_t {
  Place = 1 << 0,     ///< context, simultaneous requests: the two sliders
  Answer = 1 << 1,    ///< tokens of an answer
  Device = 1 << 2,    ///< which device, or whose devices, are set side by side
  Limits = 1 << 3,
  Axes = 1 << 4,      ///< TRADE-OFF: both axes and the quality that stands for "quality"
  Latency = 1 << 5,   ///< which time LATENCY shows
  Along = 1 << 6,     ///< LATENCY, MEMORY: against context or requests
  Selection = 1 << 7, ///< the selected model
  Hidden = 1 << 8,    ///< models switched off
  Running = 1 << 9,   ///< a study is being measured, or no longer
};
Q_DECLARE_FLAGS(ViewChanges, ViewChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(ViewChanges)

/// What differs between two views.
ViewChanges changesBetween(const ViewState& before, const ViewState& after);

/// What else a page is made from.
enum class DataChange : uint32_t {
  Results = 1 << 0,  ///< values, and the study they are of
  Study = 1 << 1,    ///< the document: its models, its name
  Work = 1 << 2,     ///< the machine became busy or free
  Language = 1 << 3,
};
Q_DECLARE_FLAGS(DataChanges, DataChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(DataChanges)

/// What changed since a page was built, or all that a page depends on.
struct Changes {
  ViewChanges view;
  DataChanges data;

  Changes& operator|=(const Changes& other) {
    view |= other.view;
    data |= other.data;
    return *this;
  }
  Changes operator&(const Changes& other) const { return {view & other.view, data & other.data}; }
  explicit operator bool() const { return view || data; }
};

} // namespace pareto::ui
