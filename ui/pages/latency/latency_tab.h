// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/chart_tab.h"

namespace pareto::ui {

/// LATENCY: a time or a rate against context length or simultaneous requests, with the crossovers.
class LatencyTab : public ChartTab {
  Q_OBJECT

public:
  explicit LatencyTab(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  ChartSpec spec() const override;

private:
  void retranslate() override;
  void fillChoices() override;
  void choose(ViewState& view) const override;
};

} // namespace pareto::ui
