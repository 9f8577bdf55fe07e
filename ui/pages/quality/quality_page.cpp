// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/quality/quality_page.h"

#include "core/decide/model_evidence.h"
#include "core/decide/words/quality_words.h"
#include "ui/pages/quality/quality_chart.h"
#include "ui/pages/slide_texts.h"
#include "ui/type_scale.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/voice.h"

#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kGroupWidth = 200;                        ///< of the published comparison's title, at least
constexpr int kGroupLength = 34, kMostGroupLength = 70; ///< and what it wishes for, in letters
constexpr int kMostListed = 30;                         ///< rows of the list of comparisons seen at once
constexpr qsizetype kNotes = 2;                         ///< remarks shown; the rest stand in the tooltip
constexpr int kLow = 480; ///< a page of less height keeps its room for the chart: one line of remarks, cut off

constexpr ViewChanges kReads{ViewChange::Place | ViewChange::Device | ViewChange::Axes | ViewChange::Selection |
                             ViewChange::Hidden};
/// What the fields over the chart do not follow: tests have their lengths wherever one looks.
constexpr ViewChanges kNotOfFields{ViewChange::Place | ViewChange::Selection};

QComboBox* combo(QWidget* parent, const char* name) {
  auto* made = new QComboBox(parent);
  made->setObjectName(QLatin1String(name));
  made->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  made->setMinimumContentsLength(16);
  made->setMaxVisibleItems(kMostListed);
  return made;
}

/// Parameters of the models that are compared; none where the study has no size of its own.
std::optional<int64_t> sizeOf(const Evidence& evidence, const ViewState& view) {
  for (const std::string& model : shown_models(evidence, view))
    return published_parameters(evidence.facts(model));
  return std::nullopt;
}

bool holds(const std::vector<PublishedGroup>& groups, const std::string& id) {
  return std::any_of(groups.begin(), groups.end(), [&](const PublishedGroup& each) { return each.id == id; });
}

/// In the language of the window; a quotation where nobody translated it.
QString noteText(const PublishedNote& note) {
  if (currentLanguage() != QStringLiteral("ja"))
    return QString::fromStdString(note.english);
  return note.japanese.empty() ? QualityPage::tr("Remark (in English): %1").arg(QString::fromStdString(note.english))
                               : QString::fromStdString(note.japanese);
}

/// A remark on one table says nothing of another one.
bool concerns(const PublishedNote& note, const std::string& table) {
  const auto isOne = [](const std::string& name) { return name.starts_with("Table "); }; // not "Tables 3 and 4"
  return !isOne(note.table) || !isOne(table) || note.table.starts_with(table) || table.starts_with(note.table);
}

} // namespace

QualityPage::QualityPage(StudySession& session, QWidget* parent)
    : Page(session, {kReads, DataChange::Results | DataChange::Facts | DataChange::Study}, parent) {
  if (session.options().published)
    m_groups = published_groups(*session.options().published);
  buildUi();
  retranslate();
}

QStringList QualityPage::help() {
  return {tr("QUALITY: how many of 100 are right, asked by what a model must do. Published values stand beside each "
             "other inside one comparison alone; hollow marks lie beyond the length a test had."),
          tr("The test that is chosen here is the one by which the whole window judges.")};
}

void QualityPage::buildUi() {
  m_selectors = new SelectorRow(this);
  for (QLabel** label : {&m_taskLabel, &m_testLabel, &m_groupLabel, &m_alongLabel})
    *label = new QLabel(m_selectors);
  m_tasks = combo(m_selectors, "qualityTask");
  m_tests = combo(m_selectors, "qualityTest");
  m_along = combo(m_selectors, "qualityAlong");
  m_along->setMinimumContentsLength(10);
  m_choice = combo(m_selectors, "qualityGroup");
  m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // the longest titles have no end
  m_choice->setMinimumWidth(kGroupWidth); // the row gives it less where the window has less
  m_own = new QPushButton(m_selectors);
  m_own->setObjectName(QStringLiteral("qualityOwnText"));
  m_selectors->add(m_taskLabel, m_tasks);
  m_selectors->add(m_testLabel, m_tests);
  m_selectors->add(m_alongLabel, m_along);
  m_selectors->add(m_groupLabel, m_choice);
  m_selectors->add(m_own);
  m_panel = new ChartPanel(this);
  m_notes = new QLabel(this);
  m_notes->setObjectName(QStringLiteral("qualityNotes"));
  m_notes->setFont(sized(m_notes->font(), kTextType));
  m_notes->setWordWrap(true);
  m_notes->setTextFormat(Qt::PlainText);
  m_notes->setContentsMargins(10, 0, 10, 6);
  m_notes->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_selectors);
  column->addWidget(m_panel, 1);
  column->addWidget(m_notes);
  connect(m_tasks, &QComboBox::activated, this, &QualityPage::chooseTask);
  connect(m_tests, &QComboBox::activated, this, &QualityPage::chooseTest);
  connect(m_choice, &QComboBox::activated, this, &QualityPage::chooseGroup);
  connect(m_along, &QComboBox::activated, this, [this] { rebuild(reads()); });
  connect(m_own, &QPushButton::clicked, this, &Page::qualityRequested);
  connect(m_panel, &ChartPanel::modelClicked, this,
          [this](const QString& model) { m_session.view().select(model.toStdString()); });
}

void QualityPage::retranslate() {
  m_taskLabel->setText(tr("What &must it do?"));
  m_testLabel->setText(tr("T&est"));
  m_groupLabel->setText(tr("Pu&blished in"));
  m_alongLabel->setText(tr("A&gainst"));
  m_along->setAccessibleName(tr("Along what quality is looked at"));
  fillAlong();
  m_own->setText(tr("Measure on my te&xt…"));
  m_tasks->setAccessibleName(tr("What must it do?"));
  m_tests->setAccessibleName(tr("Test"));
  m_choice->setAccessibleName(tr("Published comparison"));
}

void QualityPage::fillAlong() {
  const QSignalBlocker quiet(m_along);
  const int now = std::max(0, m_along->currentIndex());
  m_along->clear();
  for (size_t i = 0; i < kQualityAlong; ++i)
    m_along->addItem(shown(along_text(WindowVoice(), static_cast<QualityAlong>(i))));
  m_along->setCurrentIndex(now);
}

/// A test that has one length is not looked at along lengths, and that is what stands there.
void QualityPage::nameLength(const QualityView& now) {
  const QString text = now.models.empty() || now.along_length ? shown(along_text(WindowVoice(), QualityAlong::Length))
                       : now.tested_to > 0
                           ? tr("One length: %1 tokens").arg(QLocale().toString(qlonglong(now.tested_to)))
                           : tr("One length");
  m_along->setItemText(static_cast<int>(QualityAlong::Length), text);
}

QualityAlong QualityPage::along() const { return static_cast<QualityAlong>(std::max(0, m_along->currentIndex())); }

QualityView QualityPage::seen() const { return seen(view()); }

QualityView QualityPage::seen(const QualityView& now) const {
  return along() == QualityAlong::Length
             ? now
             : quality_steps(m_session.results().evidence(), m_session.view().state(), along());
}

QualityView QualityPage::view() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& state = m_session.view().state();
  const std::string judged = task_of(evidence, state);
  const AskedTask task = m_task.value_or(asked_task_of(judged));
  const std::string test = !m_test.empty() ? m_test : asked_task_of(judged) == task ? test_family(judged) : m_test;
  return quality_view(evidence, state, task, test);
}

void QualityPage::rebuild(Changes changes) {
  const QualityView now = view(), drawn = seen(now);
  if (changes.data || changes.view & ~kNotOfFields) {
    fillTasks(now);
    fillTests(now);
    fillGroups(now.task);
    nameLength(now);
    m_selectors->settle();
  }
  m_panel->setSpec(qualityChart(m_session.results().evidence(), m_session.view().state(), drawn));
  showNotes(drawn);
}

/// Those that the comparison, or an own text, says something of come first; the others say so when they are chosen.
void QualityPage::fillTasks(const QualityView& now) {
  const QSignalBlocker quiet(m_tasks);
  const Evidence& evidence = m_session.results().evidence();
  m_tasks->clear();
  for (size_t i = 0; i < kAskedTasks; ++i) {
    const auto task = static_cast<AskedTask>(i);
    const QString name = shown(task_text(WindowVoice(), task));
    m_tasks->addItem(tests_of(evidence, task).empty() ? tr("%1 (nothing known)").arg(name) : name,
                     static_cast<int>(task));
  }
  m_tasks->setCurrentIndex(m_tasks->findData(static_cast<int>(now.task)));
}

void QualityPage::fillTests(const QualityView& now) {
  const QSignalBlocker quiet(m_tests);
  m_tests->clear();
  for (const std::string& test : tests_of(m_session.results().evidence(), now.task))
    m_tests->addItem(shown(family_text(WindowVoice(), test)), QString::fromStdString(test));
  m_tests->setCurrentIndex(m_tests->findData(QString::fromStdString(now.test)));
  m_tests->setEnabled(m_tests->count() > 0 && along() == QualityAlong::Length);
}

/// Of the study's size and the task, of its size, of the task, and all others: every comparison that ships, once.
void QualityPage::fillGroups(AskedTask task) {
  const QSignalBlocker quiet(m_choice);
  const ViewState& state = m_session.view().state();
  const std::optional<int64_t> size = sizeOf(m_session.results().evidence(), state);
  const std::string asked = task == AskedTask::Own ? std::string() : to_string(task);
  const std::vector<PublishedGroup> both = size ? groups_for(m_groups, {size, asked, {}}) : m_groups;
  const std::vector<PublishedGroup> sized = size ? groups_for(m_groups, {size, {}, {}}) : both;
  std::vector<PublishedGroup> asking, others;
  for (const PublishedGroup& group : m_groups)
    if (!holds(both, group.id) && !holds(sized, group.id))
      (group.has_task(asked) ? asking : others).push_back(group);
  std::vector<PublishedGroup> rest;
  for (const PublishedGroup& group : sized)
    if (!holds(both, group.id))
      rest.push_back(group);
  m_choice->clear();
  addGroups(both, tr("This size and task"));
  addGroups(rest, tr("This size, other tasks"));
  addGroups(asking, tr("This task, other sizes"));
  addGroups(others, tr("Other sizes and tasks"));
  m_choice->setCurrentIndex(
      m_choice->findData(QString::fromStdString(m_session.results().evidence().study().quality_group)));
  const QFontMetrics metrics = m_choice->fontMetrics();
  const int letters = metrics.horizontalAdvance(m_choice->currentText()) / metrics.horizontalAdvance(QLatin1Char('X'));
  m_choice->setMinimumContentsLength(std::clamp(letters + 1, kGroupLength, kMostGroupLength));
  m_choice->setEnabled(task != AskedTask::Own);
}

void QualityPage::addGroups(const std::vector<PublishedGroup>& groups, const QString& title) {
  if (groups.empty())
    return;
  if (m_choice->count() > 0)
    m_choice->insertSeparator(m_choice->count());
  for (const PublishedGroup& group : groups) {
    m_choice->addItem(QString::fromStdString(group.id) + QStringLiteral(" · ") +
                          shown(group_text(WindowVoice(), group)),
                      QString::fromStdString(group.id));
    m_choice->setItemData(m_choice->count() - 1, title + QLatin1Char('\n') + QString::fromStdString(group.title),
                          Qt::ToolTipRole);
  }
}

/// Where the values come from, and what its compiler warns of.
void QualityPage::showNotes(const QualityView& now) {
  QStringList lines;
  if (!now.source.empty())
    lines << tr("Published: %1. Compared only inside this comparison.")
                 .arg(QString::fromStdString(now.table.empty() ? now.source : now.source + ", " + now.table));
  if (const PublishedResults* published = m_session.options().published.get(); published && !now.source.empty())
    for (const PublishedNote& note : published->notes(m_session.results().evidence().study().quality_group))
      if (concerns(note, now.table))
        lines << noteText(note);
  m_remarks = lines;
  m_notes->setToolTip(lines.join(QLatin1Char('\n')));
  m_notes->setVisible(!lines.isEmpty());
  fitNotes();
}

void QualityPage::fitNotes() {
  const bool low = height() < kLow;
  m_notes->setWordWrap(!low);
  m_notes->setText(low ? m_notes->fontMetrics().elidedText(m_remarks.mid(0, kNotes).join(QStringLiteral(" · ")),
                                                           Qt::ElideRight,
                                                           std::max(100, width() - 24)) // that there is more is seen
                       : unbroken(m_remarks.mid(0, kNotes).join(QLatin1Char('\n'))));
}

void QualityPage::resizeEvent(QResizeEvent* event) {
  Page::resizeEvent(event);
  fitNotes();
}

void QualityPage::chooseTask() {
  m_task = static_cast<AskedTask>(m_tasks->currentData().toInt());
  m_test.clear();
  judgeByIt();
}

void QualityPage::chooseTest() {
  m_test = m_tests->currentData().toString().toStdString();
  judgeByIt();
}

void QualityPage::chooseGroup() {
  const std::string group = m_choice->currentData().toString().toStdString();
  m_task = view().task; // the same question to another comparison
  if (group.empty() || group == m_session.document().study().quality_group)
    judgeByIt();
  else
    m_session.document().asOneStep([&] {
      m_session.document().setQualityGroup(group);
      judgeByIt();
    });
}

/// The whole window asks the same, where the study's models have the test.
void QualityPage::judgeByIt() {
  const Evidence& evidence = m_session.results().evidence();
  ViewState state = m_session.view().state();
  const std::string test = judging_test(evidence, view(), state.at.context);
  if (!test.empty() && test != state.task) {
    state.task = test;
    m_session.setView(std::move(state));
  }
  rebuild(reads());
}

std::optional<ChartSpec> QualityPage::chart() const {
  const Evidence& evidence = m_session.results().evidence();
  const ViewState& state = m_session.view().state();
  ChartSpec made = qualityChart(evidence, state, seen());
  addSlideTexts(made, evidence, state, answer(evidence, state));
  return made;
}

QList<ChartSpec> QualityPage::exported() const {
  const QualityView now = seen();
  const bool ofStudy =
      std::any_of(now.models.begin(), now.models.end(), [](const TestedModel& model) { return !model.model.empty(); });
  return ofStudy ? Page::exported() : QList<ChartSpec>();
}

void QualityPage::setPresenting(bool presenting) {
  m_selectors->setVisible(!presenting);
  m_notes->setVisible(!presenting && !m_notes->text().isEmpty());
}

PARETO_PAGE(QualityPage)

} // namespace pareto::ui
