// SPDX-License-Identifier: GPL-3.0-or-later
// Other processes as /proc tells of them.
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QList>
#include <QString>

#include <cerrno>
#include <sys/wait.h>

namespace pareto::test {

/// What stands behind the name in /proc/PID/stat: its state first, its parent second; empty where there is no such
/// process.
inline QList<QByteArray> process_fields(const QString& process) {
  QFile stat("/proc/" + process + "/stat");
  if (!stat.open(QIODevice::ReadOnly))
    return {};
  const QByteArray line = stat.readAll();
  return line.mid(line.lastIndexOf(')') + 2).split(' ');
}

/// A zombie does not run.
inline bool running(qint64 process) {
  const QList<QByteArray> fields = process_fields(QString::number(process));
  return !fields.isEmpty() && fields[0] != "Z";
}

/// Processes whose parent is `parent` and that still run.
inline QList<qint64> children_of(qint64 parent) {
  QList<qint64> found;
  for (const QString& name : QDir("/proc").entryList(QDir::Dirs)) {
    const QList<QByteArray> fields = name.toLongLong() > 0 ? process_fields(name) : QList<QByteArray>();
    if (fields.size() > 1 && fields[0] != "Z" && fields[1].toLongLong() == parent)
      found << name.toLongLong();
  }
  return found;
}

/// Of this process, zombies too.
inline bool has_children() { return waitpid(-1, nullptr, WNOHANG) >= 0 || errno != ECHILD; }

/// Time of all of a process's threads, in ticks of the clock (usually 10 ms).
inline qint64 cpu_ticks(qint64 process) {
  constexpr qsizetype kUser = 11, kSystem = 12;
  const QList<QByteArray> fields = process_fields(QString::number(process));
  return fields.size() > kSystem ? fields[kUser].toLongLong() + fields[kSystem].toLongLong() : -1;
}

} // namespace pareto::test
