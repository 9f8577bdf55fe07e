// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/noise_strip.h"

#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QHBoxLayout>

namespace pareto::ui {

NoiseStrip::NoiseStrip(StudySession& session, QWidget* parent)
    : AmberStrip(session, QStringLiteral("noiseStrip"), QStringLiteral("noiseText"), parent) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(10, 6, 10, 6);
  row->addWidget(m_text, 1);
  connect(&session, &StudySession::evidenceChanged, this, &NoiseStrip::refresh);
  connect(&session, &StudySession::runningChanged, this, &NoiseStrip::refresh);
  refresh();
}

void NoiseStrip::setMachine(MachineNow now) {
  m_now = now;
  refresh();
}

void NoiseStrip::refresh() {
  const WindowVoice voice(readerOf(m_session.runs().isRunning()));
  m_text->setText(unbroken(shown(disturbance_text(voice, m_session.results().evidence().conditions(), m_now))));
  setVisible(!m_text->text().isEmpty());
}

} // namespace pareto::ui
