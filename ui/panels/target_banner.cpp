// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/target_banner.h"

#include "core/decide/words/target_words.h"
#include "ui/session/measure_there.h"
#include "ui/session/target_list.h"
#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

/// What the banner's words depend on.
constexpr ViewChanges kTargetBannerReads{ViewChange::Place | ViewChange::Answer | ViewChange::Device |
                                         ViewChange::Hidden};

} // namespace

TargetBanner::TargetBanner(StudySession& session, QWidget* parent)
    : AmberStrip(session, QStringLiteral("targetBanner"), QStringLiteral("targetText"), parent) {
  buildUi();
  connect(&session, &StudySession::evidenceChanged, this, &TargetBanner::refresh);
  connect(&session, &StudySession::studyChanged, this, &TargetBanner::refresh);
  connect(&session, &StudySession::viewChanged, this, [this](ViewChanges what) {
    if (what & kTargetBannerReads)
      refresh();
  });
  connect(m_measure, &QPushButton::clicked, this, &TargetBanner::giveCommand);
  refresh();
}

void TargetBanner::buildUi() {
  m_measure = new QPushButton(this);
  m_measure->setObjectName(QStringLiteral("measureThere"));
  m_command = new QLineEdit(this);
  m_command->setObjectName(QStringLiteral("measureThereCommand"));
  m_command->setReadOnly(true);
  m_command->hide();
  auto* row = new QHBoxLayout;
  row->addWidget(m_text, 1);
  row->addWidget(m_measure);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(10, 6, 10, 6);
  column->setSpacing(4);
  column->addLayout(row);
  column->addWidget(m_command);
}

void TargetBanner::refresh() {
  const Evidence& evidence = m_session.results().evidence();
  const auto notice = target_notice(evidence, m_session.view().state());
  m_text->setText(notice ? unbroken(shown(notice_text(WindowVoice(), *notice))) : QString());
  m_measure->setText(tr("Measure it &there"));
  m_measure->setToolTip(
      tr("Copies the line that measures the study's models on that machine; its file is dropped here."));
  m_command->setAccessibleName(tr("The line to run on that machine"));
  const QString command = notice ? measureThereCommand(m_session) : QString();
  if (command != m_command->text()) // of another place or machine: to be asked for again
    m_command->hide();
  m_command->setText(command);
  m_command->setCursorPosition(0);
  setVisible(notice.has_value());
  if (!notice)
    return;
  askCoverage(this, [this](const CoverageFacts& facts) { // how far such bands can be trusted
    if (facts.runs > 0)
      m_text->setToolTip(shown(coverage_text(WindowVoice(), facts)));
  });
}

void TargetBanner::giveCommand() {
  copyMeasureThere(m_session);
  m_command->show();
  m_command->setFocus();
  m_command->selectAll();
}

} // namespace pareto::ui
