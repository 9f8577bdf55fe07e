// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/operating_sliders.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr double kLowestContext = 128;
constexpr int kStepsPerOctave = 4;
constexpr int kContextSteps = 11 * kStepsPerOctave; // 128 = 2^7 to 262,144 = 2^18
constexpr int kBetween = 16;                        ///< pixels between the two sliders
constexpr int kDragged = 120;                       ///< and of a slider that is dragged with ease
constexpr std::array<int, 12> kRequests{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

qint64 contextAt(int step) {
  const double exact = kLowestContext * std::pow(2.0, static_cast<double>(step) / kStepsPerOctave);
  return static_cast<qint64>(std::llround(exact / 16)) * 16;
}

int stepOf(qint64 context) {
  const double step = kStepsPerOctave * std::log2(static_cast<double>(std::max<qint64>(context, 1)) / kLowestContext);
  return std::clamp(static_cast<int>(std::lround(step)), 0, kContextSteps);
}

} // namespace

OperatingSliders::OperatingSliders(QWidget* parent)
    : QWidget(parent), m_passOn([this] { Q_EMIT pointChanged(m_contextTokens, m_requestCount); }) {
  buildUi();
  connect(m_context, &QSlider::valueChanged, this, &OperatingSliders::moved);
  connect(m_requests, &QSlider::valueChanged, this, &OperatingSliders::moved);
  for (const QSlider* slider : {m_context, m_requests}) {
    connect(slider, &QSlider::sliderPressed, this, [this] { Q_EMIT held(true); });
    connect(slider, &QSlider::sliderReleased, this, [this] {
      if (m_passOn.isWaiting())
        m_passOn.passNow();
      Q_EMIT held(false);
    });
  }
  retranslateUi();
  setPoint(m_contextTokens, m_requestCount);
}

std::vector<qint64> OperatingSliders::prompts() {
  std::vector<qint64> all;
  for (int step = 0; step <= kContextSteps; ++step)
    all.push_back(contextAt(step));
  return all;
}

void OperatingSliders::buildUi() {
  const auto slider = [this](int most, int page) {
    auto* made = new QSlider(Qt::Horizontal, this);
    made->setRange(0, most);
    made->setPageStep(page);
    made->setTickPosition(QSlider::TicksBelow);
    made->setTickInterval(page);
    return made;
  };
  m_contextLabel = new QLabel(this);
  m_requestsLabel = new QLabel(this);
  m_contextValue = new QLabel(this);
  m_requestsValue = new QLabel(this);
  m_context = slider(kContextSteps, kStepsPerOctave);
  m_requests = slider(static_cast<int>(kRequests.size()) - 1, 2);
  m_context->setObjectName(QStringLiteral("contextSlider"));
  m_requests->setObjectName(QStringLiteral("requestsSlider"));
  m_contextLabel->setBuddy(m_context);
  m_requestsLabel->setBuddy(m_requests);
  m_rows = new QBoxLayout(QBoxLayout::LeftToRight, this);
  m_rows->setContentsMargins(8, 2, 8, 4);
  m_track = new WinnerTrack(this);
  auto* tracked = new QVBoxLayout; // the strip is as long as the way of the handle
  const int half = style()->pixelMetric(QStyle::PM_SliderLength, nullptr, m_context) / 2;
  auto* inset = new QHBoxLayout;
  inset->setContentsMargins(half, 0, half, 0);
  inset->addWidget(m_track);
  tracked->setSpacing(0);
  tracked->addLayout(inset);
  tracked->addWidget(m_context);
  const auto group = [this, tracked](QLabel* name, QSlider* dragged, QLabel* value, int stretch) {
    auto* row = new QHBoxLayout;
    row->addWidget(name);
    if (dragged == m_context)
      row->addLayout(tracked, 1);
    else
      row->addWidget(dragged, 1);
    row->addWidget(value);
    m_rows->addLayout(row, stretch);
  };
  group(m_contextLabel, m_context, m_contextValue, 3);
  m_rows->addSpacing(kBetween);
  group(m_requestsLabel, m_requests, m_requestsValue, 2);
  QFont bold = font();
  bold.setBold(true);
  for (QLabel* value : {m_contextValue, m_requestsValue}) {
    value->setFont(bold);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
}

void OperatingSliders::retranslateUi() {
  m_contextLabel->setText(tr("&Prompt length"));
  m_requestsLabel->setText(tr("&Simultaneous requests"));
  m_context->setAccessibleName(tr("Prompt length in tokens"));
  m_requests->setAccessibleName(tr("Simultaneous requests"));
  m_context->setToolTip(
      tr("Tokens of a prompt, which lie in the context when the answer is written. Arrow keys move it; every "
         "chart follows."));
  m_requests->setToolTip(tr("Requests served at the same time. Designs with a small state gain from many."));
  showValues();
  arrange();
}

void OperatingSliders::setPoint(qint64 context, int requests) {
  if (m_passOn.isWaiting()) // the person has moved on already
    return;
  const QSignalBlocker quietContext(m_context), quietRequests(m_requests);
  m_contextTokens = context;
  m_requestCount = requests;
  m_context->setValue(stepOf(context));
  const auto nearest = std::min_element(kRequests.begin(), kRequests.end(),
                                        [&](int a, int b) { return std::abs(a - requests) < std::abs(b - requests); });
  m_requests->setValue(static_cast<int>(nearest - kRequests.begin()));
  showValues();
}

void OperatingSliders::moved() {
  const qint64 context =
      stepOf(m_contextTokens) == m_context->value() ? m_contextTokens : contextAt(m_context->value());
  m_contextTokens = context;
  m_requestCount = kRequests[static_cast<size_t>(m_requests->value())];
  showValues();
  if (m_context->isSliderDown() || m_requests->isSliderDown())
    m_passOn.request();
  else
    m_passOn.passNow();
}

void OperatingSliders::showValues() {
  const QLocale locale;
  m_contextValue->setText(tr("%1 tokens").arg(locale.toString(m_contextTokens)));
  m_requestsValue->setText(locale.toString(m_requestCount));
}

/// Beneath each other where beside each other there would be too little to drag.
void OperatingSliders::arrange() {
  const QFontMetrics bold(m_contextValue->font());
  const auto nameWidth = [](const QLabel* name) { // its size hint knows of the width it was given last
    return name->fontMetrics().size(Qt::TextShowMnemonic, name->text()).width() + 2;
  };
  const int names[] = {nameWidth(m_contextLabel), nameWidth(m_requestsLabel)};
  const int values[] = {bold.horizontalAdvance(tr("%1 tokens").arg(QLocale().toString(262144))) + 4,
                        bold.horizontalAdvance(QLocale().toString(88)) + 4};
  const bool beside = width() >= names[0] + values[0] + names[1] + values[1] + kBetween + 2 * kDragged;
  m_rows->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
  m_rows->itemAt(1)->spacerItem()->changeSize(beside ? kBetween : 0, 0);
  QLabel* const columns[][2] = {{m_contextLabel, m_requestsLabel}, {m_contextValue, m_requestsValue}};
  for (int i = 0; i < 2; ++i) { // beneath each other they are columns
    columns[0][i]->setFixedWidth(beside ? names[i] : std::max(names[0], names[1]));
    columns[1][i]->setFixedSize(beside ? values[i] : std::max(values[0], values[1]),
                                columns[1][i]->sizeHint().height()); // both, so that no text asks for another layout
  }
}

void OperatingSliders::resizeEvent(QResizeEvent* event) {
  arrange();
  QWidget::resizeEvent(event);
}

void OperatingSliders::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
