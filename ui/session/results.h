// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/study/protocol/messages.h"
#include "core/study/run_store.h"

#include <QElapsedTimer>
#include <QFlags>
#include <QObject>
#include <QString>
#include <QTimer>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pareto::ui {

class DeviceList;

/// What of the results changed.
enum class ResultChange : uint8_t {
  Values = 1,  ///< measurements came in; those before them stand as they did
  Scores = 2,  ///< a quality of an own text
  Study = 4,   ///< which models, devices and precision they are of
  Devices = 8, ///< names and limits of devices
  Cost = 16,   ///< what is stated of money and volume; no value
};
Q_DECLARE_FLAGS(ResultChanges, ResultChange)
Q_DECLARE_OPERATORS_FOR_FLAGS(ResultChanges)

/// Everything measured for the document: its store, read once, and what comes in since. Kept as evidence of the models
/// that are shown; what was measured of others waits in it. The engine alone writes the store.
class Results : public QObject {
  Q_OBJECT

public:
  /// `published` may be null.
  explicit Results(std::shared_ptr<const PublishedResults> published, QObject* parent = nullptr);
  ~Results() override;

  /// Valid until control is back in the event loop, also when another document is opened meanwhile.
  const Evidence& evidence() const { return *m_evidence; }
  /// The document's study as far as it is shown, or at a smaller size where the engine said that this machine holds no
  /// larger one.
  const Study& effective() const { return m_effective; }
  const std::vector<Score>& scores() const {
    return m_evidence->scores();
  } ///< of every model and precision, in the order they came
  bool isEmpty() const { return m_evidence->everything().empty(); }
  bool holds(const std::string& model) const; ///< something was measured of it, by this name
  const QString& storePath() const { return m_storePath; }

  // The document. None of these says changed(): whoever calls them does, by flush(), once all is in line.
  /// Another document: nothing of the former stays, what `store` holds is shown. `leftOut`: models that are not shown.
  void replace(const Study& study, const std::vector<std::string>& leftOut, const QString& store);
  /// The document as it is now; only models that are new to it are opened.
  void show(const Study& study, const std::vector<std::string>& leftOut);
  /// The document asks for another workload; all else is as it was.
  void setWorkload(const Workload& workload);
  /// Another machine is decided about; what was measured is as it was.
  void setTarget(const std::string& device);
  /// What is stated of money and volume is another; all else is as it was.
  void setCost(const CostInputs& cost);
  /// Models whose files have changed are opened anew: what is measured from here on is of them as they are now.
  void lookAgain() { m_evidence->look_again(); }
  /// What is known of the study's devices: their measured limits, else what the engine says of this machine's.
  void describe(const DeviceList& devices);
  /// From here on the results are in another file.
  void setStorePath(const QString& store) { m_storePath = store; }
  /// A consistent copy. A study that was never measured has no store, and its copy none either.
  Status copyTo(const QString& store) const;

  // The engine. These say changed() soon, at most twice a second; endRun() says nothing.
  /// `asked`: what the run was to measure.
  void take(const protocol::Started& started, const Study& asked);
  void take(const Measurement& measurement);
  void take(const protocol::Limited& limits);
  void take(const Score& score);
  /// The run that went on is over; `stopped`: the person ended it.
  void endRun(bool stopped);
  void schedule(ResultChanges what);
  void flush(ResultChanges what);

Q_SIGNALS:
  void changed(pareto::ui::ResultChanges what);
  void notice(const QString& sentence);

private:
  void load();
  void takeContents(RunStore::Contents contents);
  Study shown() const;
  void rebuild();
  void describeMeasured();
  void describeHost(const DeviceFacts& facts);

  std::shared_ptr<const PublishedResults> m_published;
  Study m_study;     ///< the document's
  Study m_effective; ///< m_study at the size this machine can hold
  std::vector<std::string> m_leftOut;
  Calibration m_calibration;                        ///< of the CPU
  std::map<std::string, Calibration> m_limits;      ///< of the other devices that were measured
  std::unique_ptr<Evidence> m_evidence;             ///< holds everything of the store, of models switched off as well
  std::vector<std::unique_ptr<Evidence>> m_retired; ///< replaced while somebody up the stack may still read them
  QString m_storePath;
  QTimer m_redraw;
  QElapsedTimer m_lastRedraw;
  ResultChanges m_changes;  ///< not said yet
  bool m_started = false;   ///< a run goes on, and has begun to measure
  bool m_runsStudy = false; ///< it measures at the study's precision
  bool m_stopped = false;   ///< the last run at the study's precision was ended by the person
};

} // namespace pareto::ui
