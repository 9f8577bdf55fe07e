// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/words/names.h"
#include "ui/panels/amber_strip.h"

namespace pareto::ui {

/// Over the page, in amber: how many cells other programs disturbed or contradict what must hold, and what happens to
/// them. Hidden while there are none.
class NoiseStrip : public AmberStrip {
  Q_OBJECT

public:
  explicit NoiseStrip(StudySession& session, QWidget* parent = nullptr);
  /// As the light in the status bar shows it: the strip must not wait for what is there.
  void setMachine(MachineNow now);

private:
  void refresh() override;

  MachineNow m_now = MachineNow::Unknown;
};

} // namespace pareto::ui
