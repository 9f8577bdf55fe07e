// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/engine_client.h"

#include "core/formats/strict_json.h"
#include "core/study/event_fields.h"
#include "core/study/measurement_json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSignalBlocker>

#include <climits>

namespace pareto::ui {

namespace {

constexpr int kKillAfterMilliseconds = 1500;
constexpr int kShownCharacters = 120; ///< of a line that cannot be understood

/// A count as an int, whatever the event says.
int countOf(const nlohmann::json& event, const char* key) { return static_cast<int>(event_count(event, key, INT_MAX)); }

} // namespace

EngineClient::EngineClient(QString enginePath, QObject* parent)
    : QObject(parent), m_enginePath(std::move(enginePath)) {
  m_killTimer.setSingleShot(true);
  m_killTimer.setInterval(kKillAfterMilliseconds);
  connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
  connect(&m_process, &QProcess::readyReadStandardOutput, this, &EngineClient::readOutput);
  connect(&m_process, &QProcess::readyReadStandardError, this, &EngineClient::readErrors);
  connect(&m_process, &QProcess::finished, this, &EngineClient::finish);
  connect(&m_process, &QProcess::errorOccurred, this, &EngineClient::processError);
}

EngineClient::~EngineClient() {
  m_process.disconnect(this);
  abandon();
}

void EngineClient::abandon() {
  if (!isRunning())
    return;
  const QSignalBlocker quiet(&m_process);
  m_killTimer.stop();
  m_process.terminate();
  if (!m_process.waitForFinished(kKillAfterMilliseconds)) {
    m_process.kill();
    m_process.waitForFinished(kKillAfterMilliseconds);
  }
}

QString EngineClient::findEngine() {
  const QDir here(QCoreApplication::applicationDirPath());
  for (const QString& place : {QStringLiteral("paretoscope-engine"), QStringLiteral("../engine/paretoscope-engine")}) {
    const QFileInfo file(here.filePath(place));
    if (file.isExecutable() && file.isFile())
      return file.canonicalFilePath();
  }
  return {};
}

QStringList EngineClient::withParent() { return {QStringLiteral("--with-parent"), QString::number(QCoreApplication::applicationPid())}; }

void EngineClient::start(const QString& studyFile, const QString& storeFile, int rounds, const OperatingPoint& first) {
  if (isRunning())
    return;
  m_rest.clear();
  m_errorRest.clear();
  m_error.clear();
  m_stopAsked = m_finishedSeen = false;
  if (m_enginePath.isEmpty()) {
    Q_EMIT ended(false, tr("The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again."));
    return;
  }
  QStringList arguments{QStringLiteral("run"), studyFile, QStringLiteral("--store"), storeFile, QStringLiteral("--json")};
  arguments << QStringLiteral("--first-context") << QString::number(first.context) << QStringLiteral("--first-requests") << QString::number(first.requests);
  if (rounds >= 0)
    arguments << QStringLiteral("--rounds") << QString::number(rounds);
  m_process.start(m_enginePath, arguments + withParent(), QIODevice::ReadOnly);
}

void EngineClient::stop() {
  if (!isRunning() || m_stopAsked)
    return;
  m_stopAsked = true;
  m_process.terminate();
  m_killTimer.start();
}

void EngineClient::readOutput() {
  m_rest += m_process.readAllStandardOutput();
  qsizetype start = 0, end = 0;
  while ((end = m_rest.indexOf('\n', start)) >= 0) {
    takeLine(m_rest.mid(start, end - start));
    start = end + 1;
  }
  m_rest.remove(0, start);
}

void EngineClient::readErrors() {
  m_errorRest += m_process.readAllStandardError();
  const QList<QByteArray> lines = m_errorRest.split('\n');
  for (qsizetype i = 0; i + 1 < lines.size(); ++i)
    if (!lines[i].trimmed().isEmpty())
      m_error = QString::fromUtf8(lines[i].trimmed());
  m_errorRest = lines.last();
}

void EngineClient::takeLine(const QByteArray& line) {
  if (line.trimmed().isEmpty())
    return;
  const auto event = parse_strict_json({line.constData(), static_cast<size_t>(line.size())}, "engine");
  if (!event || !event->is_object() || event_text(*event, "event").empty()) {
    Q_EMIT warning(tr("The engine said something that is not an event: “%1”").arg(QString::fromUtf8(line.left(kShownCharacters))));
    return;
  }
  takeEvent(*event);
}

void EngineClient::takeEvent(const nlohmann::json& event) {
  const std::string name = event_text(event, "event");
  const auto unreadable = [&](const Error& error) {
    Q_EMIT warning(tr("An engine event could not be read: %1").arg(QString::fromStdString(error.message)));
  };
  if (name == "result") {
    const auto measurement = measurement_from_json(event);
    measurement ? void(Q_EMIT measured(*measurement)) : unreadable(measurement.error());
  } else if (name == "progress") {
    const auto cell = cell_key_from_json(event.value("cell", nlohmann::json()));
    if (!cell)
      return unreadable(cell.error());
    Q_EMIT progressed({*cell, countOf(event, "round"), countOf(event, "done"),
                       countOf(event, "total"), event_number(event, "remaining_s").value_or(0)});
  } else if (name == "started") {
    const auto study = study_from_json(event.value("study", nlohmann::json()), "engine");
    const auto calibration = calibration_from_json(event.value("calibration", nlohmann::json()));
    if (!study || !calibration)
      return unreadable(study ? calibration.error() : study.error());
    Q_EMIT started(event_count(event, "run"), *study, *calibration);
  } else if (name == "limits") {
    const auto limits = calibration_from_json(event.value("calibration", nlohmann::json()));
    limits ? void(Q_EMIT limited(event_text(event, "device"), *limits)) : unreadable(limits.error());
  } else if (name == "round") {
    Q_EMIT roundFinished(countOf(event, "round"));
  } else if (name == "finished") {
    m_finishedSeen = true;
  } else if (name == "warning") {
    Q_EMIT warning(QString::fromStdString(event_text(event, "message")));
  } else if (name == "error") {
    m_error = QString::fromStdString(event_text(event, "message"));
    Q_EMIT warning(m_error);
  } else {
    Q_EMIT warning(tr("The engine sent an event this version does not know: “%1”").arg(QString::fromStdString(name)));
  }
}

void EngineClient::finish(int exitCode, QProcess::ExitStatus status) {
  m_killTimer.stop();
  readOutput();
  readErrors();
  if (!m_rest.trimmed().isEmpty() && !m_stopAsked)
    takeLine(m_rest); // a last line without its newline: whole or reported
  m_rest.clear();
  QString error;
  if (!m_stopAsked) {
    if (status == QProcess::CrashExit)
      error = tr("The measuring engine ended unexpectedly; everything measured so far is kept. Press Run to go on.");
    else if (exitCode != 0 || !m_finishedSeen)
      error = m_error.isEmpty() ? tr("The measuring engine ended early (exit code %1); everything measured so far is kept.").arg(exitCode) : m_error;
  }
  Q_EMIT ended(m_stopAsked, error);
}

void EngineClient::processError(QProcess::ProcessError error) {
  if (error == QProcess::FailedToStart) // the other kinds are followed by finished()
    Q_EMIT ended(false, tr("The measuring engine %1 could not be started: %2. Check that it may be executed.").arg(m_enginePath, m_process.errorString()));
}

} // namespace pareto::ui
