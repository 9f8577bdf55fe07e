// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/study_session.h"

#include "core/decide/model_evidence.h"
#include "core/decide/workload_point.h"
#include "core/formats/open_model.h"
#include "core/quality/published_groups.h"
#include "core/study/built_in_studies.h"
#include "core/study/plan.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace pareto::ui {

namespace {

/// The size the built-in models of a study have; empty where it has none.
std::string sizeOf(const Study& study) {
  for (const std::string& id : study.models)
    if (const auto built_in = built_in_id(id))
      return built_in->size;
  return {};
}

/// The published comparison of a study's size: that of the first study where it is of such a size, otherwise the one
/// that has the most of the architectures; empty where none has two.
std::string groupOf(const PublishedResults& published, const Study& study) {
  const Study first = quick_look();
  const std::string size = sizeOf(study);
  if (size == sizeOf(first))
    return first.quality_group;
  if (size == first.fallback_size)
    return first.fallback_group;
  std::vector<std::string> architectures;
  for (const std::string& id : study.models)
    if (const auto built_in = built_in_id(id))
      architectures.push_back(built_in->architecture);
  return fullest_group(published_groups(published), architectures, nominal_parameters(size));
}

constexpr int kChangeMilliseconds = 800; ///< after the last tick or step

QString resultsOf(const QString& file) { return file + QStringLiteral(".results.sqlite"); }

} // namespace

StudySession::StudySession(Options options, QObject* parent)
    : QObject(parent), m_options(std::move(options)), m_results(m_options.published),
      m_runs(m_options.enginePath, m_machine), m_devices(m_options.enginePath), m_opener(m_options.patience) {
  m_change.setSingleShot(true);
  m_change.setInterval(kChangeMilliseconds);
  connect(&m_change, &QTimer::timeout, this, &StudySession::changeRun);
  m_document.setGroupOf([published = m_options.published](const Study& study) {
    return published ? groupOf(*published, study) : std::string();
  });
  connectParts();
  connectRuns();
  QDir().mkpath(m_options.dataFolder);
  openQuickLook();
}

StudySession::~StudySession() = default;

void StudySession::connectParts() {
  connect(&m_document, &Document::changed, this, &StudySession::takeDocument);
  connect(&m_document, &Document::dirtyChanged, this, &StudySession::dirtyChanged);
  connect(&m_results, &Results::changed, this, &StudySession::evidenceChanged);
  connect(&m_results, &Results::notice, this, &StudySession::notice);
  connect(&m_view, &View::changed, this, [this](ViewChanges what) {
    Q_EMIT viewChanged(what);
    if (what & ViewChange::Selection)
      Q_EMIT selectionChanged(QString::fromStdString(m_view.state().selected));
  });
  connect(&m_opener, &ModelOpener::opened, this, &StudySession::takeOpened);
  connect(&m_machine, &MachineLock::changed, this, &StudySession::workChanged);
  connect(&m_devices, &DeviceList::changed, this, [this] {
    m_results.describe(m_devices);
    Q_EMIT devicesChanged();
    m_results.schedule(ResultChange::Devices);
  });
}

void StudySession::connectRuns() {
  connect(&m_runs, &Runs::started, this, &StudySession::takeStarted);
  connect(&m_runs, &Runs::limited, this, [this](const protocol::Limited& event) { m_results.take(event); });
  connect(&m_runs, &Runs::measured, this, [this](const Measurement& measurement) {
    m_results.take(measurement);
    Q_EMIT measured();
  });
  connect(&m_runs, &Runs::ended, this, &StudySession::takeEnd);
  connect(&m_runs, &Runs::warning, this, &StudySession::notice);
  connect(&m_runs, &Runs::roundFinished, this, &StudySession::roundFinished);
  connect(&m_runs, &Runs::progressed, this, &StudySession::progressChanged);
}

// --- Documents

QString StudySession::autosaveStore(const QString& name) const {
  return QDir(m_options.dataFolder).filePath(name + QStringLiteral(".sqlite"));
}

void StudySession::openQuickLook() { loadStudy(quick_look(), autosaveStore(QStringLiteral("quick-look"))); }

void StudySession::openHybridRatios() { loadStudy(hybrid_ratios(), autosaveStore(QStringLiteral("hybrid-ratios"))); }

void StudySession::newStudy() {
  Study study = quick_look();
  study.name = tr("New study").toStdString();
  const QString stamp = QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-hhmmss-zzz"));
  loadStudy(std::move(study), autosaveStore(QStringLiteral("study-") + stamp));
}

Status StudySession::open(const QString& file) {
  PARETO_TRY_ASSIGN(edit, Document::read(file));
  load(std::move(edit), QFileInfo(file).absoluteFilePath(), resultsOf(file));
  return {};
}

Status StudySession::save(const QString& file) {
  const std::string name =
      m_document.isNamed() ? m_document.study().name : QFileInfo(file).completeBaseName().toStdString();
  PARETO_TRY(m_document.write(file, name));
  if (const QString store = resultsOf(file); store != m_results.storePath()) {
    PARETO_TRY(m_results.copyTo(store));
    if (m_runs.isRunning())
      m_storeAfterRun = store; // the engine goes on writing to the old one
    else
      m_results.setStorePath(store);
  }
  m_document.setSaved(QFileInfo(file).absoluteFilePath(), name);
  Q_EMIT studyChanged();
  return {};
}

SessionState StudySession::state() const {
  return {m_document.study(),   m_document.filePath(), m_results.storePath(),
          m_document.isDirty(), m_document.isNamed(),  m_view.state()};
}

void StudySession::restore(const SessionState& state) {
  Study study = state.study;
  if (study.target.empty()) // earlier versions kept the device with the view alone
    study.target = state.view.at.device;
  const ViewState& view = state.view;
  m_document.replace({std::move(study), view.hidden, view.limits, view.goal, view.task}, state.file, state.dirty,
                     state.named);
  showDocument(state.store, state.view);
}

QString StudySession::companionFolder() const {
  const QString& file = m_document.filePath();
  return file.isEmpty() ? QDir(m_options.dataFolder).filePath(QStringLiteral("models"))
                        : QFileInfo(file).absolutePath();
}

void StudySession::loadStudy(Study study, const QString& store) {
  load({std::move(study), {}, default_limits(), Goal::ShortestWait, {}}, {}, store);
}

/// Looked at as the former document was, at its own workload; what was chosen in the former and its rule are left.
void StudySession::load(Document::Edit edit, const QString& file, const QString& store) {
  m_document.replace(std::move(edit), file, false, !file.isEmpty());
  ViewState next = m_view.state();
  next.selected.clear();
  next.compared = Compared::Models;
  next.model.clear();
  showDocument(store, std::move(next));
}

/// The document is another one now: so are the results, and the view of them.
void StudySession::showDocument(const QString& store, ViewState view) {
  if (m_machine.work() == Work::Run) {
    m_runs.abandon();
    m_measured.reset();
    setRunning(false);
  }
  m_storeAfterRun.clear();
  m_lookAgain = false;
  m_opener.open(mayBeShown());
  m_results.replace(m_document.study(), leftOut(), store);
  m_results.describe(m_devices);
  m_size = sizeOf(m_document.study());
  m_view.set(adapted(withDocument(std::move(view))));
  Q_EMIT studyChanged();
  Q_EMIT viewChanged(kChartChanges);
  m_results.flush(ResultChange::Study);
}

// --- Between the parts

void StudySession::takeDocument(DocumentChanges what) {
  const bool resultsToo = what.testAnyFlags(DocumentChange::Study | DocumentChange::Hidden);
  const auto watts = m_results.effective().stated_watts();
  const int64_t passes = m_results.effective().workload.denoising_steps;
  ViewState next = withDocument(m_view.state());
  if (what & DocumentChange::Workload)
    m_results.setWorkload(m_document.study().workload);
  if (what & DocumentChange::Target)
    m_results.setTarget(m_document.study().target);
  if (what & DocumentChange::Cost)
    m_results.setCost(m_document.study().cost);
  if (measuresAnother())
    m_change.start();
  if (resultsToo) {
    m_opener.open(mayBeShown());
    showResults();
    if (const std::string size = sizeOf(m_document.study()); size != m_size && !size.empty()) {
      next.selected = at_size(next.selected, size); // the same model as before
      m_size = size;
    }
    next = adapted(std::move(next));
  }
  m_view.set(std::move(next));
  if (m_document.study().workload.denoising_steps != passes) // no place is another one, and what counts there is
    m_results.flush(ResultChange::Values);
  if (what & DocumentChange::Cost) // by stated watts joules follow
    m_results.flush(m_results.effective().stated_watts() == watts ? ResultChanges(ResultChange::Cost)
                                                                  : ResultChange::Cost | ResultChange::Values);
  if (what & DocumentChange::Target && !resultsToo)
    m_results.flush(ResultChange::Devices);
  if (!resultsToo)
    return;
  Q_EMIT studyChanged();
  m_results.flush(ResultChange::Study);
}

/// The models of the document, also at the size they are switched to where memory holds no larger ones.
std::vector<std::string> StudySession::mayBeShown() const {
  const Study& study = m_document.study();
  std::vector<std::string> models = study.models;
  for (const std::string& model : study.models)
    if (const std::string smaller = at_size(model, study.fallback_size);
        !study.fallback_size.empty() && smaller != model)
      models.push_back(smaller);
  return models;
}

/// Models that are switched off, or not opened yet.
std::vector<std::string> StudySession::leftOut() const {
  std::vector<std::string> models = m_document.hidden();
  models.insert(models.end(), m_opener.pending().begin(), m_opener.pending().end());
  return models;
}

void StudySession::showResults() {
  m_results.show(m_document.study(), leftOut());
  m_results.describe(m_devices);
  if (m_lookAgain && m_opener.pending().empty()) {
    m_lookAgain = false;
    m_results.lookAgain();
  }
}

/// It may be of a document that is gone, or have been taken out: what is shown is what the document holds now.
void StudySession::takeOpened() {
  showResults();
  m_view.set(adapted(m_view.state()));
  Q_EMIT studyChanged();
  m_results.flush(ResultChange::Study);
}

/// What of the view is the document's.
ViewState StudySession::withDocument(ViewState view) const {
  view.limits = m_document.limits();
  view.goal = m_document.goal();
  view.task = m_document.task();
  view.hidden = m_document.hidden();
  const Workload& workload = m_document.study().workload;
  view.at = point_of(workload, m_document.study().target);
  view.waits = workload.waits;
  view.running = m_view.state().running;
  return view;
}

ViewState StudySession::adapted(ViewState view) const {
  if (m_results.effective().devices.size() < 2)
    view.compared = Compared::Models;
  const std::vector<std::string> known = known_tests(m_results.evidence());
  for (AxisChoice* axis : {&view.x, &view.y})
    if (axis->metric == Metric::Quality && std::find(known.begin(), known.end(), axis->quality_metric) == known.end())
      axis->quality_metric = first_test(m_results.evidence()).value_or(axis->quality_metric);
  return view;
}

void StudySession::setView(ViewState view) {
  const Limits limits = view.limits;
  const Goal goal = view.goal;
  const std::string task = view.task;
  const std::string target = view.at.device.empty() ? m_document.study().devices.front() : view.at.device;
  Workload workload = m_document.study().workload;
  workload.prompt_tokens = view.at.context;
  workload.requests = view.at.requests;
  workload.answer_tokens = view.at.answer_tokens;
  workload.reused_share = view.at.reused_share;
  workload.waits = view.waits;
  m_view.set(withDocument(std::move(view)));
  m_document.setRule(limits, goal, task);
  m_document.setWorkload(workload);
  m_document.setTarget(target);
}

void StudySession::setModelUsed(const std::string& model, bool used) {
  if (used)
    m_document.addModel(model);
  else if (m_runs.isRunning() || m_results.holds(model))
    m_document.hideModel(model);
  else
    m_document.removeModel(model);
  Q_EMIT studyChanged(); // whoever asked shows what came of it
}

void StudySession::setDeviceUsed(const std::string& device, bool used) {
  if (!m_document.setDeviceUsed(device, used))
    Q_EMIT studyChanged(); // whoever asked shows it ticked again
}

void StudySession::addScore(const Score& score) {
  m_results.take(score);
  m_view.set(adapted(m_view.state()));
}

// --- Runs

void StudySession::run(int rounds) {
  if (m_machine.work() == Work::Run)
    return;
  const Study study = toMeasure();
  const QString problem =
      m_machine.work() != Work::None ? m_machine.whyBusy()
      : study.devices.empty()
          ? tr("This machine has none of the study's devices: tick one of its own in “What to compare”.")
      : study.models.empty() ? tr("Nothing is chosen: tick at least one architecture in “What to compare”.")
                             : QString();
  if (!problem.isEmpty())
    Q_EMIT runEnded(false, problem);
  else
    start({study}, rounds);
  if (m_runs.isRunning())
    m_measured = study;
}

/// What is measured now was started by run(), and the document has come to name other models, devices or places.
bool StudySession::measuresAnother() const {
  if (!m_measured || !m_runs.isRunning())
    return false;
  const Study study = toMeasure();
  return study.models != m_measured->models || study.devices != m_measured->devices ||
         workload_places(study) != workload_places(*m_measured) ||
         study.workload.denoising_steps != m_measured->workload.denoising_steps;
}

/// Models that were added are measured next, and the place that the workload moved to; those dropped, no longer.
void StudySession::changeRun() {
  if (!measuresAnother()) // taken back meanwhile
    return;
  const Study study = toMeasure();
  if (study.models.empty() || study.devices.empty())
    return m_runs.stop();
  m_measured = study;
  m_runs.change(study);
}

void StudySession::runPrecisions(const std::string& model, const std::vector<std::string>& precisions) {
  std::vector<Study> studies;
  for (const std::string& precision : precisions) {
    Study study = m_document.withoutHidden();
    study.models = {model};
    study.baseline.clear();
    study.fallback_size.clear();
    study.fallback_group.clear();
    study.precision = precision;
    const std::string& device = device_at(m_document.study(), m_view.state().at);
    study.devices = {m_results.evidence().is_elsewhere(device) ? study.devices.front() : device};
    studies.push_back(std::move(study));
  }
  start(std::move(studies), 1);
}

void StudySession::start(std::vector<Study> studies, int rounds) {
  if (m_runs.start(std::move(studies), {m_results.storePath(), rounds}) && m_runs.isRunning())
    setRunning(true);
}

/// Without the devices of another machine, as far as this machine's are known; what they gave stays shown.
Study StudySession::onThisMachine(Study study) const {
  if (m_devices.isKnown())
    std::erase_if(study.devices,
                  [this](const std::string& device) { return device != "cpu" && !m_devices.find(device); });
  return study;
}

void StudySession::setRunning(bool running) {
  ViewState next = m_view.state();
  if (next.running == running)
    return;
  next.running = running;
  m_view.set(std::move(next));
  Q_EMIT runningChanged(running);
}

void StudySession::takeStarted(const protocol::Started& event) {
  m_lookAgain = true;
  m_opener.open(mayBeShown());
  m_results.take(event, m_document.withoutHidden());
  showResults();
  m_view.set(adapted(m_view.state()));
}

void StudySession::takeEnd(bool stopped, const QString& error, bool last) {
  m_results.endRun(stopped);
  if (!error.isEmpty() && !last)
    Q_EMIT notice(error);
  if (!last)
    return;
  m_measured.reset();
  if (!m_storeAfterRun.isEmpty()) {
    if (const Status copied = m_results.copyTo(m_storeAfterRun); copied)
      m_results.setStorePath(m_storeAfterRun);
    else
      Q_EMIT notice(QString::fromStdString(copied.error().message));
    m_storeAfterRun.clear();
  }
  setRunning(false);
  m_results.flush(ResultChange::Values);
  if (!error.isEmpty())
    Q_EMIT notice(error);
  Q_EMIT runEnded(stopped, error);
}

} // namespace pareto::ui
