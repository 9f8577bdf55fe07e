// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/engine_process.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace pareto::ui {

/// One model of a race and everything it has shown so far. Times in milliseconds, bytes in bytes.
struct RaceLane {
  enum class State { Waiting, Loading, Ready, Running, Done, Stopped, Failed };
  std::string model;    ///< id or path
  QString name;         ///< as the window calls it
  bool answers = false; ///< trained weights and a tokenizer: its text is shown. Otherwise a speed demonstration
  int vocabulary = 0;   ///< ids of a speed demonstration stay below
  QString size;         ///< "1.3 B"; empty where nobody knows it
  State state = State::Waiting;
  QString text, error;
  QStringList warnings; ///< what the engine says beside the answer
  int tokens = 0, promptTokens = 0;
  std::optional<double> ttft, tpot, rate;
  double elapsed = 0; ///< from the prompt to the latest token
  std::vector<double>
      tokenTimes; ///< from the prompt to each token, as it came in here, at the end on the engine's clock
  qint64 weightBytes = 0;
  std::optional<qint64> stateBytes, peakBytes;
  bool endedItself = false; ///< an end token before the length asked for
  bool over() const { return state == State::Done || state == State::Stopped || state == State::Failed; }
};

/// What all lanes are asked.
struct RaceQuestion {
  QString prompt;       ///< for those that answer
  int promptTokens = 1; ///< for the others: so many ids are read
  int tokens = 64;      ///< written at most
  int requests = 1;     ///< at once in every lane; the first of them is what is shown
  int passes = 0;       ///< over a block, of models that denoise; 0 = one a token
  QString precision = QStringLiteral("f16");
  QString device = QStringLiteral("cpu");
  bool together = true; ///< at the same time, else one after another
};

/// More are not read in a race: they are arguments of a process.
inline constexpr int kMostRaced = 16'384;
/// Of a text: about as many tokens as a tokenizer would make of it.
int tokensOf(const QString& prompt);
/// Token ids in place of a prompt that no tokenizer can read, the same each time.
QString seededIds(int count, int vocabulary);
/// Whether some lane has a speed to be told.
bool hasResult(const std::vector<RaceLane>& lanes);
/// What each did, in words. A single run is no order, and that is said.
QString raceSentence(const std::vector<RaceLane>& lanes, const RaceQuestion& question);
/// With names that a title has room for: a file's may be of any length.
std::vector<RaceLane> withShortNames(std::vector<RaceLane> lanes);
/// What a slide says, in two lines whatever models are called; empty where fewer than two came through.
QString raceTitle(const std::vector<RaceLane>& lanes);

/// Runs `paretoscope-engine generate` once a lane. Lanes that run together are loaded first and then start at one
/// moment.
class RaceRunner : public QObject {
  Q_OBJECT

public:
  explicit RaceRunner(QString enginePath, QObject* parent = nullptr)
      : QObject(parent), m_enginePath(std::move(enginePath)) {}
  ~RaceRunner() override { endProcesses(); }

  void start(std::vector<RaceLane> lanes, const RaceQuestion& question);
  void stop();
  bool isRunning() const { return m_running; }
  const std::vector<RaceLane>& lanes() const { return m_lanes; }
  const RaceQuestion& question() const { return m_question; }

Q_SIGNALS:
  void laneChanged(int lane);
  void textCame(int lane, const QString& piece);
  void ended();

private:
  struct Runner {
    explicit Runner(const QString& enginePath) : process(enginePath) {}
    EngineProcess process;
    QElapsedTimer clock; ///< from the word to begin
  };
  void addRunner();
  void endProcesses();
  void launch(size_t lane);
  void launchNext();
  void take(size_t lane, const protocol::GenerateEvent& event);
  void takeReady(size_t lane, const protocol::Ready& ready);
  void takeToken(size_t lane, const protocol::Token& token);
  void takeAnswer(size_t lane, const protocol::Generated& answer);
  void takeEnd(size_t lane, const EngineEnd& end);
  void fail(size_t lane, const QString& sentence);
  void beginIfAllReady();
  void begin(size_t lane);
  void settle();

  QString m_enginePath;
  RaceQuestion m_question;
  std::vector<RaceLane> m_lanes;
  std::vector<std::unique_ptr<Runner>> m_runners;
  bool m_running = false, m_stopping = false;
};

} // namespace pareto::ui
