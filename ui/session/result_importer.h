// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/imports/import.h"
#include "ui/engine/engine_process.h"

#include <QObject>
#include <QString>

namespace pareto::ui {

/// Runs `paretoscope-engine import`: the values of a result file come as they enter the store. They were measured
/// elsewhere, so that it needs nothing of this machine and goes on beside a run.
class ResultImporter : public QObject {
  Q_OBJECT

public:
  explicit ResultImporter(const QString& enginePath, QObject* parent = nullptr);
  /// `hints`: what the person says of the file. False while another file is imported.
  bool start(const QString& file, const ImportHints& hints, const QString& store);
  bool isRunning() const { return m_process.isRunning(); }

Q_SIGNALS:
  void imported(const pareto::Measurement& value);
  /// All is in the store. `leftOut`: runs that state no value at a known place.
  void finished(const QString& tool, int values, int leftOut);
  void failed(const QString& sentence);

private:
  void take(const protocol::ImportEvent& event);

  EngineProcess m_process;
};

} // namespace pareto::ui
