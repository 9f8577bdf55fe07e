// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/shelf.h"
#include "ui/charts/chart_spec.h"
#include "ui/pages/chart_page.h"

namespace pareto::ui {

/// MEMORY: weights plus cache or state against context length or simultaneous requests; or, machine by machine, how
/// many requests fit; or one model's receipt.
class MemoryPage : public ChartPage {
  Q_OBJECT

public:
  explicit MemoryPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help();
  ChartSpec spec() const override;
  QList<ChartSpec> exported() const override;

private:
  void retranslate() override;
  void fillChoices() override;
  void choose(ViewState& view) const override;
  std::optional<ShelfPart> part() const; ///< machines of which it is asked whether it fits; none: along the length
  bool isReceipt() const;
  std::string size() const; ///< of which it is asked; empty: that of the study
  void fillSizes();
};

} // namespace pareto::ui
