// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_panel.h"
#include "ui/pages/page.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>

namespace pareto::ui {

/// PRECISION: one checkpoint, every format of its weights.
class PrecisionPage : public Page {
  Q_OBJECT

public:
  explicit PrecisionPage(StudySession& session, QWidget* parent = nullptr);
  static QStringList help() { return {}; }
  ChartSpec spec() const;
  std::optional<ChartSpec> chart() const override { return spec(); }
  QList<ChartSpec> exported() const override; ///< not an empty one
  ChartPanel* panel() const { return m_panel; }

private:
  void buildUi();
  void connectSignals();
  void retranslate() override;
  void rebuild(Changes changes) override;
  void fillModels();
  std::vector<std::string> checkpoints() const;
  std::string chosen() const;

  ChartPanel* m_panel = nullptr;
  QLabel *m_modelLabel = nullptr, *m_costLabel = nullptr, *m_lossLabel = nullptr;
  QComboBox *m_model = nullptr, *m_cost = nullptr, *m_loss = nullptr;
  QAction *m_speed = nullptr, *m_quality = nullptr;
};

} // namespace pareto::ui
