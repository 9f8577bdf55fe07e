// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/study/run_store.h"
#include "ui/session/device_list.h"
#include "ui/engine/engine_client.h"
#include "ui/session/session_state.h"
#include "ui/charts/charts.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace pareto::ui {

/// What measures on this machine. Only one of them at a time: together they would share the processor, and the figures of
/// each would be wrong.
enum class Work : uint8_t { None, Run, Race, Text };

/// The document of the window and everything measured for it: the only owner of Study, Evidence, ViewState, run store and
/// selection. Panels read it, ask it for changes, and follow its signals; they hold no copy.
class StudySession : public QObject {
  Q_OBJECT

public:
  struct Options {
    QString enginePath;                                 ///< empty: nothing can be run
    QString dataFolder;                                 ///< stores of studies without a file
    std::shared_ptr<const PublishedResults> published;  ///< may be null
  };
  explicit StudySession(Options options, QObject* parent = nullptr);
  ~StudySession() override;

  const Study& study() const { return m_study; }          ///< the document
  /// Of the models switched on; may be of a smaller size than the document asks for: evidence().study().
  const Evidence& evidence() const { return *m_evidence; }
  const ViewState& view() const { return m_view; }
  const RunProgress& progress() const { return m_progress; }
  QString title() const { return QString::fromStdString(m_study.name); }
  QString filePath() const { return m_filePath; }   ///< empty: not saved yet
  QString storePath() const { return m_storePath; }
  QString dataFolder() const { return m_options.dataFolder; }
  QString enginePath() const { return m_options.enginePath; }
  bool isDirty() const { return m_dirty; }
  bool isRunning() const { return m_engine.isRunning(); }
  bool hasResults() const { return !m_evidence->everything().empty(); }
  const std::vector<Score>& scores() const { return m_evidence->scores(); } ///< of every model and precision, in the order they came
  bool isHidden(const std::string& model) const;
  const DeviceList& devices() const { return m_devices; } ///< of this machine, once findDevices() was answered

  // Documents. Opening shows the results stored for the study.
  void openQuickLook();
  void newStudy();
  Status open(const QString& file);
  /// What the session is now, and one that was kept in place of it; its results come from its store.
  SessionState state() const;
  void restore(const SessionState& state);
  /// Writes the document and moves its results beside it (FILE.results.sqlite).
  Status save(const QString& file);

  // The document.
  void setStudy(Study study);
  void addModel(const std::string& model);
  /// Off: hidden when it has results (they are kept), otherwise taken out. On: the reverse.
  void setModelUsed(const std::string& model, bool used);
  /// Every built-in model of the study, and the quality group with it: sizes never mix.
  void setSize(const std::string& size);
  /// Measured on this device as well, or no longer (what was measured is kept); the last one stays.
  void setDeviceUsed(const std::string& device, bool used);
  /// Folder where files made for this study go (matching baselines).
  QString companionFolder() const;

  // The view.
  void setView(ViewState view);
  void select(const std::string& model);

  /// A quality measured on an own text: stored at once, and shown.
  void addScore(const Score& score);

  /// Asks the engine for this machine's devices; devicesChanged() follows.
  void findDevices() { m_devices.ask(); }

  // The run. `rounds` < 0: as the study says.
  void run(int rounds = -1);
  /// One round of one model at each of these precisions, one after another.
  void runPrecisions(const std::string& model, std::vector<std::string> precisions);
  void stop();

  Work work() const { return m_view.running || isRunning() ? Work::Run : m_claimed; }
  /// Why nothing else can be started now, in one sentence; empty when the machine is free.
  QString whyBusy() const;
  /// For a race or a text; false when the machine is not free. Given back by release().
  bool claim(Work work);
  void release();

Q_SIGNALS:
  void studyChanged();                       ///< models, workload, name: panels read everything again
  void evidenceChanged();                    ///< new values; at most two a second while running
  void viewChanged();
  void devicesChanged();                     ///< the devices of this machine became known
  void selectionChanged(const QString& model);
  void dirtyChanged(bool dirty);
  void runningChanged(bool running);
  void workChanged();                        ///< the machine is busy with something else, or free again
  void progressChanged();
  void roundFinished(int round);
  void measured();                           ///< one cell came in (before the coalesced evidenceChanged)
  void runEnded(bool stopped, const QString& error);
  void notice(const QString& sentence);      ///< last error or warning, one sentence

private:
  void setRunning(bool running);
  void takeLimits(const std::string& device, const Calibration& limits);
  void takeStarted(qint64 run, const Study& study, const Calibration& calibration);
  void takeMeasurement(const Measurement& measurement);
  void takeEnd(bool stopped, const QString& error);
  void startEngine(const Study& study, int rounds);
  void runNextPrecision();
  void loadDocument(Study study, const QString& file, const QString& store);
  void loadStore();
  void takeContents(RunStore::Contents contents);
  Study shownStudy() const;
  void rebuildEvidence();
  void describeDevices();
  void adaptDevice();
  void scheduleEvidence();
  void flushEvidence();
  void adaptQualityMetric();
  void setDirty(bool dirty);
  QString autosaveStore(const QString& name) const;
  Study studyToRun() const;
  Study onThisMachine(Study study) const;
  Status copyStore(const QString& target) const;

  Options m_options;
  Study m_study;
  Study m_effective;                       ///< m_study at the size this machine can hold
  Calibration m_calibration;               ///< of the CPU
  std::map<std::string, Calibration> m_limits; ///< of the other devices that were measured
  std::unique_ptr<Evidence> m_evidence;    ///< holds everything of the store, of models switched off as well
  std::vector<std::unique_ptr<Evidence>> m_retired; ///< replaced while somebody up the stack may still read them
  ViewState m_view;
  RunProgress m_progress;
  EngineClient m_engine;
  DeviceList m_devices;
  QTimer m_redraw;
  QElapsedTimer m_lastRedraw;
  QString m_filePath, m_storePath;
  QString m_storeAfterRun;                 ///< saved while running: results are copied there again at the end
  std::string m_precisionModel;
  std::vector<std::string> m_precisionsLeft; ///< of runPrecisions(), the next one last
  qint64 m_run = 0;                        ///< the store's number of the run that goes on, once it has said so
  bool m_runsStudy = false;                ///< it measures at the study's precision
  bool m_stopped = false;                  ///< the last run at the study's precision was ended by the person
  Work m_claimed = Work::None;             ///< Race or Text
  bool m_dirty = false;
};

} // namespace pareto::ui
