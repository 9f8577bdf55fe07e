// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/decide_panel.h"

#include "core/quality/published_groups.h"
#include "ui/panels/scroll_column.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"

#include <QEvent>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr double kMargin = 1.25; ///< a slider reaches this much beyond the models' values

/// What limits depend on, and what follows from them.
constexpr ViewChanges kLimited{ViewChange::Place | ViewChange::Answer | ViewChange::Device | ViewChange::Limits |
                               ViewChange::Axes | ViewChange::Hidden | ViewChange::Running};

const QString kOwnTask = QStringLiteral("own");

/// "= 2.78 h. " where the field's own unit makes a number that nobody can read.
QString readableLimit(const MetricRow& row, double limit) {
  return limit >= row.limit->readable_to ? QStringLiteral("= %1. ").arg(formatValue(limit, formatOf(row.unit)))
                                         : QString();
}

/// "limitAnswerTime": tests and style sheets find the row by it.
QString rowName(const MetricRow& row) {
  QString name = QStringLiteral("limit");
  for (QString word : QString::fromLatin1(row.id).split(QLatin1Char('_')))
    name += word.replace(0, 1, word.at(0).toUpper());
  return name;
}

void heading(QLabel* label) {
  QFont bold = label->font();
  bold.setBold(true);
  label->setFont(bold);
}

} // namespace

DecidePanel::DecidePanel(StudySession& session, QWidget* parent)
    : QWidget(parent), m_session(session),
      m_follower(*new Follower(session, *this,
                               {kLimited | ViewChange::Selection, DataChange::Results | DataChange::Study},
                               [this](Changes changes) { rebuild(changes); })) {
  buildUi();
  connectSignals();
  retranslateUi();
}

void DecidePanel::buildUi() {
  auto* inside = new QWidget;
  auto* column = new QVBoxLayout(inside);
  column->setContentsMargins(8, 8, 8, 8);
  m_baselineLabel = new QLabel(inside);
  m_baseline = new QComboBox(inside);
  m_baseline->setObjectName(QStringLiteral("baseline"));
  m_taskLabel = new QLabel(inside);
  m_task = new QComboBox(inside);
  m_task->setObjectName(QStringLiteral("task"));
  m_metric = new QComboBox(inside);
  m_metric->setObjectName(QStringLiteral("metric"));
  m_metricHint = new QLabel(inside);
  m_metricHint->setWordWrap(true);
  m_metricHint->setForegroundRole(QPalette::PlaceholderText);
  m_goalLabel = new QLabel(inside);
  m_goal = new QComboBox(inside);
  m_goal->setObjectName(QStringLiteral("goal"));
  m_goalLabel->setBuddy(m_goal);
  for (QComboBox* combo : {m_baseline, m_task, m_metric, m_goal}) {
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    combo->setMinimumContentsLength(14);
  }
  m_baselineLabel->setBuddy(m_baseline);
  m_taskLabel->setBuddy(m_task);
  for (QWidget* widget :
       std::initializer_list<QWidget*>{m_baselineLabel, m_baseline, m_taskLabel, m_task, m_metric, m_metricHint,
                                       m_goalLabel, m_goal, buildLimits(), buildConclusions()})
    column->addWidget(widget);
  column->addStretch();
  auto* outside = new QVBoxLayout(this);
  outside->setContentsMargins(0, 0, 0, 0);
  outside->addWidget(new ScrollColumn(inside, this));
}

QWidget* DecidePanel::buildLimits() {
  auto* box = new QWidget;
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 6, 0, 0);
  m_limitsLabel = new QLabel(box);
  heading(m_limitsLabel);
  column->addWidget(m_limitsLabel);
  for (const MetricRow& row : metric_table()) {
    if (!row.limit)
      continue;
    auto* field = new LimitRow(rowName(row), box);
    m_limits.emplace(row.metric, field);
    column->addWidget(field);
    connect(field, &LimitRow::limitChanged, this, &DecidePanel::limitsMoved);
  }
  return box;
}

QWidget* DecidePanel::buildConclusions() {
  auto* box = new QWidget;
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 6, 0, 0);
  m_verdict = new QLabel(box);
  m_verdict->setObjectName(QStringLiteral("verdict"));
  m_verdict->setWordWrap(true);
  m_verdict->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_verdict->setFrameShape(QFrame::StyledPanel);
  m_verdict->setMargin(6);
  m_rankingLabel = new QLabel(box);
  heading(m_rankingLabel);
  m_rule = new QLabel(box);
  m_rule->setObjectName(QStringLiteral("rule"));
  m_rule->setWordWrap(true);
  m_rule->setForegroundRole(QPalette::PlaceholderText);
  m_ranking = new WholeList(box);
  m_ranking->setObjectName(QStringLiteral("ranking"));
  for (QWidget* widget : std::initializer_list<QWidget*>{m_verdict, m_rankingLabel, m_rule, m_ranking})
    column->addWidget(widget);
  return box;
}

void DecidePanel::connectSignals() {
  connect(m_baseline, &QComboBox::activated, this, &DecidePanel::baselineChosen);
  connect(m_task, &QComboBox::activated, this, [this] {
    refreshMetrics();
    m_metric->setCurrentIndex(0);
    metricChosen();
  });
  connect(m_metric, &QComboBox::activated, this, &DecidePanel::metricChosen);
  connect(m_goal, &QComboBox::activated, this, &DecidePanel::goalChosen);
  connect(m_ranking, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
    if (item)
      m_session.view().select(item->data(Qt::UserRole).toString().toStdString());
  });
}

void DecidePanel::retranslateUi() {
  m_baselineLabel->setText(tr("&Baseline"));
  m_taskLabel->setText(tr("What must it &do?"));
  m_limitsLabel->setText(tr("Limits"));
  m_goalLabel->setText(tr("What should it ha&ve least of?"));
  m_rankingLabel->setText(tr("Shortlist"));
  m_baseline->setAccessibleName(tr("Baseline"));
  m_task->setAccessibleName(tr("What must it do"));
  m_metric->setAccessibleName(tr("Test"));
  m_goal->setAccessibleName(tr("What should it have least of"));
  m_ranking->setAccessibleName(tr("Shortlist"));
  refreshGoal();
  nameLimits();
  m_follower.buildIn(DataChange::Language);
}

/// A step of a slider leaves the lists of baselines, tasks and tests as they are.
void DecidePanel::rebuild(Changes changes) {
  if (changes.data)
    refreshBaselines();
  if (changes.data || changes.view & ViewChange::Axes) {
    refreshTasks();
    refreshMetrics();
    refreshGoal();
  }
  if (changes.data || changes.view & kLimited) {
    refreshLimits();
    refreshConclusions();
  } else
    showSelection(QString::fromStdString(m_session.view().state().selected));
}

void DecidePanel::refreshBaselines() {
  const QSignalBlocker quiet(m_baseline);
  const Evidence& evidence = m_session.results().evidence();
  m_baseline->clear();
  for (const std::string& model : evidence.models())
    m_baseline->addItem(modelName(evidence, model), QString::fromStdString(model));
  m_baseline->setCurrentIndex(m_baseline->findData(QString::fromStdString(evidence.study().effective_baseline())));
  m_baseline->setEnabled(m_baseline->count() > 0);
}

void DecidePanel::refreshTasks() {
  const QSignalBlocker quiet(m_task);
  const AxisChoice* axis = quality_axis(m_session.view().state());
  const QString before = m_task->currentData().toString();
  m_task->clear();
  int current = -1, kept = -1;
  for (const QualityTask& task : quality_tasks()) {
    const QString id = QString::fromStdString(task.id);
    m_task->addItem(coreText(task.question), id);
    const bool named =
        axis && std::find(task.metrics.begin(), task.metrics.end(), axis->quality_metric) != task.metrics.end();
    const bool has =
        named || (axis && !is_own_metric(axis->quality_metric) && task_of_metric(axis->quality_metric) == task.id);
    if (has && current < 0)
      current = m_task->count() - 1;
    if (has && id == before)
      kept = m_task->count() - 1;
  }
  if (!m_session.results().evidence().own_metrics().empty()) {
    m_task->addItem(tr("Read my own text"), kOwnTask);
    if (axis && is_own_metric(axis->quality_metric))
      current = m_task->count() - 1;
  }
  m_task->setCurrentIndex(std::max(0, kept >= 0 ? kept : current));
}

void DecidePanel::refreshMetrics() {
  const QSignalBlocker quiet(m_metric);
  m_metric->clear();
  const Evidence& evidence = m_session.results().evidence();
  const auto& tasks = quality_tasks();
  const int at = m_task->currentIndex();
  if (m_task->currentData().toString() == kOwnTask) {
    for (const std::string& metric : evidence.own_metrics())
      m_metric->addItem(metricTitle(evidence, {Metric::Quality, metric}), QString::fromStdString(metric));
  } else if (at >= 0 && evidence.published())
    for (const std::string& metric :
         tests_for(*evidence.published(), evidence.study().quality_group, tasks[static_cast<size_t>(at)]))
      m_metric->addItem(metricTitle(evidence, {Metric::Quality, metric}), QString::fromStdString(metric));
  const AxisChoice* axis = quality_axis(m_session.view().state());
  if (axis)
    m_metric->setCurrentIndex(m_metric->findData(QString::fromStdString(axis->quality_metric)));
  m_metric->setEnabled(m_metric->count() > 0);
  m_metricHint->setText(unbroken(
      m_metric->count() == 0
          ? tr("No controlled comparison is published for this question at this model size; 1.3 B and 340 M have some.")
      : axis ? metricDefinition(evidence, *axis)
             : tr("Choosing a test puts quality on the trade-off.")));
}

void DecidePanel::refreshGoal() {
  const QSignalBlocker quiet(m_goal);
  m_goal->clear();
  m_goal->addItem(tr("Wait per answer"), static_cast<int>(Goal::ShortestWait));
  m_goal->addItem(tr("Memory"), static_cast<int>(Goal::LeastMemory));
  m_goal->addItem(tr("Cost a month"), static_cast<int>(Goal::LowestCost));
  m_goal->setCurrentIndex(m_goal->findData(static_cast<int>(m_session.view().state().goal)));
}

/// What its slider spans: the values of what is compared, in the unit of the field, with some room around.
std::optional<std::pair<double, double>> DecidePanel::rangeOf(const AxisChoice& axis) const {
  const std::optional<Interval> range = range_of(m_session.results().evidence(), m_session.view().state(), axis);
  const double unit = row_of(axis.metric).limit->field_unit;
  return range ? std::optional(std::pair(range->low / unit / kMargin, range->high / unit * kMargin)) : std::nullopt;
}

/// What a limit on this metric is held against; none for quality while no test is known.
std::optional<AxisChoice> DecidePanel::limited(Metric metric) const {
  if (metric != Metric::Quality)
    return AxisChoice{metric, {}};
  const std::string task = task_of(m_session.results().evidence(), m_session.view().state());
  return task.empty() ? std::nullopt : std::optional(AxisChoice{metric, task});
}

QString DecidePanel::whyNoRange(MetricKind kind) const {
  switch (kind) {
  case MetricKind::Speed:
  case MetricKind::Energy:
    return m_session.runs().isRunning() ? tr("Nothing is measured here yet: the run goes on.")
                                        : tr("Nothing is measured here yet: press Run.");
  case MetricKind::Memory: return tr("Nothing is chosen.");
  case MetricKind::Quality: break;
  }
  return tr("No result at this model size.");
}

void DecidePanel::nameLimits() {
  for (const auto& [metric, field] : m_limits) {
    const std::optional<AxisChoice> axis = limited(metric);
    const bool atLeast = axis ? higher_is_better(m_session.results().evidence(), *axis) : higher_is_better(metric);
    const LimitTexts texts = limitTexts(metric, atLeast);
    field->setTexts(texts.title, texts.suffix,
                    texts.help.isEmpty() && axis ? metricTitle(m_session.results().evidence(), *axis) : texts.help,
                    atLeast);
  }
}

void DecidePanel::refreshLimits() {
  const Limits& limits = m_session.view().state().limits;
  for (const auto& [metric, field] : m_limits) {
    const MetricRow& row = row_of(metric);
    const std::optional<AxisChoice> axis = limited(metric);
    field->setRange(axis ? rangeOf(*axis) : std::nullopt, row.limit->decimals, row.limit->logarithmic,
                    whyNoRange(row.kind));
    const std::optional<double> limit = limit_on(limits, metric);
    field->setLimit(limit ? std::optional(*limit / row.limit->field_unit) : std::nullopt);
  }
  nameLimits();
  std::map<Metric, QString> excluded = excludedBy(m_session.results().evidence(), m_session.view().state());
  for (const auto& [metric, field] : m_limits)
    if (field->limit())
      field->setExcludes(readableLimit(row_of(metric), limit_on(limits, metric).value_or(0)) + excluded[metric]);
    else if (field->slider()->isEnabled())
      field->setExcludes({});
}

void DecidePanel::refreshConclusions() {
  const Conclusions conclusions = conclusionsOf(m_session.results().evidence(), m_session.view().state());
  m_verdict->setText(unbroken(conclusions.line));
  m_rule->setText(unbroken(conclusions.rule));
  if (conclusions.ranking != m_shown.ranking || conclusions.models != m_shown.models)
    fillRanking(conclusions);
  m_shown = conclusions;
  showSelection(QString::fromStdString(m_session.view().state().selected));
}

void DecidePanel::fillRanking(const Conclusions& conclusions) {
  const QSignalBlocker quiet(m_ranking);
  m_ranking->clear();
  for (qsizetype i = 0; i < conclusions.ranking.size(); ++i) {
    auto* item =
        new QListWidgetItem(unbroken(conclusions.ranking[i]), m_ranking); // no numbers: those of a group are equal
    item->setData(Qt::UserRole, conclusions.models[i]);
  }
  m_ranking->refit();
}

void DecidePanel::showSelection(const QString& model) {
  const QSignalBlocker quiet(m_ranking);
  m_ranking->setCurrentRow(-1);
  for (int row = 0; row < m_ranking->count(); ++row)
    if (m_ranking->item(row)->data(Qt::UserRole).toString() == model)
      m_ranking->setCurrentRow(row);
}

void DecidePanel::baselineChosen() {
  Study study = m_session.document().study();
  const std::string chosen = m_baseline->currentData().toString().toStdString();
  const auto& shown = m_session.results().evidence().models();
  const auto at = std::find(shown.begin(), shown.end(), chosen);
  if (at == shown.end())
    return;
  study.baseline = chosen;
  m_session.document().setStudy(std::move(study));
}

void DecidePanel::metricChosen() {
  const std::string metric = m_metric->currentData().toString().toStdString();
  if (metric.empty())
    return;
  ViewState view = m_session.view().state();
  (view.y.metric != Metric::Quality && view.x.metric == Metric::Quality ? view.x : view.y) = {Metric::Quality, metric};
  view.task = metric;
  view.limits.erase(Metric::Quality); // it was a limit on another test
  m_session.setView(std::move(view));
}

void DecidePanel::goalChosen() {
  ViewState view = m_session.view().state();
  view.goal = static_cast<Goal>(m_goal->currentData().toInt());
  m_session.setView(std::move(view));
}

void DecidePanel::limitsMoved() {
  ViewState view = m_session.view().state();
  for (const auto& [metric, field] : m_limits) {
    const std::optional<double> limit = field->limit();
    set_limit(view.limits, metric, limit ? std::optional(*limit * row_of(metric).limit->field_unit) : std::nullopt);
  }
  m_session.setView(std::move(view));
}

void DecidePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
