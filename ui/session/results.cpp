// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/results.h"

#include "core/decide/stored_evidence.h"
#include "core/study/database.h"
#include "ui/session/device_list.h"
#include "ui/session/target_list.h"

#include <QFile>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace pareto::ui {

namespace {

constexpr int kMostNamed = 5;            ///< sentences about what could not be read, in one notice
constexpr int kRedrawMilliseconds = 500; ///< the window's own drawing is noise to what is measured

} // namespace

Results::Results(std::shared_ptr<const PublishedResults> published, QObject* parent)
    : QObject(parent), m_published(std::move(published)) {
  m_redraw.setSingleShot(true);
  connect(&m_redraw, &QTimer::timeout, this, [this] { flush({}); });
}

Results::~Results() = default;

bool Results::holds(const std::string& model) const {
  const auto& all = m_evidence->everything();
  return std::any_of(all.begin(), all.end(), [&](const Measurement& m) { return m.key.model == model; });
}

void Results::replace(const Study& study, const std::vector<std::string>& leftOut, const QString& store) {
  m_study = study;
  m_effective = study;
  m_leftOut = leftOut;
  m_calibration = {};
  m_limits.clear();
  m_storePath = store;
  m_started = m_runsStudy = m_stopped = false;
  if (m_evidence) { // whoever caused this may hold a reference to it until control is back in the event loop
    m_retired.push_back(std::move(m_evidence));
    QTimer::singleShot(0, this, [this] { m_retired.clear(); });
  }
  rebuild();
  load();
}

void Results::show(const Study& study, const std::vector<std::string>& leftOut) {
  const bool resized = !same_but_size(study, m_study) || study.models != m_study.models;
  const bool shrunk = m_effective.models != m_study.models && same_but_size(m_effective, m_study);
  m_study = study;
  m_leftOut = leftOut;
  std::vector<std::string> models = m_effective.models;
  std::string group = m_effective.quality_group;
  m_effective = m_study;
  if (shrunk && !resized) { // still at the size this machine can hold
    m_effective.models = std::move(models);
    m_effective.quality_group = std::move(group);
  }
  rebuild();
}

void Results::setWorkload(const Workload& workload) {
  m_study.workload = m_effective.workload = workload;
  m_evidence->set_workload(workload);
}

void Results::setTarget(const std::string& device) {
  m_study.target = m_effective.target = device;
  m_evidence->set_target(device);
}

void Results::setCost(const CostInputs& cost) {
  m_study.cost = m_effective.cost = cost;
  m_evidence->set_cost(cost);
}

/// Everything ever measured for this study. What cannot be read is said, and left alone.
void Results::load() {
  if (!QFile::exists(m_storePath))
    return;
  const auto store = RunStore::open(m_storePath.toStdString(), RunStore::Mode::ReadOnly);
  if (!store) {
    Q_EMIT notice(QString::fromStdString(store.error().message));
    return;
  }
  RunStore::Contents contents = (*store)->read();
  const auto count = static_cast<int>(contents.problems.size());
  QStringList first;
  for (int i = 0; i < std::min(count, kMostNamed); ++i)
    first << QString::fromStdString(contents.problems[static_cast<size_t>(i)]);
  takeContents(std::move(contents));
  if (count > 0)
    Q_EMIT notice(
        tr("%n value(s) of this study could not be read: %1", nullptr, count).arg(first.join(QLatin1Char(' '))) +
        (count > kMostNamed ? QStringLiteral(" …") : QString()));
}

void Results::takeContents(RunStore::Contents contents) {
  StoredRuns runs = stored_runs(m_study, contents);
  m_effective = std::move(runs.study);
  m_calibration = runs.cpu;
  m_limits = std::move(runs.others);
  m_stopped = runs.stopped;
  rebuild();
  for (RunStore::StoredResult& result : contents.results)
    m_evidence->add(std::move(result.measurement));
  for (const Score& score : contents.scores)
    m_evidence->add(score);
}

Study Results::shown() const {
  const auto isLeftOut = [this](const std::string& id) {
    return std::find(m_leftOut.begin(), m_leftOut.end(), id) != m_leftOut.end();
  };
  Study shown = m_effective;
  std::erase_if(shown.models, isLeftOut);
  if (isLeftOut(shown.baseline))
    shown.baseline.clear();
  return shown;
}

/// Brings the evidence in line with the document; what was measured stays in it.
void Results::rebuild() {
  if (m_evidence) {
    m_evidence->set_study(shown());
  } else {
    m_evidence = std::make_unique<Evidence>(shown(), m_calibration, m_published);
    m_evidence->set_targets(targetList());
  }
  m_evidence->set_limits("cpu", m_calibration);
  m_evidence->set_stopped(m_stopped);
  describeMeasured();
}

void Results::describeMeasured() {
  for (const std::string& device : m_effective.devices)
    if (const auto measured = m_limits.find(device); measured != m_limits.end())
      m_evidence->set_limits(device, measured->second);
}

void Results::describe(const DeviceList& devices) {
  for (const std::string& device : m_effective.devices) {
    const DeviceFacts* facts = devices.find(device);
    if (!facts || m_limits.count(device))
      continue;
    if (device == "cpu") {
      describeHost(*facts);
      continue;
    }
    Calibration limits;
    limits.processor = facts->name;
    limits.type = facts->type;
    limits.memory_bytes = facts->memory_bytes;
    m_evidence->set_limits(device, limits);
  }
}

/// What an earlier version stored says nothing of the machine's memory: known where it is this machine.
void Results::describeHost(const DeviceFacts& facts) {
  if (m_calibration.memory_bytes > 0 || (!m_calibration.processor.empty() && m_calibration.processor != facts.name))
    return;
  Calibration limits = m_calibration;
  limits.memory_bytes = facts.memory_bytes;
  m_evidence->set_limits("cpu", limits);
}

Status Results::copyTo(const QString& store) const {
  if (!QFile::exists(m_storePath)) {
    remove_database(store.toStdString());
    return {};
  }
  PARETO_TRY_ASSIGN(opened, RunStore::open(m_storePath.toStdString(), RunStore::Mode::ReadOnly));
  return opened->copy_to(store.toStdString());
}

void Results::take(const protocol::Started& started, const Study& asked) {
  m_started = started.run > 0;
  m_calibration = started.calibration;
  m_runsStudy = started.study.precision == m_effective.precision;
  m_stopped = m_stopped && !m_runsStudy;
  if (started.study.models != asked.models && same_but_size(started.study, asked)) {
    Q_EMIT notice(tr("The models do not fit the free memory of the study's devices at the size asked for; all were "
                     "switched to %1.")
                      .arg(QString::fromStdString(asked.fallback_size)));
    m_effective = started.study;
    m_effective.devices = m_study.devices;
    m_effective.workload = m_study.workload; // they may have changed since
    m_effective.target = m_study.target;
    m_effective.cost = m_study.cost;
  }
  rebuild();
  schedule(ResultChange::Study);
}

void Results::take(const Measurement& measurement) {
  m_evidence->add(measurement);
  if (!measurement.error.empty())
    Q_EMIT notice(QString::fromStdString(measurement.error));
  schedule(ResultChange::Values);
}

void Results::take(const protocol::Limited& limits) {
  m_limits[limits.device] = limits.calibration;
  describeMeasured();
  schedule(ResultChange::Devices);
}

void Results::take(const Score& score) {
  m_evidence->add(score);
  schedule(ResultChange::Scores);
}

void Results::endRun(bool stopped) {
  if (stopped && m_started)
    m_stopped = m_stopped || m_runsStudy;
  m_started = false;
  m_evidence->set_stopped(m_stopped);
}

void Results::schedule(ResultChanges what) {
  m_changes |= what;
  if (m_redraw.isActive())
    return;
  const qint64 since = m_lastRedraw.isValid() ? m_lastRedraw.elapsed() : kRedrawMilliseconds;
  m_redraw.start(static_cast<int>(std::max<qint64>(0, kRedrawMilliseconds - since)));
}

void Results::flush(ResultChanges what) {
  m_redraw.stop();
  m_lastRedraw.start();
  Q_EMIT changed(std::exchange(m_changes, {}) | what);
}

} // namespace pareto::ui
