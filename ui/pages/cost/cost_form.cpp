// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/cost/cost_form.h"

#include "core/decide/answer/workload_choices.h"
#include "core/decide/cost/machine_speed.h"
#include "core/decide/words/cost_words.h"
#include "ui/pages/cost/price_list.h"
#include "ui/session/target_list.h"
#include "ui/style.h"
#include "ui/words/format.h"
#include "ui/words/voice.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSignalBlocker>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kFieldWidth = 63, kDateWidth = 84, kOffersWidth = 160, kLabelWidth = 134, kUnitWidth = 118;
constexpr int kAroundBox = 6;     ///< what a style leaves around a box in its column
constexpr int kWholeLabels = 880; ///< so wide a column has room for labels and units in one row each
enum Column { Label, Value, Low, To, High, Money, UnitText, SourceText };

/// As it can be typed again.
QString numberText(double value) { return QLocale().toString(value, 'g', 10); }
QString numberText(const std::optional<double>& value) { return value ? numberText(*value) : QString(); }

/// As people write numbers here, or with a point.
std::optional<double> numberOf(const QString& text) {
  bool read = false;
  const QString trimmed = text.trimmed();
  double value = QLocale().toDouble(trimmed, &read);
  if (!read)
    value = QLocale::c().toDouble(trimmed, &read);
  return read ? std::optional(value) : std::nullopt;
}

/// Not over what somebody is typing.
void setText(QLineEdit* edit, const QString& text) {
  if (!edit->hasFocus() || !edit->isModified())
    edit->setText(text);
}

QString keyOf(CostField field) { return QLatin1String(row_of(field).key); }

Error notANumber(CostField field) {
  return fail(ErrorCode::InvalidArgument,
              CostForm::tr("%1: this is no number.").arg(shown(field_label(WindowVoice(), field))).toStdString());
}

void setAmber(QLabel* label, bool amber) {
  const ChartColors colors = chartColors(isDark(label->palette()));
  label->setStyleSheet(
      amber ? QStringLiteral("QLabel { background: %1; color: %2; }").arg(colors.amber.name(), colors.amberText.name())
            : QString());
}

QComboBox* currencies(QWidget* parent, const QString& name) {
  auto* made = new QComboBox(parent);
  made->setObjectName(name);
  for (size_t i = 0; i < kCurrencies; ++i)
    made->addItem(QLatin1String(to_string(static_cast<Currency>(i))));
  return made;
}

/// Which part's prices a kind of offer is of.
CostPart partOf(Offer::Kind kind) {
  switch (kind) {
  case Offer::Kind::MachineHour: return CostPart::Rented;
  case Offer::Kind::ApiTokens: return CostPart::Api;
  case Offer::Kind::Electricity:
  case Offer::Kind::Pue: break;
  }
  return CostPart::Own;
}

} // namespace

CostForm::CostForm(QWidget* parent) : QWidget(parent) {
  m_grid = new QGridLayout(this);
  m_grid->setContentsMargins(0, 0, 0, 0);
  m_grid->setHorizontalSpacing(28);
  for (int i = 0; i < static_cast<int>(m_abreast.size()); ++i)
    m_grid->addLayout(m_abreast[static_cast<size_t>(i)] = new QVBoxLayout, 1, i, Qt::AlignTop);
  buildHead();
  buildParts();
  arrange(1);
}

void CostForm::buildHead() {
  m_head = new QWidget(this);
  auto* row = new QHBoxLayout;
  m_currencyLabel = new QLabel(m_head);
  m_currency = currencies(m_head, QStringLiteral("costCurrency"));
  m_currencyLabel->setBuddy(m_currency);
  m_lengthsLabel = new QLabel(m_head);
  m_lengths = new QComboBox(m_head);
  m_lengths->setObjectName(QStringLiteral("costLengths"));
  m_lengthsLabel->setBuddy(m_lengths);
  m_countedFrom = new QLabel(m_head);
  m_importLengths = new QPushButton(m_head);
  m_importLengths->setObjectName(QStringLiteral("importLengths"));
  m_importLoads = new QPushButton(m_head);
  m_importLoads->setObjectName(QStringLiteral("importLoads"));
  m_error = new QLabel(m_head);
  m_error->setObjectName(QStringLiteral("costError"));
  m_error->setWordWrap(true);
  for (QWidget* each :
       std::initializer_list<QWidget*>{m_currencyLabel, m_currency, m_lengthsLabel, m_lengths, m_countedFrom})
    row->addWidget(each);
  row->addStretch(1);
  auto* files = new QHBoxLayout;
  files->addWidget(m_importLengths);
  files->addWidget(m_importLoads);
  files->addWidget(m_error, 1);
  auto* rows = new QVBoxLayout(m_head);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->addLayout(row);
  rows->addLayout(files);
  for (QComboBox* each : {m_currency, m_lengths})
    connect(each, &QComboBox::activated, this, &CostForm::takeHead);
}

void CostForm::buildParts() {
  for (Part& part : m_parts) {
    part.box = new QWidget(this);
    part.grid = new QGridLayout(part.box);
    part.grid->setContentsMargins(0, 6, 0, 6);
    part.grid->setColumnStretch(SourceText, 1);
    part.title = new QLabel(part.box);
    QFont font = part.title->font();
    font.setBold(true);
    part.title->setFont(font);
    part.grid->addWidget(part.title, part.rows++, Label, 1, SourceText + 1);
  }
  for (size_t kind = 0; kind < kOfferKinds; ++kind)
    addOffers(partOf(static_cast<Offer::Kind>(kind)), static_cast<Offer::Kind>(kind));
  addMachines();
  for (const CostFieldRow& field : cost_field_table())
    addRow(field);
}

/// A list with the button that takes what is chosen, and the same by a key: going through the list takes nothing.
QPushButton* CostForm::addTake(Part& part, QComboBox* list, const QString& name) {
  auto* button = new QPushButton(part.box);
  button->setObjectName(name);
  auto* row = new QHBoxLayout;
  row->addWidget(list, 1);
  row->addWidget(button);
  part.grid->addLayout(row, part.rows++, Label, 1, SourceText + 1);
  auto* action = new QAction(this);
  action->setObjectName(name + QStringLiteral("Action"));
  action->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key(Qt::Key_1 + m_takes.size())));
  action->setEnabled(false);
  connect(action, &QAction::triggered, button, &QPushButton::click);
  connect(list, &QComboBox::currentIndexChanged, action, [action](int at) { action->setEnabled(at > 0); });
  m_takes << Take{button, list, action};
  return button;
}

QList<QAction*> CostForm::takeActions() const {
  QList<QAction*> all;
  for (const Take& take : m_takes)
    all << take.action;
  return all;
}

/// What can be taken from the list of prices.
void CostForm::addOffers(CostPart at, Offer::Kind kind) {
  Part& part = m_parts[static_cast<size_t>(at)];
  auto* offers = new QComboBox(part.box);
  offers->setObjectName(QStringLiteral("offers%1").arg(static_cast<int>(kind)));
  offers->setProperty("kind", static_cast<int>(kind));
  offers->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  offers->setMinimumWidth(kOffersWidth);
  part.offers << offers;
  QPushButton* take = addTake(part, offers, QStringLiteral("takeOffer%1").arg(static_cast<int>(kind)));
  connect(take, &QPushButton::clicked, this, [this, offers] { takeOffer(offers); });
}

/// A machine of the catalogue for one's own: price, watts and speed at once.
void CostForm::addMachines() {
  Part& part = m_parts[static_cast<size_t>(CostPart::Own)];
  m_machines = new QComboBox(part.box);
  m_machines->setObjectName(QStringLiteral("ownMachine"));
  m_machines->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  m_machines->setMinimumWidth(kOffersWidth);
  QPushButton* take = addTake(part, m_machines, QStringLiteral("takeMachine"));
  connect(take, &QPushButton::clicked, this, &CostForm::takeMachine);
}

QLineEdit* CostForm::edit(Part& part, const CostFieldRow& field, const char* suffix, int column) {
  auto* made = new QLineEdit(part.box);
  made->setObjectName(keyOf(field.field) + QLatin1String(suffix));
  made->setFixedWidth(kFieldWidth);
  part.grid->addWidget(made, part.rows, column);
  connect(made, &QLineEdit::editingFinished, this, [this, at = field.field] { takeField(at); });
  return made;
}

void CostForm::addHeads(Part& part) {
  for (const Column column : {Value, Low, High}) {
    auto* head = new QLabel(part.box);
    head->setForegroundRole(QPalette::PlaceholderText);
    part.grid->addWidget(head, part.rows, column);
    part.heads << head;
  }
  ++part.rows;
}

void CostForm::addRow(const CostFieldRow& field) {
  Part& part = m_parts[static_cast<size_t>(field.part)];
  if (part.heads.isEmpty())
    addHeads(part);
  Row& row = m_rows[static_cast<size_t>(field.field)];
  row.label = new QLabel(part.box);
  part.grid->addWidget(row.label, part.rows, Label);
  row.value = edit(part, field, "", Value);
  row.label->setBuddy(row.value);
  row.low = edit(part, field, "_low", Low);
  row.to = new QLabel(QStringLiteral("–"), part.box);
  part.grid->addWidget(row.to, part.rows, To);
  row.high = edit(part, field, "_high", High);
  if (field.unit == CostUnit::Money) {
    row.currency = currencies(part.box, keyOf(field.field) + QStringLiteral("_currency"));
    part.grid->addWidget(row.currency, part.rows, Money);
    connect(row.currency, &QComboBox::activated, this, [this, at = field.field] { takeCurrency(at); });
  }
  row.unit = new QLabel(part.box);
  part.grid->addWidget(row.unit, part.rows, UnitText);
  auto* from = new QHBoxLayout;
  if (field.part == CostPart::Rates) { // a rate is of a day
    row.date = edit(part, field, "_date", SourceText);
    row.date->setFixedWidth(kDateWidth);
    from->addWidget(row.date);
  }
  row.source = new QLabel(part.box);
  row.source->setObjectName(keyOf(field.field) + QStringLiteral("_source"));
  row.source->setWordWrap(true);
  from->addWidget(row.source, 1);
  part.grid->addLayout(from, part.rows++, SourceText);
}

void CostForm::arrange(int columns) {
  if (columns == m_columns)
    return;
  m_columns = columns;
  m_grid->addWidget(m_head, 0, 0, 1, columns);
  std::array<int, 2> heights{};
  for (const Part& part : m_parts) { // into the column that is shorter by now
    const size_t at = columns > 1 && heights[1] < heights[0] ? 1 : 0;
    for (QLabel* head : part.heads)
      head->setVisible(heights[at] == 0);
    m_abreast[at]->addWidget(part.box);
    heights[at] += part.rows + 1;
  }
  for (int column = 0; column < static_cast<int>(m_abreast.size()); ++column)
    m_grid->setColumnStretch(column, column < columns ? 1 : 0);
  alignParts();
}

void CostForm::alignParts() {
  const bool wrap = width() / std::max(1, m_columns) < kWholeLabels;
  const auto align = [&](QLabel* Row::*which, int width) {
    for (const Row& row : m_rows) {
      (row.*which)->setWordWrap(wrap);
      width = wrap ? width : std::max(width, (row.*which)->sizeHint().width());
    }
    for (const Row& row : m_rows)
      (row.*which)->setFixedWidth(width);
  };
  align(&Row::label, kLabelWidth);
  align(&Row::unit, kUnitWidth);
  for (const Part& part : m_parts)
    part.grid->setColumnMinimumWidth(Money, m_currency->sizeHint().width() + kAroundBox);
}

void CostForm::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  alignParts();
}

void CostForm::retranslate() {
  const WindowVoice voice;
  m_currencyLabel->setText(tr("&Currency"));
  m_lengthsLabel->setText(tr("Request &lengths"));
  m_currency->setAccessibleName(tr("Currency of the costs"));
  m_lengths->setAccessibleName(tr("How long requests are"));
  for (size_t i = 0; i < kCostParts; ++i)
    m_parts[i].title->setText(shown(part_title(voice, static_cast<CostPart>(i))));
  const QStringList heads{tr("value"), tr("at least"), tr("at most")};
  for (const Part& part : m_parts)
    for (qsizetype i = 0; i < part.heads.size(); ++i)
      part.heads[i]->setText(heads[i]);
  for (const CostFieldRow& field : cost_field_table()) {
    Row& row = m_rows[static_cast<size_t>(field.field)];
    const QString label = shown(field_label(voice, field.field)), help = shown(field_help(voice, field.field));
    row.label->setText(unbroken(label));
    row.low->setAccessibleName(tr("%1: at least").arg(label));
    row.high->setAccessibleName(tr("%1: at most").arg(label));
    row.value->setAccessibleName(label);
    if (row.date) {
      row.date->setAccessibleName(tr("%1: its day").arg(label));
      row.date->setPlaceholderText(tr("its day"));
    }
    if (row.currency)
      row.currency->setAccessibleName(tr("%1: currency").arg(label));
    for (QWidget* each : std::initializer_list<QWidget*>{row.label, row.value, row.low, row.high})
      each->setToolTip(help);
  }
  fillOffers();
  alignParts();
}

void CostForm::fillOffers() {
  const std::string today = todayIso();
  fillMachines();
  const QString ofPue = QStringLiteral("takeOffer%1").arg(static_cast<int>(Offer::Kind::Pue));
  for (const Take& take : m_takes)
    take.button->setText(take.list == m_machines              ? tr("Take this machine")
                         : take.button->objectName() == ofPue ? tr("Take this PUE")
                                                              : tr("Take this price"));
  for (const Part& part : m_parts)
    for (QComboBox* offers : part.offers) {
      const auto kind = static_cast<Offer::Kind>(offers->property("kind").toInt());
      offers->clear();
      switch (kind) {
      case Offer::Kind::MachineHour: offers->addItem(tr("List prices of machines")); break;
      case Offer::Kind::ApiTokens: offers->addItem(tr("List prices of APIs")); break;
      case Offer::Kind::Electricity: offers->addItem(tr("Prices of electricity")); break;
      case Offer::Kind::Pue: offers->addItem(tr("Known PUE")); break;
      }
      offers->setAccessibleName(offers->itemText(0));
      const auto& all = priceList().offers();
      for (size_t i = 0; i < all.size(); ++i)
        if (all[i].kind == kind) {
          offers->addItem(offerText(all[i], today), QVariant::fromValue(qulonglong(i)));
          offers->setItemData(offers->count() - 1, QString::fromStdString(all[i].source), Qt::ToolTipRole);
        }
    }
  for (const Take& take : m_takes)
    take.action->setText(tr("%1: %2").arg(take.button->text(), take.list->itemText(0)));
}

void CostForm::fillMachines() {
  m_machines->clear();
  m_machines->addItem(tr("Machines of the catalogue"));
  m_machines->setAccessibleName(m_machines->itemText(0));
  m_machines->setToolTip(tr("Takes price, rated watts and speed: its data sheet and published runs say how fast it is "
                            "beside this one, as a band, at the workload below."));
  const auto& known = targetList();
  for (const Machine& machine : known ? known->catalogue.machines() : std::vector<Machine>()) {
    const auto currency = machine.price ? currency_from_string(machine.price->currency) : std::nullopt;
    const QString name = QString::fromStdString(machine.name);
    m_machines->addItem(currency ? tr("%1: %2, %3")
                                       .arg(name, shown(money_text(WindowVoice(), machine.price->amount, *currency)),
                                            QString::fromStdString(machine.price->date))
                                 : tr("%1: no public price").arg(name),
                        QString::fromStdString(machine.id));
  }
}

std::optional<CostInput> CostForm::speedOf(const std::string& machine) const {
  const auto& known = targetList();
  const Machine* found = known ? known->catalogue.find(machine) : nullptr;
  return found && m_speedOn ? m_speedOn(*found) : std::nullopt;
}

void CostForm::takeMachine() {
  const auto& known = targetList();
  const Machine* machine = known ? known->catalogue.find(m_machines->currentData().toString().toStdString()) : nullptr;
  if (!machine)
    return;
  CostInputs after = m_inputs;
  take_machine(after, known->catalogue, *machine, speedOf(machine->id));
  Q_EMIT changed(after);
}

void CostForm::show(const CostInputs& inputs, const std::string& today) {
  m_inputs = inputs;
  m_today = today;
  const WindowVoice voice;
  const QSignalBlocker quietCurrency(m_currency), quietLengths(m_lengths);
  m_currency->setCurrentIndex(static_cast<int>(inputs.currency));
  m_lengths->clear();
  for (size_t i = 0; i < kLengths; ++i)
    if (static_cast<Lengths>(i) != Lengths::Counted || !inputs.counted.empty())
      m_lengths->addItem(shown(lengths_text(voice, static_cast<Lengths>(i))), static_cast<int>(i));
  m_lengths->setCurrentIndex(m_lengths->findData(static_cast<int>(inputs.lengths)));
  m_countedFrom->setText(inputs.lengths == Lengths::Counted ? QString::fromStdString(inputs.counted_from) : QString());
  m_error->clear();
  for (const CostFieldRow& field : cost_field_table())
    showRow(field);
  alignParts();
}

void CostForm::showRow(const CostFieldRow& field) {
  const WindowVoice voice;
  const Row& row = m_rows[static_cast<size_t>(field.field)];
  const CostInput& input = m_inputs[field.field];
  setText(row.value, numberText(input.value));
  setText(row.low, numberText(input.low));
  setText(row.high, numberText(input.high));
  const Currency currency = input.value ? input.currency : m_inputs.currency;
  if (row.currency)
    row.currency->setCurrentIndex(static_cast<int>(currency));
  if (row.date)
    setText(row.date, QString::fromStdString(input.date));
  row.unit->setText(unbroken(shown(unit_without_money(voice, field.field))));
  row.source->setText(unbroken(shown(input_source_text(voice, input, m_today))));
  setAmber(row.source, input.source == InputSource::Priced && is_old(input.date, m_today));
}

/// What stands in a row; the sentence says what does not fit.
Status CostForm::readField(CostField field, CostInput& input) const {
  const Row& row = m_rows[static_cast<size_t>(field)];
  const auto value = numberOf(row.value->text());
  if (!value)
    return notANumber(field);
  PARETO_TRY(check_cost_value(field, *value));
  const bool ranged = !row.low->text().trimmed().isEmpty() || !row.high->text().trimmed().isEmpty();
  const auto low = row.low->text().trimmed().isEmpty() ? value : numberOf(row.low->text());
  const auto high = row.high->text().trimmed().isEmpty() ? value : numberOf(row.high->text());
  if (!low || !high)
    return notANumber(field);
  PARETO_TRY(check_cost_value(field, *low));
  PARETO_TRY(check_cost_value(field, *high));
  if (*low > *value || *high < *value)
    return fail(ErrorCode::InvalidArgument,
                tr("%1 must lie between its ends.").arg(row.value->accessibleName()).toStdString());
  input = entered(*value, row.currency ? static_cast<Currency>(row.currency->currentIndex()) : Currency::USD);
  if (ranged) {
    input.low = low;
    input.high = high;
  }
  if (row.date)
    input.date = row.date->text().trimmed().toStdString();
  if (!input.date.empty() && !days_between(input.date, input.date))
    return fail(ErrorCode::InvalidArgument, tr("A day is written as 2026-11-29.").toStdString());
  return {};
}

void CostForm::takeField(CostField field) {
  const Row& row = m_rows[static_cast<size_t>(field)];
  const CostInput& before = m_inputs[field];
  const bool same = row.value->text() == numberText(before.value) && row.low->text() == numberText(before.low) &&
                    row.high->text() == numberText(before.high) &&
                    (!row.date || row.date->text().toStdString() == before.date);
  if (same)
    return;
  CostInputs after = m_inputs;
  if (row.value->text().trimmed().isEmpty()) {
    clear(after, field);
  } else if (const Status read = readField(field, after[field]); !read) {
    m_error->setText(QString::fromStdString(read.error().message));
    return;
  }
  m_error->clear();
  for (QLineEdit* each : {row.value, row.low, row.high, row.date})
    if (each)
      each->setModified(false);
  Q_EMIT changed(after);
}

/// A price in another currency is another price; where none stands, the next one is in it.
void CostForm::takeCurrency(CostField field) {
  CostInputs after = m_inputs;
  CostInput& input = after[field];
  if (!input.value)
    return;
  input.currency = static_cast<Currency>(m_rows[static_cast<size_t>(field)].currency->currentIndex());
  input.source = InputSource::Entered;
  input.from.clear();
  input.date.clear();
  Q_EMIT changed(after);
}

void CostForm::takeOffer(QComboBox* offers) {
  const QVariant at = offers->currentData();
  if (!at.isValid())
    return;
  CostInputs after = m_inputs;
  const Offer& offer = priceList().offers()[static_cast<size_t>(at.toULongLong())];
  take_offer(after, priceList(), offer);
  if (offer.kind == Offer::Kind::MachineHour)
    if (const auto speed = speedOf(offer.what))
      after[CostField::RentedSpeed] = *speed;
  Q_EMIT changed(after);
}

void CostForm::takeHead() {
  CostInputs after = m_inputs;
  after.currency = static_cast<Currency>(m_currency->currentIndex());
  after.lengths = static_cast<Lengths>(m_lengths->currentData().toInt());
  Q_EMIT changed(after);
}

} // namespace pareto::ui
