// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/compare_panel.h"

#include "core/formats/open_model.h"
#include "core/model/catalogue.h"
#include "core/numeric/precision.h"
#include "ui/words/format.h"
#include "ui/words/names.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr qint64 kShortest = 128, kLongest = 65536;
constexpr int kMostDeviceRows = 4; ///< more are scrolled
constexpr int kStep = 4;           ///< measured lengths of a range stand this factor apart

constexpr Changes kComparePanelReads{ViewChange::Selection,
                                     DataChange::Study | DataChange::Facts | DataChange::Results};

std::vector<int64_t> lengthsOf(int64_t from, int64_t to) {
  std::vector<int64_t> lengths;
  for (int64_t length = from; length < to; length *= kStep)
    lengths.push_back(length);
  lengths.push_back(to);
  return lengths;
}

/// A name that has no room stands without what explains it; the tool tip has all of it.
class NameDelegate : public QStyledItemDelegate {
public:
  using QStyledItemDelegate::QStyledItemDelegate;

protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    const QString shorter = index.data(ModelTreeModel::ShortNameRole).toString();
    if (shorter.isEmpty() || !option->widget)
      return;
    const QStyle* style = option->widget->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, option, option->widget) + 1,
              room = style->subElementRect(QStyle::SE_ItemViewItemText, option, option->widget).width() - 2 * margin;
    if (option->rect.isValid() && option->fontMetrics.horizontalAdvance(option->text) > room)
      option->text = shorter;
  }
};

} // namespace

ComparePanel::ComparePanel(StudySession& session, QWidget* parent)
    : QWidget(parent), m_session(session),
      m_follower(*new Follower(session, *this, kComparePanelReads, [this](Changes changes) { rebuild(changes); })) {
  buildUi();
  connectSignals();
  retranslateUi();
}

void ComparePanel::buildUi() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  m_search = new QLineEdit(this);
  m_search->setObjectName(QStringLiteral("search"));
  m_search->setClearButtonEnabled(true);
  m_tree = new QTreeView(this);
  m_tree->setObjectName(QStringLiteral("tree"));
  m_filter.setSourceModel(&m_model);
  m_tree->setModel(&m_filter);
  m_tree->setHeaderHidden(true);
  m_tree->setUniformRowHeights(true);
  m_tree->setIndentation(12);
  m_tree->setMinimumHeight(140);
  m_tree->setTextElideMode(Qt::ElideRight);
  m_tree->setItemDelegate(new NameDelegate(m_tree));
  m_add = new QPushButton(this);
  m_add->setObjectName(QStringLiteral("addModel"));
  column->addWidget(m_search);
  column->addWidget(m_tree, 1);
  column->addWidget(m_add);
  column->addLayout(buildSettings());
  m_note = new QLabel(this);
  m_note->setWordWrap(true);
  m_note->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(m_note);
}

QFormLayout* ComparePanel::buildSettings() {
  const auto combo = [this](const char* name) {
    auto* made = new QComboBox(this);
    made->setObjectName(QString::fromLatin1(name));
    made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    made->setMinimumContentsLength(5);
    return made;
  };
  m_size = combo("size");
  for (const std::string& size : size_names())
    m_size->addItem(sizeText(size), QString::fromStdString(size));
  m_devices = new QListWidget(this);
  m_devices->setObjectName(QStringLiteral("devices"));
  m_devices->setTextElideMode(Qt::ElideRight); // the tool tip has all of it
  m_devices->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_precision = combo("precision");
  for (const std::string& id : precision_names())
    m_precision->addItem(QString(), QString::fromStdString(id));
  m_from = combo("contextFrom");
  m_to = combo("contextTo");
  m_requests = new QLineEdit(this);
  m_requests->setObjectName(QStringLiteral("requests"));
  m_requests->setValidator(new QRegularExpressionValidator(
      QRegularExpression(QStringLiteral("\\s*\\d{1,4}(\\s*,\\s*\\d{1,4}){0,7}\\s*,?")), m_requests));
  auto* range = new QHBoxLayout;
  range->addWidget(m_from, 1);
  range->addWidget(new QLabel(QStringLiteral("–"), this));
  range->addWidget(m_to, 1);
  for (QLabel** label :
       {&m_sizeLabel, &m_deviceLabel, &m_precisionLabel, &m_measuredTitle, &m_rangeLabel, &m_requestsLabel})
    *label = new QLabel(this);
  m_sizeLabel->setBuddy(m_size);
  m_deviceLabel->setBuddy(m_devices);
  m_precisionLabel->setBuddy(m_precision);
  m_requestsLabel->setBuddy(m_requests);
  QFont bold = m_measuredTitle->font();
  bold.setBold(true);
  m_measuredTitle->setFont(bold); // of the strip's workload beside it nothing stands here: one place says it
  auto* form = new QFormLayout;
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->setVerticalSpacing(4);
  form->addRow(m_sizeLabel, m_size);
  form->addRow(m_deviceLabel, m_devices);
  form->addRow(m_precisionLabel, m_precision);
  form->addRow(m_measuredTitle);
  form->addRow(m_rangeLabel, range);
  form->addRow(m_requestsLabel, m_requests);
  return form;
}

void ComparePanel::connectSignals() {
  connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_filter.setSearch(text);
    m_tree->expandAll();
  });
  connect(&m_model, &ModelTreeModel::useChanged, this,
          [this](const QString& id, bool used) { m_session.setModelUsed(id.toStdString(), used); });
  connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
    if (const QString id = current.data(ModelTreeModel::ModelIdRole).toString(); !id.isEmpty())
      m_session.view().select(id.toStdString());
  });
  connect(m_tree, &QTreeView::activated, this, &ComparePanel::cardRequested);
  connect(m_add, &QPushButton::clicked, this, &ComparePanel::addModelRequested);
  connect(m_size, &QComboBox::activated, this, &ComparePanel::sizeChosen);
  connect(m_precision, &QComboBox::activated, this, &ComparePanel::settingsEdited);
  connect(m_devices, &QListWidget::itemChanged, this, &ComparePanel::deviceClicked);
  connect(&m_session, &StudySession::devicesChanged, this, [this] { m_follower.invalidate({{}, DataChange::Facts}); });
  connect(m_from, &QComboBox::activated, this, &ComparePanel::rangeEdited);
  connect(m_to, &QComboBox::activated, this, &ComparePanel::rangeEdited);
  connect(m_requests, &QLineEdit::editingFinished, this, &ComparePanel::requestsEdited);
}

void ComparePanel::retranslateUi() {
  m_search->setPlaceholderText(tr("Search architectures"));
  m_search->setAccessibleName(tr("Search architectures"));
  m_tree->setAccessibleName(tr("Architectures to compare"));
  m_add->setText(tr("&Add model…"));
  m_add->setToolTip(tr("Lists the models found on this computer, and opens a GGUF file, a config.json, a checkpoint "
                       "folder or a blueprint. You can also drop one on the window."));
  m_deviceLabel->setText(tr("Dev&ices"));
  m_precisionLabel->setText(tr("&Precision"));
  m_measuredTitle->setText(tr("What Run measures"));
  m_rangeLabel->setText(tr("Context"));
  m_requestsLabel->setText(tr("&Requests"));
  m_size->setAccessibleName(tr("Model size"));
  m_size->setToolTip(tr("Parameters of every built-in model. All are compared at one size."));
  m_devices->setAccessibleName(tr("Devices to measure on"));
  m_precision->setAccessibleName(tr("Precision of the weights"));
  m_from->setAccessibleName(tr("Shortest context that is measured"));
  m_to->setAccessibleName(tr("Longest context that is measured"));
  m_requests->setAccessibleName(tr("Numbers of simultaneous requests that are measured"));
  m_requests->setToolTip(tr("Numbers of simultaneous requests that are measured, separated by commas."));
  for (int i = 0; i < m_precision->count(); ++i)
    m_precision->setItemText(i, precisionName(m_precision->itemData(i).toString().toStdString()));
  m_model.retranslate();
  m_filter.invalidate();
  m_follower.buildIn(DataChange::Language);
}

void ComparePanel::setResearch(bool research) {
  m_filter.setResearch(research);
  m_tree->expandAll();
}

void ComparePanel::focusSearch() {
  m_search->setFocus(Qt::ShortcutFocusReason);
  m_search->selectAll();
}

/// A step of a slider leaves the tree and the lists as they are, and so do values that come in.
void ComparePanel::rebuild(Changes changes) {
  const bool study = changes.data.testAnyFlags(DataChange::Study | DataChange::Facts | DataChange::Language);
  if (study)
    refreshStudy();
  if (changes.data)
    refreshNotes();
  if (study || changes.view & ViewChange::Selection)
    showSelection(QString::fromStdString(m_session.view().state().selected));
}

void ComparePanel::refreshStudy() {
  const Study& study = m_session.document().study();
  m_model.setDark(palette().window().color().lightness() < 128);
  const QSignalBlocker quiet(m_tree->selectionModel());
  m_model.setStudy(study, m_session.view().state().hidden);
  m_filter.invalidate();
  m_tree->expandAll();
  m_size->setCurrentIndex(m_size->findData(m_model.size()));
  nameSize();
  m_precision->setCurrentIndex(m_precision->findData(QString::fromStdString(study.precision)));
  refreshDevices();
  refreshRange();
}

/// Files have sizes of their own: beside them alone it says whose size this is.
void ComparePanel::nameSize() {
  const std::vector<std::string>& models = m_session.document().study().models;
  const bool files = !models.empty() && std::none_of(models.begin(), models.end(), [](const std::string& model) {
    return built_in_id(model).has_value();
  });
  m_sizeLabel->setText(files ? tr("Built-in si&ze") : tr("Si&ze"));
}

void ComparePanel::refreshRange() {
  const Study& study = m_session.document().study();
  const QLocale locale;
  const auto [low, high] = std::minmax_element(study.contexts.begin(), study.contexts.end());
  for (QComboBox* combo : {m_from, m_to}) {
    combo->clear();
    std::vector<qint64> lengths;
    for (qint64 length = kShortest; length <= kLongest; length *= 2)
      lengths.push_back(length);
    if (low != study.contexts.end())
      lengths.push_back(combo == m_from ? *low : *high);
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    for (qint64 length : lengths)
      combo->addItem(locale.toString(length), length);
    if (low != study.contexts.end())
      combo->setCurrentIndex(combo->findData(static_cast<qint64>(combo == m_from ? *low : *high)));
  }
  QStringList batches;
  for (int64_t batch : study.batches)
    batches << QString::number(batch);
  if (!m_requests->hasFocus())
    m_requests->setText(batches.join(QStringLiteral(", ")));
}

/// What keeps models of the study from being compared.
void ComparePanel::refreshNotes() {
  QStringList notes;
  for (const std::string& model : m_session.results().evidence().models())
    if (const std::string problem = m_session.results().evidence().problem(model); !problem.empty())
      notes << QString::fromStdString(problem);
  if (const QString others = otherSizesText(m_session.results().evidence(), m_session.view().state());
      !others.isEmpty())
    notes << others.trimmed();
  if (m_session.results().evidence().study().models.size() == 0)
    notes << tr("Tick at least one architecture.");
  m_note->setText(unbroken(notes.join(QLatin1Char('\n'))));
  m_note->setVisible(!notes.isEmpty());
}

ComparePanel::DeviceRow ComparePanel::rowOf(const DeviceFacts& facts) const {
  const QString id = QString::fromStdString(facts.device), name = QString::fromStdString(facts.name);
  if (!facts.problem.empty()) {
    const QString reason = QString::fromStdString(facts.problem);
    return {id, tr("%1: %2").arg(name, reason), reason, false, false};
  }
  QStringList tip{id, deviceHeading(name, facts.type, facts.memory_bytes)};
  if (!facts.driver.empty())
    tip << QString::fromStdString(facts.driver);
  if (facts.software)
    tip << tr("It runs on the CPU: right for trying out, no GPU's figure.");
  QString text = facts.device == "cpu"
                     ? tr("CPU")
                     : deviceHeading(name.section(QStringLiteral(" ("), 0, 0), facts.type, facts.memory_bytes);
  const std::string measured = m_session.results().evidence().measured_name(facts.device);
  if (facts.device != "cpu" && !measured.empty() && measured != facts.name)
    text += tr(" – shown are values of %1").arg(QString::fromStdString(measured));
  return {id, text, tip.join(QLatin1Char('\n')), true, false};
}

/// This machine's devices, then those of the study that it lacks.
QList<ComparePanel::DeviceRow> ComparePanel::deviceRows() const {
  QList<DeviceRow> rows;
  const DeviceList& here = m_session.devices();
  for (const DeviceFacts& facts : here.all())
    rows << rowOf(facts);
  const std::vector<std::string>& used = m_session.document().study().devices;
  for (const std::string& device : used) {
    if (here.find(device))
      continue;
    const QString id = QString::fromStdString(device), name = deviceName(m_session.results().evidence(), device);
    const bool missing = here.isKnown();
    rows << DeviceRow{id, missing ? tr("%1 – not on this machine").arg(name) : name,
                      missing ? tr("%1 stays shown as it was measured; Run leaves it out here.").arg(id) : id, true,
                      false};
  }
  for (DeviceRow& row : rows)
    row.used = row.usable && std::find(used.begin(), used.end(), row.id.toStdString()) != used.end();
  return rows;
}

/// Filled anew only when something about the devices changed: the list is clicked while results come in.
void ComparePanel::refreshDevices() {
  const QList<DeviceRow> rows = deviceRows();
  if (rows == m_deviceRows)
    return;
  m_deviceRows = rows;
  const QSignalBlocker quiet(m_devices);
  const int current = m_devices->currentRow();
  m_devices->clear();
  for (const DeviceRow& row : rows) {
    auto* item = new QListWidgetItem(row.text, m_devices);
    item->setData(Qt::UserRole, row.id);
    item->setToolTip(row.tip);
    item->setFlags(row.usable ? Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemIsSelectable : Qt::NoItemFlags);
    if (row.usable)
      item->setCheckState(row.used ? Qt::Checked : Qt::Unchecked);
  }
  m_devices->setCurrentRow(std::min(current, m_devices->count() - 1));
  int height = 2 * m_devices->frameWidth() + 4;
  for (int row = 0; row < std::min(m_devices->count(), kMostDeviceRows); ++row)
    height += m_devices->sizeHintForRow(row);
  m_devices->setFixedHeight(height);
  layout()->activate(); // what stands beneath makes room at once: a picture does not wait for the event loop
}

/// After the click is over: the list is filled anew by what it changes.
void ComparePanel::deviceClicked(const QListWidgetItem* item) {
  const std::string device = item->data(Qt::UserRole).toString().toStdString();
  const bool used = item->checkState() == Qt::Checked;
  m_deviceRows.clear();
  QTimer::singleShot(0, this, [this, device, used] { m_session.setDeviceUsed(device, used); });
}

void ComparePanel::showSelection(const QString& model) {
  const QSignalBlocker quiet(m_tree->selectionModel());
  const QModelIndex index = m_filter.mapFromSource(m_model.indexOf(model));
  m_tree->setCurrentIndex(index);
  m_tree->viewport()->update();
}

void ComparePanel::sizeChosen() { m_session.document().setSize(m_size->currentData().toString().toStdString()); }

void ComparePanel::settingsEdited() {
  Study study = m_session.document().study();
  study.precision = m_precision->currentData().toString().toStdString();
  m_session.document().setStudy(std::move(study));
}

void ComparePanel::rangeEdited() {
  const qint64 from = m_from->currentData().toLongLong(), to = m_to->currentData().toLongLong();
  Study study = m_session.document().study();
  study.contexts = lengthsOf(std::min(from, to), std::max(from, to));
  m_session.document().setStudy(std::move(study));
}

void ComparePanel::requestsEdited() {
  std::vector<int64_t> batches;
  for (const QString& word : m_requests->text().split(QLatin1Char(','), Qt::SkipEmptyParts))
    if (const int64_t count = word.trimmed().toLongLong();
        count >= 1 && count <= 1024 && std::find(batches.begin(), batches.end(), count) == batches.end())
      batches.push_back(count);
  std::sort(batches.begin(), batches.end());
  Study study = m_session.document().study();
  if (!batches.empty())
    study.batches = batches;
  m_session.document().setStudy(std::move(study));
  refreshRange(); // what was typed, as it was understood
}

void ComparePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    retranslateUi();
  if (event->type() == QEvent::PaletteChange)
    m_model.setDark(palette().window().color().lightness() < 128);
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
