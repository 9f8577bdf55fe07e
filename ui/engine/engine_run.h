// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/engine_process.h"

namespace pareto::ui {

/// One run of `paretoscope-engine run`: its events become signals. Whatever cannot be understood is reported by
/// warning(), never dropped silently; what was measured is in the store whatever happens to the process.
class EngineRun : public QObject {
  Q_OBJECT

public:
  explicit EngineRun(QString enginePath, QObject* parent = nullptr);

  /// `rounds` < 0: as the study says. Its workload's place is measured before any other.
  void start(const QString& studyFile, const QString& storeFile, int rounds);
  /// Goes on with this study instead, after the cell that is being measured: started() follows. Models that both
  /// measure stay loaded.
  void change(const Study& study);
  /// Immediate: asks the engine to end, and kills it when it does not within a moment.
  void stop() { m_process.stop(); }
  /// Ends the run at once and says nothing more about it.
  void abandon() { m_process.abandon(); }
  bool isRunning() const { return m_process.isRunning(); }

Q_SIGNALS:
  void started(const pareto::protocol::Started& event);
  void progressed(const pareto::protocol::Progress& progress);
  /// Limits of a device that is not the CPU as soon as they are known, or better ones of the CPU.
  void limited(const pareto::protocol::Limited& event);
  void measured(const pareto::Measurement& measurement);
  void roundFinished(int round);
  /// The run is over; `error` is one sentence, empty when it ended as it should (stopped included).
  void ended(bool stopped, const QString& error);
  void warning(const QString& sentence);

private:
  void take(const protocol::RunEvent& event);
  void finish(const EngineEnd& end);

  EngineProcess m_process;
  bool m_finishedSeen = false;
};

} // namespace pareto::ui
