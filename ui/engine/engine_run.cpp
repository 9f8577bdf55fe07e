// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/engine_run.h"

namespace pareto::ui {

EngineRun::EngineRun(QString enginePath, QObject* parent) : QObject(parent), m_process(std::move(enginePath)) {
  m_process.converse<protocol::RunEvent>([this](const protocol::RunEvent& event) { take(event); });
  connect(&m_process, &EngineProcess::notUnderstood, this, &EngineRun::warning);
  connect(&m_process, &EngineProcess::ended, this, &EngineRun::finish);
}

void EngineRun::start(const QString& studyFile, const QString& storeFile, int rounds) {
  if (isRunning())
    return;
  m_finishedSeen = false;
  QStringList arguments{QStringLiteral("run"),     studyFile,
                        QStringLiteral("--store"), storeFile,
                        QStringLiteral("--json"),  QStringLiteral("--follow")};
  if (rounds >= 0)
    arguments << QStringLiteral("--rounds") << QString::number(rounds);
  m_process.start(arguments, QIODevice::ReadWrite);
}

void EngineRun::change(const Study& study) {
  const protocol::RunCommand command(protocol::Change{study});
  m_process.write(QByteArray::fromStdString(to_json(command).dump()) + '\n');
}

void EngineRun::take(const protocol::RunEvent& event) {
  using namespace protocol;
  std::visit(Visitor{[this](const Unknown& each) { Q_EMIT warning(EngineProcess::unknownSentence(each)); },
                     [this](const Started& each) { Q_EMIT started(each); },
                     [this](const Progress& each) { Q_EMIT progressed(each); },
                     [this](const Measured& each) { Q_EMIT measured(each.measurement); },
                     [this](const Limited& each) { Q_EMIT limited(each); },
                     [this](const RoundDone& each) { Q_EMIT roundFinished(each.round); },
                     [this](const Finished&) { m_finishedSeen = true; },
                     [this](const Warned& each) { Q_EMIT warning(QString::fromStdString(each.message)); },
                     [this](const Failed& each) { Q_EMIT warning(QString::fromStdString(each.error.message)); }},
             event);
}

void EngineRun::finish(const EngineEnd& end) {
  if (end.stopped) {
    Q_EMIT ended(true, {});
  } else if (end.how == EngineEnd::How::Crashed) {
    Q_EMIT ended(
        false, tr("The measuring engine ended unexpectedly; everything measured so far is kept. Press Run to go on."));
  } else if (end.how == EngineEnd::How::Exited && (end.code != 0 || !m_finishedSeen)) {
    Q_EMIT ended(
        false,
        end.reason.isEmpty()
            ? tr("The measuring engine ended early (exit code %1); everything measured so far is kept.").arg(end.code)
            : end.reason);
  } else {
    Q_EMIT ended(false, end.sentence);
  }
}

} // namespace pareto::ui
