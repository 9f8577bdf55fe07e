// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recovery_bar.h"

#include "ui/words/core_text.h"
#include "ui/words/format.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>

namespace pareto::ui {

RecoveryBar::RecoveryBar(QWidget* parent)
    : QFrame(parent), m_text(new QLabel(this)), m_restore(new QPushButton(this)), m_discard(new QPushButton(this)) {
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  setBackgroundRole(QPalette::AlternateBase);
  m_text->setObjectName(QStringLiteral("recoveryText"));
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_restore->setObjectName(QStringLiteral("restoreSession"));
  m_discard->setObjectName(QStringLiteral("discardSession"));
  auto* row = new QHBoxLayout(this);
  row->addWidget(m_text, 1);
  row->addWidget(m_restore);
  row->addWidget(m_discard);
  connect(m_restore, &QPushButton::clicked, this, &RecoveryBar::restoreRequested);
  connect(m_discard, &QPushButton::clicked, this, &RecoveryBar::discardRequested);
  refresh();
}

void RecoveryBar::follow(SessionKeeper& keeper) {
  m_keeper = &keeper;
  connect(&keeper, &SessionKeeper::leftChanged, this, &RecoveryBar::refresh);
  refresh();
}

void RecoveryBar::refresh() {
  m_restore->setText(tr("R&estore"));
  m_restore->setToolTip(tr("Shows that session again, with its limits, sliders and results."));
  m_discard->setText(tr("Disc&ard"));
  m_discard->setToolTip(tr("Forgets that session; what was measured stays in its store."));
  const bool left = m_keeper && m_keeper->left();
  setVisible(left);
  if (!left)
    return;
  const SessionKeeper::Left& session = *m_keeper->left();
  const QString name = QString::fromStdString(session.state.study.name), when = localMoment(session.saved);
  m_text->setText(unbroken(
      session.state.dirty
          ? tr("Paretoscope did not end properly. The session “%1” of %2, with changes that were not saved, can be "
               "shown again.")
                .arg(name, when)
          : tr("Paretoscope did not end properly. The session “%1” of %2 can be shown again.").arg(name, when)));
}

void RecoveryBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  QFrame::changeEvent(event);
}

} // namespace pareto::ui
