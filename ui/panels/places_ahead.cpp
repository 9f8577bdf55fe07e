// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/places_ahead.h"

#include "core/decide/answer/ceiling.h"
#include "core/decide/answer/next_step.h"

#include <utility>

namespace pareto::ui {

namespace {

constexpr int kUntouched = 300; ///< milliseconds after the last change

} // namespace

PlacesAhead::PlacesAhead(StudySession& session, std::vector<qint64> prompts, QObject* parent)
    : QObject(parent), m_session(session), m_prompts(std::move(prompts)) {
  m_idle.setSingleShot(true);
  connect(&m_idle, &QTimer::timeout, this, &PlacesAhead::ask);
  connect(&session, &StudySession::viewChanged, this, &PlacesAhead::wait);
  connect(&session, &StudySession::evidenceChanged, this, [this] {
    m_asked = 0;
    wait();
  });
  connect(&session, &StudySession::workChanged, this, &PlacesAhead::wait);
  wait();
}

void PlacesAhead::wait() { m_idle.start(kUntouched); }

void PlacesAhead::ask() {
  if (m_session.machine().work() != Work::None)
    return;
  const Evidence& evidence = m_session.results().evidence();
  Comparison there = m_session.view().state();
  std::vector<Contender> compared = contenders(evidence, there);
  if (compared != m_compared || there.at.requests != m_requests || there.at.reused_share != m_reused)
    m_asked = 0;
  m_compared = std::move(compared);
  m_requests = there.at.requests;
  m_reused = there.at.reused_share;
  if (m_compared.empty() || m_asked >= m_prompts.size() * m_compared.size())
    return;
  there.at.context = m_prompts[m_asked / m_compared.size()];
  const Contender& who = m_compared[m_asked % m_compared.size()];
  mixing_share(evidence, who, place_on(there.at, who));
  seconds_of(evidence, there, {NextStep::Kind::MeasureHere, {who.model}});
  ++m_asked;
  m_idle.start(0);
  Q_EMIT asked(there.at.context, QString::fromStdString(who.model));
}

} // namespace pareto::ui
