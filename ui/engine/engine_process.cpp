// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/engine_process.h"

#include "core/study/protocol/event_fields.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSignalBlocker>

#include <utility>

namespace pareto::ui {

namespace {

constexpr int kShownCharacters = 120; ///< of a line that cannot be understood

} // namespace

EngineProcess::EngineProcess(QString enginePath, int patience, QObject* parent)
    : QObject(parent), m_enginePath(std::move(enginePath)), m_patience(patience) {
  m_killTimer.setSingleShot(true);
  m_killTimer.setInterval(patience);
  connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
  connect(&m_process, &QProcess::readyReadStandardOutput, this, &EngineProcess::readOutput);
  connect(&m_process, &QProcess::readyReadStandardError, this, &EngineProcess::readErrors);
  connect(&m_process, &QProcess::finished, this, &EngineProcess::finish);
  connect(&m_process, &QProcess::errorOccurred, this, &EngineProcess::processError);
}

EngineProcess::~EngineProcess() {
  m_process.disconnect(this);
  abandon();
}

QString EngineProcess::findEngine() {
  const QDir here(QCoreApplication::applicationDirPath());
  for (const QString& place : {QStringLiteral("paretoscope-engine"), QStringLiteral("../engine/paretoscope-engine")}) {
    const QFileInfo file(here.filePath(place));
    if (file.isExecutable() && file.isFile())
      return file.canonicalFilePath();
  }
  return {};
}

QString EngineProcess::unknownSentence(const protocol::Unknown& event) {
  return tr("The engine sent an event this version does not know: “%1”").arg(QString::fromStdString(event.name));
}

void EngineProcess::start(const QStringList& arguments, QIODevice::OpenMode mode) {
  if (isRunning())
    return;
  m_rest.clear();
  m_errorRest.clear();
  m_said.clear();
  m_complaint.clear();
  m_stopAsked = false;
  if (m_enginePath.isEmpty()) {
    Q_EMIT ended(
        {EngineEnd::How::Missing,
         0,
         false,
         {},
         tr("The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again.")});
    return;
  }
  m_process.start(m_enginePath,
                  arguments +
                      QStringList{QStringLiteral("--with-parent"), QString::number(QCoreApplication::applicationPid())},
                  mode);
}

void EngineProcess::stop() {
  if (!isRunning() || m_stopAsked)
    return;
  m_stopAsked = true;
  m_process.terminate();
  m_killTimer.start();
}

void EngineProcess::abandon() {
  if (!isRunning())
    return;
  const QSignalBlocker quiet(&m_process);
  m_killTimer.stop();
  m_process.terminate();
  if (!m_process.waitForFinished(m_patience)) {
    m_process.kill();
    m_process.waitForFinished(m_patience);
  }
}

void EngineProcess::readOutput() {
  m_rest += m_process.readAllStandardOutput();
  qsizetype start = 0, end = 0;
  while ((end = m_rest.indexOf('\n', start)) >= 0) {
    const QByteArray line = m_rest.mid(start, end - start);
    start = end + 1;
    takeLine(line);
  }
  m_rest.remove(0, start);
}

void EngineProcess::readErrors() {
  m_errorRest += m_process.readAllStandardError();
  const QList<QByteArray> lines = m_errorRest.split('\n');
  for (qsizetype i = 0; i + 1 < lines.size(); ++i)
    takeComplaint(lines[i]);
  m_errorRest = lines.last();
}

void EngineProcess::takeComplaint(const QByteArray& line) {
  if (const QByteArray words = line.trimmed(); !words.isEmpty())
    m_complaint = QString::fromUtf8(words);
}

void EngineProcess::takeLine(const QByteArray& line) {
  if (line.trimmed().isEmpty())
    return;
  const auto object = protocol::read_line({line.constData(), static_cast<size_t>(line.size())});
  const std::string name = object ? event_text(*object, "event") : std::string();
  if (name.empty()) {
    Q_EMIT notUnderstood(
        tr("The engine said something that is not an event: “%1”").arg(QString::fromUtf8(line.left(kShownCharacters))));
    return;
  }
  if (name == protocol::Failed::kName)
    m_said = QString::fromStdString(event_text(*object, "message"));
  if (const Status taken = m_take ? m_take(*object) : Status(); !taken)
    Q_EMIT notUnderstood(
        tr("An engine event could not be read: %1").arg(QString::fromStdString(taken.error().message)));
}

void EngineProcess::finish(int exitCode, QProcess::ExitStatus status) {
  m_killTimer.stop();
  readOutput();
  readErrors();
  takeComplaint(std::exchange(m_errorRest, {}));
  if (const QByteArray last = std::exchange(m_rest, {}); !m_stopAsked)
    takeLine(last); // without its newline: whole or reported
  const bool crashed = status == QProcess::CrashExit;
  EngineEnd end{crashed ? EngineEnd::How::Crashed : EngineEnd::How::Exited,
                exitCode,
                m_stopAsked,
                m_said.isEmpty() ? m_complaint : m_said,
                {}};
  if (!end.good())
    end.sentence = !end.reason.isEmpty() ? end.reason
                   : crashed             ? tr("The engine ended unexpectedly; there may be too little memory.")
                                         : tr("The engine ended early.");
  Q_EMIT ended(end);
}

void EngineProcess::processError(QProcess::ProcessError error) {
  if (error == QProcess::FailedToStart) // the other kinds are followed by finished()
    Q_EMIT ended({EngineEnd::How::NotStarted,
                  0,
                  false,
                  {},
                  tr("The measuring engine %1 could not be started: %2. Check that it may be executed.")
                      .arg(m_enginePath, m_process.errorString())});
}

} // namespace pareto::ui
