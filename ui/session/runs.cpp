// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/runs.h"

#include "core/study/study.h"

#include <QDir>
#include <QFileInfo>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace pareto::ui {

Runs::Runs(QString enginePath, MachineLock& machine, QObject* parent)
    : QObject(parent), m_machine(machine), m_engine(std::move(enginePath)) {
  connect(&m_engine, &EngineRun::started, this, [this](const protocol::Started& event) {
    if (std::exchange(m_changes, false))
      m_left.clear();
    Q_EMIT started(event);
  });
  connect(&m_engine, &EngineRun::measured, this, &Runs::measured);
  connect(&m_engine, &EngineRun::limited, this, &Runs::limited);
  connect(&m_engine, &EngineRun::roundFinished, this, &Runs::roundFinished);
  connect(&m_engine, &EngineRun::warning, this, &Runs::warning);
  connect(&m_engine, &EngineRun::ended, this, &Runs::finish);
  connect(&m_engine, &EngineRun::progressed, this, [this](const protocol::Progress& progress) {
    m_progress = progress;
    Q_EMIT progressed();
  });
}

bool Runs::start(std::vector<Study> studies, const Order& order) {
  if (studies.empty() || isRunning() || !m_machine.claim(Work::Run))
    return false;
  std::reverse(studies.begin(), studies.end());
  m_left = std::move(studies);
  m_order = order;
  startNext();
  return true;
}

/// The engine reads a file of its own, so that an unsaved document can run.
void Runs::startNext() {
  const Study study = std::move(m_left.back());
  m_left.pop_back();
  m_progress = {};
  const QString document = m_order.store + QStringLiteral(".study.json");
  QDir().mkpath(QFileInfo(document).absolutePath());
  if (const Status written = write_study(document.toStdString(), study); !written) {
    m_left.clear();
    return finish(false, QString::fromStdString(written.error().message));
  }
  m_engine.start(document, m_order.store, m_order.rounds);
}

void Runs::change(Study study) {
  if (!isRunning())
    return;
  m_engine.change(study);
  m_left = {std::move(study)}; // begun by a process of its own where this one ends before it hears of it
  m_changes = true;
}

void Runs::stop() {
  m_left.clear();
  m_changes = false;
  m_engine.stop();
}

void Runs::abandon() {
  m_left.clear();
  m_changes = false;
  m_engine.abandon();
  m_machine.release(Work::Run);
}

void Runs::finish(bool stopped, const QString& error) {
  const bool changes = std::exchange(m_changes, false);
  if (stopped || m_left.empty()) {
    m_left.clear();
    m_machine.release(Work::Run);
    Q_EMIT ended(stopped, error, true);
    return;
  }
  if (!changes)
    Q_EMIT ended(stopped, error, false);
  QTimer::singleShot(0, this, [this] { // the ended process is cleared away first
    if (isRunning() || m_machine.work() != Work::Run)
      return; // another document, or another run, came between
    m_left.empty() ? finish(true, {}) : startNext();
  });
}

} // namespace pareto::ui
