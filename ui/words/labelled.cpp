// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/words/labelled.h"

#include <QCoreApplication>

namespace pareto::ui {

QString labelled(const QString& name, const QString& said) {
  return QCoreApplication::translate("Labelled", "%1: %2").arg(name, said);
}

} // namespace pareto::ui
