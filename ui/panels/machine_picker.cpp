// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/machine_picker.h"

#include "core/decide/words/target_words.h"
#include "ui/session/target_list.h"
#include "ui/words/format.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace pareto::ui {

namespace {

constexpr int kMachinePickerWidth = 560, kHeight = 420, kNameWidth = 250;
constexpr int kId = Qt::UserRole;

/// Where the figures of a machine come from, a line each.
QString sourcesText(const Machine& machine, const MachineCatalogue& catalogue) {
  QStringList lines;
  if (!machine.note.empty())
    lines << QString::fromStdString(machine.note);
  if (const QString price = shown(price_text(WindowVoice(), machine)); !price.isEmpty())
    lines << price;
  for (const std::string& id : machine.sources)
    if (const FactSource* source = catalogue.source(id))
      lines << QString::fromStdString(source->name + " (" + source->date + ")");
  return lines.join(QLatin1Char('\n'));
}

/// Machines that results were imported from, each once, in the order they came.
std::vector<std::string> importedFrom(const Evidence& evidence) {
  std::vector<std::string> devices;
  for (const Measurement& cell : evidence.everything())
    if (cell.source == Source::Imported && std::find(devices.begin(), devices.end(), cell.key.device) == devices.end())
      devices.push_back(cell.key.device);
  return devices;
}

} // namespace

MachinePicker::MachinePicker(StudySession& session, QWidget* parent) : QToolButton(parent), m_session(session) {
  setObjectName(QStringLiteral("machinePicker"));
  setToolButtonStyle(Qt::ToolButtonTextOnly);
  setArrowType(Qt::NoArrow);
  setFocusPolicy(Qt::StrongFocus);
  buildList();
  connect(this, &QToolButton::clicked, this, &MachinePicker::open);
  connect(&session, &StudySession::studyChanged, this, &MachinePicker::refresh);
  connect(&session, &StudySession::viewChanged, this, [this](ViewChanges what) {
    if (what & ViewChange::Device)
      refresh();
  });
  connect(&session, &StudySession::evidenceChanged, this, [this](ResultChanges what) {
    if (what.testAnyFlags(ResultChange::Devices | ResultChange::Study))
      refresh();
  });
  refresh();
}

void MachinePicker::buildList() {
  m_popup = new QFrame(this, Qt::Popup);
  m_popup->setObjectName(QStringLiteral("machinePopup"));
  m_popup->setFrameShape(QFrame::StyledPanel);
  m_search = new QLineEdit(m_popup);
  m_search->setObjectName(QStringLiteral("machineSearch"));
  m_search->setClearButtonEnabled(true);
  m_search->installEventFilter(this);
  m_list = new QTreeWidget(m_popup);
  m_list->setObjectName(QStringLiteral("machineList"));
  m_list->setColumnCount(2);
  m_list->setHeaderHidden(true);
  m_list->setRootIsDecorated(false);
  m_list->setIndentation(10);
  m_list->setUniformRowHeights(true);
  m_list->header()->setStretchLastSection(true);
  m_coverage = new QLabel(m_popup);
  m_coverage->setObjectName(QStringLiteral("bandCoverage"));
  m_coverage->setWordWrap(true);
  auto* column = new QVBoxLayout(m_popup);
  for (QWidget* each : std::initializer_list<QWidget*>{m_search, m_list, m_coverage})
    column->addWidget(each);
  connect(m_search, &QLineEdit::textChanged, this, &MachinePicker::search);
  connect(m_search, &QLineEdit::returnPressed, this, [this] { take(m_list->currentItem()); });
  connect(m_list, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) { take(item); });
  connect(m_list, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) { take(item); });
}

/// What the button says, and the texts of its list.
void MachinePicker::refresh() {
  const Evidence& evidence = m_session.results().evidence();
  const std::string device = shown_device(evidence, m_session.view().state());
  const QString name = deviceName(evidence, device);
  setText((evidence.is_elsewhere(device) ? name : tr("This computer: %1").arg(name)) + QStringLiteral(" ▾"));
  setAccessibleName(tr("On which machine"));
  setToolTip(
      tr("Which machine is decided about: this computer, one that is not here, or one that results were imported "
         "from. Every page follows."));
  m_search->setPlaceholderText(tr("Search machines"));
  m_search->setAccessibleName(tr("Search machines"));
  m_list->setAccessibleName(tr("Machines"));
}

void MachinePicker::open() {
  fill();
  m_search->clear();
  askCoverage(m_coverage, [this](const CoverageFacts& facts) {
    m_coverage->setText(facts.runs > 0 ? unbroken(shown(coverage_text(WindowVoice(), facts))) : QString());
    m_coverage->setVisible(facts.runs > 0);
  });
  m_popup->resize(kMachinePickerWidth, kHeight);
  const QRect room = screen()->availableGeometry();
  QPoint corner = mapToGlobal(QPoint(0, -kHeight)); // the strip lies at the lower edge
  corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - kMachinePickerWidth)));
  corner.setY(std::max(corner.y(), room.top()));
  m_popup->move(corner);
  m_popup->show();
  m_search->setFocus();
}

void MachinePicker::fill() {
  m_list->clear();
  addOwn();
  addImported();
  addCatalogue();
  m_list->expandAll();
  m_list->setColumnWidth(0, kNameWidth);
  const QString now = QString::fromStdString(shown_device(m_session.results().evidence(), m_session.view().state()));
  for (QTreeWidgetItemIterator at(m_list); *at; ++at)
    if ((*at)->data(0, kId).toString() == now) {
      m_list->setCurrentItem(*at);
      return;
    }
}

QTreeWidgetItem* MachinePicker::addGroup(const QString& title) {
  auto* group = new QTreeWidgetItem(m_list, {title});
  QFont bold = font();
  bold.setBold(true);
  group->setFont(0, bold);
  group->setFlags(Qt::ItemIsEnabled);
  group->setFirstColumnSpanned(true);
  return group;
}

void MachinePicker::addMachine(QTreeWidgetItem* group, const std::string& id, const QString& name, const QString& facts,
                               const QString& tip) {
  auto* item = new QTreeWidgetItem(group, {name, facts});
  item->setData(0, kId, QString::fromStdString(id));
  item->setForeground(1, palette().color(QPalette::PlaceholderText));
  for (int column = 0; column < 2; ++column)
    item->setToolTip(column, tip);
}

void MachinePicker::addOwn() {
  const Evidence& evidence = m_session.results().evidence();
  QTreeWidgetItem* group = addGroup(tr("This computer"));
  for (const std::string& device : evidence.devices())
    if (!evidence.machine_of(device))
      addMachine(group, device, deviceName(evidence, device), QString::fromStdString(evidence.measured_name(device)),
                 tr("Measured here"));
}

void MachinePicker::addImported() {
  const Evidence& evidence = m_session.results().evidence();
  const std::vector<std::string> devices = importedFrom(evidence);
  if (devices.empty())
    return;
  QTreeWidgetItem* group = addGroup(tr("Imported results"));
  for (const std::string& device : devices)
    addMachine(group, device, deviceName(evidence, device), tr("as its file states it"),
               tr("Values of its file, to the last digit; what it lacks is modelled where its data sheet is known"));
}

/// Kinds in the order of their enumeration; what was imported stands above.
void MachinePicker::addCatalogue() {
  const auto& known = targetList();
  if (!known)
    return;
  const std::vector<std::string> imported = importedFrom(m_session.results().evidence());
  std::array<QTreeWidgetItem*, kMachineKinds> groups{};
  for (size_t kind = 0; kind < kMachineKinds; ++kind)
    for (const Machine& machine : known->catalogue.machines()) {
      if (static_cast<size_t>(machine.kind) != kind ||
          std::find(imported.begin(), imported.end(), machine.id) != imported.end())
        continue;
      if (!groups[kind])
        groups[kind] = addGroup(tr("Not here: %1").arg(shown(kind_text(WindowVoice(), machine.kind))));
      addMachine(groups[kind], machine.id, QString::fromStdString(machine.name),
                 shown(machine_facts_text(WindowVoice(), machine)), sourcesText(machine, known->catalogue));
    }
}

/// Every word anywhere in name, id, facts or kind; groups without any are hidden, and the first that is left is
/// current.
void MachinePicker::search(const QString& words) {
  const QStringList asked = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  QTreeWidgetItem* first = nullptr;
  for (int g = 0; g < m_list->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = m_list->topLevelItem(g);
    bool any = false;
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const QString text =
          QStringList{item->text(0), item->text(1), item->data(0, kId).toString(), group->text(0)}.join(
              QLatin1Char(' '));
      const bool found = std::all_of(asked.begin(), asked.end(),
                                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
      item->setHidden(!found);
      any |= found;
      if (found && !first)
        first = item;
    }
    group->setHidden(!any);
  }
  if (!asked.isEmpty())
    m_list->setCurrentItem(first);
}

void MachinePicker::step(int rows) {
  QTreeWidgetItem* item = m_list->currentItem();
  do
    item = !item ? m_list->topLevelItem(0) : rows > 0 ? m_list->itemBelow(item) : m_list->itemAbove(item);
  while (item && !item->parent()); // titles of groups are passed over
  if (item)
    m_list->setCurrentItem(item);
}

bool MachinePicker::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_search && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      step(key == Qt::Key_Down ? 1 : -1);
      return true;
    }
  }
  return QToolButton::eventFilter(watched, event);
}

void MachinePicker::take(const QTreeWidgetItem* item) {
  if (!item || !item->data(0, kId).isValid())
    return;
  ViewState view = m_session.view().state();
  view.at.device = item->data(0, kId).toString().toStdString();
  view.compared = Compared::Models;
  m_popup->hide();
  m_session.setView(std::move(view));
}

void MachinePicker::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange)
    refresh();
  QToolButton::changeEvent(event);
}

} // namespace pareto::ui
