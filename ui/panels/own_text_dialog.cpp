// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/own_text_dialog.h"

#include "core/numeric/precision.h"
#include "ui/panels/score_chart.h"
#include "ui/words/core_text.h"
#include "ui/words/format.h"
#include "ui/words/language.h"
#include "ui/words/names.h"

#include <QDir>
#include <QEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kProgressSteps = 1000;
constexpr int kCurveHeight = 200;
const QString kSample = QStringLiteral(":/texts/");
constexpr int64_t kShortest = 16, kLongest = 131072;

enum Column { ModelColumn, TaskColumn, ContextColumn, ValueColumn, PrecisionColumn, OriginColumn, ColumnCount };

} // namespace

OwnTextDialog::OwnTextDialog(StudySession& session, QWidget* parent)
    : QDialog(parent), m_session(session), m_scorer(session.options().enginePath) {
  buildUi();
  connectSignals();
  retranslateUi();
}

QFormLayout* OwnTextDialog::buildForm() {
  for (QLabel** label : {&m_textLabel, &m_contextsLabel, &m_againstLabel})
    *label = new QLabel(this);
  m_text = new QComboBox(this);
  m_text->setObjectName(QStringLiteral("ownText"));
  m_text->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_text->addItem(QString(), kSample + QStringLiteral("sample-en.txt"));
  m_text->addItem(QString(), kSample + QStringLiteral("sample-ja.txt"));
  m_text->setCurrentIndex(currentLanguage() == QStringLiteral("ja") ? 1 : 0);
  m_browse = new QPushButton(this);
  m_browse->setObjectName(QStringLiteral("browseText"));
  m_contexts = new QLineEdit(QStringLiteral("256, 1024"), this);
  m_contexts->setObjectName(QStringLiteral("textContexts"));
  m_contexts->setValidator(new QRegularExpressionValidator(
      QRegularExpression(QStringLiteral("\\s*\\d{1,6}(\\s*,\\s*\\d{1,6}){0,5}\\s*,?")), m_contexts));
  m_against = new QComboBox(this);
  m_against->setObjectName(QStringLiteral("againstPrecision"));
  m_against->addItem(QString(), QString());
  for (const std::string& precision : precision_names())
    m_against->addItem(QString(), QString::fromStdString(precision));
  m_lookup = new QCheckBox(this);
  m_lookup->setObjectName(QStringLiteral("lookupTask"));
  m_all = new QCheckBox(this);
  m_all->setObjectName(QStringLiteral("allPrecisions"));
  m_textLabel->setBuddy(m_text);
  m_contextsLabel->setBuddy(m_contexts);
  m_againstLabel->setBuddy(m_against);
  auto* textRow = new QHBoxLayout;
  textRow->addWidget(m_text, 1);
  textRow->addWidget(m_browse);
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(m_textLabel, textRow);
  form->addRow(m_contextsLabel, m_contexts);
  form->addRow(m_againstLabel, m_against);
  form->addRow(QString(), m_lookup);
  form->addRow(QString(), m_all);
  return form;
}

void OwnTextDialog::buildUi() {
  m_intro = new QLabel(this);
  m_intro->setWordWrap(true);
  m_models = new QLabel(this);
  m_models->setObjectName(QStringLiteral("measurableModels"));
  m_models->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_intro);
  column->addLayout(buildForm());
  column->addWidget(m_models);
  m_progress = new QProgressBar(this);
  m_progress->setObjectName(QStringLiteral("textProgress"));
  m_progress->setRange(0, kProgressSteps);
  m_scores = new QTableWidget(0, ColumnCount, this);
  m_scores->setObjectName(QStringLiteral("scores"));
  m_scores->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_scores->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_scores->setTabKeyNavigation(false);
  m_scores->setAlternatingRowColors(true);
  m_scores->setShowGrid(false);
  m_scores->verticalHeader()->hide();
  m_scores->horizontalHeader()->setStretchLastSection(true);
  m_status = new QLabel(this);
  m_status->setObjectName(QStringLiteral("textStatus"));
  m_status->setWordWrap(true);
  const auto button = [this](const char* name) {
    auto* made = new QPushButton(this);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
  };
  m_show = button("showScores");
  m_close = button("closeText");
  m_start = button("startText");
  m_start->setDefault(true);
  m_curve = new ChartView(this);
  m_curve->setObjectName(QStringLiteral("scoreCurve"));
  m_curve->setMinimumHeight(kCurveHeight);
  column->addWidget(m_scores, 1);
  column->addWidget(m_curve, 1);
  column->addWidget(m_progress);
  column->addWidget(m_status);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(m_show);
  buttons->addStretch();
  buttons->addWidget(m_close);
  buttons->addWidget(m_start);
  column->addLayout(buttons);
  resize(900, 720);
}

void OwnTextDialog::connectSignals() {
  connect(m_browse, &QPushButton::clicked, this, &OwnTextDialog::chooseFile);
  connect(m_all, &QCheckBox::toggled, this, &OwnTextDialog::refreshModels);
  connect(m_contexts, &QLineEdit::textChanged, this, &OwnTextDialog::refresh);
  connect(m_start, &QPushButton::clicked, this, &OwnTextDialog::startStop);
  connect(m_show, &QPushButton::clicked, this, &OwnTextDialog::showOnChart);
  connect(m_close, &QPushButton::clicked, this, &OwnTextDialog::reject);
  connect(&m_session, &StudySession::studyChanged, this, [this] {
    refreshModels();
    refreshScores();
  });
  connect(m_scores, &QTableWidget::itemSelectionChanged, this, &OwnTextDialog::refreshCurve);
  connect(&m_session, &StudySession::workChanged, this, &OwnTextDialog::refresh);
  connect(&m_scorer, &TextScorer::progressed, this, &OwnTextDialog::takeProgress);
  connect(&m_scorer, &TextScorer::scored, this, [this](const Score& score) {
    const auto& models = m_session.document().study().models;
    if (std::find(models.begin(), models.end(), score.model) == models.end())
      return m_scorer.stop(); // another study was opened meanwhile: it must not get this one's scores
    m_session.addScore(score);
    refreshScores();
  });
  connect(&m_scorer, &TextScorer::failed, this, [this](const QString& model, const QString& sentence) {
    m_problems << (model.isEmpty() ? sentence : tr("%1: %2").arg(nameOf(model.toStdString()), sentence));
    showNotes({});
  });
  connect(&m_scorer, &TextScorer::warned, this, [this](const QString& model, const QString& sentence) {
    if (const QString note = tr("%1: %2").arg(nameOf(model.toStdString()), sentence);
        !m_warnings.contains(note)) // each precision and task says it again
      m_warnings << note;
    showNotes({});
  });
  connect(&m_scorer, &TextScorer::ended, this, [this](bool stopped) {
    m_session.machine().release(Work::Text);
    const QString done =
        stopped ? tr("Stopped; what was measured is kept.")
                : tr("Done. The scores are quality axes now: choose them in TRADE-OFF or under “What must it do?”.");
    showNotes(stopped || m_problems.isEmpty() ? done : QString());
    m_progress->setValue(stopped ? 0 : kProgressSteps);
    m_progress->setFormat(QString());
    refresh();
  });
}

void OwnTextDialog::retranslateUi() {
  setWindowTitle(tr("Measure on my text"));
  m_intro->setText(tr("How well does each checkpoint understand a text of yours? Bits per byte compares models "
                      "whatever their tokenizer (lower is better). Nothing leaves this computer."));
  m_textLabel->setText(tr("&Text"));
  m_text->setAccessibleName(tr("Text to measure on"));
  m_text->setItemText(0, tr("Sample: contract, price list, minutes (English)"));
  m_text->setItemText(1, tr("Sample: contract, price list, minutes (Japanese)"));
  m_browse->setText(tr("&Browse…"));
  m_contextsLabel->setText(tr("&Context lengths"));
  m_contexts->setAccessibleName(tr("Context lengths in tokens"));
  m_contexts->setToolTip(tr("Most tokens a prediction may look back on; several separated by commas."));
  m_againstLabel->setText(tr("Compare &with"));
  m_against->setAccessibleName(tr("Precision to compare with"));
  m_against->setToolTip(
      tr("How far the study's precision moves the next-token distribution away from this one (KL divergence)."));
  m_against->setItemText(0, tr("no other precision"));
  for (int i = 1; i < m_against->count(); ++i)
    m_against->setItemText(i, precisionName(m_against->itemData(i).toString().toStdString()));
  m_lookup->setText(tr("&Look-ups: plant facts in the text and ask for them (takes longer)"));
  m_all->setText(tr("At &every precision, for the PRECISION chart (float32 to 4-bit)"));
  m_scores->setAccessibleName(tr("Scores"));
  m_scores->setHorizontalHeaderLabels(
      {tr("Model"), tr("What"), tr("Context"), tr("Value"), tr("Precision"), tr("Text")});
  m_progress->setAccessibleName(tr("Progress"));
  m_show->setText(tr("S&how on TRADE-OFF"));
  m_close->setText(tr("Close"));
  refreshModels();
  refreshScores();
}

QString OwnTextDialog::nameOf(const std::string& model) const {
  return modelName(m_session.results().evidence(), model);
}

std::vector<std::string> OwnTextDialog::measurable() const {
  std::vector<std::string> all;
  for (const std::string& model : m_session.results().evidence().models())
    if (m_session.results().evidence().facts(model).has_weights)
      all.push_back(model);
  return all;
}

std::vector<int64_t> OwnTextDialog::contexts() const {
  std::vector<int64_t> all;
  for (const QString& word : m_contexts->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
    if (const int64_t context = word.trimmed().toLongLong();
        context >= kShortest && context <= kLongest && std::find(all.begin(), all.end(), context) == all.end())
      all.push_back(context);
  std::sort(all.begin(), all.end());
  return all;
}

void OwnTextDialog::refreshModels() {
  const auto models = measurable();
  QStringList names;
  for (const std::string& model : models)
    names << nameOf(model);
  const QString precision = precisionName(m_session.document().study().precision);
  m_models->setText(models.empty() ? tr("No model of the study has trained weights: add one with “Add model…” (there "
                                        "is a small free one), then come back.")
                    : m_all->isChecked()
                        ? tr("Measured at every precision: %1.").arg(listText(names))
                        : tr("Measured at the study's precision, %1: %2.").arg(precision, listText(names)));
  refresh();
}

void OwnTextDialog::refresh() {
  const bool running = m_scorer.isRunning();
  for (QWidget* widget : std::initializer_list<QWidget*>{m_text, m_browse, m_contexts, m_against, m_lookup, m_all})
    widget->setEnabled(!running);
  m_start->setText(running ? tr("S&top") : tr("&Measure"));
  const QString busy = running ? QString() : m_session.machine().whyBusy();
  m_start->setEnabled(running || (!measurable().empty() && !contexts().empty() && busy.isEmpty()));
  m_start->setToolTip(busy);
  if (!busy.isEmpty())
    m_status->setText(busy);
  else if (m_status->text() == m_busy)
    m_status->clear();
  m_busy = busy;
  m_show->setEnabled(!m_session.results().evidence().own_metrics().empty());
}

void OwnTextDialog::showNotes(const QString& first) {
  QStringList lines = m_problems + m_warnings;
  if (!first.isEmpty())
    lines.prepend(first);
  m_status->setText(lines.join(QLatin1Char('\n')));
}

void OwnTextDialog::refreshScores() {
  const QLocale locale;
  m_scores->setRowCount(0);
  const auto& scores = m_session.results().scores();
  for (auto score = scores.rbegin(); score != scores.rend(); ++score) { // newest first
    const int row = m_scores->rowCount();
    m_scores->insertRow(row);
    const auto range = [&](double scale, int digits) {
      return score->ci95 ? tr(" (%1–%2)")
                               .arg(locale.toString(score->ci95->low * scale, 'f', digits),
                                    locale.toString(score->ci95->high * scale, 'f', digits))
                         : QString();
    };
    QString what, value;
    switch (score->task) {
    case Score::Task::BitsPerByte:
      what = tr("bits per byte");
      value = locale.toString(score->value, 'f', 3) + range(1, 3);
      break;
    case Score::Task::Lookup:
      what = tr("look-ups right of 100");
      value = locale.toString(score->value * 100, 'f', 0) + range(100, 0);
      break;
    case Score::Task::Divergence:
      what = tr("KL from %1, nats").arg(precisionName(score->against));
      value = locale.toString(score->value, 'g', 3);
      if (score->same_top1)
        value += tr("; same first choice %1 %").arg(locale.toString(*score->same_top1 * 100, 'f', 1));
      break;
    }
    if (!score->complete)
      value += tr(" (stopped early)");
    const QString cells[] = {nameOf(score->model),
                             what,
                             locale.toString(static_cast<qlonglong>(score->context)),
                             value,
                             precisionName(score->precision),
                             textOrigin(score->file, score->bytes, score->time_utc)};
    for (int column = 0; column < ColumnCount; ++column)
      m_scores->setItem(row, column, new QTableWidgetItem(cells[column]));
  }
  m_scores->resizeColumnsToContents();
  if (!scores.empty())
    m_scores->selectRow(0);
  refreshCurve();
  refresh();
}

void OwnTextDialog::refreshCurve() {
  const auto& scores = m_session.results().scores();
  const int row = m_scores->currentRow();
  m_curve->setVisible(!scores.empty());
  if (row >= 0 && row < static_cast<int>(scores.size()))
    m_curve->setSpec(
        scoreChart(*(scores.rbegin() + row), scores, m_session.results().evidence(), m_session.view().state()));
}

void OwnTextDialog::setFile(const QString& path) {
  const QString file = QFileInfo(path).absoluteFilePath();
  if (m_text->findData(file) < 0)
    m_text->addItem(QDir::toNativeSeparators(file), file);
  m_text->setCurrentIndex(m_text->findData(file));
}

void OwnTextDialog::askForAllPrecisions() {
  if (m_scorer.isRunning())
    return;
  m_all->setChecked(true);
  m_against->setCurrentIndex(m_against->findData(QStringLiteral("f32")));
}

void OwnTextDialog::chooseFile() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Text to measure on"), {},
                                                    tr("Texts (*.txt *.md *.csv *.html);;All files (*)"));
  if (!file.isEmpty())
    setFile(file);
}

QString OwnTextDialog::fileToUse() {
  const QString chosen = m_text->currentData().toString();
  if (!chosen.startsWith(kSample))
    return chosen;
  QFile sample(chosen);
  QDir folder(m_session.options().dataFolder);
  const QString path = folder.filePath(QFileInfo(chosen).fileName());
  QFile written(path);
  if (!folder.mkpath(QStringLiteral(".")) || !sample.open(QIODevice::ReadOnly) || !written.open(QIODevice::WriteOnly) ||
      written.write(sample.readAll()) < 0) {
    m_status->setText(
        tr("The sample text could not be written to %1: check the folder's permissions and the space on the disk.")
            .arg(QDir::toNativeSeparators(path)));
    return {};
  }
  return path;
}

void OwnTextDialog::startStop() {
  if (m_scorer.isRunning())
    return m_scorer.stop();
  const QString file = fileToUse();
  if (file.isEmpty())
    return;
  if (!m_session.machine().claim(Work::Text))
    return;
  m_problems.clear();
  m_warnings.clear();
  m_status->setText({});
  QStringList precisions{QString::fromStdString(m_session.document().study().precision)};
  if (m_all->isChecked()) {
    precisions.clear();
    for (const std::string& precision : precision_names())
      precisions << QString::fromStdString(precision);
  }
  m_scorer.start({measurable(), file, m_session.results().storePath(), contexts(), precisions,
                  m_against->currentData().toString(), m_lookup->isChecked()});
  refresh();
}

void OwnTextDialog::takeProgress(double share, const QString& model, const QString& what, double remainingSeconds) {
  m_progress->setValue(static_cast<int>(share * kProgressSteps));
  const QString step = what == QLatin1String("lookup")       ? tr("look-ups")
                       : what == QLatin1String("divergence") ? tr("comparing precisions")
                                                             : tr("reading the text");
  const QString name = nameOf(model.toStdString());
  m_progress->setFormat(remainingSeconds < 0
                            ? tr("%1: %2 …").arg(name, step)
                            : tr("%1: %2, %3 left of this step").arg(name, step, formatDuration(remainingSeconds)));
}

void OwnTextDialog::showOnChart() {
  const std::vector<std::string> metrics = m_session.results().evidence().own_metrics();
  if (metrics.empty())
    return;
  ViewState view = m_session.view().state();
  view.y = {Metric::Quality, metrics.back()};
  view.limits.erase(Metric::Quality); // it was a limit on another test
  m_session.setView(std::move(view));
  accept();
}

/// Escape closes the dialog and nothing else: what is measured goes on.
void OwnTextDialog::reject() {
  if (m_scorer.isRunning())
    Q_EMIT m_session.notice(tr("The text is still being measured; “Measure on my text…” shows how far it is."));
  QDialog::reject();
}

void OwnTextDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QDialog::changeEvent(event);
}

} // namespace pareto::ui
