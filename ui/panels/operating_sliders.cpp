// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/operating_sliders.h"

#include "core/decide/answer/workload_choices.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pareto::ui {

namespace {

constexpr int kStepsPerOctave = 4;   ///< of prompts
constexpr int kBetween = 16;         ///< pixels between two sliders
constexpr int kInner = 6;            ///< and between a slider, its name and its value
constexpr int kDragged = 120;        ///< of a slider that is dragged with ease
constexpr int kLeastDragged = 92;    ///< and with care
constexpr int kShares[] = {5, 4, 4}; ///< of the room for sliders: the prompt's has most steps

/// 1, 2, 3, 4, 6, 8, 12, …: two steps a doubling.
std::vector<qint64> halfDoublings(qint64 most) {
  std::vector<qint64> all;
  for (qint64 power = 1; power <= most; power *= 2) {
    all.push_back(power);
    if (power > 1 && power + power / 2 <= most)
      all.push_back(power + power / 2);
  }
  return all;
}

} // namespace

OperatingSliders::OperatingSliders(QWidget* parent)
    : QWidget(parent), m_passOn([this] {
        Q_EMIT pointChanged(m_prompt.slider->chosen(), m_answer.slider->chosen(),
                            static_cast<int>(m_requests.slider->chosen()));
      }) {
  buildUi();
  for (const Part* each : parts()) {
    connect(each->slider, &QSlider::valueChanged, this, &OperatingSliders::moved);
    connect(each->slider, &QSlider::sliderPressed, this, [this] { Q_EMIT held(true); });
    connect(each->slider, &QSlider::sliderReleased, this, [this] {
      if (m_passOn.isWaiting())
        m_passOn.passNow();
      Q_EMIT held(false);
    });
  }
  retranslateUi();
}

std::vector<qint64> OperatingSliders::prompts() {
  std::vector<qint64> all;
  const double octaves = std::log2(static_cast<double>(kLongestPrompt) / kShortestPrompt);
  for (int step = 0; step <= std::lround(octaves * kStepsPerOctave); ++step) {
    const double exact = kShortestPrompt * std::pow(2.0, static_cast<double>(step) / kStepsPerOctave);
    all.push_back(static_cast<qint64>(std::llround(exact / 16)) * 16);
  }
  return all;
}

OperatingSliders::Part OperatingSliders::part(const char* object, std::vector<qint64> values, int page) {
  Part made{new QLabel(this), new ValueSlider(std::move(values), page, this), new QLabel(this)};
  made.slider->setObjectName(QLatin1String(object));
  made.name->setBuddy(made.slider);
  QFont bold = font();
  bold.setBold(true);
  made.value->setFont(bold);
  made.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  return made;
}

/// The prompt's slider under its strip, which is as long as the way of the handle.
QLayout* OperatingSliders::tracked() {
  m_track = new WinnerTrack(this);
  const int half = style()->pixelMetric(QStyle::PM_SliderLength, nullptr, m_prompt.slider) / 2;
  auto* inset = new QHBoxLayout;
  inset->setContentsMargins(half, 0, half, 0);
  inset->addWidget(m_track);
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addLayout(inset);
  column->addWidget(m_prompt.slider);
  return column;
}

void OperatingSliders::buildUi() {
  m_prompt = part("contextSlider", prompts(), kStepsPerOctave);
  m_answer = part("answerSlider", halfDoublings(kLongestAnswer), 2);
  m_requests = part("requestsSlider", halfDoublings(kMostRequests), 2);
  m_rows = new QBoxLayout(QBoxLayout::LeftToRight, this);
  m_rows->setContentsMargins(8, 2, 8, 4);
  m_rows->setSpacing(kBetween);
  for (const Part* each : parts()) {
    auto* row = new QHBoxLayout;
    row->setSpacing(kInner);
    row->addWidget(each->name);
    if (each == &m_prompt)
      row->addLayout(tracked(), 1);
    else
      row->addWidget(each->slider, 1);
    row->addWidget(each->value);
    m_rows->addLayout(row);
  }
}

void OperatingSliders::retranslateUi() {
  m_prompt.name->setText(tr("&Prompt length"));
  m_answer.name->setText(tr("Answer &length"));
  m_requests.name->setText(tr("&Simultaneous requests"));
  m_prompt.slider->setAccessibleName(tr("Prompt length in tokens"));
  m_answer.slider->setAccessibleName(tr("Answer length in tokens"));
  m_requests.slider->setAccessibleName(tr("Simultaneous requests"));
  m_prompt.slider->setToolTip(
      tr("Tokens of a prompt, which lie in the context when the answer is written. Arrow keys move it; every "
         "chart follows."));
  m_answer.slider->setToolTip(
      tr("Tokens of an answer, which are written one after the other. Arrow keys move it; every chart follows."));
  m_requests.slider->setToolTip(tr("Requests served at the same time. Designs with a small state gain from many."));
  showValues();
  arrange();
}

void OperatingSliders::setPoint(const OperatingPoint& at) {
  if (m_passOn.isWaiting()) // the person has moved on already
    return;
  m_prompt.slider->choose(at.context);
  m_answer.slider->choose(at.answer_tokens);
  m_requests.slider->choose(at.requests);
  showValues();
}

void OperatingSliders::moved() {
  showValues();
  const auto all = parts();
  if (std::any_of(all.begin(), all.end(), [](const Part* each) { return each->slider->isSliderDown(); }))
    m_passOn.request();
  else
    m_passOn.passNow();
}

void OperatingSliders::showValues() {
  const QLocale locale;
  for (const Part* each : parts()) {
    const QString number = locale.toString(each->slider->chosen());
    each->value->setText(each == &m_requests ? number : tr("%1 tokens").arg(number));
    each->slider->setAccessibleDescription(each->value->text());
  }
}

/// Where there is little room, lengths stand in their fields alone; where there is less, beneath each other what would
/// be too short to drag.
void OperatingSliders::arrange() {
  const auto all = parts();
  const QFontMetrics bold(m_prompt.value->font());
  const QLocale locale;
  const std::array<QString, 3> longest{tr("%1 tokens").arg(locale.toString(262'144)),
                                       tr("%1 tokens").arg(locale.toString(16'384)), locale.toString(88)};
  std::array<int, 3> names{}, values{};
  for (size_t i = 0; i < all.size(); ++i) {
    const QLabel* name = all[i]->name; // its size hint knows of the width it was given last
    names[i] = name->fontMetrics().size(Qt::TextShowMnemonic, name->text()).width() + 2;
    values[i] = bold.horizontalAdvance(longest[i]) + 4;
  }
  const QMargins around = m_rows->contentsMargins();
  const int free = width() - around.left() - around.right() - 2 * kBetween - 4 * kInner - names[0] - names[1] -
                   names[2] - values[2]; // for the sliders, beside each other
  const int lengths = values[0] + values[1] + 2 * kInner;
  const bool beside = free >= 3 * kLeastDragged, told = !beside || free - lengths >= 3 * kDragged;
  m_rows->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
  m_rows->setSpacing(beside ? kBetween : 0);
  for (size_t i = 0; i < all.size(); ++i) { // beneath each other they are columns
    const bool shown = told || all[i] == &m_requests;
    all[i]->name->setFixedWidth(beside ? names[i] : *std::max_element(names.begin(), names.end()));
    all[i]->value->setFixedSize(beside ? values[i] : *std::max_element(values.begin(), values.end()),
                                all[i]->value->sizeHint().height()); // both, so that no text asks for another layout
    all[i]->value->setVisible(shown);
    const int share = (free - (told ? lengths : 0)) * kShares[i] / (kShares[0] + kShares[1] + kShares[2]);
    m_rows->setStretch(static_cast<int>(i), beside ? names[i] + kInner + (shown ? values[i] + kInner : 0) + share : 0);
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
