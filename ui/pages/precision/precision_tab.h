// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/formats/gguf/stored_format.h"
#include "ui/session/study_session.h"
#include "ui/charts/chart_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace pareto::ui {

/// PRECISION: one checkpoint, every format of its weights. Redraws only while it is visible.
class PrecisionTab : public QWidget {
  Q_OBJECT

public:
  explicit PrecisionTab(StudySession& session, QWidget* parent = nullptr);
  ChartSpec spec() const;
  ChartPanel* panel() const { return m_panel; }

Q_SIGNALS:
  /// Quality at every precision is wanted.
  void qualityRequested();

protected:
  void changeEvent(QEvent* event) override;
  void showEvent(QShowEvent* event) override;

private:
  void buildUi();
  void connectSignals();
  void retranslateUi();
  void refresh();
  void invalidate();
  std::vector<std::string> checkpoints() const;
  std::string chosen() const;
  std::optional<StoredFormat> storedOf(const std::string& model) const; ///< read once as long as the file is not written anew

  StudySession& m_session;
  ChartPanel* m_panel = nullptr;
  QLabel *m_modelLabel = nullptr, *m_costLabel = nullptr, *m_lossLabel = nullptr;
  QComboBox *m_model = nullptr, *m_cost = nullptr, *m_loss = nullptr;
  QPushButton *m_speed = nullptr, *m_quality = nullptr;
  bool m_stale = true;
  mutable std::string m_storedKey;
  mutable std::optional<StoredFormat> m_stored;
};

} // namespace pareto::ui
