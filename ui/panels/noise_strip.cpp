// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise_strip.h"

#include "core/decide/words/names.h"
#include "ui/style.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QHBoxLayout>

namespace pareto::ui {

NoiseStrip::NoiseStrip(StudySession& session, QWidget* parent)
    : QFrame(parent), m_session(session), m_text(new QLabel(this)) {
  setObjectName(QStringLiteral("noiseStrip"));
  setAutoFillBackground(true);
  m_text->setObjectName(QStringLiteral("noiseText"));
  m_text->setWordWrap(true);
  m_text->setTextFormat(Qt::PlainText);
  m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, 6, 10, 6);
  row->addWidget(m_text, 1);
  connect(&session, &StudySession::evidenceChanged, this, &NoiseStrip::refresh);
  connect(&session, &StudySession::runningChanged, this, &NoiseStrip::refresh);
  paintAmber();
  refresh();
}

void NoiseStrip::refresh() {
  const WindowVoice voice(readerOf(m_session.runs().isRunning()));
  m_text->setText(shown(disturbance_text(voice, m_session.results().evidence().conditions())));
  setVisible(!m_text->text().isEmpty());
}

/// The badge's colours, so that strip and stamp are seen to say the same.
void NoiseStrip::paintAmber() {
  const ChartColors colors = chartColors(isDark(qApp->palette()));
  QPalette amber = palette();
  amber.setColor(QPalette::Window, colors.amber);
  amber.setColor(QPalette::WindowText, colors.amberText);
  setPalette(amber);
  m_text->setPalette(amber);
}

void NoiseStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  if (event->type() == QEvent::ApplicationPaletteChange)
    paintAmber();
  QFrame::changeEvent(event);
}

} // namespace pareto::ui
