// SPDX-License-Identifier: GPL-3.0-or-later
// PARETO_PICTURES=DIR has the tests of the window keep pictures of what they look at, for people to look at.
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QWidget>

namespace pareto::test {

/// Empty: nobody asked for pictures.
inline QString pictureFolder() {
  const QString folder = qEnvironmentVariable("PARETO_PICTURES");
  return folder.isEmpty() || QDir().mkpath(folder) ? folder : QString();
}

/// Keeps a picture as NAME.png where pictures are asked for; false: it cannot be written.
inline bool keepPicture(QWidget* widget, const QString& name) {
  const QString folder = pictureFolder();
  QCoreApplication::sendPostedEvents(); // layouts that a new text has asked for
  return folder.isEmpty() || widget->grab().save(QStringLiteral("%1/%2.png").arg(folder, name));
}

} // namespace pareto::test
