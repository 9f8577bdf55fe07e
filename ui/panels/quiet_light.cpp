// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/quiet_light.h"

#include "ui/style.h"
#include "ui/words/core_text.h"

#include <QApplication>
#include <QEvent>
#include <QLocale>

namespace pareto::ui {

namespace {

constexpr int kEvery = 3000, kFirst = 300; ///< milliseconds
constexpr double kQuietCores = 0.1;        ///< a desktop that rests takes less than this of one processor

} // namespace

QuietLight::QuietLight(StudySession& session, QWidget* parent) : QLabel(parent), m_session(session) {
  setObjectName(QStringLiteral("quietLight"));
  connect(&m_timer, &QTimer::timeout, this, &QuietLight::look);
  connect(&session, &StudySession::evidenceChanged, this, &QuietLight::refresh);
  connect(&session, &StudySession::runningChanged, this, &QuietLight::refresh);
  connect(&session, &StudySession::workChanged, this, &QuietLight::startOver);
  m_timer.start(kEvery);
  refresh();
  QTimer::singleShot(kFirst, this, [this] { // not at the start: making it reads the list of all processes
    m_machine.emplace();
    QTimer::singleShot(kFirst, this, &QuietLight::look);
  });
}

/// What this window's own engines took is nobody's once they ended: it would be said of others.
void QuietLight::startOver() {
  if (m_machine)
    static_cast<void>(m_machine->look());
  m_others.reset();
  m_timer.start(kEvery);
  refresh();
}

void QuietLight::look() {
  if (!m_machine)
    return;
  const Meanwhile meanwhile = m_machine->look();
  if (meanwhile.wall_s > 0)
    m_others = meanwhile.others_s / meanwhile.wall_s; // negative where the system does not tell
  refresh();
  const MachineNow now = !m_others || *m_others < 0 ? MachineNow::Unknown
                         : *m_others <= kQuietCores ? MachineNow::Quiet
                                                    : MachineNow::Busy;
  if (now == m_now)
    return;
  m_now = now;
  Q_EMIT told(now);
}

void QuietLight::refresh() {
  setToolTip(
      tr("Whether other programs use the processors. What they disturb is marked, decides nothing and is measured "
         "again: close them for values that count."));
  if (m_session.runs().isRunning())
    return showMeasuring();
  if (!m_others)
    return setText({});
  if (*m_others < 0)
    return show(true, tr("this system does not tell how busy it is"));
  const QLocale locale;
  if (*m_others <= kQuietCores)
    return show(true, tr("the machine is quiet"));
  show(false, tr("other programs use %1 of %2 processors")
                  .arg(locale.toString(*m_others, 'f', 1), locale.toString(m_machine->processors())));
}

/// The latest cell tells, for the engines' own work is no disturbance.
void QuietLight::showMeasuring() {
  const auto& all = m_session.results().evidence().measurements();
  if (all.empty())
    return show(true, tr("measuring"));
  const Measurement& last = all.back();
  if (last.condition != Condition::Quiet)
    return show(false, conditionText(last.condition, last.lost_share, last.lost_to));
  show(true, tr("measuring, undisturbed"));
}

void QuietLight::show(bool quiet, const QString& words) {
  setText((quiet ? QStringLiteral("● ") : QStringLiteral("▲ ")) + words);
  const ChartColors colors = chartColors(isDark(qApp->palette()));
  QPalette own; // of the theme but for this colour
  own.setColor(QPalette::WindowText, quiet ? qApp->palette().color(QPalette::WindowText)
                                           : readable(colors.amber, qApp->palette().color(QPalette::Window)));
  setPalette(own);
  setAccessibleName(words);
}

void QuietLight::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
    refresh(); // which sets a palette of its own: the same twice is no change
  QLabel::changeEvent(event);
}

} // namespace pareto::ui
