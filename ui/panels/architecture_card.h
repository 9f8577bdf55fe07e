// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/cost.h"
#include "core/model/architecture.h"
#include "ui/session/follower.h"
#include "ui/session/study_session.h"

#include <QLabel>
#include <QWidget>

namespace pareto::ui {

/// What an architecture is, in plain words and facts of the catalogue; for loaded models what their configuration says.
class ArchitectureCard : public QWidget {
  Q_OBJECT

public:
  explicit ArchitectureCard(StudySession& session, QWidget* parent = nullptr);
  QString text() const { return m_text->text(); }

protected:
  void changeEvent(QEvent* event) override;

private:
  void refresh();
  QString catalogueText(const std::string& model) const;
  QString knowledgeText(const Architecture& architecture) const;
  QString factsText(const std::string& model) const;
  static QString expertsText(const ExpertUse& use);

  StudySession& m_session;
  QLabel* m_text;
  Follower& m_follower;
};

} // namespace pareto::ui
