// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/target_list.h"

#include <QFile>
#include <QTimer>

#include <chrono>
#include <future>

namespace pareto::ui {

namespace {

constexpr int kLookAgain = 50; ///< milliseconds

std::string resource(const char* path) {
  QFile file{QLatin1String(path)};
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

std::shared_ptr<const Targets> readList() {
  auto known = Targets::parse(resource(":/hardware/hardware.json"), resource(":/hardware/measured-speeds.json"));
  return known ? *std::move(known) : nullptr;
}

std::shared_future<CoverageFacts> counted() {
  static const std::shared_future<CoverageFacts> facts =
      std::async(std::launch::async, [known = targetList()] {
        return known ? coverage_facts(known->bands.leave_one_machine_out()) : CoverageFacts();
      }).share();
  return facts;
}

} // namespace

const std::shared_ptr<const Targets>& targetList() {
  static const std::shared_ptr<const Targets> list = readList();
  return list;
}

QString dayOfDataSheets() {
  return targetList() ? QString::fromStdString(targetList()->catalogue.compiled()) : QString();
}

void askCoverage(QObject* receiver, std::function<void(const CoverageFacts&)> then) {
  const auto facts = counted();
  if (facts.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
    return then(facts.get());
  QTimer::singleShot(kLookAgain, receiver, [receiver, then = std::move(then)] { askCoverage(receiver, then); });
}

} // namespace pareto::ui
