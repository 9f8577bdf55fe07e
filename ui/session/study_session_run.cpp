// SPDX-License-Identifier: GPL-3.0-or-later
// The session and its runs: what is asked of the engine, and what comes of it.
#include "ui/session/study_session.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace pareto::ui {

Study StudySession::studyToRun() const {
  Study study = m_study;
  std::erase_if(study.models, [this](const std::string& id) { return isHidden(id); });
  return study;
}

void StudySession::run(int rounds) {
  if (work() == Work::Run)
    return;
  if (work() != Work::None) {
    Q_EMIT runEnded(false, whyBusy());
    return;
  }
  const Study study = onThisMachine(studyToRun());
  if (study.devices.empty()) {
    Q_EMIT runEnded(false, tr("This machine has none of the study's devices: tick one of its own in “What to compare”."));
    return;
  }
  if (study.models.empty()) {
    Q_EMIT runEnded(false, tr("Nothing is chosen: tick at least one architecture in “What to compare”."));
    return;
  }
  m_precisionsLeft.clear();
  startEngine(study, rounds);
}

void StudySession::runPrecisions(const std::string& model, std::vector<std::string> precisions) {
  if (work() != Work::None || precisions.empty())
    return;
  std::reverse(precisions.begin(), precisions.end());
  m_precisionModel = model;
  m_precisionsLeft = std::move(precisions);
  runNextPrecision();
}

void StudySession::runNextPrecision() {
  Study study = studyToRun();
  study.models = {m_precisionModel};
  study.baseline.clear();
  study.fallback_size.clear();
  study.fallback_group.clear();
  study.precision = m_precisionsLeft.back();
  study.devices = {device_at(m_study, m_view.at)};
  m_precisionsLeft.pop_back();
  startEngine(study, 1);
}

void StudySession::startEngine(const Study& study, int rounds) {
  // The engine reads a file of its own, so that an unsaved document can run.
  const QString document = m_storePath + QStringLiteral(".study.json");
  QDir().mkpath(QFileInfo(document).absolutePath());
  if (const Status written = write_study(document.toStdString(), study); !written) {
    m_precisionsLeft.clear();
    Q_EMIT runEnded(false, QString::fromStdString(written.error().message));
    return;
  }
  m_progress = {};
  m_run = 0;
  m_engine.start(document, m_storePath, rounds, m_view.at);
  if (isRunning())
    setRunning(true);
}

void StudySession::setRunning(bool running) {
  m_view.running = running;
  Q_EMIT viewChanged();
  Q_EMIT runningChanged(running);
  Q_EMIT workChanged();
}

QString StudySession::whyBusy() const {
  switch (work()) {
  case Work::None: return {};
  case Work::Run: return tr("A measurement is running, and both would disturb each other: stop it first.");
  case Work::Race: return tr("A race is running in LIVE RACE, and both would disturb each other: stop it first.");
  case Work::Text: return tr("Quality is being measured on a text, and both would disturb each other: stop it first.");
  }
  return {};
}

bool StudySession::claim(Work asked) {
  if (work() != Work::None)
    return false;
  m_claimed = asked;
  Q_EMIT workChanged();
  return true;
}

void StudySession::release() {
  m_claimed = Work::None;
  Q_EMIT workChanged();
}

void StudySession::stop() {
  m_precisionsLeft.clear();
  m_engine.stop();
}

void StudySession::takeStarted(qint64 run, const Study& study, const Calibration& calibration) {
  m_run = run;
  m_calibration = calibration;
  m_runsStudy = study.precision == m_effective.precision;
  m_stopped = m_stopped && !m_runsStudy;
  const Study asked = studyToRun();
  if (study.models != asked.models && same_but_size(study, asked)) {
    Q_EMIT notice(tr("The models do not fit the free memory of the study's devices at the size asked for; all were switched to %1.").arg(QString::fromStdString(asked.fallback_size)));
    m_effective = study;
    m_effective.devices = m_study.devices;
    adaptQualityMetric();
  }
  rebuildEvidence();
  m_evidence->look_again(); // what is measured from here on is of the files as they are now
  scheduleEvidence();
}

void StudySession::takeMeasurement(const Measurement& measurement) {
  m_evidence->add(measurement);
  if (!measurement.error.empty())
    Q_EMIT notice(QString::fromStdString(measurement.error));
  Q_EMIT measured();
  scheduleEvidence();
}

void StudySession::takeEnd(bool stopped, const QString& error) {
  if (stopped && m_run > 0) {
    m_stopped = m_stopped || m_runsStudy;
    m_evidence->set_stopped(m_stopped);
  }
  if (!stopped && !m_precisionsLeft.empty()) { // a precision that fails does not keep the others from their turn
    if (!error.isEmpty())
      Q_EMIT notice(error);
    QTimer::singleShot(0, this, [this] { // the ended process is cleared away first
      if (!m_precisionsLeft.empty() && !isRunning())
        runNextPrecision();
    });
    return;
  }
  if (!m_storeAfterRun.isEmpty()) {
    if (const Status copied = copyStore(m_storeAfterRun); copied)
      m_storePath = m_storeAfterRun;
    else
      Q_EMIT notice(QString::fromStdString(copied.error().message));
    m_storeAfterRun.clear();
  }
  m_view.running = false;
  flushEvidence();
  if (!error.isEmpty())
    Q_EMIT notice(error);
  setRunning(false);
  Q_EMIT runEnded(stopped, error);
}

} // namespace pareto::ui
