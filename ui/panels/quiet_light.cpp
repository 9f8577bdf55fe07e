// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/quiet_light.h"

#include "core/platform/cpu_info.h"
#include "ui/style.h"
#include "ui/words/core_text.h"

#include <QDateTime>
#include <QEvent>
#include <QLocale>

#include <algorithm>
#include <thread>

namespace pareto::ui {

namespace {

constexpr int kEvery = 3000, kFirst = 300; ///< milliseconds
constexpr double kQuietCores = 0.1;        ///< a desktop that rests takes less than this of one processor

double wallSeconds() { return 1e-3 * static_cast<double>(QDateTime::currentMSecsSinceEpoch()); }

} // namespace

QuietLight::QuietLight(StudySession& session, QWidget* parent) : QLabel(parent), m_session(session) {
  setObjectName(QStringLiteral("quietLight"));
  connect(&m_timer, &QTimer::timeout, this, &QuietLight::look);
  connect(&session, &StudySession::evidenceChanged, this, &QuietLight::refresh);
  connect(&session, &StudySession::runningChanged, this, &QuietLight::refresh);
  m_timer.start(kEvery);
  look();
  QTimer::singleShot(kFirst, this, &QuietLight::look);
}

void QuietLight::look() {
  const double wall = wallSeconds(), busy = machine_busy_seconds(), own = process_cpu_seconds();
  if (busy >= 0 && m_busy >= 0 && wall > m_wall)
    m_others = std::max(0.0, (busy - m_busy - (own - m_own)) / (wall - m_wall));
  m_wall = wall;
  m_busy = busy;
  m_own = own;
  refresh();
}

void QuietLight::refresh() {
  setToolTip(
      tr("Whether other programs use the processors. What they disturb is marked, decides nothing and is measured "
         "again: close them for values that count."));
  if (m_session.runs().isRunning())
    return showMeasuring();
  if (m_busy < 0)
    return show(true, tr("this system does not tell how busy it is"));
  if (!m_others)
    return setText({});
  const QLocale locale;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (*m_others <= kQuietCores)
    return show(true, tr("the machine is quiet"));
  show(false,
       tr("other programs use %1 of %2 processors").arg(locale.toString(*m_others, 'f', 1), locale.toString(cores)));
}

/// The latest cell tells, for the engines' own work is no disturbance.
void QuietLight::showMeasuring() {
  const auto& all = m_session.results().evidence().measurements();
  if (all.empty())
    return show(true, tr("measuring"));
  const Measurement& last = all.back();
  const bool loaded = std::find(last.noise.begin(), last.noise.end(), "other load") != last.noise.end();
  if (last.condition != Condition::Quiet)
    return show(false, conditionText(last.condition, last.lost_share, last.lost_to));
  show(!loaded, loaded ? noiseText("other load") : tr("measuring, undisturbed"));
}

void QuietLight::show(bool quiet, const QString& words) {
  setText((quiet ? QStringLiteral("● ") : QStringLiteral("▲ ")) + words);
  const ChartColors colors = chartColors(isDark(qApp->palette()));
  QPalette own = palette();
  own.setColor(QPalette::WindowText, quiet ? qApp->palette().color(QPalette::WindowText)
                                           : readable(colors.amber, qApp->palette().color(QPalette::Window)));
  setPalette(own);
  setAccessibleName(words);
}

void QuietLight::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::ApplicationPaletteChange)
    refresh();
  QLabel::changeEvent(event);
}

} // namespace pareto::ui
