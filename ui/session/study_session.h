// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/device_list.h"
#include "ui/session/document.h"
#include "ui/session/machine_lock.h"
#include "ui/session/model_opener.h"
#include "ui/session/results.h"
#include "ui/session/runs.h"
#include "ui/session/session_state.h"
#include "ui/session/view.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pareto::ui {

/// The parts of a session, and what happens between them: a change of the document reaches the results, then the view,
/// then the panels, so that whoever hears of a change finds everything in line. Panels read the parts and ask them for
/// changes; they hold no copy.
class StudySession : public QObject {
  Q_OBJECT

public:
  struct Options {
    QString enginePath;                                ///< empty: nothing can be run
    QString dataFolder;                                ///< stores of studies without a file
    std::shared_ptr<const PublishedResults> published; ///< may be null
    int patience = 60; ///< milliseconds a change waits for the models it needs; later ones appear when they are opened
  };
  explicit StudySession(Options options, QObject* parent = nullptr);
  ~StudySession() override;

  // The parts: whoever reads or changes what concerns one of them alone asks it.
  Document& document() { return m_document; }
  const Document& document() const { return m_document; }
  const Results& results() const { return m_results; } ///< its evidence is of the models switched on
  View& view() { return m_view; }
  const View& view() const { return m_view; }
  MachineLock& machine() { return m_machine; }
  const MachineLock& machine() const { return m_machine; }
  Runs& runs() { return m_runs; }
  const Runs& runs() const { return m_runs; }
  DeviceList& devices() { return m_devices; } ///< of this machine, once they were asked for
  const DeviceList& devices() const { return m_devices; }
  const ModelOpener& opener() const { return m_opener; } ///< pending models are not among the evidence yet
  const Options& options() const { return m_options; }

  // Documents. Opening shows the results stored for the study.
  void openQuickLook();
  void openHybridRatios();
  void newStudy();
  Status open(const QString& file);
  /// Writes the document and moves its results beside it (FILE.results.sqlite).
  Status save(const QString& file);
  /// What the session is now, and one that was kept in place of it; its results come from its store.
  SessionState state() const;
  void restore(const SessionState& state);
  /// Folder where files made for this study go (matching baselines).
  QString companionFolder() const;

  // Changes that concern more than one part.
  /// Limits, the place and the answer length (the workload), and the device go to the document, where they can be taken
  /// back.
  void setView(ViewState view);
  /// Off: hidden when it has results (they are kept), otherwise taken out. On: the reverse.
  void setModelUsed(const std::string& model, bool used);
  /// Measured on this device as well, or no longer (what was measured is kept); the last one stays.
  void setDeviceUsed(const std::string& device, bool used);
  /// A quality measured on an own text, which the engine has stored.
  void addScore(const Score& score);
  /// A value of another tool or machine, which the engine has stored.
  void addImported(const Measurement& value) { m_results.take(value); }
  /// Where the study can be measured now. `rounds` < 0: as the study says. runEnded() tells what keeps it from
  /// starting.
  void run(int rounds = -1);
  /// One round of one model at each of these precisions, one after another.
  void runPrecisions(const std::string& model, const std::vector<std::string>& precisions);

Q_SIGNALS:
  void studyChanged(); ///< document and what is switched off: panels read everything again
  void evidenceChanged(pareto::ui::ResultChanges what); ///< new values; at most two a second while running
  void viewChanged(pareto::ui::ViewChanges what);
  void devicesChanged(); ///< the devices of this machine became known
  void selectionChanged(const QString& model);
  void dirtyChanged(bool dirty);
  void runningChanged(bool running);
  void workChanged(); ///< the machine is busy with something else, or free again
  void progressChanged();
  void roundFinished(int round);
  void measured(); ///< one cell came in (before the coalesced evidenceChanged)
  void runEnded(bool stopped, const QString& error);
  void notice(const QString& sentence); ///< last error or warning, one sentence

private:
  void connectParts();
  void connectRuns();
  void loadStudy(Study study, const QString& store);
  void load(Document::Edit edit, const QString& file, const QString& store);
  void showDocument(const QString& store, ViewState view);
  void takeDocument(DocumentChanges what);
  void showResults();
  void takeOpened();
  std::vector<std::string> mayBeShown() const;
  std::vector<std::string> leftOut() const;
  void takeStarted(const protocol::Started& event);
  void takeEnd(bool stopped, const QString& error, bool last);
  /// The view with what it may show of the present evidence: a device of the study, a quality that is known.
  ViewState adapted(ViewState view) const;
  ViewState withDocument(ViewState view) const;
  void setRunning(bool running);
  void start(std::vector<Study> studies, int rounds);
  Study onThisMachine(Study study) const;
  Study toMeasure() const { return onThisMachine(m_document.withoutHidden()); }
  bool measuresAnother() const;
  void changeRun();
  QString autosaveStore(const QString& name) const;

  Options m_options;
  View m_view;
  Document m_document;
  Results m_results;
  MachineLock m_machine;
  Runs m_runs;
  DeviceList m_devices;
  ModelOpener m_opener;
  bool m_lookAgain = false;        ///< files may have changed, and what is measured is of them as they are now
  std::optional<Study> m_measured; ///< what run() started
  QTimer m_change;                 ///< several ticks and steps are one change
  QString m_storeAfterRun;         ///< saved while running: results are copied there again at the end
  std::string m_size;              ///< of the built-in models shown last
};

} // namespace pareto::ui
