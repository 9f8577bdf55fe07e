// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/comparison.h"
#include "core/result.h"
#include "core/study/study.h"

#include <QFlags>
#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace pareto::ui {

/// What of the document changed.
enum class DocumentChange : uint8_t {
  Study = 1,  ///< models, devices, grid, precision, baseline
  Hidden = 2, ///< models switched off
  Limits = 4,
  Workload = 8, ///< what the models are asked to do
  Cost = 16,    ///< what is stated of money and volume
  Target = 32,  ///< which machine is decided about
  Rule = 64,    ///< what the least of is chosen, and on which test nothing may be lost
};
Q_DECLARE_FLAGS(DocumentChanges, DocumentChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(DocumentChanges)

/// What a person edits: the study as it is saved, and what narrows it down without being part of the file. Every change
/// goes through one stack and can be taken back.
class Document : public QObject {
  Q_OBJECT

public:
  /// All that can be taken back.
  struct Edit {
    Study study;
    std::vector<std::string> hidden; ///< ids of models switched off: their results are kept
    Limits limits;
    Goal goal = Goal::ShortestWait;
    std::string task{}; ///< of the rule of choice; empty = one is found (task_of())
  };
  explicit Document(QObject* parent = nullptr);

  const Study& study() const { return m_edit.study; }
  const std::vector<std::string>& hidden() const { return m_edit.hidden; }
  const Limits& limits() const { return m_edit.limits; }
  Goal goal() const { return m_edit.goal; }
  const std::string& task() const { return m_edit.task; }
  bool isHidden(const std::string& model) const;
  /// As it is measured: without the models switched off.
  Study withoutHidden() const;
  QString title() const { return QString::fromStdString(m_edit.study.name); }
  /// Its name is a person's choice, not the one that every new study has; the first file it is saved in names it.
  bool isNamed() const { return m_named; }
  const QString& filePath() const { return m_filePath; } ///< empty: not saved yet
  bool isDirty() const { return m_dirty; }               ///< all that Save keeps: another than in its file
  QUndoStack& undoStack() { return m_undo; }
  /// Whatever `changes` does, which is at least one change, is taken back together.
  void asOneStep(const std::function<void()>& changes);

  /// Another document in place of this one; nothing can be taken back across. Says nothing but dirtyChanged().
  void replace(Edit edit, const QString& file, bool dirty, bool named);
  /// What a file holds: the study, what is switched off, the limits, goal and task; of a file without those the
  /// program's own.
  static Result<Edit> read(const QString& file);
  /// Writes it as `name`: to an engine it is the study without the models switched off.
  Status write(const QString& file, const std::string& name) const;
  /// It stands in `file` as `name`. Says nothing but dirtyChanged().
  void setSaved(const QString& file, const std::string& name);

  // Changes. One that changes nothing is none.
  void setStudy(Study study);
  void setLimits(const Limits& limits);
  /// The whole rule of choice; one step, whatever of it is another.
  void setRule(const Limits& limits, Goal goal, const std::string& task);
  void setWorkload(const Workload& workload);
  void setCost(const CostInputs& cost);
  /// The machine that is decided about (Study::target); the study's first device is "".
  void setTarget(const std::string& device);
  /// Also switches it on again.
  void addModel(const std::string& model);
  void removeModel(const std::string& model);
  void hideModel(const std::string& model);
  /// Every built-in model of the study, and the quality group with it: sizes never mix.
  void setSize(const std::string& size);
  /// The published comparison that quality is read in.
  void setQualityGroup(const std::string& group);
  /// Which comparison fits a study best, where its size changes; without one none is known.
  using GroupOf = std::function<std::string(const Study&)>;
  void setGroupOf(GroupOf groupOf) { m_groupOf = std::move(groupOf); }
  /// The CPU first: it is what the others are compared with. False for the last device, which stays.
  bool setDeviceUsed(const std::string& device, bool used);

Q_SIGNALS:
  void changed(pareto::ui::DocumentChanges what);
  void dirtyChanged(bool dirty);

private:
  class Command;
  enum class Kind : int {
    Step = -1,
    Limits = 1,
    Workload = 2,
    Cost = 3
  }; ///< those of one kind that follow at once are one step back
  void push(Edit edit, Kind kind = Kind::Step);
  void apply(const Edit& edit);
  void refreshDirty();

  Edit m_edit;
  std::optional<nlohmann::json> m_saved; ///< what stands in its file; none: it differs from whatever stands there
  QString m_filePath;
  QUndoStack m_undo;
  bool m_dirty = false, m_named = false;
  GroupOf m_groupOf;
};

} // namespace pareto::ui
