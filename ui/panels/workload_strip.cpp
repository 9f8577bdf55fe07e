// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/workload_strip.h"

#include "core/decide/words/answer_words.h"
#include "ui/panels/places_ahead.h"
#include "ui/panels/spin_span.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

namespace {

/// Of the strip over the prompt; its fields follow at once.
constexpr Changes kWorkloadStripReads{ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Limits |
                                          ViewChange::Axes | ViewChange::Hidden,
                                      DataChange::Results | DataChange::Facts};

constexpr int kMostReused = 99; ///< per cent

TextMeasure textOfWindow() { return currentLanguage() == QStringLiteral("ja") ? kJapaneseText : kEnglishText; }

QComboBox* combo(QWidget* parent, const char* name) {
  auto* made = new QComboBox(parent);
  made->setObjectName(QLatin1String(name));
  made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  return made;
}

} // namespace

WorkloadStrip::WorkloadStrip(StudySession& session, QWidget* parent)
    : QWidget(parent), m_session(session),
      m_follower(
          *new Follower(session, *this, kWorkloadStripReads, [this](Changes changes) { showWinners(changes); })) {
  buildUi();
  connectSignals();
  retranslateUi();
  new PlacesAhead(m_session, OperatingSliders::prompts(), this);
}

void WorkloadStrip::buildUi() {
  m_fields = new SelectorRow(this);
  m_sliders = new OperatingSliders(this);
  for (QLabel** label :
       {&m_presetLabel, &m_waitsLabel, &m_promptLabel, &m_answerLabel, &m_reusedLabel, &m_passesLabel, &m_deviceLabel})
    *label = new QLabel(m_fields);
  m_preset = combo(m_fields, "workloadPreset");
  m_waits = combo(m_fields, "whoWaits");
  m_machine = new MachinePicker(m_session, m_fields);
  auto* prompt = new QWidget(m_fields);
  m_prompt = new QDoubleSpinBox(prompt);
  m_prompt->setObjectName(QStringLiteral("promptLength"));
  m_prompt->setKeyboardTracking(false);
  m_prompt->setGroupSeparatorShown(true);
  m_unit = combo(prompt, "promptUnit");
  auto* both = new QHBoxLayout(prompt);
  both->setContentsMargins(0, 0, 0, 0);
  both->addWidget(m_prompt);
  both->addWidget(m_unit);
  m_answer = new QSpinBox(m_fields);
  m_answer->setObjectName(QStringLiteral("answerLength"));
  m_answer->setKeyboardTracking(false);
  m_answer->setGroupSeparatorShown(true);
  m_answer->setRange(static_cast<int>(kShortestAnswer), static_cast<int>(kLongestAnswer));
  m_reused = new QSpinBox(m_fields);
  m_reused->setObjectName(QStringLiteral("reusedShare"));
  m_reused->setKeyboardTracking(false);
  m_reused->setRange(0, kMostReused);
  m_reused->setSingleStep(5);
  m_passes = new QSpinBox(m_fields);
  m_passes->setObjectName(QStringLiteral("denoisingPasses"));
  m_passes->setKeyboardTracking(false);
  m_fields->add(m_presetLabel, m_preset);
  m_fields->add(m_waitsLabel, m_waits);
  m_fields->add(m_promptLabel, prompt);
  m_promptLabel->setBuddy(m_prompt);
  m_fields->add(m_answerLabel, m_answer);
  m_fields->add(m_reusedLabel, m_reused);
  m_passesField = m_fields->add(m_passesLabel, m_passes);
  m_fields->add(m_deviceLabel, m_machine);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(m_fields);
  column->addWidget(m_sliders);
}

void WorkloadStrip::connectSignals() {
  connect(m_sliders, &OperatingSliders::pointChanged, this, [this](qint64 context, qint64 answer, int requests) {
    ViewState view = m_session.view().state();
    view.at.context = context;
    view.at.answer_tokens = answer;
    view.at.requests = requests;
    m_session.setView(std::move(view));
  });
  connect(m_sliders, &OperatingSliders::held, &m_session.view(), &View::setHeld);
  connect(m_preset, &QComboBox::activated, this, &WorkloadStrip::takePreset);
  connect(m_waits, &QComboBox::activated, this, &WorkloadStrip::takeFields);
  connect(m_unit, &QComboBox::activated, this, &WorkloadStrip::showPrompt);
  connect(m_prompt, &QDoubleSpinBox::valueChanged, this, &WorkloadStrip::takeFields);
  connect(m_answer, &QSpinBox::valueChanged, this, &WorkloadStrip::takeFields);
  connect(m_reused, &QSpinBox::valueChanged, this, &WorkloadStrip::takeFields);
  connect(m_passes, &QSpinBox::valueChanged, this, &WorkloadStrip::takePasses);
  connect(&m_session.results(), &Results::changed, this, &WorkloadStrip::showPasses);
  connect(&m_session, &StudySession::viewChanged, this, [this](ViewChanges what) {
    if (what & (ViewChange::Place | ViewChange::Answer))
      showWorkload();
  });
}

void WorkloadStrip::retranslateUi() {
  m_presetLabel->setText(tr("Wor&kload"));
  m_waitsLabel->setText(tr("&Who waits"));
  m_promptLabel->setText(tr("Promp&t"));
  m_answerLabel->setText(tr("A&nswer"));
  m_reusedLabel->setText(tr("Reuse&d"));
  m_deviceLabel->setText(tr("&On"));
  m_preset->setAccessibleName(tr("Workload"));
  m_waits->setAccessibleName(tr("Who waits for an answer"));
  m_prompt->setAccessibleName(tr("Prompt length"));
  m_unit->setAccessibleName(tr("What the prompt is counted in"));
  m_answer->setAccessibleName(tr("Answer length in tokens"));
  m_answer->setToolTip(tr("Tokens of an answer"));
  m_reused->setSuffix(tr(" %"));
  m_reused->setAccessibleName(tr("Share of each prompt that is reused"));
  m_reused->setToolTip(tr("Of each prompt, what lies in the state already: a system prompt, earlier turns. Only the "
                          "rest is read; a run measures both lengths."));
  m_passesLabel->setText(tr("Pa&sses"));
  m_passes->setSpecialValueText(tr("one a token"));
  m_passes->setAccessibleName(tr("Passes over a block of tokens"));
  fillChoices();
  showWorkload();
  showPasses();
}

void WorkloadStrip::fillChoices() {
  const QSignalBlocker quietPreset(m_preset), quietWaits(m_waits), quietUnit(m_unit);
  m_preset->clear();
  const QStringList names{tr("Support mail"), tr("Assistant"), tr("Contract"), tr("Night batch")};
  for (size_t i = 0; i < kWorkloadPresets.size(); ++i)
    m_preset->addItem(names[static_cast<qsizetype>(i)]);
  m_preset->addItem(tr("Own settings"));
  m_waits->clear();
  for (const Waits waits : {Waits::Person, Waits::Queue, Waits::Overnight}) {
    m_waits->addItem(shown(waits_text(WindowVoice(), waits)), static_cast<int>(waits));
    m_waits->setItemData(m_waits->count() - 1,
                         tr("An answer may take %1").arg(shown(patience_text(WindowVoice(), patience_ms(waits)))),
                         Qt::ToolTipRole);
  }
  const int unit = std::max(0, m_unit->currentIndex());
  m_unit->clear();
  m_unit->addItems({tr("tokens"), tr("pages"), tr("characters")});
  m_unit->setCurrentIndex(unit);
  const TextMeasure text = textOfWindow();
  m_unit->setToolTip(
      tr("Rules of thumb: a token is about %1 characters, a page %2 characters.")
          .arg(QLocale().toString(text.characters_per_token), QLocale().toString(text.characters_per_page)));
}

WorkloadStrip::TextUnit WorkloadStrip::unit() const {
  return static_cast<TextUnit>(std::max(0, m_unit->currentIndex()));
}

double WorkloadStrip::tokensPerUnit() const {
  const TextMeasure text = textOfWindow();
  switch (unit()) {
  case TextUnit::Tokens: return 1;
  case TextUnit::Pages: return text.characters_per_page / text.characters_per_token;
  case TextUnit::Characters: break;
  }
  return 1 / text.characters_per_token;
}

void WorkloadStrip::showPrompt() {
  const QSignalBlocker quiet(m_prompt);
  const double per = tokensPerUnit();
  setSpan(*m_prompt, static_cast<double>(kShortestPrompt) / per, static_cast<double>(kLongestPrompt) / per,
          unit() == TextUnit::Pages ? 1 : 0);
  m_prompt->setSingleStep(unit() == TextUnit::Pages ? 1 : 128);
  m_prompt->setValue(static_cast<double>(m_session.view().state().at.context) / per);
}

void WorkloadStrip::showWorkload() {
  const ViewState& view = m_session.view().state();
  m_sliders->setPoint(view.at);
  const QSignalBlocker quietPreset(m_preset), quietWaits(m_waits), quietAnswer(m_answer), quietReused(m_reused);
  showPrompt();
  m_reused->setValue(static_cast<int>(std::lround(100 * view.at.reused_share)));
  showPasses();
  m_answer->setValue(static_cast<int>(std::min(view.at.answer_tokens, kLongestAnswer)));
  m_waits->setCurrentIndex(m_waits->findData(static_cast<int>(view.waits)));
  const auto preset = std::find_if(kWorkloadPresets.begin(), kWorkloadPresets.end(), [&](const WorkloadPreset& each) {
    return each.workload == m_session.document().study().workload;
  });
  m_preset->setCurrentIndex(static_cast<int>(preset - kWorkloadPresets.begin()));
}

/// Of the largest block among the models that denoise; without one there is nothing to ask.
void WorkloadStrip::showPasses() {
  const Evidence& evidence = m_session.results().evidence();
  int64_t block = 0;
  for (const std::string& model : m_session.results().effective().models)
    block = std::max(block, evidence.facts(model).denoised);
  m_passesField->setVisible(block > 0);
  const QSignalBlocker quiet(m_passes);
  setSpan(*m_passes, 0, static_cast<int>(block));
  m_passes->setValue(static_cast<int>(m_session.document().study().workload.denoising_steps));
  m_passes->setToolTip(tr("Models that denoise make up to %1 tokens together. Fewer passes over them answer sooner and "
                          "write worse; what is measured is measured at this number.")
                           .arg(QLocale().toString(static_cast<qlonglong>(block))));
}

/// Each load is looked at once until something else changes: a slider that is dragged costs a look-up.
void WorkloadStrip::showWinners(Changes changes) {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  if (changes.data || changes.view & ~(ViewChange::Place | ViewChange::Answer))
    m_winners.clear();
  const auto [at, isNew] = m_winners.try_emplace({view.at.requests, view.at.answer_tokens, view.at.reused_share});
  if (isNew)
    at->second = prompt_track(evidence, view);
  m_sliders->track()->show(evidence, view, at->second);
}

void WorkloadStrip::takePreset() {
  const auto index = static_cast<size_t>(m_preset->currentIndex());
  if (index >= kWorkloadPresets.size())
    return showWorkload();
  m_session.document().setWorkload(kWorkloadPresets[index].workload);
}

void WorkloadStrip::takeFields() {
  ViewState view = m_session.view().state();
  const auto tokens = static_cast<int64_t>(std::llround(m_prompt->value() * tokensPerUnit()));
  const double shown = static_cast<double>(view.at.context) / tokensPerUnit();
  if (std::abs(m_prompt->value() - shown) > 0.5 * std::pow(10.0, -m_prompt->decimals())) // not what rounding shows
    view.at.context = std::clamp(tokens, kShortestPrompt, kLongestPrompt);
  view.at.answer_tokens = m_answer->value();
  if (m_reused->value() != std::lround(100 * view.at.reused_share)) // not what rounding shows
    view.at.reused_share = m_reused->value() / 100.0;
  view.waits = static_cast<Waits>(m_waits->currentData().toInt());
  m_session.setView(std::move(view));
}

void WorkloadStrip::takePasses() {
  Workload workload = m_session.document().study().workload;
  workload.denoising_steps = m_passes->value();
  m_session.document().setWorkload(workload);
}

void WorkloadStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslateUi();
    m_follower.buildIn(DataChange::Language);
  }
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
