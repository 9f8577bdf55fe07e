// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/race_runner.h"

#include <algorithm>
#include <climits>

namespace pareto::ui {

namespace {

constexpr int kBytesPerToken = 4; ///< of English text, about

constexpr double kHeldBack = 0.5; ///< of the engine's time between its first and its last token

/// Tokens came through a pipe; once the engine says when its first and its last one were, all stand on its clock, so
/// that nothing has two times. Tokens that came much closer together than they were made were held back on the way:
/// when each was made is not known, and they stand evenly.
void onEngineClock(std::vector<double>& times, double first, double last) {
  if (times.empty())
    return;
  const double from = times.front(), span = times.back() - from;
  for (size_t i = 0; i < times.size(); ++i) {
    const double share = span > kHeldBack * (last - first) ? (times[i] - from) / span
                         : times.size() > 1 ? static_cast<double>(i) / static_cast<double>(times.size() - 1)
                                            : 0;
    times[i] = first + share * (last - first);
  }
}

} // namespace

int tokensOf(const QString& prompt) {
  return std::clamp<int>(static_cast<int>(prompt.toUtf8().size()) / kBytesPerToken, 1, kMostRaced);
}

QString seededIds(int count, int vocabulary) {
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

void RaceRunner::start(std::vector<RaceLane> lanes, const RaceQuestion& question) {
  if (m_running || lanes.empty())
    return;
  m_lanes = std::move(lanes);
  m_question = question;
  m_stopping = false;
  m_running = true;
  endProcesses();
  while (m_runners.size() < m_lanes.size())
    addRunner();
  if (m_question.together)
    for (size_t i = 0; i < m_lanes.size(); ++i)
      launch(i);
  else
    launchNext();
}

/// Nobody hears what a process of an earlier race still says: its lane may be another model's by now.
void RaceRunner::endProcesses() {
  for (const auto& runner : m_runners)
    runner->process.kill();
  m_runners.clear();
}

void RaceRunner::addRunner() {
  const size_t lane = m_runners.size();
  EngineProcess& process = m_runners.emplace_back(std::make_unique<Runner>(m_enginePath))->process;
  process.converse<protocol::GenerateEvent>([this, lane](const protocol::GenerateEvent& event) { take(lane, event); });
  connect(&process, &EngineProcess::notUnderstood, this,
          [this, lane](const QString& sentence) { m_lanes[lane].error = sentence; });
  connect(&process, &EngineProcess::ended, this, [this, lane](const EngineEnd& end) { takeEnd(lane, end); });
}

void RaceRunner::launch(size_t lane) {
  RaceLane& each = m_lanes[lane];
  each.state = RaceLane::State::Loading;
  QStringList arguments{QStringLiteral("generate"),    QString::fromStdString(each.model),
                        QStringLiteral("--tokens"),    QString::number(m_question.tokens),
                        QStringLiteral("--precision"), m_question.precision,
                        QStringLiteral("--device"),    m_question.device,
                        QStringLiteral("--wait"),      QStringLiteral("--json")};
  if (m_question.requests > 1)
    arguments << QStringLiteral("--requests") << QString::number(m_question.requests);
  if (m_question.passes > 0)
    arguments << QStringLiteral("--denoising-steps") << QString::number(m_question.passes);
  if (each.answers)
    arguments << QStringLiteral("--prompt") << m_question.prompt;
  else
    arguments << QStringLiteral("--tokens-in") << seededIds(m_question.promptTokens, each.vocabulary);
  Q_EMIT laneChanged(static_cast<int>(lane));
  m_runners[lane]->process.start(arguments, QIODevice::ReadWrite);
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
    if (m_lanes[i].state == RaceLane::State::Running) // it answers with its figures so far
      m_runners[i]->process.stop();
    else
      m_runners[i]->process.kill();
  }
  settle();
}

void RaceRunner::take(size_t lane, const protocol::GenerateEvent& event) {
  using namespace protocol;
  RaceLane& each = m_lanes[lane];
  if (each.over())
    return;
  std::visit(Visitor{[](const Unknown&) {}, [&](const Ready& ready) { takeReady(lane, ready); },
                     [&](const Token& token) { takeToken(lane, token); },
                     [&](const Generated& answer) { takeAnswer(lane, answer); },
                     [&](const Warned& said) {
                       const QString message = QString::fromStdString(said.message);
                       each.warnings << (said.code == "chat_approximate" ? tr("approximate prompt: %1").arg(message)
                                                                         : message);
                     },
                     [&](const Failed& said) { each.error = QString::fromStdString(said.error.message); }},
             event);
  Q_EMIT laneChanged(static_cast<int>(lane));
}

void RaceRunner::takeReady(size_t lane, const protocol::Ready& ready) {
  RaceLane& each = m_lanes[lane];
  each.state = RaceLane::State::Ready;
  each.weightBytes = ready.weight_bytes;
  each.promptTokens = static_cast<int>(std::min<int64_t>(ready.prompt_tokens, INT_MAX));
  beginIfAllReady();
}

void RaceRunner::takeToken(size_t lane, const protocol::Token& token) {
  RaceLane& each = m_lanes[lane];
  each.elapsed = static_cast<double>(m_runners[lane]->clock.nsecsElapsed()) / 1e6;
  each.tokenTimes.push_back(each.elapsed);
  if (++each.tokens == 1)
    each.ttft = each.elapsed;
  else if (each.ttft && each.elapsed > *each.ttft)
    each.rate = 1e3 * (each.tokens - 1) / (each.elapsed - *each.ttft);
  if (each.rate)
    each.tpot = 1e3 / *each.rate;
  if (!each.answers)
    return;
  const QString piece = QString::fromStdString(token.text.value_or(std::string()));
  each.text += piece;
  Q_EMIT textCame(static_cast<int>(lane), piece);
}

void RaceRunner::takeAnswer(size_t lane, const protocol::Generated& answer) {
  RaceLane& each = m_lanes[lane];
  each.state = m_stopping ? RaceLane::State::Stopped : RaceLane::State::Done;
  each.ttft = answer.ttft_ms; // the engine's own clock, without the way through the pipe
  each.tpot = answer.tpot_ms;
  each.rate = answer.decode_tokens_per_s;
  if (each.ttft)
    each.elapsed = *each.ttft + each.tpot.value_or(0) * std::max(0, each.tokens - 1);
  if (each.ttft)
    onEngineClock(each.tokenTimes, *each.ttft, each.elapsed);
  each.weightBytes = answer.weight_bytes;
  each.stateBytes = answer.state_bytes;
  each.peakBytes = answer.peak_rss_bytes;
  each.endedItself = answer.stop == "end_token";
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

void RaceRunner::takeEnd(size_t lane, const EngineEnd& end) {
  RaceLane& each = m_lanes[lane];
  if (!each.over() && !m_stopping)
    return fail(lane, !each.error.isEmpty()     ? each.error
                      : !end.sentence.isEmpty() ? end.sentence
                      : !end.reason.isEmpty()   ? end.reason
                                                : tr("The engine ended early."));
  if (!each.over())
    each.state = RaceLane::State::Stopped;
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
  const bool waiting = std::any_of(m_lanes.begin(), m_lanes.end(),
                                   [](const RaceLane& lane) { return lane.state == RaceLane::State::Loading; });
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
  for (const auto& runner : m_runners)
    if (runner->process.isRunning())
      runner->process.expire(); // it has answered: nobody waits for its end
  Q_EMIT ended();
}

} // namespace pareto::ui
