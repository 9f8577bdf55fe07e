// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/amber_strip.h"

namespace pareto::ui {

/// Over the page, in amber: how many cells other programs disturbed or contradict what must hold, and what happens to
/// them. Hidden while there are none.
class NoiseStrip : public AmberStrip {
  Q_OBJECT

public:
  explicit NoiseStrip(StudySession& session, QWidget* parent = nullptr);

private:
  void refresh() override;
};

} // namespace pareto::ui
