// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/study_session.h"

#include "core/formats/strict_json.h"
#include "core/model/catalogue.h"
#include "core/study/database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace pareto::ui {

namespace {

constexpr int kMostNamed = 5; ///< sentences about what could not be read, in one notice
constexpr int kRedrawMilliseconds = 500; ///< the window's own drawing is noise to what is measured

/// Groups of published-quality.json at a size; "" where nothing controlled is published.
std::string groupOfSize(const std::string& size) {
  if (size == "1.3b")
    return "gdn-1.3b-100b";
  return size == "340m" ? "slimpajama-340m-15b" : "";
}

} // namespace

StudySession::StudySession(Options options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_engine(m_options.enginePath), m_devices(m_options.enginePath) {
  m_redraw.setSingleShot(true);
  connect(&m_redraw, &QTimer::timeout, this, &StudySession::flushEvidence);
  connect(&m_engine, &EngineClient::started, this, &StudySession::takeStarted);
  connect(&m_engine, &EngineClient::limited, this, &StudySession::takeLimits);
  connect(&m_devices, &DeviceList::changed, this, [this] {
    describeDevices();
    Q_EMIT devicesChanged();
    scheduleEvidence();
  });
  connect(&m_engine, &EngineClient::measured, this, &StudySession::takeMeasurement);
  connect(&m_engine, &EngineClient::ended, this, &StudySession::takeEnd);
  connect(&m_engine, &EngineClient::warning, this, &StudySession::notice);
  connect(&m_engine, &EngineClient::roundFinished, this, &StudySession::roundFinished);
  connect(&m_engine, &EngineClient::progressed, this, [this](const RunProgress& progress) {
    m_progress = progress;
    Q_EMIT progressChanged();
  });
  QDir().mkpath(m_options.dataFolder);
  openQuickLook();
  setDirty(false);
}

StudySession::~StudySession() = default;

bool StudySession::isHidden(const std::string& model) const {
  return std::find(m_view.hidden.begin(), m_view.hidden.end(), model) != m_view.hidden.end();
}

QString StudySession::autosaveStore(const QString& name) const { return QDir(m_options.dataFolder).filePath(name + QStringLiteral(".sqlite")); }

void StudySession::openQuickLook() { loadDocument(quick_look(), {}, autosaveStore(QStringLiteral("quick-look"))); }

void StudySession::newStudy() {
  Study study = quick_look();
  study.name = tr("New study").toStdString();
  const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-hhmmss-zzz"));
  loadDocument(std::move(study), {}, autosaveStore(QStringLiteral("study-") + stamp));
}

Status StudySession::open(const QString& file) {
  PARETO_TRY_ASSIGN(study, read_study(file.toStdString()));
  loadDocument(std::move(study), QFileInfo(file).absoluteFilePath(), file + QStringLiteral(".results.sqlite"));
  return {};
}

Status StudySession::save(const QString& file) {
  Study written = studyToRun();
  if (m_filePath.isEmpty() && (written.name == quick_look().name || written.name == tr("New study").toStdString()))
    written.name = QFileInfo(file).completeBaseName().toStdString();
  PARETO_TRY(write_study(file.toStdString(), written));
  const QString store = file + QStringLiteral(".results.sqlite");
  if (store != m_storePath) {
    PARETO_TRY(copyStore(store));
    if (isRunning())
      m_storeAfterRun = store; // the engine goes on writing to the old one
    else
      m_storePath = store;
  }
  m_filePath = QFileInfo(file).absoluteFilePath();
  m_study = std::move(written);
  setDirty(false);
  Q_EMIT studyChanged();
  return {};
}

SessionState StudySession::state() const { return {m_study, m_filePath, m_storePath, m_dirty, m_view}; }

void StudySession::restore(const SessionState& state) {
  loadDocument(state.study, state.file, state.store);
  const bool running = m_view.running;
  m_view = state.view;
  m_view.running = running;
  m_view.at.answer_tokens = m_study.answer_tokens; // the document's own
  rebuildEvidence();
  adaptQualityMetric();
  setDirty(state.dirty);
  Q_EMIT studyChanged();
  Q_EMIT viewChanged();
  Q_EMIT selectionChanged(QString::fromStdString(m_view.selected));
  flushEvidence();
}

/// A study that was never measured has no store, and its copy none either.
Status StudySession::copyStore(const QString& target) const {
  if (!QFile::exists(m_storePath)) {
    remove_database(target.toStdString());
    return {};
  }
  PARETO_TRY_ASSIGN(store, RunStore::open(m_storePath.toStdString(), RunStore::Mode::ReadOnly));
  return store->copy_to(target.toStdString());
}

void StudySession::loadDocument(Study study, const QString& file, const QString& store) {
  if (isRunning()) {
    m_precisionsLeft.clear();
    m_engine.abandon();
    setRunning(false);
  }
  m_study = std::move(study);
  m_effective = m_study;
  m_calibration = {};
  m_limits.clear();
  m_filePath = file;
  m_storePath = store;
  m_storeAfterRun.clear();
  m_stopped = false;
  if (m_evidence) { // whoever caused this may hold a reference to it until control is back in the event loop
    m_retired.push_back(std::move(m_evidence));
    QTimer::singleShot(0, this, [this] { m_retired.clear(); });
  }
  m_progress = {};
  m_view.hidden.clear();
  m_view.selected.clear();
  m_view.limits = default_limits(); // they were another document's
  m_view.at.device.clear();
  m_view.compared = Compared::Models;
  m_view.model.clear();
  m_view.at.answer_tokens = m_study.answer_tokens;
  rebuildEvidence();
  loadStore();
  adaptQualityMetric();
  setDirty(false);
  Q_EMIT studyChanged();
  Q_EMIT selectionChanged({});
  Q_EMIT viewChanged();
  flushEvidence();
}

/// Everything ever measured for this study. What cannot be read is said, and left alone.
void StudySession::loadStore() {
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
    Q_EMIT notice(tr("%n value(s) of this study could not be read: %1", nullptr, count).arg(first.join(QLatin1Char(' '))) + (count > kMostNamed ? QStringLiteral(" …") : QString()));
}

void StudySession::takeContents(RunStore::Contents contents) {
  std::set<int64_t> measured;
  for (const RunStore::StoredResult& result : contents.results)
    measured.insert(result.run);
  for (const RunStore::Run& run : contents.runs) {
    const auto json = parse_strict_json(run.calibration, "stored calibration");
    if (const auto calibration = json ? calibration_from_json(*json) : Result<Calibration>(json.error()))
      m_calibration = *calibration;
    const nlohmann::json others = json && json->is_object() ? json->value("devices", nlohmann::json::object()) : nlohmann::json::object();
    for (const auto& [device, stored] : others.items())
      if (const auto limits = calibration_from_json(stored))
        m_limits[device] = *limits;
    const auto document = parse_strict_json(run.study, "stored study");
    const auto study = document ? study_from_json(*document, "stored study") : Result<Study>(document.error());
    if (!study || study->precision != m_study.precision)
      continue;
    m_stopped = run.end != RunEnd::Complete; // open: its engine was killed before it came to an end
    if (measured.contains(run.id) && same_but_size(*study, m_study)) {
      m_effective = *study;
      m_effective.devices = m_study.devices; // as the document has them, measured or not
    }
  }
  rebuildEvidence();
  for (RunStore::StoredResult& result : contents.results)
    m_evidence->add(std::move(result.measurement));
  for (const Score& score : contents.scores)
    m_evidence->add(score);
}

Study StudySession::shownStudy() const {
  Study shown = m_effective;
  std::erase_if(shown.models, [this](const std::string& id) { return isHidden(id); });
  if (isHidden(shown.baseline))
    shown.baseline.clear();
  return shown;
}

/// Brings the evidence in line with the document; what was measured stays in it.
void StudySession::rebuildEvidence() {
  if (m_evidence)
    m_evidence->set_study(shownStudy());
  else
    m_evidence = std::make_unique<Evidence>(shownStudy(), m_calibration, m_options.published);
  m_evidence->set_limits("cpu", m_calibration);
  m_evidence->set_stopped(m_stopped);
  describeDevices();
  adaptDevice();
}

void StudySession::addScore(const Score& score) {
  m_evidence->add(score);
  adaptQualityMetric();
  scheduleEvidence();
}

void StudySession::setStudy(Study study) {
  if (to_json(study) == to_json(m_study))
    return;
  const bool resized = !same_but_size(study, m_study) || study.models != m_study.models;
  const bool shrunk = m_effective.models != m_study.models && same_but_size(m_effective, m_study);
  m_study = std::move(study);
  if (resized || !shrunk) {
    m_effective = m_study;
  } else { // still at the size this machine can hold
    std::vector<std::string> models = m_effective.models;
    std::string group = m_effective.quality_group;
    m_effective = m_study;
    m_effective.models = std::move(models);
    m_effective.quality_group = std::move(group);
  }
  m_view.at.answer_tokens = m_study.answer_tokens;
  rebuildEvidence();
  adaptQualityMetric();
  setDirty(true);
  Q_EMIT studyChanged();
  flushEvidence();
}

void StudySession::addModel(const std::string& model) {
  Study changed = m_study;
  if (std::find(changed.models.begin(), changed.models.end(), model) == changed.models.end())
    changed.models.push_back(model);
  if (std::erase(m_view.hidden, model) > 0) { // back again, with what was measured of it
    rebuildEvidence();
    flushEvidence();
  }
  setStudy(std::move(changed));
}

void StudySession::setModelUsed(const std::string& model, bool used) {
  if (used) {
    addModel(model);
  } else {
    const auto& all = m_evidence->everything();
    const bool measured = isRunning() || std::any_of(all.begin(), all.end(), [&](const Measurement& m) { return m.key.model == model; });
    if (measured) {
      if (!isHidden(model))
        m_view.hidden.push_back(model);
      rebuildEvidence();
      flushEvidence();
    } else {
      Study changed = m_study;
      std::erase(changed.models, model);
      if (changed.baseline == model)
        changed.baseline.clear();
      setStudy(std::move(changed));
    }
  }
  Q_EMIT studyChanged();
}

void StudySession::setSize(const std::string& size) {
  Study changed = m_study;
  for (std::string& id : changed.models)
    id = at_size(id, size);
  changed.baseline = at_size(changed.baseline, size);
  changed.quality_group = groupOfSize(size);
  if (size != "1.3b")
    changed.fallback_size = changed.fallback_group = "";
  for (std::string& id : m_view.hidden)
    id = at_size(id, size);
  m_view.selected = at_size(m_view.selected, size);
  setStudy(std::move(changed));
}

QString StudySession::companionFolder() const {
  return m_filePath.isEmpty() ? QDir(m_options.dataFolder).filePath(QStringLiteral("models")) : QFileInfo(m_filePath).absolutePath();
}

void StudySession::setView(ViewState view) {
  const bool answer = view.at.answer_tokens != m_view.at.answer_tokens;
  const std::string selected = m_view.selected;
  m_view = std::move(view);
  if (answer) {
    Study changed = m_study;
    changed.answer_tokens = m_view.at.answer_tokens;
    setStudy(std::move(changed));
  }
  Q_EMIT viewChanged();
  if (selected != m_view.selected)
    Q_EMIT selectionChanged(QString::fromStdString(m_view.selected));
}

void StudySession::select(const std::string& model) {
  if (model == m_view.selected)
    return;
  m_view.selected = model;
  Q_EMIT selectionChanged(QString::fromStdString(model));
  Q_EMIT viewChanged();
}

/// A quality axis that the study's group does not publish falls to the first metric of the same question, then of any.
void StudySession::adaptQualityMetric() {
  std::vector<std::string> known = m_evidence->own_metrics();
  if (m_options.published)
    for (std::string& metric : m_options.published->metrics(m_effective.quality_group))
      known.push_back(std::move(metric));
  const auto has = [&](const std::string& metric) { return std::find(known.begin(), known.end(), metric) != known.end(); };
  for (AxisChoice* axis : {&m_view.x, &m_view.y}) {
    if (axis->metric != Metric::Quality || has(axis->quality_metric))
      continue;
    std::string chosen;
    for (const QualityTask& task : quality_tasks())
      for (const std::string& metric : task.metrics)
        if (chosen.empty() && has(metric))
          chosen = metric;
    if (chosen.empty() && !known.empty()) // of own texts
      chosen = known.front();
    if (!chosen.empty())
      axis->quality_metric = chosen;
  }
}

void StudySession::scheduleEvidence() {
  if (m_redraw.isActive())
    return;
  const qint64 since = m_lastRedraw.isValid() ? m_lastRedraw.elapsed() : kRedrawMilliseconds;
  m_redraw.start(static_cast<int>(std::max<qint64>(0, kRedrawMilliseconds - since)));
}

void StudySession::flushEvidence() {
  m_redraw.stop();
  m_lastRedraw.start();
  Q_EMIT evidenceChanged();
}

void StudySession::setDirty(bool dirty) {
  if (dirty == m_dirty)
    return;
  m_dirty = dirty;
  Q_EMIT dirtyChanged(dirty);
}

} // namespace pareto::ui
