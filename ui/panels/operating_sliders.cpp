// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/operating_sliders.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>

#include <algorithm>
#include <array>
#include <cmath>

namespace pareto::ui {

namespace {

constexpr double kLowestContext = 128;
constexpr int kStepsPerOctave = 4;
constexpr int kContextSteps = 9 * kStepsPerOctave; // 128 = 2^7 to 65,536 = 2^16
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
  for (const QSlider* slider : {m_context, m_requests})
    connect(slider, &QSlider::sliderReleased, this, [this] {
      if (m_passOn.isWaiting())
        m_passOn.passNow();
    });
  retranslateUi();
  setPoint(m_contextTokens, m_requestCount);
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
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 2, 8, 4);
  row->addWidget(m_contextLabel);
  row->addWidget(m_context, 3);
  row->addWidget(m_contextValue);
  row->addSpacing(16);
  row->addWidget(m_requestsLabel);
  row->addWidget(m_requests, 2);
  row->addWidget(m_requestsValue);
  QFont bold = font();
  bold.setBold(true);
  for (QLabel* value : {m_contextValue, m_requestsValue}) {
    value->setFont(bold);
    value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
}

void OperatingSliders::retranslateUi() {
  m_contextLabel->setText(tr("&Context length"));
  m_requestsLabel->setText(tr("&Simultaneous requests"));
  m_context->setAccessibleName(tr("Context length in tokens"));
  m_requests->setAccessibleName(tr("Simultaneous requests"));
  m_context->setToolTip(
      tr("Tokens already in the context when the next one is made. Arrow keys move it; every chart follows."));
  m_requests->setToolTip(tr("Requests served at the same time. Designs with a small state gain from many."));
  showValues();
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
  const QFontMetrics metrics(m_contextValue->font());
  m_contextValue->setMinimumWidth(metrics.horizontalAdvance(tr("%1 tokens").arg(locale.toString(65536))) + 4);
  m_requestsValue->setMinimumWidth(metrics.horizontalAdvance(locale.toString(88)) + 4);
}

void OperatingSliders::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
