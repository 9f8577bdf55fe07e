// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/text_scorer.h"

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kKillAfterMilliseconds = 3000; ///< a window in progress is finished and its score kept

} // namespace

TextScorer::TextScorer(QString enginePath, QObject* parent)
    : QObject(parent), m_process(std::move(enginePath), kKillAfterMilliseconds) {
  m_process.converse<protocol::EvaluateEvent>([this](const protocol::EvaluateEvent& event) { take(event); });
  connect(&m_process, &EngineProcess::notUnderstood, this,
          [this](const QString& sentence) { Q_EMIT failed(model(), sentence); });
  connect(&m_process, &EngineProcess::ended, this, &TextScorer::stepEnded);
}

void TextScorer::start(const TextQuestion& question) {
  if (m_running)
    return;
  m_question = question;
  m_steps.clear();
  for (const bool lookup : {false, true}) // look-ups after all texts: they take longest
    for (const QString& precision : question.precisions)
      for (const std::string& model : question.models)
        if (!lookup || question.lookup)
          m_steps.push_back({model, precision, lookup});
  m_at = 0;
  m_stopping = false;
  m_running = true;
  next();
}

void TextScorer::next() {
  if (m_stopping || m_at >= m_steps.size())
    return finish();
  const Step& step = m_steps[m_at];
  Q_EMIT progressed(static_cast<double>(m_at) / static_cast<double>(m_steps.size()), model(),
                    step.lookup ? QStringLiteral("lookup") : QStringLiteral("text"), -1);
  m_process.start(arguments());
}

QStringList TextScorer::arguments() const {
  const Step& step = m_steps[m_at];
  QStringList arguments{QStringLiteral("evaluate"),    model(),        QStringLiteral("--text"), m_question.file,
                        QStringLiteral("--precision"), step.precision, QStringLiteral("--json")};
  if (!m_question.store.isEmpty())
    arguments << QStringLiteral("--store") << m_question.store;
  if (step.lookup)
    return arguments << QStringLiteral("--task") << QStringLiteral("lookup");
  QStringList contexts;
  for (int64_t context : m_question.contexts)
    contexts << QString::number(context);
  arguments << QStringLiteral("--context") << contexts.join(QLatin1Char(','));
  if (!m_question.against.isEmpty() && m_question.against != step.precision)
    arguments << QStringLiteral("--against") << m_question.against;
  return arguments;
}

void TextScorer::stop() {
  if (!m_running || m_stopping)
    return;
  m_stopping = true;
  m_process.stop();
}

void TextScorer::take(const protocol::EvaluateEvent& event) {
  using namespace protocol;
  std::visit(Visitor{[this](const Unknown& each) { Q_EMIT failed(model(), EngineProcess::unknownSentence(each)); },
                     [this](const Scored& each) {
                       Score score = each.score;
                       score.model = m_steps[m_at].model; // as the study names it
                       Q_EMIT scored(score);
                     },
                     [this](const Working& each) { takeProgress(each); },
                     [this](const Warned& each) { Q_EMIT warned(model(), QString::fromStdString(each.message)); },
                     [](const Failed&) {}}, // told with the process's end
             event);
}

void TextScorer::takeProgress(const protocol::Working& progress) {
  const double inside =
      progress.total > 0
          ? std::clamp(static_cast<double>(progress.done) / static_cast<double>(progress.total), 0.0, 1.0)
          : 0;
  Q_EMIT progressed((static_cast<double>(m_at) + inside) / static_cast<double>(m_steps.size()), model(),
                    QString::fromStdString(progress.what), progress.remaining_s.value_or(-1));
}

/// What ends all steps the same is said once.
void TextScorer::stepEnded(const EngineEnd& end) {
  const bool ran = end.how == EngineEnd::How::Exited || end.how == EngineEnd::How::Crashed;
  if (!ran) {
    Q_EMIT failed({}, end.sentence);
    return finish();
  }
  if (!m_stopping && !end.good())
    Q_EMIT failed(model(), end.sentence);
  ++m_at;
  next();
}

void TextScorer::finish() {
  m_running = false;
  Q_EMIT ended(m_stopping);
}

} // namespace pareto::ui
