// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/composer_dialog.h"

#include "core/formats/blueprint/blueprint_format.h"
#include "core/model/architecture.h"
#include "ui/words/format.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QRegularExpressionValidator>
#include <QVBoxLayout>

namespace pareto::ui {

namespace {

enum Column { kMixer, kBeside, kFeedForward, kRepeat, kParallel, kColumns };

constexpr int kMostRepeats = 1024, kNarrowest = 16, kWidest = 65536;

/// Seven of one linear mixer, then attention: something to begin with.
std::vector<ComposedRow> firstRows() {
  return {{.mixer = "gated-deltanet", .repeat = 7}, {.mixer = "softmax-attention"}};
}

/// A choice of ids under their names; `none`: with an empty one first.
QComboBox* choice(const QString& name, bool none) {
  auto* combo = new QComboBox;
  combo->setObjectName(name);
  combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  if (none)
    combo->addItem(QString(), QString());
  return combo;
}

void addMixers(QComboBox* combo) {
  for (const Architecture* each : blueprint::mixer_types())
    combo->addItem(QString::fromStdString(each->name), QString::fromStdString(each->id));
}

void select(QComboBox* combo, const std::string& id) {
  combo->setCurrentIndex(combo->findData(QString::fromStdString(id)));
}

} // namespace

ComposerDialog::ComposerDialog(StudySession& session, QWidget* parent) : QDialog(parent), m_session(session) {
  buildUi();
  connectSignals();
  setRows(firstRows(), 0);
  retranslateUi();
}

void ComposerDialog::buildUi() {
  m_intro = new QLabel(this);
  m_intro->setWordWrap(true);
  buildTable();
  m_facts = new QLabel(this);
  m_facts->setObjectName(QStringLiteral("composedFacts"));
  m_facts->setWordWrap(true);
  m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_problem = new QLabel(this);
  m_problem->setObjectName(QStringLiteral("composedProblem"));
  m_problem->setWordWrap(true);
  m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* column = new QVBoxLayout(this);
  column->addWidget(m_intro);
  column->addLayout(buildFields());
  column->addWidget(m_table, 1);
  column->addLayout(buildRowButtons());
  column->addWidget(m_facts);
  column->addWidget(m_problem);
  column->addLayout(buildButtons());
  resize(980, 520);
}

QLayout* ComposerDialog::buildFields() {
  m_name = new QLineEdit(QStringLiteral("my-hybrid"), this);
  m_name->setObjectName(QStringLiteral("composedName"));
  m_name->setValidator(
      new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[A-Za-z0-9._-]{1,60}")), m_name));
  m_hidden = new QSpinBox(this);
  m_hidden->setObjectName(QStringLiteral("composedHidden"));
  m_hidden->setRange(kNarrowest, kWidest);
  m_hidden->setSingleStep(64);
  m_hidden->setValue(static_cast<int>(Composition().hidden));
  m_vocab = new QSpinBox(this);
  m_vocab->setObjectName(QStringLiteral("composedVocab"));
  m_vocab->setRange(2, 1 << 22);
  m_vocab->setValue(static_cast<int>(Composition().vocab));
  for (QSpinBox* each : {m_hidden, m_vocab})
    each->setGroupSeparatorShown(true);
  m_tied = new QCheckBox(this);
  m_tied->setObjectName(QStringLiteral("composedTied"));
  m_nameLabel = new QLabel(this);
  m_hiddenLabel = new QLabel(this);
  m_vocabLabel = new QLabel(this);
  auto* row = new QHBoxLayout;
  for (const auto& [label, field] :
       {std::pair<QLabel*, QWidget*>{m_nameLabel, m_name}, {m_hiddenLabel, m_hidden}, {m_vocabLabel, m_vocab}}) {
    label->setBuddy(field);
    row->addWidget(label);
    row->addWidget(field, field == m_name ? 1 : 0);
  }
  row->addWidget(m_tied);
  return row;
}

void ComposerDialog::buildTable() {
  m_table = new QTableWidget(0, kColumns, this);
  m_table->setObjectName(QStringLiteral("composedRows"));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 16);
  for (const Column wide : {kMixer, kBeside, kFeedForward})
    m_table->horizontalHeader()->setSectionResizeMode(wide, QHeaderView::Stretch);
}

QPushButton* ComposerDialog::button(const char* name) {
  auto* made = new QPushButton(this);
  made->setObjectName(QLatin1String(name));
  made->setAutoDefault(false);
  return made;
}

QLayout* ComposerDialog::buildRowButtons() {
  m_insert = button("insertRow");
  m_remove = button("removeRow");
  m_up = button("rowUp");
  m_down = button("rowDown");
  auto* row = new QHBoxLayout;
  for (QPushButton* each : {m_insert, m_remove, m_up, m_down})
    row->addWidget(each);
  row->addStretch();
  return row;
}

QLayout* ComposerDialog::buildButtons() {
  m_baseline = new QCheckBox(this);
  m_baseline->setObjectName(QStringLiteral("composedBaseline"));
  m_baseline->setChecked(true);
  m_close = button("closeComposer");
  m_add = button("addComposed");
  m_add->setDefault(true);
  auto* row = new QHBoxLayout;
  row->addWidget(m_baseline);
  row->addStretch();
  row->addWidget(m_close);
  row->addWidget(m_add);
  return row;
}

void ComposerDialog::connectSignals() {
  connect(m_name, &QLineEdit::textChanged, this, &ComposerDialog::refresh);
  for (QSpinBox* each : {m_hidden, m_vocab})
    connect(each, &QSpinBox::valueChanged, this, &ComposerDialog::refresh);
  connect(m_tied, &QCheckBox::toggled, this, &ComposerDialog::refresh);
  connect(m_table, &QTableWidget::currentCellChanged, this, &ComposerDialog::refresh);
  connect(m_insert, &QPushButton::clicked, this, &ComposerDialog::insertRow);
  connect(m_remove, &QPushButton::clicked, this, &ComposerDialog::removeRow);
  connect(m_up, &QPushButton::clicked, this, [this] { moveRow(-1); });
  connect(m_down, &QPushButton::clicked, this, [this] { moveRow(1); });
  connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
  connect(m_add, &QPushButton::clicked, this, &ComposerDialog::add);
}

void ComposerDialog::retranslateUi() {
  setWindowTitle(tr("Compose a stack"));
  m_intro->setText(
      unbroken(tr("Blocks from the first layer to the last. Every part has its usual shape at that width.")));
  m_nameLabel->setText(tr("&Name"));
  m_hiddenLabel->setText(tr("Hidden &width"));
  m_vocabLabel->setText(tr("&Vocabulary"));
  m_tied->setText(tr("One matrix for embedding and head"));
  m_table->setAccessibleName(tr("Blocks of the stack"));
  m_table->setHorizontalHeaderLabels(
      {tr("Mixer"), tr("Second mixer"), tr("Feed-forward part"), tr("Layers"), tr("Parallel")});
  m_insert->setText(tr("&Insert row"));
  m_remove->setText(tr("&Remove row"));
  m_up->setText(tr("Move &up"));
  m_down->setText(tr("Move &down"));
  m_baseline->setText(tr("With a Llama-like of as many parameters"));
  m_baseline->setToolTip(tr("The baseline that shows what the architecture changes, and not the size"));
  m_close->setText(tr("Close"));
  m_add->setText(tr("&Add to the study"));
  retranslateRows();
  refresh();
}

void ComposerDialog::retranslateRows() {
  const QString parts[] = {tr("none"), tr("gated (SwiGLU)"), tr("plain"), tr("8 experts, 2 a token")};
  for (int at = 0; at < m_table->rowCount(); ++at) {
    auto* beside = qobject_cast<QComboBox*>(m_table->cellWidget(at, kBeside));
    beside->setItemText(0, tr("none"));
    auto* part = qobject_cast<QComboBox*>(m_table->cellWidget(at, kFeedForward));
    for (int i = 0; i < part->count(); ++i)
      part->setItemText(i, parts[i]);
    const QString names[] = {tr("Mixer of row %1"), tr("Mixer beside that of row %1"),
                             tr("Feed-forward part of row %1"), tr("Layers of row %1"),
                             tr("Parts of row %1 are parallel")};
    for (int column = 0; column < kParallel; ++column)
      m_table->cellWidget(at, column)->setAccessibleName(names[column].arg(at + 1));
    auto* parallel = m_table->cellWidget(at, kParallel)->findChild<QCheckBox*>();
    parallel->setAccessibleName(names[kParallel].arg(at + 1));
    parallel->setToolTip(tr("Mixer and feed-forward part read one input, in place of one after the other"));
  }
}

void ComposerDialog::setRows(const std::vector<ComposedRow>& rows, int current) {
  {
    const QSignalBlocker quiet(m_table);
    m_table->setRowCount(0);
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int at = 0; at < m_table->rowCount(); ++at)
      fillRow(at, rows[static_cast<size_t>(at)]);
    m_table->setCurrentCell(current, kMixer);
  }
  retranslateRows();
  refresh();
}

void ComposerDialog::fillRow(int at, const ComposedRow& row) {
  const auto named = [at](const char* what) { return QStringLiteral("%1%2").arg(QLatin1String(what)).arg(at); };
  auto* mixer = choice(named("mixer"), false);
  addMixers(mixer);
  select(mixer, row.mixer);
  auto* beside = choice(named("beside"), true);
  addMixers(beside);
  select(beside, row.beside);
  auto* part = choice(named("part"), true);
  for (const std::string& id : composed_feed_forwards())
    part->addItem(QString(), QString::fromStdString(id));
  select(part, row.feed_forward);
  auto* repeat = new QSpinBox;
  repeat->setObjectName(named("repeat"));
  repeat->setRange(1, kMostRepeats);
  repeat->setValue(static_cast<int>(row.repeat));
  auto* middle = new QWidget; // a box stands under its heading, which is centred
  auto* parallel = new QCheckBox(middle);
  parallel->setObjectName(named("parallel"));
  parallel->setChecked(row.parallel);
  auto* around = new QHBoxLayout(middle);
  around->setContentsMargins(0, 0, 0, 0);
  around->addWidget(parallel, 0, Qt::AlignCenter);
  QWidget* const cells[] = {mixer, beside, part, repeat, middle};
  for (int column = 0; column < kColumns; ++column)
    m_table->setCellWidget(at, column, cells[column]);
  for (QComboBox* each : {mixer, beside, part})
    connect(each, &QComboBox::currentIndexChanged, this, &ComposerDialog::refresh);
  connect(repeat, &QSpinBox::valueChanged, this, &ComposerDialog::refresh);
  connect(parallel, &QCheckBox::toggled, this, &ComposerDialog::refresh);
}

ComposedRow ComposerDialog::row(int at) const {
  const auto id = [&](Column column) {
    return qobject_cast<QComboBox*>(m_table->cellWidget(at, column))->currentData().toString().toStdString();
  };
  return {id(kMixer), id(kBeside), id(kFeedForward), qobject_cast<QSpinBox*>(m_table->cellWidget(at, kRepeat))->value(),
          m_table->cellWidget(at, kParallel)->findChild<QCheckBox*>()->isChecked()};
}

Composition ComposerDialog::composition() const {
  Composition composed{m_name->text().toStdString(), m_hidden->value(), m_vocab->value(), m_tied->isChecked(), {}};
  for (int at = 0; at < m_table->rowCount(); ++at)
    composed.rows.push_back(row(at));
  return composed;
}

/// A copy of the current row behind it.
void ComposerDialog::insertRow() {
  std::vector<ComposedRow> rows = composition().rows;
  const int at = std::max(0, m_table->currentRow());
  const ComposedRow copy = rows.empty() ? ComposedRow() : rows[static_cast<size_t>(at)];
  rows.insert(rows.begin() + (rows.empty() ? 0 : at + 1), copy);
  setRows(rows, std::min<int>(at + 1, static_cast<int>(rows.size()) - 1));
}

void ComposerDialog::removeRow() {
  std::vector<ComposedRow> rows = composition().rows;
  const int at = m_table->currentRow();
  if (at < 0 || rows.size() < 2)
    return;
  rows.erase(rows.begin() + at);
  setRows(rows, std::min<int>(at, static_cast<int>(rows.size()) - 1));
}

void ComposerDialog::moveRow(int by) {
  std::vector<ComposedRow> rows = composition().rows;
  const int at = m_table->currentRow(), to = at + by;
  if (at < 0 || to < 0 || to >= static_cast<int>(rows.size()))
    return;
  std::swap(rows[static_cast<size_t>(at)], rows[static_cast<size_t>(to)]);
  setRows(rows, to);
}

void ComposerDialog::refresh() {
  const int at = m_table->currentRow(), rows = m_table->rowCount();
  m_remove->setEnabled(at >= 0 && rows > 1);
  m_up->setEnabled(at > 0);
  m_down->setEnabled(at >= 0 && at + 1 < rows);
  m_composed.reset();
  QString problem;
  if (auto made = compose(composition()))
    m_composed = std::move(*made);
  else
    problem = QString::fromStdString(made.error().message);
  if (m_name->text().isEmpty())
    problem = tr("Give the stack a name.");
  m_facts->setText(m_composed ? unbroken(factsText(*m_composed)) : QString());
  m_facts->setVisible(m_composed.has_value());
  m_problem->setText(unbroken(problem));
  m_problem->setVisible(!problem.isEmpty());
  m_add->setEnabled(m_composed && problem.isEmpty());
}

QString ComposerDialog::factsText(const Composed& composed) const {
  const auto bytes = [](int64_t count) { return formatValue(static_cast<double>(count), AxisFormat::Bytes); };
  QString parameters = formatParameters(composed.parameters);
  if (composed.active_parameters < composed.parameters)
    parameters = tr("%1 (a token uses %2)").arg(parameters, formatParameters(composed.active_parameters));
  return tr("%n layer(s), %1 parameters, %2 of weights in float16. A token of context keeps %3 of cache; %4 of state "
            "whatever the length.",
            nullptr, static_cast<int>(composed.layers))
             .arg(parameters, bytes(composed.weight_bytes), bytes(composed.cache_bytes_per_token),
                  bytes(composed.fixed_state_bytes)) +
         QLatin1Char(' ') + tr("Speed only, quality unknown.");
}

void ComposerDialog::add() {
  if (!m_composed)
    return;
  const auto paths = save(*m_composed, m_name->text().toStdString(), m_session.companionFolder().toStdString(),
                          m_baseline->isChecked());
  if (!paths) {
    m_problem->setText(QString::fromStdString(paths.error().message));
    m_problem->show();
    return;
  }
  for (const std::string& path : *paths)
    m_session.document().addModel(path);
  m_session.view().select(paths->back());
  Q_EMIT added(QString::fromStdString(paths->back()));
  accept();
}

void ComposerDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  QDialog::changeEvent(event);
}

} // namespace pareto::ui
