// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/document.h"

#include "core/decide/kept_rule.h"
#include "core/formats/strict_json.h"
#include "core/platform/files.h"

#include <QElapsedTimer>
#include <QUndoCommand>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr const char* kSwitchedOff = "switched_off"; ///< of a file, beside the study's own
constexpr qint64 kOneStepMilliseconds = 1000;        ///< a slider that is dragged, a number that is typed

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

DocumentChanges changesBetween(const Document::Edit& before, const Document::Edit& after) {
  const auto& [study, hidden, limits, goal, task] = before; // a new part does not compile until it is looked at here
  DocumentChanges what;
  Study asked_alike = study;
  asked_alike.workload = after.study.workload;
  asked_alike.cost = after.study.cost;
  asked_alike.target = after.study.target;
  what.setFlag(DocumentChange::Study, to_json(asked_alike) != to_json(after.study));
  what.setFlag(DocumentChange::Workload, study.workload != after.study.workload);
  what.setFlag(DocumentChange::Cost, study.cost != after.study.cost);
  what.setFlag(DocumentChange::Target, study.target != after.study.target);
  what.setFlag(DocumentChange::Hidden, hidden != after.hidden);
  what.setFlag(DocumentChange::Limits, limits != after.limits);
  what.setFlag(DocumentChange::Rule, goal != after.goal || task != after.task);
  return what;
}

/// All that Save keeps: to an engine it is the study without the models switched off.
nlohmann::json asFile(const Document::Edit& edit) {
  Study study = edit.study;
  std::erase_if(study.models, [&](const std::string& id) { return contains(edit.hidden, id); });
  nlohmann::json file = to_json(study);
  for (const std::string& id : edit.study.models)
    if (contains(edit.hidden, id))
      file[kSwitchedOff].push_back(id);
  keep_rule(file, {edit.limits, edit.goal, edit.task});
  return file;
}

} // namespace

/// From one state of the document to the next, as a whole: small, and nothing can be forgotten on the way back.
class Document::Command : public QUndoCommand {
public:
  Command(Document& document, Edit after, Kind kind)
      : m_document(document), m_before(document.m_edit), m_after(std::move(after)), m_kind(kind) {
    m_age.start();
  }
  int id() const override { return static_cast<int>(m_kind); }
  void undo() override { m_document.apply(m_before); }
  void redo() override { m_document.apply(m_after); }
  bool mergeWith(const QUndoCommand* other) override {
    const auto* next = static_cast<const Command*>(other); // of the same id
    if (m_age.restart() > kOneStepMilliseconds)
      return false;
    m_after = next->m_after;
    setObsolete(!changesBetween(m_before, m_after));
    return true;
  }

private:
  Document& m_document;
  Edit m_before, m_after;
  Kind m_kind;
  QElapsedTimer m_age; ///< since it was last added to
};

Document::Document(QObject* parent) : QObject(parent) {}

bool Document::isHidden(const std::string& model) const { return contains(m_edit.hidden, model); }

Study Document::withoutHidden() const {
  Study study = m_edit.study;
  std::erase_if(study.models, [this](const std::string& id) { return isHidden(id); });
  return study;
}

void Document::replace(Edit edit, const QString& file, bool dirty, bool named) {
  m_named = named;
  m_undo.clear();
  m_edit = std::move(edit);
  m_filePath = file;
  m_saved = dirty ? std::nullopt : std::optional(asFile(m_edit));
  refreshDirty();
}

Result<Document::Edit> Document::read(const QString& file) {
  PARETO_TRY_ASSIGN(document, read_strict_json(file.toStdString()));
  PARETO_TRY_ASSIGN(study, study_from_json(document, file.toStdString()));
  KeptRule rule = kept_rule_from(document);
  Edit edit{std::move(study), {}, std::move(rule.limits), rule.goal, std::move(rule.task)};
  for (const nlohmann::json& each : document.value(kSwitchedOff, nlohmann::json::array()))
    if (const auto id = each.get<std::string>(); !contains(edit.study.models, id)) {
      edit.study.models.push_back(id);
      edit.hidden.push_back(id);
    }
  return edit;
}

Status Document::write(const QString& file, const std::string& name) const {
  Edit named = m_edit;
  named.study.name = name;
  return replace_file(file.toStdString(), asFile(named).dump(2) + "\n");
}

void Document::setSaved(const QString& file, const std::string& name) {
  m_named = true;
  m_edit.study.name = name;
  m_filePath = file;
  m_saved = asFile(m_edit);
  refreshDirty();
}

void Document::push(Edit edit, Kind kind) {
  if (changesBetween(m_edit, edit))
    m_undo.push(new Command(*this, std::move(edit), kind));
}

void Document::asOneStep(const std::function<void()>& changes) {
  m_undo.beginMacro({});
  changes();
  m_undo.endMacro();
}

/// Taking a change back does not give back a name: saving may have given another since.
void Document::apply(const Edit& edit) {
  Edit next = edit;
  next.study.name = m_edit.study.name;
  const DocumentChanges what = changesBetween(m_edit, next);
  m_edit = std::move(next);
  refreshDirty();
  if (what)
    Q_EMIT changed(what);
}

void Document::refreshDirty() {
  const bool dirty = !m_saved || asFile(m_edit) != *m_saved;
  if (dirty == m_dirty)
    return;
  m_dirty = dirty;
  Q_EMIT dirtyChanged(dirty);
}

void Document::setStudy(Study study) {
  const bool renamed = study.name != m_edit.study.name;
  m_named = m_named || renamed;
  m_edit.study.name = study.name;
  Edit edit = m_edit;
  edit.study = study;
  study.workload = m_edit.study.workload;
  if (changesBetween(m_edit, edit)) {
    push(std::move(edit), to_json(study) == to_json(m_edit.study) ? Kind::Workload : Kind::Step);
  } else if (renamed) {
    refreshDirty();
    Q_EMIT changed(DocumentChange::Study);
  }
}

void Document::setLimits(const Limits& limits) {
  Edit edit = m_edit;
  edit.limits = limits;
  push(std::move(edit), Kind::Limits);
}

void Document::setRule(const Limits& limits, Goal goal, const std::string& task) {
  if (goal == m_edit.goal && task == m_edit.task) {
    setLimits(limits);
    return;
  }
  Edit edit = m_edit;
  edit.limits = limits;
  edit.goal = goal;
  edit.task = task;
  push(std::move(edit));
}

void Document::setWorkload(const Workload& workload) {
  Edit edit = m_edit;
  edit.study.workload = workload;
  push(std::move(edit), Kind::Workload);
}

void Document::setCost(const CostInputs& cost) {
  Edit edit = m_edit;
  edit.study.cost = cost;
  push(std::move(edit), Kind::Cost);
}

void Document::setTarget(const std::string& device) {
  Edit edit = m_edit;
  edit.study.target = device == m_edit.study.devices.front() ? std::string() : device;
  push(std::move(edit));
}

void Document::addModel(const std::string& model) {
  Edit edit = m_edit;
  if (!contains(edit.study.models, model))
    edit.study.models.push_back(model);
  std::erase(edit.hidden, model);
  push(std::move(edit));
}

void Document::removeModel(const std::string& model) {
  Edit edit = m_edit;
  std::erase(edit.study.models, model);
  if (edit.study.baseline == model)
    edit.study.baseline.clear();
  push(std::move(edit));
}

void Document::hideModel(const std::string& model) {
  if (isHidden(model))
    return;
  Edit edit = m_edit;
  edit.hidden.push_back(model);
  push(std::move(edit));
}

void Document::setSize(const std::string& size) {
  Edit edit = m_edit;
  Study& study = edit.study;
  for (std::string& id : study.models)
    id = at_size(id, size);
  study.baseline = at_size(study.baseline, size);
  study.quality_group = m_groupOf ? m_groupOf(study) : std::string();
  if (size != "1.3b")
    study.fallback_size = study.fallback_group = "";
  for (std::string& id : edit.hidden)
    id = at_size(id, size);
  push(std::move(edit));
}

void Document::setQualityGroup(const std::string& group) {
  Edit edit = m_edit;
  edit.study.quality_group = group;
  push(std::move(edit));
}

bool Document::setDeviceUsed(const std::string& device, bool used) {
  Edit edit = m_edit;
  auto& devices = edit.study.devices;
  std::erase(devices, device);
  if (used)
    devices.push_back(device);
  if (devices.empty())
    return false;
  if (!used && edit.study.target == device)
    edit.study.target.clear();
  std::stable_partition(devices.begin(), devices.end(), [](const std::string& id) { return id == "cpu"; });
  push(std::move(edit));
  return true;
}

} // namespace pareto::ui
