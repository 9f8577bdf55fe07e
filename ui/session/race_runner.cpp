// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/race_runner.h"

#include "core/formats/strict_json.h"
#include "core/study/event_fields.h"
#include "ui/engine/engine_client.h"

#include <algorithm>
#include <climits>

namespace pareto::ui {

namespace {

constexpr int kKillAfterMilliseconds = 1500;
constexpr int kBytesPerToken = 4; ///< of English text, about
constexpr int kMostSeeded = 4096;

QString textOf(const nlohmann::json& event, const char* key) { return QString::fromStdString(event_text(event, key)); }

} // namespace

QString seededIds(const QString& prompt, int vocabulary) {
  const int count = std::clamp<int>(static_cast<int>(prompt.toUtf8().size()) / kBytesPerToken, 1, kMostSeeded);
  QStringList ids;
  uint32_t state = 0x2545F491; // xorshift32, Marsaglia 2003
  for (int i = 0; i < count; ++i) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    ids << QString::number(state % static_cast<uint32_t>(std::max(1, vocabulary)));
  }
  return ids.join(QLatin1Char(','));
}

RaceRunner::RaceRunner(QString enginePath, QObject* parent)
    : QObject(parent), m_enginePath(std::move(enginePath)) {
  m_killTimer.setSingleShot(true);
  m_killTimer.setInterval(kKillAfterMilliseconds);
  connect(&m_killTimer, &QTimer::timeout, this, [this] {
    for (const auto& runner : m_runners)
      runner->process.kill();
  });
}

RaceRunner::~RaceRunner() { endProcesses(); }

/// Nobody hears what a process of an earlier race still says: its lane may be another model's by now.
void RaceRunner::endProcesses() {
  m_killTimer.stop(); // it was meant for these
  for (const auto& runner : m_runners) {
    runner->process.disconnect(this);
    runner->process.kill();
    runner->process.waitForFinished(kKillAfterMilliseconds);
  }
  m_runners.clear();
}

void RaceRunner::start(std::vector<RaceLane> lanes, const RaceQuestion& question) {
  if (m_running || lanes.empty())
    return;
  m_lanes = std::move(lanes);
  m_question = question;
  m_stopping = false;
  m_running = true;
  endProcesses();
  for (size_t i = 0; i < m_lanes.size(); ++i) {
    auto runner = std::make_unique<Runner>();
    QProcess* process = &runner->process;
    connect(process, &QProcess::readyReadStandardOutput, this, [this, i] { read(i); });
    connect(process, &QProcess::readyReadStandardError, this, [this, i] { m_runners[i]->errors += m_runners[i]->process.readAllStandardError(); });
    connect(process, &QProcess::finished, this, [this, i](int, QProcess::ExitStatus status) { processEnded(i, status == QProcess::CrashExit); });
    connect(process, &QProcess::errorOccurred, this, [this, i](QProcess::ProcessError error) {
      if (error == QProcess::FailedToStart)
        fail(i, tr("The engine could not be started: %1. Install Paretoscope again.").arg(m_runners[i]->process.errorString()));
    });
    m_runners.push_back(std::move(runner));
  }
  if (m_question.together)
    for (size_t i = 0; i < m_lanes.size(); ++i)
      launch(i);
  else
    launchNext();
}

void RaceRunner::launch(size_t lane) {
  RaceLane& each = m_lanes[lane];
  each.state = RaceLane::State::Loading;
  if (m_enginePath.isEmpty())
    return fail(lane, tr("The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again."));
  QStringList arguments{QStringLiteral("generate"), QString::fromStdString(each.model), QStringLiteral("--tokens"), QString::number(m_question.tokens), QStringLiteral("--precision"), m_question.precision,
                        QStringLiteral("--wait"), QStringLiteral("--json")};
  if (each.answers)
    arguments << QStringLiteral("--prompt") << m_question.prompt;
  else
    arguments << QStringLiteral("--tokens-in") << seededIds(m_question.prompt, each.vocabulary);
  m_runners[lane]->process.start(m_enginePath, arguments + EngineClient::withParent());
  Q_EMIT laneChanged(static_cast<int>(lane));
}

void RaceRunner::launchNext() {
  for (size_t i = 0; i < m_lanes.size() && !m_stopping; ++i)
    if (m_lanes[i].state == RaceLane::State::Waiting)
      return launch(i);
}

void RaceRunner::stop() {
  if (!m_running || m_stopping)
    return;
  m_stopping = true;
  for (size_t i = 0; i < m_lanes.size(); ++i) {
    if (m_lanes[i].state == RaceLane::State::Waiting) {
      m_lanes[i].state = RaceLane::State::Stopped;
      Q_EMIT laneChanged(static_cast<int>(i));
    }
    if (m_runners[i]->process.state() == QProcess::NotRunning)
      continue;
    if (m_lanes[i].state == RaceLane::State::Running) // it answers with its figures so far
      m_runners[i]->process.terminate();
    else
      m_runners[i]->process.kill();
  }
  m_killTimer.start();
  settle();
}

void RaceRunner::read(size_t lane) {
  Runner& runner = *m_runners[lane];
  runner.rest += runner.process.readAllStandardOutput();
  for (qsizetype end = 0; (end = runner.rest.indexOf('\n')) >= 0; runner.rest.remove(0, end + 1)) {
    const auto event = parse_strict_json({runner.rest.constData(), static_cast<size_t>(end)}, "engine");
    if (event && event->is_object())
      takeEvent(lane, *event);
    else if (end > 0)
      m_lanes[lane].error = tr("The engine said something that is not an event: “%1”").arg(QString::fromUtf8(runner.rest.left(std::min<qsizetype>(end, 120))));
  }
}

void RaceRunner::takeEvent(size_t lane, const nlohmann::json& event) {
  RaceLane& each = m_lanes[lane];
  if (each.over())
    return;
  const QString name = textOf(event, "event");
  if (name == QLatin1String("ready")) {
    each.state = RaceLane::State::Ready;
    each.weightBytes = event_count(event, "weight_bytes");
    each.promptTokens = static_cast<int>(event_count(event, "prompt_tokens", INT_MAX));
    beginIfAllReady();
  } else if (name == QLatin1String("token")) {
    takeToken(lane, event);
  } else if (name == QLatin1String("generated")) {
    takeEnd(lane, event);
  } else if (name == QLatin1String("warning")) {
    const QString message = textOf(event, "message");
    each.warnings << (textOf(event, "code") == QLatin1String("chat_approximate") ? tr("approximate prompt: %1").arg(message) : message);
  } else if (name == QLatin1String("error")) {
    each.error = textOf(event, "message");
  }
  Q_EMIT laneChanged(static_cast<int>(lane));
}

void RaceRunner::takeToken(size_t lane, const nlohmann::json& event) {
  RaceLane& each = m_lanes[lane];
  each.elapsed = static_cast<double>(m_runners[lane]->clock.nsecsElapsed()) / 1e6;
  if (++each.tokens == 1)
    each.ttft = each.elapsed;
  else if (each.ttft && each.elapsed > *each.ttft)
    each.rate = 1e3 * (each.tokens - 1) / (each.elapsed - *each.ttft);
  if (each.rate)
    each.tpot = 1e3 / *each.rate;
  if (!each.answers)
    return;
  const QString piece = textOf(event, "text");
  each.text += piece;
  Q_EMIT textCame(static_cast<int>(lane), piece);
}

void RaceRunner::takeEnd(size_t lane, const nlohmann::json& event) {
  RaceLane& each = m_lanes[lane];
  each.state = m_stopping ? RaceLane::State::Stopped : RaceLane::State::Done;
  each.ttft = event_number(event, "ttft_ms"); // the engine's own clock, without the way through the pipe
  each.tpot = event_number(event, "tpot_ms");
  each.rate = event_number(event, "decode_tokens_per_s");
  if (each.ttft)
    each.elapsed = *each.ttft + each.tpot.value_or(0) * std::max(0, each.tokens - 1);
  each.weightBytes = event_count(event, "weight_bytes");
  each.stateBytes = event_count(event, "state_bytes");
  each.peakBytes = event_count(event, "peak_rss_bytes");
  each.endedItself = textOf(event, "stop") == QLatin1String("end_token");
  settle();
}

void RaceRunner::fail(size_t lane, const QString& sentence) {
  m_lanes[lane].state = RaceLane::State::Failed;
  m_lanes[lane].error = sentence;
  Q_EMIT laneChanged(static_cast<int>(lane));
  beginIfAllReady(); // the others need not wait for it
  if (!m_question.together)
    launchNext();
  settle();
}

void RaceRunner::processEnded(size_t lane, bool crashed) {
  read(lane);
  RaceLane& each = m_lanes[lane];
  if (!each.over()) {
    if (m_stopping) {
      each.state = RaceLane::State::Stopped;
    } else {
      const QString said = QString::fromUtf8(m_runners[lane]->errors).trimmed().section(QLatin1Char('\n'), -1);
      return fail(lane, !each.error.isEmpty() ? each.error : !said.isEmpty() ? said : crashed ? tr("The engine ended unexpectedly; there may be too little memory.") : tr("The engine ended early."));
    }
  }
  Q_EMIT laneChanged(static_cast<int>(lane));
  if (!m_question.together)
    launchNext();
  settle();
}

void RaceRunner::begin(size_t lane) {
  m_lanes[lane].state = RaceLane::State::Running;
  m_runners[lane]->clock.start();
  m_runners[lane]->process.write("\n");
}

void RaceRunner::beginIfAllReady() {
  const bool waiting = std::any_of(m_lanes.begin(), m_lanes.end(), [](const RaceLane& lane) { return lane.state == RaceLane::State::Loading; });
  if (m_stopping || (m_question.together && waiting))
    return;
  for (size_t i = 0; i < m_lanes.size(); ++i)
    if (m_lanes[i].state == RaceLane::State::Ready) {
      begin(i);
      Q_EMIT laneChanged(static_cast<int>(i));
    }
}

void RaceRunner::settle() {
  if (!m_running || std::any_of(m_lanes.begin(), m_lanes.end(), [](const RaceLane& lane) { return !lane.over(); }))
    return;
  m_running = false;
  const bool lingers = std::any_of(m_runners.begin(), m_runners.end(), [](const auto& runner) { return runner->process.state() != QProcess::NotRunning; });
  lingers ? m_killTimer.start() : m_killTimer.stop(); // it has answered: nobody waits for its end
  Q_EMIT ended();
}

} // namespace pareto::ui
