// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/race/race_lane_view.h"

#include "ui/outline.h"
#include "ui/type_scale.h"
#include "ui/words/format.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

constexpr int kLeastLines = 3; ///< of an answer

} // namespace

RaceLaneView::RaceLaneView(int number, QWidget* parent)
    : QFrame(parent), m_number(number), m_chooser(new QComboBox(this)), m_speed(new QLabel(this)),
      m_mark(new QLabel(this)), m_figures(new QLabel(this)), m_text(new WholeText(kLeastLines, this)),
      m_progress(new QProgressBar(this)) {
  m_chooser->setObjectName(QStringLiteral("raceModel%1").arg(number));
  m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_chooser->setMinimumContentsLength(10);
  m_text->setObjectName(QStringLiteral("raceText%1").arg(number));
  m_text->setReadOnly(true);
  m_figures->setObjectName(QStringLiteral("raceFigures%1").arg(number));
  m_figures->setWordWrap(true);
  m_figures->setTextFormat(Qt::PlainText); // it shows words out of a model's files
  m_mark->setObjectName(QStringLiteral("raceMark%1").arg(number));
  m_mark->setWordWrap(true);
  m_mark->setForegroundRole(QPalette::PlaceholderText);
  m_progress->setObjectName(QStringLiteral("raceProgress%1").arg(number));
  m_speed->setObjectName(QStringLiteral("raceSpeed%1").arg(number));
  m_speed->setFont(sized(m_speed->font(), kHeadingType, true)); // beside three others there is no room for a larger one
  auto* head = new QHBoxLayout;
  head->addWidget(m_chooser, 1);
  head->addWidget(m_speed);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(4);
  column->addLayout(head);
  column->addWidget(m_mark);
  column->addWidget(m_text);
  column->addWidget(m_progress);
  column->addWidget(m_figures);
  column->addStretch();
}

void RaceLaneView::paintEvent(QPaintEvent*) { paintOutline(*this, 1); }

void RaceLaneView::retranslate() {
  m_chooser->setAccessibleName(tr("Model of lane %1").arg(m_number));
  m_text->setAccessibleName(tr("Answer of lane %1").arg(m_number));
  m_progress->setAccessibleName(tr("Progress of lane %1").arg(m_number));
}

void RaceLaneView::showModel(bool answers, const QString& problem) {
  m_mark->setText(unbroken(!problem.isEmpty() ? problem
                           : answers          ? tr("trained weights: its answer is shown")
                                              : tr("speed demonstration: its text is hidden")));
  m_text->setPlaceholderText(tr("The answer appears here."));
  m_text->setVisible(answers); // who has nothing to say leaves the room to the strips
  m_mark->setToolTip(
      answers ? QString()
              : tr("Random weights, or no tokenizer: this model has nothing to say, but its speed is real."));
  clear();
}

void RaceLaneView::clear() {
  m_text->clear();
  m_speed->setText({});
  m_figures->setText({});
  m_progress->setRange(0, 1);
  m_progress->setValue(0);
  m_progress->setFormat(QString());
}

void RaceLaneView::append(const QString& piece) {
  m_text->moveCursor(QTextCursor::End);
  m_text->insertPlainText(piece);
}

QString RaceLaneView::stateText(const RaceLane& lane) {
  switch (lane.state) {
  case RaceLane::State::Waiting: return tr("waits for its turn");
  case RaceLane::State::Loading: return tr("loads its weights …");
  case RaceLane::State::Ready: return tr("ready, waits for the others");
  case RaceLane::State::Running: return lane.tokens == 0 ? tr("reads the prompt …") : tr("%1 tokens");
  case RaceLane::State::Done: return lane.endedItself ? tr("%1 tokens, ended by itself") : tr("%1 tokens, done");
  case RaceLane::State::Stopped: return tr("%1 tokens, stopped");
  case RaceLane::State::Failed: return tr("failed");
  }
  return {};
}

void RaceLaneView::showLane(const RaceLane& lane, const RaceQuestion& question) {
  const QLocale locale;
  const bool busy = lane.state == RaceLane::State::Loading;
  m_progress->setRange(0, busy ? 0 : question.tokens);
  m_progress->setValue(lane.endedItself ? question.tokens : lane.tokens);
  QString state = stateText(lane);
  m_progress->setFormat(state.contains(QStringLiteral("%1")) ? state.arg(locale.toString(lane.tokens)) : state);
  m_speed->setText(lane.rate ? tr("%1 tokens/s").arg(formatValue(*lane.rate, AxisFormat::Number)) : QString());
  if (lane.state == RaceLane::State::Failed) {
    m_figures->setText(lane.error);
    return;
  }
  const auto bytes = [](qint64 count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); };
  QStringList parts;
  if (lane.ttft)
    parts << tr("first token after %1").arg(formatValue(*lane.ttft, AxisFormat::Milliseconds));
  if (lane.tpot)
    parts << tr("then %1 per token").arg(formatValue(*lane.tpot, AxisFormat::Milliseconds));
  if (lane.promptTokens > 0)
    parts << tr("%1 tokens read, %2 written").arg(locale.toString(lane.promptTokens), locale.toString(lane.tokens));
  if (lane.rate && question.requests > 1)
    parts << tr("%1 requests at once, together %2 tokens/s")
                 .arg(QString::number(question.requests),
                      formatValue(*lane.rate * question.requests, AxisFormat::Number));
  if (lane.weightBytes > 0)
    parts << (lane.stateBytes ? tr("weights %1 + cache %2").arg(bytes(lane.weightBytes), bytes(*lane.stateBytes))
                              : tr("weights %1").arg(bytes(lane.weightBytes)));
  if (lane.peakBytes)
    parts << tr("peak %1").arg(bytes(*lane.peakBytes));
  m_figures->setText(
      unbroken((QStringList{parts.join(QStringLiteral(" · "))} + lane.warnings).join(QLatin1Char('\n')).trimmed()));
}

} // namespace pareto::ui
