// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/race/race_page.h"

#include "core/numeric/precision.h"
#include "core/platform/memory.h"
#include "ui/pages/race/race_strips.h"
#include "ui/panels/scroll_column.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kRedrawMilliseconds = 80;
constexpr int kStripsHeight = 150, kStripHeight = 30; ///< tools, axis and legend; and each lane, at least
constexpr int kTwoAbreast = 560;                      ///< from this width on lanes stand in pairs
constexpr int kPromptLines = 2;
constexpr ViewChanges kReads{ViewChange::Place | ViewChange::Answer | ViewChange::Device};

} // namespace

RacePage::RacePage(StudySession& session, QWidget* parent)
    : Page(session, {kReads, DataChange::Study | DataChange::Work}, parent), m_runner(session.options().enginePath),
      m_opener(session.options().patience) {
  buildUi();
  connectSignals();
  retranslate();
}

void RacePage::buildUi() {
  m_inside = new QWidget;
  buildTexts();
  auto* settings = new QHBoxLayout;
  settings->addWidget(buildSettings(), 1);
  settings->addWidget(m_startButton, 0, Qt::AlignTop);
  m_strips = new ChartPanel(this);
  m_strips->setObjectName(QStringLiteral("raceStrips"));
  m_strips->setSentenceShown(false); // it stands below the lanes
  m_strips->hide();
  m_redraw.setSingleShot(true);
  m_redraw.setInterval(kRedrawMilliseconds);
  m_grid = new QGridLayout;
  for (int i = 0; i < kMostLanes; ++i)
    m_lanes[static_cast<size_t>(i)] = new RaceLaneView(i + 1, m_inside);
  auto* column = new QVBoxLayout(m_inside);
  column->setContentsMargins(8, 6, 8, 6);
  column->addWidget(m_promptLabel);
  column->addWidget(m_prompt);
  column->addLayout(settings);
  column->addWidget(m_point);
  column->addWidget(m_memory);
  column->addWidget(m_strips);
  column->addLayout(m_grid);
  column->addWidget(m_result);
  column->addStretch();
  auto* outside = new QVBoxLayout(this);
  outside->setContentsMargins(0, 0, 0, 0);
  outside->addWidget(new ScrollColumn(m_inside, this));
  arrange();
}

/// In pairs where there is room: figures are read in lines, not in columns of words.
void RacePage::arrange() {
  const int abreast = width() >= kTwoAbreast ? 2 : 1;
  if (abreast == m_abreast)
    return;
  m_abreast = abreast;
  for (int i = 0; i < kMostLanes; ++i)
    m_grid->addWidget(m_lanes[static_cast<size_t>(i)], i / abreast, i % abreast, Qt::AlignTop);
  m_grid->setColumnStretch(0, 1);
  m_grid->setColumnStretch(1, abreast == 2 ? 1 : 0);
}

void RacePage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  arrange();
  if (m_strips->isVisible())
    showStrips(); // as high as there is room
}

/// What is asked of the models, what it takes, and what came of it.
void RacePage::buildTexts() {
  for (QLabel** label : {&m_promptLabel, &m_point, &m_memory, &m_result})
    *label = new QLabel(m_inside);
  m_prompt = new WholeText(kPromptLines, m_inside);
  m_prompt->setObjectName(QStringLiteral("racePrompt"));
  m_promptLabel->setBuddy(m_prompt);
  m_point->setObjectName(QStringLiteral("racePoint"));
  m_point->setWordWrap(true);
  m_memory->setObjectName(QStringLiteral("raceMemory"));
  m_memory->setWordWrap(true);
  m_result->setObjectName(QStringLiteral("raceResult"));
  m_result->setWordWrap(true);
  m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
  QFont bold = m_result->font();
  bold.setBold(true);
  m_result->setFont(bold);
}

/// How many, at which precision and in which order; and the button that starts.
SelectorRow* RacePage::buildSettings() {
  auto* row = new SelectorRow(this);
  row->layout()->setContentsMargins(0, 0, 0, 0);
  const auto named = [](auto* field, const char* name) {
    field->setObjectName(QLatin1String(name));
    return field;
  };
  for (QLabel** label : {&m_countLabel, &m_precisionLabel})
    *label = new QLabel(row);
  m_count = named(new QComboBox(row), "raceLanes");
  for (int count = 2; count <= kMostLanes; ++count)
    m_count->addItem(QString::number(count));
  m_precision = named(new QComboBox(row), "racePrecision");
  for (const std::string& precision : precision_names())
    m_precision->addItem(QString(), QString::fromStdString(precision));
  m_precision->setCurrentIndex(
      std::max(0, m_precision->findData(QString::fromStdString(m_session.document().study().precision))));
  m_mode = named(new QComboBox(row), "raceMode");
  m_mode->addItems({QString(), QString()});
  row->add(m_countLabel, m_count);
  row->add(m_precisionLabel, m_precision);
  row->add(m_mode);
  m_startButton = named(new QPushButton(this), "raceStart");
  m_start = actionOf(*m_startButton, QKeySequence(Qt::CTRL | Qt::Key_R));
  return row;
}

void RacePage::connectSignals() {
  connect(m_count, &QComboBox::activated, this, &RacePage::refresh);
  connect(m_precision, &QComboBox::activated, this, &RacePage::refreshMemory);
  connect(m_mode, &QComboBox::activated, this, &RacePage::refreshMemory);
  connect(m_prompt, &QPlainTextEdit::textChanged, this, &RacePage::refreshMemory);
  connect(m_start, &QAction::triggered, this, &RacePage::startStop);
  for (int i = 0; i < kMostLanes; ++i)
    connect(m_lanes[static_cast<size_t>(i)]->chooser(), &QComboBox::activated, this, [this, i] { laneChosen(i); });
  connect(&m_runner, &RaceRunner::laneChanged, this, [this](int lane) {
    if (m_runner.isRunning()) // a process that lingers says nothing more
      m_lanes[static_cast<size_t>(lane)]->showLane(m_runner.lanes()[static_cast<size_t>(lane)], m_runner.question());
    if (!m_redraw.isActive())
      m_redraw.start();
  });
  connect(&m_redraw, &QTimer::timeout, this, &RacePage::showStrips);
  connect(&m_runner, &RaceRunner::textCame, this, [this](int lane, const QString& piece) {
    if (m_runner.isRunning())
      m_lanes[static_cast<size_t>(lane)]->append(piece);
  });
  connect(&m_runner, &RaceRunner::ended, this, &RacePage::raceEnded);
  connect(&m_opener, &ModelOpener::opened, this, [this] {
    if (!m_runner.isRunning())
      fillChoosers();
  });
}

void RacePage::retranslate() {
  m_promptLabel->setText(tr("&Prompt for all"));
  m_prompt->setAccessibleName(tr("Prompt for all"));
  if (m_prompt->document()->isEmpty())
    m_prompt->setPlainText(
        tr("Write a short letter to a customer whose delivery will come one week late, and say why."));
  m_countLabel->setText(tr("&Models"));
  m_count->setAccessibleName(tr("Number of models"));
  m_precisionLabel->setText(tr("&Weights"));
  m_precision->setAccessibleName(tr("Precision of the weights"));
  for (int i = 0; i < m_precision->count(); ++i)
    m_precision->setItemText(i, precisionName(m_precision->itemData(i).toString().toStdString()));
  m_mode->setAccessibleName(tr("At the same time or one after another"));
  m_mode->setItemText(0, tr("At the same time"));
  m_mode->setItemText(1, tr("One after another"));
  m_mode->setToolTip(tr(
      "At the same time is what one feels, but the models share this machine; one after another each has it alone."));
  for (RaceLaneView* lane : m_lanes)
    lane->retranslate();
}

void RacePage::rebuild(Changes changes) {
  if (!m_runner.isRunning() && changes.data & (DataChange::Study | DataChange::Language))
    return fillChoosers();
  if (changes.data & DataChange::Language)
    for (size_t i = 0; i < m_runner.lanes().size(); ++i)
      m_lanes[i]->showLane(m_runner.lanes()[i], m_runner.question());
  if (changes.data & DataChange::Language)
    showStrips();
  refreshMemory();
}

void RacePage::refresh() {
  const bool running = m_runner.isRunning();
  for (int i = 0; i < kMostLanes; ++i) {
    RaceLaneView* view = m_lanes[static_cast<size_t>(i)];
    view->setVisible(i < laneCount());
    if (i >= laneCount() || running)
      continue;
    view->clear(); // seen or not: what stood there was of another model
    if (!isVisible())
      continue;
    const QString model = chosen(i);
    const Facts facts = model.isEmpty()
                            ? Facts{tr("Tick a model on the left, or choose another one here."), false, 0, {}, {}}
                            : factsOf(model);
    view->showModel(facts.answers, facts.problem);
  }
  if (!running)
    showResult();
  refreshMemory();
}

bool RacePage::raceStands() const {
  const auto& lanes = m_runner.lanes();
  if (lanes.empty() || static_cast<int>(lanes.size()) != laneCount())
    return false;
  for (int i = 0; i < laneCount(); ++i)
    if (chosen(i).toStdString() != lanes[static_cast<size_t>(i)].model)
      return false;
  return true;
}

std::optional<ChartSpec> RacePage::chart() const {
  if (m_runner.lanes().empty() || (!m_runner.isRunning() && !raceStands()))
    return std::nullopt;
  return raceStrips(m_session.results().evidence(), m_session.view().state(),
                    {m_runner.lanes(), m_runner.question(), m_runner.isRunning() ? QDateTime() : m_endedAt});
}

void RacePage::showStrips() {
  const std::optional<ChartSpec> strips = chart();
  m_strips->setVisible(strips.has_value());
  if (!strips)
    return;
  m_strips->setFixedHeight(std::max(kStripsHeight + kStripHeight * laneCount(), height() * 2 / 5));
  m_strips->setSpec(*strips);
}

void RacePage::showResult() {
  m_result->setText({});
  showStrips();
  if (!raceStands())
    return;
  const auto& lanes = m_runner.lanes();
  for (int i = 0; i < static_cast<int>(lanes.size()); ++i) {
    const RaceLane& lane = lanes[static_cast<size_t>(i)];
    RaceLaneView* view = m_lanes[static_cast<size_t>(i)];
    view->setText(lane.text);
    view->showLane(lane, m_runner.question());
  }
  const QString sentence = raceSentence(lanes, m_runner.question());
  m_result->setText(unbroken(
      !hasResult(lanes) ? sentence
                        : tr("%1 (%2 weights, %3; %4; %5)")
                              .arg(sentence, precisionName(m_runner.question().precision.toStdString()),
                                   sizedNames(lanes), racePlace(lanes, m_runner.question()), localMoment(m_endedAt))));
}

bool RacePage::anyAnswers() {
  for (int i = 0; i < laneCount(); ++i)
    if (!chosen(i).isEmpty() && factsOf(chosen(i)).answers)
      return true;
  return false;
}

/// At the operating point of the window. Where a text is read, all read about as much as it has.
RaceQuestion RacePage::question() {
  const ViewState& view = m_session.view().state();
  RaceQuestion asked;
  asked.prompt = m_prompt->toPlainText().trimmed();
  asked.promptTokens =
      anyAnswers() ? tokensOf(asked.prompt) : static_cast<int>(std::min<int64_t>(view.at.context, kMostRaced));
  asked.tokens = static_cast<int>(std::max<int64_t>(1, view.at.answer_tokens));
  asked.requests = view.at.requests;
  asked.passes = static_cast<int>(m_session.document().study().workload.denoising_steps);
  asked.precision = m_precision->currentData().toString();
  asked.device = QString::fromStdString(shown_device(m_session.results().evidence(), view));
  asked.together = m_mode->currentIndex() == 0;
  return asked;
}

/// What the race takes of the workload strip.
void RacePage::refreshPoint() {
  if (!isVisible())
    return;
  const ViewState& view = m_session.view().state();
  const RaceQuestion asked = question();
  const QLocale locale;
  const bool text = anyAnswers();
  m_prompt->setVisible(text);
  m_promptLabel->setVisible(text);
  QString said = text
                     ? tr("The text above is read, and up to %1 tokens are written.").arg(locale.toString(asked.tokens))
                     : tr("%1 tokens are read and %2 written, as the workload below says.")
                           .arg(locale.toString(asked.promptTokens), locale.toString(asked.tokens));
  said +=
      QLatin1Char(' ') + (asked.requests > 1 ? tr("Each lane answers %1 requests at once; the first of them is shown.")
                                                   .arg(QString::number(asked.requests))
                                             : tr("Each lane is one request."));
  if (!text && view.at.context > kMostRaced)
    said += QLatin1Char(' ') + tr("A race reads no more than %1 tokens.").arg(locale.toString(kMostRaced));
  m_point->setText(unbroken(said));
}

void RacePage::refreshMemory() {
  refreshPoint();
  const bool running = m_runner.isRunning();
  for (QWidget* widget : std::initializer_list<QWidget*>{m_prompt, m_count, m_precision, m_mode})
    widget->setEnabled(!running);
  for (RaceLaneView* lane : m_lanes)
    lane->chooser()->setEnabled(!running);
  m_start->setText(running ? tr("S&top race") : tr("S&tart race"));
  if (running || !isVisible()) {
    m_start->setEnabled(running);
    return;
  }
  const bool together = m_mode->currentIndex() == 0;
  qint64 sum = 0, most = 0;
  bool usable = true;
  for (int i = 0; i < laneCount(); ++i) {
    usable = usable && !chosen(i).isEmpty() && factsOf(chosen(i)).problem.isEmpty();
    const qint64 bytes = chosen(i).isEmpty() ? 0 : weightsOf(chosen(i)) + statesOf(chosen(i));
    sum += bytes;
    most = std::max(most, bytes);
  }
  const qint64 need = together ? sum : most, free = available_memory_bytes();
  const auto bytes = [](qint64 count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); };
  QString text =
      together
          ? tr("Together their weights and caches take %1; %2 of memory are free.").arg(bytes(need), bytes(free))
          : tr("The largest takes %1 for weights and caches; %2 of memory are free.").arg(bytes(need), bytes(free));
  if (need > free)
    text = together ? tr("Together their weights and caches take %1, but only %2 of memory are free: let them run one "
                         "after another, ask fewer requests at once, or choose fewer, smaller or 4-bit ones.")
                          .arg(bytes(need), bytes(free))
                    : tr("The largest takes %1 for weights and caches, but only %2 of memory are free: ask fewer "
                         "requests at once, or choose a smaller one or 4-bit weights.")
                          .arg(bytes(need), bytes(free));
  else if (together)
    text += QLatin1Char(' ') + tr("They share this machine, so each is slower than alone.");
  const QString busy = m_session.machine().whyBusy(), sizes = usable ? sizesProblem() : QString();
  m_memory->setText(unbroken(!busy.isEmpty() ? busy : need <= free && !sizes.isEmpty() ? sizes : text));
  m_start->setEnabled(usable && need <= free && busy.isEmpty() && sizes.isEmpty() &&
                      (!anyAnswers() || !m_prompt->toPlainText().trimmed().isEmpty()));
}

void RacePage::startStop() {
  if (m_runner.isRunning())
    return m_runner.stop();
  if (!m_session.machine().claim(Work::Race))
    return;
  std::vector<RaceLane> lanes;
  for (int i = 0; i < laneCount(); ++i) {
    const Facts& facts = factsOf(chosen(i));
    RaceLane lane;
    lane.model = chosen(i).toStdString();
    lane.name = nameOf(chosen(i));
    lane.answers = facts.answers;
    lane.vocabulary = facts.vocabulary;
    if (const ModelFacts known = sizeOf(chosen(i)); known.parameters)
      lane.size = modelSize(known);
    lanes.push_back(std::move(lane));
    m_lanes[static_cast<size_t>(i)]->clear();
    m_picked[static_cast<size_t>(i)] = true; // it stays chosen while there is a result of it
  }
  m_result->setText({});
  m_runner.start(std::move(lanes), question());
  refreshMemory();
}

void RacePage::raceEnded() {
  m_endedAt = QDateTime::currentDateTime();
  m_session.machine().release(Work::Race);
  fillChoosers(); // the study may have changed meanwhile
}

void RacePage::showEvent(QShowEvent* event) {
  Page::showEvent(event);
  refresh(); // what memory is free changes by itself
}

PARETO_PAGE(RacePage)

} // namespace pareto::ui
