// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/pages/chart_page.h"

namespace pareto::ui {

/// TRADE-OFF: any metric against any metric at the operating point.
class TradeOffPage : public ChartPage {
  Q_OBJECT

public:
  explicit TradeOffPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  ChartSpec spec() const override;

private:
  void retranslate() override;
  void fillChoices() override;
  void choose(ViewState& view) const override;
  std::vector<AxisChoice> axes() const;
};

} // namespace pareto::ui
