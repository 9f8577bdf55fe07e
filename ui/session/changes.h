// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/view.h"

#include <QFlags>

namespace pareto::ui {

/// What else a page or a panel is made from.
enum class DataChange : uint32_t {
  Results = 1 << 0, ///< values, and the study they are of
  Study = 1 << 1,   ///< the document: its models, its name
  Facts = 1 << 2,   ///< of the results: which models, devices and precision they are of, and the limits of devices
  Work = 1 << 3,    ///< the machine became busy or free
  Language = 1 << 4,
  Cost = 1 << 5, ///< what is stated of money and volume
};
Q_DECLARE_FLAGS(DataChanges, DataChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(DataChanges)

/// What changed since something was built, or all that it depends on.
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
