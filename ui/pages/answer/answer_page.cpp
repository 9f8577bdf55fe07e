// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/answer_page.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/words/answer_words.h"
#include "ui/pages/answer/answer_charts.h"
#include "ui/pages/answer/answer_sheet.h"
#include "ui/pages/answer/tile_texts.h"
#include "ui/pages/page_head.h"
#include "ui/panels/scroll_column.h"
#include "ui/style.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/voice.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace pareto::ui {

namespace {

constexpr int kFourTiles = 600, kTwoColumns = 900; ///< from this width on, charts stand side by side
constexpr int kChartHeight = 300, kMostChartHeight = 520;
constexpr int kLeastView = 150; ///< of a chart beneath a long sentence: below it rows of the map go without numbers
constexpr int kLowChart = 260;  ///< with all its bars and rows still
constexpr int kRest = 150;      ///< milliseconds after the last step of a slider

constexpr ViewChanges kReads{ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Limits |
                             ViewChange::Axes | ViewChange::Selection | ViewChange::Hidden | ViewChange::Running};
/// What the map does not follow: it holds every place.
constexpr ViewChanges kNotOfMap{ViewChange::Place | ViewChange::Selection | ViewChange::Running};

QVBoxLayout* columnIn(QWidget* widget) {
  auto* column = new QVBoxLayout(widget);
  column->setContentsMargins(0, 0, 0, 0);
  return column;
}

} // namespace

AnswerPage::AnswerPage(StudySession& session, QWidget* parent)
    : Page(session, {kReads, DataChange::Results | DataChange::Facts | DataChange::Cost}, parent) {
  buildUi();
  retranslate();
}

QStringList AnswerPage::help() {
  return {tr("ANSWER: what follows for this workload, how sure that is, and what would change it. A badge says what it "
             "rests on; “Worth a trial” is not “Supported”."),
          tr("The map shows who wins at each prompt length and load; drag the cross to look there.")};
}

void AnswerPage::buildUi() {
  m_inside = new QWidget;
  auto* column = new QVBoxLayout(m_inside);
  column->setContentsMargins(14, 10, 14, 12);
  column->setSpacing(10);
  column->addWidget(buildHead());
  m_tileRow = new QWidget(m_inside);
  m_tileGrid = new QGridLayout(m_tileRow);
  m_tileGrid->setContentsMargins(0, 0, 0, 0);
  m_tilesOf = pageText(m_tileRow, QStringLiteral("tilesOf"), kTextType, true);
  static constexpr const char* kNames[kTiles] = {"tileWait", "tileQuality", "tileMemory", "tileCost"};
  for (size_t i = 0; i < kTiles; ++i)
    m_tiles[i] = new TileView(QLatin1String(kNames[i]), m_tileRow);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred); // at most its hint, it would be cut at this width
  policy.setHeightForWidth(true);
  m_tileRow->setSizePolicy(policy);
  m_charts = new QWidget(m_inside);
  m_chartGrid = new QGridLayout(m_charts);
  m_chartGrid->setContentsMargins(0, 0, 0, 0);
  m_waits = new ChartPanel(m_charts);
  m_map = new ChartPanel(m_charts);
  for (QWidget* watched : std::initializer_list<QWidget*>{m_charts, m_waits->chart(), m_map->chart()})
    watched->installEventFilter(this);
  m_rule = pageText(m_inside, QStringLiteral("shortlistRule"), kTextType);
  m_shortlist = new ShortlistTable(m_inside);
  m_meeting = new MeetingView(m_inside);
  m_meeting->setObjectName(QStringLiteral("meeting"));
  for (QWidget* each :
       std::initializer_list<QWidget*>{m_tileRow, m_charts, m_rule, m_shortlist, buildEvidence(), m_meeting})
    column->addWidget(each);
  column->addStretch();
  auto* scrolled = new ScrollColumn(m_inside, this);
  columnIn(this)->addWidget(scrolled);
  m_rest.setSingleShot(true);
  m_rest.setInterval(kRest);
  connect(&m_rest, &QTimer::timeout, this, &AnswerPage::showBeneath);
  connect(scrolled->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
    if (m_rest.isActive() && isBeneathSeen())
      showBeneath();
  });
  const auto select = [this](const QString& model) { m_session.view().select(model.toStdString()); };
  connect(m_waits, &ChartPanel::modelClicked, this, select);
  connect(m_map, &ChartPanel::modelClicked, this, select);
  connect(m_shortlist, &ShortlistTable::modelClicked, this, select);
  connect(m_map->chart(), &ChartView::crossMoved, this, &AnswerPage::moveTo);
  connect(m_map->chart(), &ChartView::crossHeld, &m_session.view(), &View::setHeld);
  connect(m_takeNext, &QAction::triggered, this, [this] { take(m_answer.next); });
  connect(m_meeting, &MeetingView::saveWanted, this, &Page::notesWanted);
  m_copyNotes = actionOf(*m_meeting->copyButton(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Y));
  connect(m_copyNotes, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(*notes()); });
  arrange();
}

QWidget* AnswerPage::buildHead() {
  auto* head = new QWidget(m_inside);
  QVBoxLayout* column = columnIn(head);
  column->setSpacing(4);
  m_headline = pageHeadline(head, QStringLiteral("headline"));
  m_badge = pageText(head, QStringLiteral("badge"), kTextType, true);
  m_badge->setWordWrap(false);
  m_badge->setContentsMargins(10, 3, 10, 3);
  m_rests = pageText(head, QStringLiteral("rests"), kTextType);
  m_ceiling = pageText(head, QStringLiteral("ceiling"), kTextType);
  auto* row = new QHBoxLayout;
  row->setSpacing(10);
  row->addWidget(m_badge, 0, Qt::AlignTop);
  row->addWidget(m_rests, 1);
  column->addWidget(m_headline);
  column->addLayout(row);
  column->addWidget(m_ceiling);
  return head;
}

QWidget* AnswerPage::buildEvidence() {
  m_evidence = new QWidget(m_inside);
  m_evidenceGrid = new QGridLayout(m_evidence);
  m_evidenceGrid->setContentsMargins(0, 0, 0, 0);
  m_evidenceGrid->setHorizontalSpacing(24);
  auto* ladder = new QWidget(m_evidence);
  ladder->setObjectName(QStringLiteral("ladder"));
  auto* rows = new QGridLayout(ladder);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setColumnStretch(1, 1);
  m_ladderTitle = pageText(ladder, QStringLiteral("ladderTitle"), kHeadingType, true);
  rows->addWidget(m_ladderTitle, 0, 0, 1, 2);
  for (size_t i = 0; i < kSubjects; ++i) {
    m_subjects[i] = pageText(ladder, QStringLiteral("subject"), kTextType, true);
    m_subjects[i]->setWordWrap(false);
    m_rungs[i] = pageText(ladder, QStringLiteral("rung"), kTextType);
    rows->addWidget(m_subjects[i], static_cast<int>(i) + 1, 0, Qt::AlignTop);
    rows->addWidget(m_rungs[i], static_cast<int>(i) + 1, 1);
  }
  auto* change = new QWidget(m_evidence);
  QVBoxLayout* column = columnIn(change);
  m_flipsTitle = pageText(change, QStringLiteral("flipsTitle"), kHeadingType, true);
  m_flips = pageText(change, QStringLiteral("flips"), kTextType);
  m_nextTitle = pageText(change, QStringLiteral("nextTitle"), kHeadingType, true);
  m_next = new QPushButton(change);
  m_next->setObjectName(QStringLiteral("nextMeasurement"));
  m_takeNext = actionOf(*m_next, QKeySequence(Qt::CTRL | Qt::Key_G), Says::Tip);
  for (QWidget* each : std::initializer_list<QWidget*>{m_flipsTitle, m_flips, m_nextTitle})
    column->addWidget(each);
  column->addWidget(m_next, 0, Qt::AlignLeft);
  column->addStretch();
  m_evidenceGrid->addWidget(ladder, 0, 0, Qt::AlignTop);
  m_evidenceGrid->addWidget(change, 0, 1, Qt::AlignTop);
  return m_evidence;
}

/// Side by side where there is room, otherwise beneath each other.
void AnswerPage::arrange() {
  const int columns = width() >= kTwoColumns ? 2 : 1;
  const int tiles = width() >= kFourTiles ? 4 : 2;
  setLow(height() < kLowPage);
  fitCharts(); // by how low it is
  if (columns == m_columns && tiles == m_tilesAbreast)
    return;
  m_columns = columns;
  m_tilesAbreast = tiles;
  m_meeting->arrange(columns);
  for (int i = 0; i < 2; ++i) {
    QWidget* chart = i == 0 ? m_waits : m_map;
    m_chartGrid->addWidget(chart, columns == 2 ? 0 : i, columns == 2 ? i : 0);
    m_chartGrid->setColumnStretch(i, i < columns ? 1 : 0);
    QLayoutItem* part = m_evidenceGrid->itemAtPosition(0, i);
    QWidget* inside = part ? part->widget() : m_evidenceGrid->itemAtPosition(i, 0)->widget();
    m_evidenceGrid->addWidget(inside, columns == 2 ? 0 : i, columns == 2 ? i : 0, Qt::AlignTop);
    m_evidenceGrid->setColumnStretch(i, i < columns ? 1 : 0);
  }
  m_tileGrid->addWidget(m_tilesOf, 0, 0, 1, tiles);
  for (int i = 0; i < static_cast<int>(kTiles); ++i) {
    m_tileGrid->addWidget(m_tiles[static_cast<size_t>(i)], 1 + i / tiles, i % tiles);
    m_tileGrid->setColumnStretch(i, i < tiles ? 1 : 0);
  }
}

/// Where there is little height the sentence is smaller, and how much any architecture can change stands beneath.
void AnswerPage::setLow(bool low) {
  if (m_low == low)
    return;
  m_low = low;
  setLowHeadline(m_headline, low);
  QVBoxLayout* column = static_cast<QVBoxLayout*>((low ? m_inside : m_headline->parentWidget())->layout());
  column->insertWidget(low ? column->indexOf(m_charts) + 1 : column->count(), m_ceiling);
}

/// The charts end where the window does, if they can: an edge through them shows some bars and no axis, and one through
/// the table behind them its header alone.
void AnswerPage::fitCharts() {
  auto* column = static_cast<QVBoxLayout*>(m_inside->layout());
  const QWidget* head = m_headline->parentWidget();
  const int behindTiles = head->geometry().bottom() + m_tileRow->height() + 2 * column->spacing();
  const bool first = m_low && behindTiles + kLowChart + kPageEdge > height(); // the wait drawn before the four numbers
  if (first != (column->indexOf(m_charts) < column->indexOf(m_tileRow)))
    column->insertWidget(column->indexOf(m_tileRow), m_charts); // taken from before the tiles it stands behind them
  const int room = height() - (first ? head->geometry().bottom() + column->spacing() : behindTiles) - kPageEdge;
  const int usual = std::clamp(height() * 2 / 5, kChartHeight, kMostChartHeight);
  const int fitting = room >= kLowChart && room <= kMostChartHeight ? room : usual;
  const int tall = std::max(fitting, kLeastView + std::max(m_waits->heightAround(), m_map->heightAround()));
  m_waits->setFixedHeight(tall);
  m_map->setFixedHeight(tall);
}

/// What stands above the charts has got longer or shorter; it is placed after them where the whole has grown.
bool AnswerPage::eventFilter(QObject* watched, QEvent* event) {
  const bool moved = watched == m_charts && event->type() == QEvent::Move,
             sized = (watched == m_waits->chart() || watched == m_map->chart()) && event->type() == QEvent::Resize;
  if (moved || sized) // a sentence over a chart got longer or shorter, too
    QMetaObject::invokeMethod(
        this, [this] { fitCharts(); }, Qt::QueuedConnection);
  return Page::eventFilter(watched, event);
}

void AnswerPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  arrange();
}

/// Colours of the badge, of marks and of curves are of the theme.
void AnswerPage::changeEvent(QEvent* event) {
  Page::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || !m_next)
    return;
  const auto colour = [this] {
    showHead();
    m_shortlist->show(m_session.results().evidence(), m_session.view().state(), m_answer);
  };
  QMetaObject::invokeMethod(this, colour, Qt::QueuedConnection); // what is inside hears of it after the page
}

void AnswerPage::retranslate() {
  m_ladderTitle->setText(unbroken(tr("What it rests on")));
  m_flipsTitle->setText(unbroken(tr("What would change this answer")));
  m_nextTitle->setText(unbroken(tr("Cheapest next measurement")));
  m_takeNext->setText(tr("Cheapest &next measurement"));
  m_copyNotes->setText(tr("Cop&y phrases and plan"));
  m_copyNotes->setToolTip(tr("Phrases, plan and where the figures are from, as text"));
  m_map->setAccessibleName(tr("Where each wins"));
  m_waits->setAccessibleName(tr("The wait, drawn"));
  m_shortlist->retranslate();
  m_meeting->retranslate();
}

void AnswerPage::rebuild(Changes changes) {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  m_answer = answer(evidence, view);
  showHead();
  showTiles();
  ChartSpec waits = waitChart(evidence, view, m_answer);
  waits.sentence = waitSentence(m_answer); // the answer itself stands over the page
  m_waits->setSpec(waits);
  showMap(changes);
  m_rule->setText(unbroken(shown(rule_text({WindowVoice(readerOf(view.running)), evidence, view}))));
  if (changes.data || changes.view & ~ViewChanges(ViewChange::Place) || isBeneathSeen())
    showBeneath();
  else
    m_rest.start();
}

/// What lies beneath the charts; while steps of a slider follow each other and nothing of it is seen, it waits.
void AnswerPage::showBeneath() {
  m_rest.stop();
  m_shortlist->show(m_session.results().evidence(), m_session.view().state(), m_answer);
  showEvidence();
  showMeeting();
}

bool AnswerPage::isBeneathSeen() const {
  const QWidget* const parts[] = {m_shortlist, m_evidence, m_meeting};
  return std::any_of(std::begin(parts), std::end(parts),
                     [](const QWidget* part) { return !part->visibleRegion().isEmpty(); });
}

void AnswerPage::settle() {
  Page::settle();
  if (m_rest.isActive())
    showBeneath();
}

/// What was missed meanwhile was built in just before, when nothing of it was seen yet.
void AnswerPage::showEvent(QShowEvent* event) {
  Page::showEvent(event);
  if (m_rest.isActive())
    showBeneath();
}

void AnswerPage::showMap(Changes changes) {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  if (changes.data & ~DataChanges(DataChange::Cost) || changes.view & ~kNotOfMap)
    m_winners = {};
  if (changes.data || changes.view & ~ViewChanges(ViewChange::Place))
    m_cells.reset();
  if (m_winners.cells.empty())
    m_winners = winner_map(evidence, view);
  if (!m_cells)
    m_cells = mapCells(evidence, view, m_winners);
  m_map->setSpec(mapChart(*m_cells, evidence, view, m_answer, m_winners));
}

void AnswerPage::showHead() {
  const ViewState& view = m_session.view().state();
  const WindowVoice voice(readerOf(view.running));
  const Speech speech{voice, m_session.results().evidence(), view};
  m_headline->setText(headline(shown(headline_text(speech, m_answer.headline))));
  m_badge->setText(shown(badge_text(voice, m_answer.backing)));
  m_rests->setText(unbroken(shown(backing_text(speech, m_answer.backing))));
  m_ceiling->setText(unbroken(shown(ceiling_text(speech, m_answer.ceiling))));
  m_ceiling->setVisible(!m_ceiling->text().isEmpty());
  const BadgeColors look = badgeColors(lookOf(m_answer.backing), chartColors(isDark(palette())));
  const QString sheet =
      QStringLiteral("QLabel { background: %1; color: %2; border: 1px solid %3; border-radius: 4px; }")
          .arg(look.ground.name(), look.text.name(), look.border.name());
  if (sheet != m_badge->styleSheet()) // the same one is polished anew all the same
    m_badge->setStyleSheet(sheet);
}

void AnswerPage::showTiles() {
  const QString whose = tilesTitle(m_session, m_answer);
  m_tilesOf->setText(unbroken(whose));
  m_tilesOf->setVisible(!whose.isEmpty());
  for (size_t i = 0; i < kTiles; ++i)
    m_tiles[i]->show(tileTexts(m_session, m_answer, m_answer.tiles[i]));
}

void AnswerPage::showEvidence() {
  constexpr size_t kMostFlips = 3;
  const ViewState& view = m_session.view().state();
  const WindowVoice voice(readerOf(view.running));
  const Speech speech{voice, m_session.results().evidence(), view};
  for (size_t i = 0; i < kSubjects; ++i) {
    m_subjects[i]->setText(shown(subject_text(voice, static_cast<Subject>(i))));
    m_rungs[i]->setText(unbroken(shown(rung_text(speech, m_answer.ladder[i]))));
  }
  QStringList lines;
  for (size_t i = 0; i < std::min(kMostFlips, m_answer.flips.size()); ++i)
    lines << shown(flip_text(speech, m_answer.flips[i]));
  m_flips->setText(unbroken(lines.isEmpty() ? tr("There is no answer yet. What is missing for one stands above.")
                                            : lines.join(QLatin1Char('\n'))));
  m_takeNext->setToolTip(shown(next_text(speech, m_answer.next)));
  m_takeNext->setStatusTip(m_takeNext->toolTip());
  m_takeNext->setEnabled(canTake(m_answer.next));
}

void AnswerPage::showMeeting() {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const WindowVoice voice(readerOf(view.running));
  m_meeting->show(notes_of({voice, evidence, view}, meeting(evidence, view, m_answer)));
}

void AnswerPage::offerModel(const QString& path) { m_session.document().addModel(path.toStdString()); }

/// To whole tokens and requests: the place of the cross.
void AnswerPage::moveTo(const QPointF& place) {
  ViewState view = m_session.view().state();
  view.at.context = std::clamp<int64_t>(std::llround(place.x() / 16) * 16, kShortestPrompt, kLongestPrompt);
  view.at.requests = std::clamp(static_cast<int>(std::lround(place.y())), 1, kMostRequests);
  m_session.setView(std::move(view));
}

void AnswerPage::setPresenting(bool presenting) {
  for (QWidget* each : std::initializer_list<QWidget*>{m_tileRow, m_rule, m_shortlist, m_evidence, m_meeting})
    each->setVisible(!presenting);
}

std::optional<ChartSpec> AnswerPage::chart() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  return waitChart(evidence, view, answer(evidence, view));
}

QList<ChartSpec> AnswerPage::exported() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const Answer now = answer(evidence, view);
  return {waitChart(evidence, view, now), mapChart(evidence, view, now, winner_map(evidence, view))};
}

std::optional<SheetSpec> AnswerPage::sheet() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  return answerSheet(m_session, answer(evidence, view), winner_map(evidence, view));
}

/// With ISO dates: it goes into other programs, and to other people.
std::optional<QString> AnswerPage::notes() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& view = m_session.view().state();
  const FileVoice voice(readerOf(view.running));
  const Answer now = answer(evidence, view);
  return shown(notes_text({voice, evidence, view}, now, meeting(evidence, view, now)));
}

PARETO_PAGE(AnswerPage)

} // namespace pareto::ui
