// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/quantity.h"
#include "core/measure/calibration.h"
#include "core/measure/measurement.h"
#include "core/study/study.h"

#include <QByteArray>
#include <QObject>
#include <QProcess>
#include <QString>
#include <QTimer>

namespace pareto::ui {

/// What the engine measures now and how far the round is.
struct RunProgress {
  CellKey cell;
  int round = 0;
  int done = 0, total = 0;
  double remainingSeconds = 0;
};

/// One run of `paretoscope-engine run`: its JSON Lines become signals. Whatever cannot be understood is reported by warning(),
/// never dropped silently; what was measured is in the store whatever happens to the process.
class EngineClient : public QObject {
  Q_OBJECT

public:
  explicit EngineClient(QString enginePath, QObject* parent = nullptr);
  ~EngineClient() override;

  /// Beside the running program, or where the build tree puts it; empty when it is in neither place.
  static QString findEngine();
  /// What every engine process that this program starts is told besides: to end when this program does, however that ends.
  static QStringList withParent();
  const QString& enginePath() const { return m_enginePath; }

  /// `rounds` < 0: as the study says. Each model is measured where the person looks before anywhere else.
  void start(const QString& studyFile, const QString& storeFile, int rounds, const OperatingPoint& first);
  /// Immediate: asks the engine to end, and kills it when it does not within a moment.
  void stop();
  /// Ends the run at once and says nothing more about it.
  void abandon();
  bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

Q_SIGNALS:
  /// `run`: its number in the store.
  void started(qint64 run, const pareto::Study& study, const pareto::Calibration& calibration);
  void progressed(const pareto::ui::RunProgress& progress);
  /// Limits of a device that is not the CPU, as soon as they are known.
  void limited(const std::string& device, const pareto::Calibration& limits);
  void measured(const pareto::Measurement& measurement);
  void roundFinished(int round);
  /// The run is over; `error` is one sentence, empty when it ended as it should (stopped included).
  void ended(bool stopped, const QString& error);
  void warning(const QString& sentence);

private:
  void readOutput();
  void readErrors();
  void takeLine(const QByteArray& line);
  void takeEvent(const nlohmann::json& event);
  void finish(int exitCode, QProcess::ExitStatus status);
  void processError(QProcess::ProcessError error);

  QString m_enginePath;
  QProcess m_process;
  QTimer m_killTimer;
  QByteArray m_rest;        ///< an unfinished line
  QByteArray m_errorRest;
  QString m_error;          ///< sentence of the last error event or line of standard error
  bool m_stopAsked = false;
  bool m_finishedSeen = false;
};

} // namespace pareto::ui
