// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/amber_strip.h"

#include <QLineEdit>
#include <QPushButton>

namespace pareto::ui {

/// Over every page while the machine that is decided about is not here: what is shown of it is modelled, and whose
/// measurements there are. Its button gives the line that measures there. Hidden otherwise.
class TargetBanner : public AmberStrip {
  Q_OBJECT

public:
  explicit TargetBanner(StudySession& session, QWidget* parent = nullptr);

private:
  void buildUi();
  void refresh() override;
  void giveCommand();

  QPushButton* m_measure = nullptr;
  QLineEdit* m_command = nullptr; ///< shown once it was asked for
};

} // namespace pareto::ui
