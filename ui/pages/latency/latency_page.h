// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/chart_page.h"

namespace pareto::ui {

/// LATENCY: a time or a rate against context length or simultaneous requests, with the crossovers.
class LatencyPage : public ChartPage {
  Q_OBJECT

public:
  explicit LatencyPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  ChartSpec spec() const override;

private:
  void retranslate() override;
  void fillChoices() override;
  void choose(ViewState& view) const override;
};

} // namespace pareto::ui
