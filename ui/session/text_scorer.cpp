// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/text_scorer.h"

#include "core/formats/strict_json.h"
#include "core/study/event_fields.h"
#include "ui/engine/engine_client.h"

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kKillAfterMilliseconds = 3000; ///< a window in progress is finished and its score kept
constexpr int kShownCharacters = 120;

double numberOf(const nlohmann::json& event, const char* key, double otherwise) { return event_number(event, key).value_or(otherwise); }
QString textOf(const nlohmann::json& event, const char* key) { return QString::fromStdString(event_text(event, key)); }

} // namespace

TextScorer::TextScorer(QString enginePath, QObject* parent)
    : QObject(parent), m_enginePath(std::move(enginePath)) {
  m_killTimer.setSingleShot(true);
  m_killTimer.setInterval(kKillAfterMilliseconds);
  connect(&m_killTimer, &QTimer::timeout, &m_process, &QProcess::kill);
  connect(&m_process, &QProcess::readyReadStandardOutput, this, &TextScorer::read);
  connect(&m_process, &QProcess::readyReadStandardError, this, [this] { m_errors += m_process.readAllStandardError(); });
  connect(&m_process, &QProcess::finished, this, &TextScorer::stepEnded);
  connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart)
      return; // the other kinds are followed by finished()
    Q_EMIT failed({}, tr("The engine could not be started: %1. Install Paretoscope again.").arg(m_process.errorString()));
    finish();
  });
}

TextScorer::~TextScorer() {
  m_process.disconnect(this);
  m_process.kill();
  m_process.waitForFinished(kKillAfterMilliseconds);
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
  m_rest.clear();
  m_errors.clear();
  m_error.clear();
  if (m_enginePath.isEmpty()) {
    Q_EMIT failed({}, tr("The program paretoscope-engine is missing: it belongs beside this program; install Paretoscope again."));
    return finish();
  }
  const Step& step = m_steps[m_at];
  QStringList arguments{QStringLiteral("evaluate"), QString::fromStdString(step.model), QStringLiteral("--text"), m_question.file, QStringLiteral("--precision"), step.precision, QStringLiteral("--json")};
  if (!m_question.store.isEmpty())
    arguments << QStringLiteral("--store") << m_question.store;
  if (step.lookup) {
    arguments << QStringLiteral("--task") << QStringLiteral("lookup");
  } else {
    QStringList contexts;
    for (int64_t context : m_question.contexts)
      contexts << QString::number(context);
    arguments << QStringLiteral("--context") << contexts.join(QLatin1Char(','));
    if (!m_question.against.isEmpty() && m_question.against != step.precision)
      arguments << QStringLiteral("--against") << m_question.against;
  }
  Q_EMIT progressed(static_cast<double>(m_at) / static_cast<double>(m_steps.size()), QString::fromStdString(step.model), step.lookup ? QStringLiteral("lookup") : QStringLiteral("text"), -1);
  m_process.start(m_enginePath, arguments + EngineClient::withParent(), QIODevice::ReadOnly);
}

void TextScorer::stop() {
  if (!m_running || m_stopping)
    return;
  m_stopping = true;
  m_process.terminate();
  m_killTimer.start();
}

void TextScorer::read() {
  m_rest += m_process.readAllStandardOutput();
  for (qsizetype end = 0; (end = m_rest.indexOf('\n')) >= 0; m_rest.remove(0, end + 1))
    takeLine(m_rest.left(end));
}

void TextScorer::takeLine(const QByteArray& line) {
  if (line.trimmed().isEmpty())
    return;
  const QString model = QString::fromStdString(m_steps[m_at].model);
  const auto event = parse_strict_json({line.constData(), static_cast<size_t>(line.size())}, "engine");
  const QString name = event && event->is_object() ? textOf(*event, "event") : QString();
  if (name == QLatin1String("score")) {
    auto score = score_from_json(*event);
    if (!score) {
      Q_EMIT failed(model, QString::fromStdString(score.error().message));
      return;
    }
    score->model = m_steps[m_at].model; // as the study names it
    Q_EMIT scored(*score);
  } else if (name == QLatin1String("progress")) {
    const double total = std::max(1.0, numberOf(*event, "total", 1)), inside = std::clamp(numberOf(*event, "done", 0) / total, 0.0, 1.0);
    Q_EMIT progressed((static_cast<double>(m_at) + inside) / static_cast<double>(m_steps.size()), model, textOf(*event, "what"), numberOf(*event, "remaining_s", -1));
  } else if (name == QLatin1String("warning")) {
    Q_EMIT warned(model, textOf(*event, "message"));
  } else if (name == QLatin1String("error")) {
    m_error = textOf(*event, "message");
  } else {
    Q_EMIT failed(model, tr("The engine said something that is not understood: “%1”").arg(QString::fromUtf8(line.left(kShownCharacters))));
  }
}

void TextScorer::stepEnded(int exitCode, QProcess::ExitStatus status) {
  m_killTimer.stop();
  read();
  if (!m_stopping && (exitCode != 0 || status != QProcess::NormalExit)) {
    const QString said = QString::fromUtf8(m_errors).trimmed().section(QLatin1Char('\n'), -1);
    Q_EMIT failed(QString::fromStdString(m_steps[m_at].model), !m_error.isEmpty() ? m_error : !said.isEmpty() ? said : tr("The engine ended unexpectedly; there may be too little memory."));
  }
  ++m_at;
  next();
}

void TextScorer::finish() {
  m_running = false;
  m_killTimer.stop();
  Q_EMIT ended(m_stopping);
}

} // namespace pareto::ui
