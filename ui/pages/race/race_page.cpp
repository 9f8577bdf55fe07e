// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/race/race_page.h"

#include "core/formats/opened_models.h"
#include "core/numeric/precision.h"
#include "core/platform/memory.h"
#include "ui/pages/race/race_strips.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kRedrawMilliseconds = 80;
constexpr int kStripsHeight = 70, kStripHeight = 26; ///< axis and title; and each lane

const QString kOther = QStringLiteral("?other");

/// Where text can go in and out: a GGUF file carries its tokenizer, a folder has it beside the weights.
bool hasTokenizer(const std::string& weights) {
  const QFileInfo place(QString::fromStdString(weights));
  return place.isFile() || QFileInfo::exists(place.filePath() + QStringLiteral("/tokenizer.json"));
}

} // namespace

RacePage::RacePage(StudySession& session, QWidget* parent)
    : Page(session, {{}, DataChange::Study | DataChange::Work}, parent), m_runner(session.options().enginePath),
      m_opener(session.options().patience) {
  buildUi();
  connectSignals();
  retranslate();
}

void RacePage::buildUi() {
  buildTexts();
  auto* settings = new QHBoxLayout;
  settings->addWidget(buildSettings(), 1);
  settings->addWidget(m_start, 0, Qt::AlignTop);
  m_strips = new ChartPanel(this);
  m_strips->setObjectName(QStringLiteral("raceStrips"));
  m_strips->setSentenceShown(false); // it stands below the lanes
  m_strips->hide();
  m_redraw.setSingleShot(true);
  m_redraw.setInterval(kRedrawMilliseconds);
  auto* grid = new QGridLayout;
  for (int i = 0; i < kMostLanes; ++i) {
    m_lanes[static_cast<size_t>(i)] = new RaceLaneView(i + 1, this);
    grid->addWidget(m_lanes[static_cast<size_t>(i)], i / 2, i % 2);
  }
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 6, 8, 6);
  column->addWidget(m_promptLabel);
  column->addWidget(m_prompt);
  column->addLayout(settings);
  column->addWidget(m_memory);
  column->addWidget(m_strips, 2);
  column->addLayout(grid, 1);
  column->addWidget(m_result);
}

/// What is asked of the models, what it takes, and what came of it.
void RacePage::buildTexts() {
  for (QLabel** label : {&m_promptLabel, &m_memory, &m_result})
    *label = new QLabel(this);
  m_prompt = new QPlainTextEdit(this);
  m_prompt->setObjectName(QStringLiteral("racePrompt"));
  m_prompt->setTabChangesFocus(true);
  m_prompt->setFixedHeight(fontMetrics().lineSpacing() * 3 + 12);
  m_promptLabel->setBuddy(m_prompt);
  m_memory->setObjectName(QStringLiteral("raceMemory"));
  m_memory->setWordWrap(true);
  m_result->setObjectName(QStringLiteral("raceResult"));
  m_result->setWordWrap(true);
  m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
  QFont bold = m_result->font();
  bold.setBold(true);
  m_result->setFont(bold);
}

/// How many, how long, at which precision and in which order; and the button that starts.
SelectorRow* RacePage::buildSettings() {
  auto* row = new SelectorRow(this);
  row->layout()->setContentsMargins(0, 0, 0, 0);
  const auto named = [](auto* field, const char* name) {
    field->setObjectName(QLatin1String(name));
    return field;
  };
  for (QLabel** label : {&m_countLabel, &m_tokensLabel, &m_precisionLabel})
    *label = new QLabel(row);
  m_count = named(new QComboBox(row), "raceLanes");
  for (int count = 2; count <= kMostLanes; ++count)
    m_count->addItem(QString::number(count));
  m_tokens = named(new QSpinBox(row), "raceTokens");
  m_tokens->setRange(8, 4096);
  m_tokens->setValue(64);
  m_precision = named(new QComboBox(row), "racePrecision");
  for (const std::string& precision : precision_names())
    m_precision->addItem(QString(), QString::fromStdString(precision));
  m_precision->setCurrentIndex(
      std::max(0, m_precision->findData(QString::fromStdString(m_session.document().study().precision))));
  m_mode = named(new QComboBox(row), "raceMode");
  m_mode->addItems({QString(), QString()});
  row->add(m_countLabel, m_count);
  row->add(m_tokensLabel, m_tokens);
  row->add(m_precisionLabel, m_precision);
  row->add(m_mode);
  m_start = named(new QPushButton(this), "raceStart");
  return row;
}

void RacePage::connectSignals() {
  connect(m_count, &QComboBox::activated, this, &RacePage::refresh);
  connect(m_precision, &QComboBox::activated, this, &RacePage::refreshMemory);
  connect(m_mode, &QComboBox::activated, this, &RacePage::refreshMemory);
  connect(m_prompt, &QPlainTextEdit::textChanged, this, &RacePage::refreshMemory);
  connect(m_start, &QPushButton::clicked, this, &RacePage::startStop);
  for (int i = 0; i < kMostLanes; ++i)
    connect(m_lanes[static_cast<size_t>(i)]->chooser(), &QComboBox::activated, this, [this, i] { laneChosen(i); });
  connect(&m_runner, &RaceRunner::laneChanged, this, [this](int lane) {
    if (m_runner.isRunning()) // a process that lingers says nothing more
      m_lanes[static_cast<size_t>(lane)]->showLane(m_runner.lanes()[static_cast<size_t>(lane)],
                                                   m_runner.question().tokens);
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
  m_tokensLabel->setText(tr("An&swer of"));
  m_tokens->setAccessibleName(tr("Tokens of the answer"));
  m_tokens->setSuffix(tr(" tokens"));
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
      m_lanes[i]->showLane(m_runner.lanes()[i], m_runner.question().tokens);
  if (changes.data & DataChange::Language)
    showStrips();
  refreshMemory();
}

QString RacePage::nameOf(const QString& model) const {
  return m_session.results().evidence().facts(model.toStdString()).opened()
             ? modelName(m_session.results().evidence(), model.toStdString())
             : QFileInfo(model).completeBaseName();
}

void RacePage::fillChoosers() {
  QStringList models;
  for (const std::string& model : m_session.results().evidence().models())
    if (m_session.results().evidence().facts(model).opened())
      models << QString::fromStdString(model);
  for (const QString& model : m_offered)
    if (!models.contains(model))
      models << model;
  std::vector<std::string> ids;
  for (const QString& model : std::as_const(models))
    ids.push_back(model.toStdString());
  m_facts.clear();
  m_opener.open(ids);
  std::stable_partition(models.begin(), models.end(),
                        [this](const QString& model) { // those whose answers can be read come first
                          return m_session.results().evidence().facts(model.toStdString()).has_weights;
                        });
  const QStringList defaults = defaultLanes(models);
  for (int i = 0; i < kMostLanes; ++i) {
    QComboBox* chooser = m_lanes[static_cast<size_t>(i)]->chooser();
    const QSignalBlocker quiet(chooser);
    chooser->clear();
    for (const QString& model : models) {
      chooser->addItem(nameOf(model), model);
      chooser->setItemData(chooser->count() - 1, model, Qt::ToolTipRole);
    }
    chooser->addItem(tr("Other model…"), kOther);
    int at = !m_picked[static_cast<size_t>(i)] ? -1 : chooser->findData(m_last[static_cast<size_t>(i)]);
    m_picked[static_cast<size_t>(i)] = at >= 0; // a model that is gone is no longer anybody's choice
    if (at < 0 && !defaults.isEmpty())
      at = chooser->findData(defaults[std::min<qsizetype>(i, defaults.size() - 1)]);
    chooser->setCurrentIndex(at);
    m_last[static_cast<size_t>(i)] = at < 0 ? QString() : chooser->currentData().toString();
  }
  refresh();
}

QString RacePage::chosen(int lane) const { return m_last[static_cast<size_t>(lane)]; }

void RacePage::laneChosen(int lane) {
  QComboBox* chooser = m_lanes[static_cast<size_t>(lane)]->chooser();
  const QString model = chooser->currentData().toString();
  if (model == kOther) {
    chooser->setCurrentIndex(chooser->findData(chosen(lane)));
    m_asking = lane;
    Q_EMIT modelRequested();
    return;
  }
  m_last[static_cast<size_t>(lane)] = model;
  m_picked[static_cast<size_t>(lane)] = true;
  refresh();
}

void RacePage::offerModel(const QString& path) {
  if (!m_offered.contains(path))
    m_offered << path;
  if (m_asking >= 0) {
    m_last[static_cast<size_t>(m_asking)] = path;
    m_picked[static_cast<size_t>(m_asking)] = true;
  }
  m_asking = -1;
  fillChoosers();
}

const RacePage::Facts& RacePage::factsOf(const QString& model) {
  const std::string id = model.toStdString();
  if (const auto known = m_facts.find(id); known != m_facts.end())
    return known->second;
  if (!m_opener.pending().count(id))
    return m_facts.emplace(id, lookInto(model)).first->second;
  static Facts pending;
  pending.problem = tr("Looking into %1 …").arg(nameOf(model));
  return pending;
}

/// Out of memory: the opener has read its files.
RacePage::Facts RacePage::lookInto(const QString& model) const {
  const std::string id = model.toStdString();
  Facts facts;
  const auto opened = open_model_once(id);
  if (!opened) {
    facts.problem = QString::fromStdString(opened.error().message);
    return facts;
  }
  facts.answers = !opened->folder.empty() && hasTokenizer(opened->folder);
  facts.vocabulary = static_cast<int>(opened->model.spec().vocab);
  for (const std::string& precision : precision_names())
    if (const auto parsed = parse_precision(precision)) {
      if (const auto footprint = footprint_once(id, load_options(*parsed))) {
        facts.weightBytes[precision] = footprint->weight_bytes();
        facts.size.parameters = footprint->parameters();
      } else {
        facts.problem = QString::fromStdString(footprint.error().message);
      }
    }
  return facts;
}

ModelFacts RacePage::sizeOf(const QString& model) {
  const ModelFacts& known = m_session.results().evidence().facts(model.toStdString());
  return known.opened() ? known : factsOf(model).size;
}

QStringList RacePage::defaultLanes(const QStringList& models) {
  for (const QString& first : models) {
    QStringList alike;
    const ModelFacts size = sizeOf(first);
    std::copy_if(models.begin(), models.end(), std::back_inserter(alike),
                 [&](const QString& model) { return one_size(size, sizeOf(model)); });
    if (alike.size() > 1)
      return alike;
  }
  return models;
}

QString RacePage::sizesProblem() {
  const ModelFacts first = sizeOf(chosen(0));
  for (int i = 1; i < laneCount(); ++i)
    if (const ModelFacts other = sizeOf(chosen(i)); first.parameters && other.parameters && !one_size(first, other))
      return tr("%1 (%2) and %3 (%4) are of different sizes, and sizes never mix: choose models of one size.")
          .arg(nameOf(chosen(0)), formatParameters(*first.parameters), nameOf(chosen(i)),
               formatParameters(*other.parameters));
  return {};
}

qint64 RacePage::weightsOf(const QString& model) {
  const Facts& facts = factsOf(model);
  const auto found = facts.weightBytes.find(m_precision->currentData().toString().toStdString());
  return found == facts.weightBytes.end() ? 0 : found->second;
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
  m_strips->setMinimumHeight(kStripsHeight + kStripHeight * laneCount());
  m_strips->setSpec(*strips);
}

void RacePage::showResult() {
  m_result->setText({});
  showStrips();
  if (!raceStands())
    return;
  const auto& lanes = m_runner.lanes();
  int best = -1;
  for (int i = 0; i < static_cast<int>(lanes.size()); ++i) {
    const RaceLane& lane = lanes[static_cast<size_t>(i)];
    RaceLaneView* view = m_lanes[static_cast<size_t>(i)];
    view->setText(lane.text);
    view->showLane(lane, m_runner.question().tokens);
    if (lane.state == RaceLane::State::Done && lane.rate &&
        (best < 0 || *lane.rate > lanes[static_cast<size_t>(best)].rate.value_or(0)))
      best = i;
  }
  if (best >= 0 && lanes.size() > 1)
    m_lanes[static_cast<size_t>(best)]->setWinner(true);
  const QString sentence = raceSentence(lanes, m_runner.question().together);
  m_result->setText(best < 0 ? sentence
                             : tr("%1 (%2 weights, %3)")
                                   .arg(sentence, precisionName(m_runner.question().precision.toStdString()),
                                        QLocale().toString(m_endedAt, QLocale::ShortFormat)));
}

void RacePage::refreshMemory() {
  const bool running = m_runner.isRunning();
  for (QWidget* widget : std::initializer_list<QWidget*>{m_prompt, m_count, m_tokens, m_precision, m_mode})
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
    const qint64 bytes = chosen(i).isEmpty() ? 0 : weightsOf(chosen(i));
    sum += bytes;
    most = std::max(most, bytes);
  }
  const qint64 need = together ? sum : most, free = available_memory_bytes();
  const auto bytes = [](qint64 count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); };
  QString text = together
                     ? tr("Together their weights take %1; %2 of memory are free.").arg(bytes(need), bytes(free))
                     : tr("The largest takes %1 for its weights; %2 of memory are free.").arg(bytes(need), bytes(free));
  if (need > free)
    text = together ? tr("Together their weights take %1, but only %2 of memory are free: let them run one after "
                         "another, or choose fewer, smaller or 4-bit ones.")
                          .arg(bytes(need), bytes(free))
                    : tr("The largest takes %1 for its weights, but only %2 of memory are free: choose a smaller one "
                         "or 4-bit weights.")
                          .arg(bytes(need), bytes(free));
  else if (together)
    text += QLatin1Char(' ') + tr("They share this machine, so each is slower than alone.");
  const QString busy = m_session.machine().whyBusy(), sizes = usable ? sizesProblem() : QString();
  m_memory->setText(!busy.isEmpty() ? busy : need <= free && !sizes.isEmpty() ? sizes : text);
  m_start->setEnabled(usable && need <= free && busy.isEmpty() && sizes.isEmpty() &&
                      !m_prompt->toPlainText().trimmed().isEmpty());
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
    lanes.push_back(std::move(lane));
    m_lanes[static_cast<size_t>(i)]->clear();
    m_picked[static_cast<size_t>(i)] = true; // it stays chosen while there is a result of it
  }
  m_result->setText({});
  m_runner.start(std::move(lanes), {m_prompt->toPlainText().trimmed(), m_tokens->value(),
                                    m_precision->currentData().toString(), m_mode->currentIndex() == 0});
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
