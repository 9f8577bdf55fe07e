// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/target_list.h"

#include <QFile>

namespace pareto::ui {

namespace {

std::string resource(const char* path) {
  QFile file{QLatin1String(path)};
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::shared_ptr<const Targets> readList() {
  auto known = Targets::parse(resource(":/hardware/hardware.json"), resource(":/hardware/measured-speeds.json"));
  return known ? *std::move(known) : nullptr;
}

} // namespace

const std::shared_ptr<const Targets>& targetList() {
  static const std::shared_ptr<const Targets> list = readList();
  return list;
}

} // namespace pareto::ui
