// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/cost_page.h"

#include "core/decide/answer/answer.h"
#include "core/decide/answer/workload_choices.h"
#include "core/decide/cost/lengths.h"
#include "core/decide/cost/loads.h"
#include "core/decide/cost/machine_speed.h"
#include "core/decide/words/cost_words.h"
#include "core/decide/words/names.h"
#include "ui/pages/cost/cost_charts.h"
#include "ui/pages/cost/price_list.h"
#include "ui/pages/page_head.h"
#include "ui/panels/scroll_column.h"
#include "ui/session/target_list.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kTwoColumns = 900, kWideForm = 1500; ///< from this width on
constexpr int kChartHeight = 280, kShelfRow = 26;
constexpr int kLowCostChart = 220, kMostLowChart = 420;

constexpr ViewChanges kReads{ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Limits |
                             ViewChange::Axes | ViewChange::Selection | ViewChange::Hidden | ViewChange::Running};

} // namespace

CostPage::CostPage(StudySession& session, QWidget* parent)
    : Page(session, {kReads, DataChange::Results | DataChange::Facts | DataChange::Cost | DataChange::Study}, parent) {
  buildUi();
  retranslate();
}

QStringList CostPage::help() {
  return {
      tr("COST: a month on an own machine, on a rented one, by an API and with today's process. Solid grows with "
         "every request; the line across an end is the range of what is stated."),
      tr("Every number beneath can be changed; its formula is its tooltip. Amber: a list price older than 90 days.")};
}

void CostPage::buildUi() {
  m_inside = new QWidget;
  auto* column = new QVBoxLayout(m_inside);
  column->setContentsMargins(14, 10, 14, 12);
  column->setSpacing(8);
  m_headline = pageHeadline(m_inside, QStringLiteral("costHeadline"));
  m_of = pageText(m_inside, QStringLiteral("costOf"), kTextType, true);
  m_first = pageText(m_inside, QStringLiteral("costFirst"), kHeadingType);
  m_capacity = pageText(m_inside, QStringLiteral("costCapacity"), kTextType);
  m_crossings = pageText(m_inside, QStringLiteral("costCrossings"), kTextType);
  m_payback = pageText(m_inside, QStringLiteral("costPayback"), kTextType);
  m_problem = pageText(m_inside, QStringLiteral("costProblem"), kTextType);
  m_formTitle = pageText(m_inside, QStringLiteral("costFormTitle"), kHeadingType, true);
  m_charts = new QWidget(m_inside);
  m_charts->installEventFilter(this);
  m_grid = new QGridLayout(m_charts);
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_columns = new ChartPanel(m_charts);
  m_volume = new ChartPanel(m_charts);
  m_tornado = new ChartPanel(m_charts);
  m_form = new CostForm(m_inside);
  addActions(m_form->takeActions());
  buildShelf();
  for (QWidget* each : std::initializer_list<QWidget*>{m_headline, m_of, m_first, m_charts, m_crossings, m_payback,
                                                       m_capacity, m_shelf, m_formTitle, m_problem, m_form})
    column->addWidget(each);
  column->addStretch();
  auto* outside = new QVBoxLayout(this);
  outside->setContentsMargins(0, 0, 0, 0);
  outside->addWidget(new ScrollColumn(m_inside, this));
  connect(m_form, &CostForm::changed, this, [this](const CostInputs& inputs) { m_session.document().setCost(inputs); });
  m_form->setSpeeds([this](const Machine& machine) -> std::optional<CostInput> {
    const auto& known = targetList();
    return known ? speed_on(m_session.results().evidence(), subject(), known->bands, machine) : std::nullopt;
  });
  m_countLengths = actionOf(*m_form->lengthsButton(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
  m_addLoad = actionOf(*m_form->loadsButton(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_I));
  connect(m_countLengths, &QAction::triggered, this, [this] { chooseFile(true); });
  connect(m_addLoad, &QAction::triggered, this, [this] { chooseFile(false); });
  arrange();
}

/// Every machine that is known, part by part, for the model above: what COST says of one machine, beside each other.
void CostPage::buildShelf() {
  m_shelf = new QWidget(m_inside);
  m_shelfRow = new SelectorRow(m_shelf);
  m_partLabel = new QLabel(m_shelfRow);
  m_part = new QComboBox(m_shelfRow);
  m_part->setObjectName(QStringLiteral("shelfPart"));
  m_part->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  m_shelfRow->add(m_partLabel, m_part);
  m_shelfMemory = new ChartPanel(m_shelf);
  m_shelfWait = new ChartPanel(m_shelf);
  m_shelfMoney = new ChartPanel(m_shelf);
  m_shelfGrid = new QGridLayout(m_shelf);
  m_shelfGrid->setContentsMargins(0, 0, 0, 0);
  m_shelfGrid->addWidget(m_shelfRow, 0, 0, 1, 2);
  connect(m_part, &QComboBox::activated, this, [this] { showShelf(report()); });
  connect(&m_session.view(), &View::heldChanged, this, [this](bool held) {
    if (!held && m_shelfWaits)
      showShelf(report());
  });
}

void CostPage::fillParts() {
  const QSignalBlocker quiet(m_part);
  const int now = m_part->count() > 0 ? m_part->currentIndex() : static_cast<int>(ShelfOf::Cards);
  m_part->clear();
  for (size_t i = 0; i < kShelfOf; ++i)
    m_part->addItem(shelfName(static_cast<ShelfOf>(i)), static_cast<int>(i));
  m_part->setCurrentIndex(now);
}

QList<ShelfRow> CostPage::shelf(const CostReport& measured) const {
  const DeviceFacts* here = m_session.devices().find("cpu");
  return shelfRows(
      m_session.results().evidence(), m_session.view().state(),
      {static_cast<ShelfOf>(m_part->currentData().toInt()), measured, here ? here->memory_bytes : 0, todayIso()});
}

void CostPage::showShelf(const CostReport& measured) {
  m_shelfWaits = false;
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const std::string& model = measured.who.model;
  const QList<ShelfRow> rows = shelf(measured);
  const int height = kChartHeight / 2 + kShelfRow * static_cast<int>(rows.size());
  for (ChartPanel* panel : {m_shelfMemory, m_shelfWait})
    panel->setMinimumHeight(height);
  m_shelfMoney->setMinimumHeight(shelfMoneyHeight(rows.size(), font()));
  const bool machines = m_part->currentData().toInt() != static_cast<int>(ShelfOf::Api);
  m_shelfMemory->setVisible(machines); // of an API nobody says on what it runs
  m_shelfWait->setVisible(machines);
  m_shelfMemory->setSpec(shelfMemoryChart(evidence, view, model, rows));
  m_shelfWait->setSpec(shelfWaitChart(evidence, view, model, rows));
  m_shelfMoney->setSpec(shelfMoneyChart(evidence, view, model, rows));
}

/// In a low window the first chart ends where the window does: an edge through it shows some bars and no axis.
void CostPage::fitCharts() {
  const bool low = height() < kLowPage;
  setLowHeadline(m_headline, low);
  auto* column = static_cast<QVBoxLayout*>(m_inside->layout());
  if (low != (column->indexOf(m_of) > column->indexOf(m_charts))) // two lines that what stands beside bars needs there
    column->insertWidget(column->indexOf(low ? m_charts : m_first), m_of);
  const int tall = std::clamp(height() - m_charts->y() - kPageEdge, kLowCostChart, kMostLowChart);
  for (ChartPanel* panel : {m_columns, m_volume, m_tornado}) {
    panel->setMinimumHeight(low ? tall : kChartHeight);
    panel->setMaximumHeight(low ? tall : QWIDGETSIZE_MAX);
  }
}

bool CostPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_charts && event->type() == QEvent::Move)
    fitCharts();
  return Page::eventFilter(watched, event);
}

void CostPage::arrange() {
  m_form->arrange(width() >= kWideForm ? 2 : 1);
  fitCharts();
  const int abreast = width() >= kTwoColumns ? 2 : 1;
  if (abreast == m_abreast)
    return;
  m_abreast = abreast;
  int at = 0;
  for (ChartPanel* panel : {m_columns, m_volume, m_tornado}) {
    m_grid->addWidget(panel, at / abreast, at % abreast, 1, panel == m_tornado ? abreast : 1); // the third has a row
    ++at;
  }
  m_shelfGrid->addWidget(m_shelfMemory, 1, 0, 1, abreast == 2 ? 1 : 2);
  m_shelfGrid->addWidget(m_shelfWait, abreast == 2 ? 1 : 2, abreast == 2 ? 1 : 0, 1, abreast == 2 ? 1 : 2);
  m_shelfGrid->addWidget(m_shelfMoney, 3, 0, 1, 2);
  for (QGridLayout* grid : {m_grid, m_shelfGrid}) {
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, abreast == 2 ? 1 : 0);
  }
}

void CostPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  arrange();
}

void CostPage::retranslate() {
  m_formTitle->setText(unbroken(tr("What it is made of")));
  m_columns->setAccessibleName(tr("Cost a month, four ways"));
  m_volume->setAccessibleName(tr("Cost along the volume"));
  m_tornado->setAccessibleName(tr("What moves the cost"));
  m_partLabel->setText(tr("Other &machines"));
  m_part->setAccessibleName(tr("Which machines"));
  m_shelfMemory->setAccessibleName(tr("Memory of each machine"));
  m_shelfWait->setAccessibleName(tr("Wait on each machine"));
  m_shelfMoney->setAccessibleName(tr("Cost of a month on each"));
  m_countLengths->setText(tr("Count lengths &in a file…"));
  m_countLengths->setToolTip(tr("A CSV file with prompt_tokens and answer_tokens, or prompt_characters and "
                                "answer_characters, and perhaps requests. Characters become tokens at %1 (English) "
                                "or %2 (Japanese) a token, a rule of thumb.")
                                 .arg(QLocale().toString(kEnglishText.characters_per_token),
                                      QLocale().toString(kJapaneseText.characters_per_token)));
  m_addLoad->setText(tr("Add a meas&ured load…"));
  m_addLoad->setToolTip(tr("What the engine wrote: measure MODEL --arrivals poisson:1 --find-load --json"));
  fillParts();
  m_form->retranslate();
}

/// The selected model where it is compared, else whom ANSWER's figures are of.
Contender CostPage::subject() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const std::string device = shown_device(evidence, view);
  const std::vector<std::string> models = shown_models(evidence, view);
  if (std::find(models.begin(), models.end(), view.selected) != models.end())
    return {view.selected, device};
  const std::vector<Ranked> places = ranking(evidence, view);
  const Verdict said = verdict(evidence, view, places);
  return selection(said, baseline_of(evidence, view)).who;
}

CostReport CostPage::report() const { return cost_report(m_session.results().evidence(), subject()); }

void CostPage::rebuild(Changes changes) {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const WindowVoice voice(readerOf(view.running));
  const CostReport all = report();
  m_headline->setText(headline(shown(cost_headline(voice, all))));
  QStringList of{shown(model_name(evidence, all.who.model)), shown(volume_text(voice, evidence.study().cost))};
  of.removeAll(QString());
  m_of->setText(
      unbroken((all.cheapest ? tr("Of %1, at the workload below. Costs are computed from what is stated beneath and "
                                  "what was measured.")
                             : tr("Of %1, at the workload below. No cost is computed yet."))
                   .arg(listText(of))));
  m_capacity->setText(unbroken(shown(capacity_text(voice, all))));
  QStringList crossings, paybacks;
  for (const Crossing& crossing : all.crossings)
    crossings << shown(crossing_text(voice, crossing));
  for (const Way way : {Way::Own, Way::Rented, Way::Api})
    paybacks << shown(payback_text(voice, all, way));
  paybacks.removeDuplicates();
  m_crossings->setText(unbroken(crossings.join(QLatin1Char('\n'))));
  m_payback->setText(unbroken(paybacks.join(QLatin1Char('\n'))));
  if (all.cheapest || m_columns->spec().blocks.isEmpty() || !m_columns->isHidden()) {
    ChartSpec columns = columnsChart(evidence, view, all);
    columns.sentence = columnsSentence(all); // the cheapest stands over the page
    m_columns->setSpec(columns);
  }
  const ChartSpec volume = volumeChart(evidence, view, all), tornado = tornadoChart(evidence, view, all);
  if (!volume.series.isEmpty() || !m_volume->spec().series.isEmpty()) // an empty plot is hidden, and drawn by nobody
    m_volume->setSpec(volume);
  if (!tornado.blocks.isEmpty() || !m_tornado->spec().blocks.isEmpty())
    m_tornado->setSpec(tornado);
  m_first->setText(unbroken(firstText(all)));
  showCharts();
  if (m_session.view().isHeld())
    m_shelfWaits = true;
  else
    showShelf(all);
  if (changes.data) // what is stated is the same wherever one looks
    m_form->show(m_session.document().study().cost, todayIso());
  m_problem->setVisible(!m_problem->text().isEmpty());
}

/// What there is to type before anything can be drawn; nothing where some way has a cost.
QString CostPage::firstText(const CostReport& all) const {
  if (all.cheapest)
    return {};
  QStringList lines{tr("Type this in the fields beneath; charts stand here as soon as one way has all that it needs:")};
  const WindowVoice voice(readerOf(m_session.view().state().running));
  for (const Way way : kAllWays)
    lines << tr("%1 – %2").arg(shown(way_name(voice, way)), shown(cost_gap_text(voice, all.of(way))));
  return lines.join(QLatin1Char('\n'));
}

void CostPage::chooseFile(bool lengths) {
  const QString path = QFileDialog::getOpenFileName(
      this, lengths ? tr("Count lengths in a file") : tr("Add a measured load"), {},
      lengths ? tr("Tables (*.csv);;All files (*)") : tr("JSON Lines (*.jsonl *.json);;All files (*)"));
  if (path.isEmpty())
    return;
  lengths ? importLengths(path) : importLoads(path);
}

void CostPage::importLengths(const QString& path) {
  const TextMeasure measure = currentLanguage() == QStringLiteral("ja") ? kJapaneseText : kEnglishText;
  const auto counted = read_lengths(path.toStdString(), measure);
  m_problem->setText(counted ? QString() : QString::fromStdString(counted.error().message));
  m_problem->setVisible(!counted);
  if (!counted)
    return;
  CostInputs inputs = m_session.document().study().cost;
  inputs.lengths = Lengths::Counted;
  inputs.counted = counted->mix;
  inputs.counted_from = QFileInfo(path).fileName().toStdString();
  m_session.document().setCost(inputs);
}

void CostPage::importLoads(const QString& path) {
  const Study& study = m_session.document().study();
  const auto loads = read_loads(path.toStdString(), study, todayIso());
  m_problem->setText(loads ? QString() : QString::fromStdString(loads.error().message));
  m_problem->setVisible(!loads);
  if (!loads)
    return;
  CostInputs inputs = study.cost;
  for (const MeasuredLoad& load : *loads)
    add_load(inputs, load);
  m_session.document().setCost(inputs);
}

void CostPage::setPresenting(bool presenting) {
  m_presenting = presenting;
  for (QWidget* each :
       std::initializer_list<QWidget*>{m_form, m_formTitle, m_payback, m_crossings, m_capacity, m_of, m_shelf})
    each->setVisible(!presenting);
  showCharts();
}

/// What shows nothing is not there: in words it is said better what is missing. Beside the four ways only what shows
/// something.
void CostPage::showCharts() {
  m_volume->setVisible(!m_presenting && !m_volume->spec().series.isEmpty());
  m_tornado->setVisible(!m_presenting && !m_tornado->spec().blocks.isEmpty());
  m_first->setVisible(!m_first->text().isEmpty());
  m_columns->setVisible(m_first->text().isEmpty());
  m_charts->setVisible(m_first->text().isEmpty());
  const bool alone = m_volume->isHidden() && m_tornado->isHidden();
  m_grid->addWidget(m_columns, 0, 0, 1, alone ? std::max(1, m_abreast) : 1);
}

std::optional<ChartSpec> CostPage::chart() const {
  const CostReport all = report();
  return all.cheapest ? std::optional(columnsChart(m_session.results().evidence(), m_session.view().state(), all))
                      : std::nullopt; // four ways without a number are no slide
}

QString CostPage::whyNoChart() const { return shown(cost_headline(WindowVoice(), report())); }

QList<ChartSpec> CostPage::exported() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const CostReport all = report();
  const QList<ShelfRow> rows = shelf(all);
  QList<ChartSpec> charts;
  if (all.cheapest)
    charts = {columnsChart(evidence, view, all), volumeChart(evidence, view, all), tornadoChart(evidence, view, all)};
  if (m_part->currentData().toInt() != static_cast<int>(ShelfOf::Api))
    charts << shelfMemoryChart(evidence, view, all.who.model, rows)
           << shelfWaitChart(evidence, view, all.who.model, rows);
  if (ChartSpec money = shelfMoneyChart(evidence, view, all.who.model, rows); money.emptyText.isEmpty())
    charts << money;
  return charts;
}

PARETO_PAGE(CostPage)

} // namespace pareto::ui
