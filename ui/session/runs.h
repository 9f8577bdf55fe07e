// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/engine_run.h"
#include "ui/session/machine_lock.h"

#include <QObject>
#include <QString>

#include <vector>

namespace pareto::ui {

/// What is measured of the document: one study, or several one after another (each precision of a model is a run of its
/// own). Holds the machine from the first to the last.
class Runs : public QObject {
  Q_OBJECT

public:
  Runs(QString enginePath, MachineLock& machine, QObject* parent = nullptr);

  /// Where the results go, and how long.
  struct Order {
    QString store;
    int rounds = -1; ///< < 0: as the study says
  };
  /// False, and nothing happens, when the machine is not free. One study that fails does not keep the others from their
  /// turn.
  bool start(std::vector<Study> studies, const Order& order);
  /// This study in place of what is measured now, from the next cell on: what the store has no value of comes first.
  void change(Study study);
  /// At once; what is measured is kept, and ended() follows.
  void stop();
  /// At once, and nothing more is said about it.
  void abandon();
  bool isRunning() const { return m_engine.isRunning(); }
  /// Of the run that goes on; all zero before it has said anything.
  const protocol::Progress& progress() const { return m_progress; }

Q_SIGNALS:
  void started(const pareto::protocol::Started& event);
  void measured(const pareto::Measurement& measurement);
  void limited(const pareto::protocol::Limited& event);
  void progressed();
  void roundFinished(int round);
  /// One study is over; `last`: nothing goes on. `error` is one sentence, empty when it ended as it should (stopped
  /// included).
  void ended(bool stopped, const QString& error, bool last);
  void warning(const QString& sentence);

private:
  void startNext();
  void finish(bool stopped, const QString& error);

  MachineLock& m_machine;
  EngineRun m_engine;
  std::vector<Study> m_left; ///< the next one last
  bool m_changes = false;    ///< the engine was told of the next one, and has not begun it
  Order m_order;
  protocol::Progress m_progress;
};

} // namespace pareto::ui
