// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/session_keeper.h"

#include "core/formats/strict_json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUuid>

namespace pareto::ui {

namespace {

constexpr int kSettleMilliseconds = 300; ///< a slider that moves is written once it rests
const QString kSuffix = QStringLiteral(".session.json"), kLockSuffix = QStringLiteral(".lock");

/// Held by this process or none: a lock whose process is gone is taken over, however fresh it is.
std::unique_ptr<QLockFile> lockOf(const QString& file) {
  auto lock = std::make_unique<QLockFile>(file + kLockSuffix);
  lock->setStaleLockTime(0);
  return lock->tryLock(0) ? std::move(lock) : nullptr;
}

} // namespace

SessionKeeper::SessionKeeper(StudySession& session, QString folder, QObject* parent)
    : QObject(parent), m_session(session), m_folder(std::move(folder)) {
  QDir().mkpath(m_folder);
  findLeft();
  m_file = QDir(m_folder).filePath(QUuid::createUuid().toString(QUuid::WithoutBraces) + kSuffix);
  m_lock = lockOf(m_file);
  m_timer.setSingleShot(true);
  m_timer.setInterval(kSettleMilliseconds);
  connect(&m_timer, &QTimer::timeout, this, &SessionKeeper::keep);
  const auto later = [this] {
    if (!m_timer.isActive())
      m_timer.start();
  };
  connect(&m_session, &StudySession::studyChanged, this, later);
  connect(&m_session, &StudySession::viewChanged, this, later);
  connect(&m_session, &StudySession::dirtyChanged, this, later);
  later();
}

SessionKeeper::~SessionKeeper() { QFile::remove(m_file); }

/// What another window holds, and what cannot be read (of a later version), is left alone.
void SessionKeeper::findLeft() {
  m_left.reset();
  m_leftLock.reset();
  for (const QFileInfo& info : QDir(m_folder).entryInfoList({QLatin1Char('*') + kSuffix}, QDir::Files, QDir::Time)) {
    const QString file = info.absoluteFilePath();
    std::unique_ptr<QLockFile> lock = file == QFileInfo(m_file).absoluteFilePath() ? nullptr : lockOf(file);
    if (!lock)
      continue;
    const auto document = read_strict_json(file.toStdString());
    auto state =
        document ? session_state_from_json(*document, file.toStdString()) : Result<SessionState>(document.error());
    if (!state)
      continue;
    m_left = Left{std::move(*state), info.lastModified()};
    m_leftFile = file;
    m_leftLock = std::move(lock);
    return;
  }
}

void SessionKeeper::restore() {
  if (!m_left)
    return;
  m_session.restore(m_left->state);
  keep(); // before the only other copy goes
  decided();
}

void SessionKeeper::discard() {
  if (m_left)
    decided();
}

void SessionKeeper::decided() {
  QFile::remove(m_leftFile);
  findLeft();
  Q_EMIT leftChanged();
}

void SessionKeeper::keep() {
  m_timer.stop();
  const QByteArray text =
      QByteArray::fromStdString(
          to_json(m_session.state()).dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) +
      '\n';
  if (text == m_written)
    return;
  QSaveFile file(m_file);
  if (m_lock && file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit()) {
    m_written = text;
  } else if (!m_complained) { // once: it would come with every slider step
    m_complained = true;
    Q_EMIT failed(tr("This session cannot be kept for the case of a crash: %1 cannot be written. Check the folder's "
                     "permissions and the space on the disk.")
                      .arg(QDir::toNativeSeparators(m_folder)));
  }
}

} // namespace pareto::ui
