// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/answer/shortlist_table.h"

#include "core/decide/words/cost_words.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/sentences.h"
#include "ui/charts/chart_parts.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/charts/sparkline.h"
#include "ui/words/format.h"
#include "ui/words/metric_words.h"
#include "ui/words/names.h"
#include "ui/words/voice.h"

#include <QEvent>
#include <QHeaderView>
#include <QMap>
#include <QPainter>
#include <QResizeEvent>
#include <QSignalBlocker>

#include <algorithm>
#include <numeric>

namespace pareto::ui {

namespace {

const QString kNothing = QStringLiteral("–");
constexpr QSize kCurveSize{84, 20};
constexpr int kRow = 26;
constexpr int kVerdict = 220, kLeastApart = 6, kMostApart = 18; ///< pixels: its width, and between neighbours

/// `counted`: whole numbers stand without decimals, since all of the column do.
QString valueText(const Quantity& q, AxisFormat format, bool counted = true) {
  if (!q.value)
    return kNothing;
  const bool band = q.ci95 && q.source == Source::Modelled && q.reach == Reach::Beyond; // its middle says nothing
  return withCondition(
      band ? formatRange(*q.ci95, format) : formatEstimate(*q.value, q.ci95, format, QLocale(), counted), q.condition);
}

Quantity quantityOf(const Ranked& place, RankedFigure figure) {
  return place.figures.size() > figure ? place.figures[figure].quantity : Quantity();
}

/// Whether every quality of the shortlist is a whole number.
bool areCounted(const Answer& answer) {
  return std::all_of(answer.places.begin(), answer.places.end(), [](const Ranked& place) {
    const Quantity q = quantityOf(place, kQualityFigure);
    return !q.value || is_counted(*q.value, q.ci95);
  });
}

/// A month, with the ends of its range where there is room.
QString costText(const Answer& answer, const Ranked& place, bool ranged = false) {
  const Quantity& cost = answer.costs[static_cast<size_t>(&place - answer.places.data())].quantity;
  if (!cost.value)
    return kNothing;
  const Ranged month = ranged_of(cost);
  return shown(ranged ? money_text(WindowVoice(), month, answer.currency)
                      : month_text(WindowVoice(), month, answer.currency));
}

QPixmap canvas(const QWidget& on, const QSize& size) {
  QPixmap pixmap(size * on.devicePixelRatioF());
  pixmap.setDevicePixelRatio(on.devicePixelRatioF());
  pixmap.fill(Qt::transparent);
  return pixmap;
}

QPixmap markPicture(const QWidget& on, const SeriesSpec& series) {
  QPixmap pixmap = canvas(on, {16, 16});
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  const ChartStyle style = screenStyle(on.font(), isDark(on.palette()));
  paintMark(painter, style, {8, 8}, series.architecture, familyColor(series.family, style.colors.dark),
            MarkFill::Measured, 11);
  return pixmap;
}

QPixmap curvePicture(const QWidget& on, const Sparkline& line) {
  if (line.isEmpty())
    return {};
  QPixmap pixmap = canvas(on, kCurveSize);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  paintSparkline(painter, line, QRectF(QPointF(0, 0), kCurveSize), isDark(on.palette()));
  return pixmap;
}

} // namespace

ShortlistTable::ShortlistTable(QWidget* parent) : QTableWidget(parent) {
  setObjectName(QStringLiteral("shortlist"));
  setColumnCount(Count);
  setEditTriggers(NoEditTriggers);
  setSelectionBehavior(SelectRows);
  setSelectionMode(SingleSelection);
  setShowGrid(false);
  setWordWrap(true);
  setIconSize(kCurveSize);
  setTabKeyNavigation(false);
  verticalHeader()->hide();
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  connect(this, &QTableWidget::currentCellChanged, this, [this](int row) {
    if (const QTableWidgetItem* name = item(row, Name); name && !name->data(Qt::UserRole).isNull())
      Q_EMIT modelClicked(name->data(Qt::UserRole).toString());
  });
  retranslate();
}

void ShortlistTable::retranslate() {
  setAccessibleName(tr("Shortlist"));
  setHorizontalHeaderLabels(titles());
  horizontalHeaderItem(Wait)->setToolTip(tr("With the 95 % interval of its own rounds. Who is ahead is decided by "
                                            "differences, which also hold what differs from run to run."));
  horizontalHeaderItem(Fits)->setToolTip(tr("Whether it fits the memory of the machine, as far as that is known."));
}

QStringList ShortlistTable::titles() {
  return {tr("Architecture"), tr("Wait per answer"), tr("On the task"), tr("Memory"),
          tr("Fits"),         tr("Cost a month"),    tr("Verdict"),     tr("Wait over context")};
}

QString ShortlistTable::titleOf(Group group) {
  switch (group) {
  case Group::Choose: return tr("Choose");
  case Group::Equal: return tr("Equal within error");
  case Group::LosesQuality: return tr("Loses quality");
  case Group::Slower: return tr("Slower");
  case Group::Excluded: return tr("Outside the limits");
  case Group::Unknown: break;
  }
  return tr("Unknown");
}

void ShortlistTable::addGroup(Group group) {
  const int row = rowCount();
  insertRow(row);
  auto* made = new QTableWidgetItem(titleOf(group));
  QFont bold = font();
  bold.setBold(true);
  made->setFont(bold);
  made->setFlags(Qt::ItemIsEnabled);
  setItem(row, Name, made);
  setSpan(row, Name, 1, Count);
}

QStringList ShortlistTable::cellsOf(const Evidence& evidence, const ViewState& view, const Answer& answer,
                                    const Ranked& place) {
  const WindowVoice voice(readerOf(view.running));
  const Quantity memory = quantityOf(place, kMemoryFigure);
  const std::optional<int64_t> capacity = answer.tiles[static_cast<size_t>(TileKind::Memory)].capacity;
  const QString fits = !memory.value                                     ? kNothing
                       : !capacity                                       ? tr("not known")
                       : *memory.value <= static_cast<double>(*capacity) ? tr("yes")
                                                                         : tr("no");
  return {contenderName(evidence, view, place.who),
          valueText(quantityOf(place, kWaitFigure), AxisFormat::Milliseconds),
          valueText(quantityOf(place, kQualityFigure), AxisFormat::Number, areCounted(answer)),
          valueText(memory, AxisFormat::Bytes),
          fits,
          costText(answer, place),
          shown(reason({voice, evidence, view}, place)),
          {}};
}

void ShortlistTable::addPlace(const Evidence& evidence, const ViewState& view, const Answer& answer,
                              const Ranked& place) {
  const SeriesSpec series = seriesOf(evidence, view, place.who);
  const QStringList cells = cellsOf(evidence, view, answer, place);
  const int row = rowCount();
  insertRow(row);
  for (int column = 0; column < Count; ++column) {
    auto* made = new QTableWidgetItem(unbroken(cells[column]));
    made->setToolTip(cells[column]);
    made->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    setItem(row, column, made);
  }
  item(row, Name)->setData(Qt::UserRole, QString::fromStdString(place.who.model));
  item(row, Name)->setIcon(markPicture(*this, series));
  item(row, Wait)->setToolTip(quantityText(quantityOf(place, kWaitFigure), AxisFormat::Milliseconds));
  if (const QString cost = costText(answer, place, true); cost != kNothing)
    item(row, Cost)->setToolTip(cost);
  item(row, Quality)->setToolTip(quantityText(quantityOf(place, kQualityFigure), AxisFormat::Number));
  item(row, Curve)->setIcon(curvePicture(*this, waitSparkline(evidence, view, place.who)));
}

void ShortlistTable::show(const Evidence& evidence, const ViewState& view, const Answer& answer) {
  const QSignalBlocker quiet(this);
  clearSpans();
  setRowCount(0);
  std::optional<Group> group;
  for (const Ranked& place : answer.places) {
    if (group != group_of(place.kind)) {
      group = group_of(place.kind);
      addGroup(*group);
    }
    addPlace(evidence, view, answer, place);
  }
  select(QString::fromStdString(view.selected));
  fit();
}

void ShortlistTable::select(const QString& model) {
  const QSignalBlocker quiet(this);
  clearSelection();
  for (int row = 0; row < rowCount(); ++row)
    if (!model.isEmpty() && item(row, Name)->data(Qt::UserRole).toString() == model)
      selectRow(row);
}

/// The verdict takes what the others leave, and wraps; where too little is left, what says least goes.
void ShortlistTable::fit() {
  QHeaderView* header = horizontalHeader();
  setColumnHidden(Curve, width() < 760);
  setColumnHidden(Cost, width() < 640);
  setColumnHidden(Fits, width() < 560);
  QMap<int, int> least;
  for (int column = 0; column < Count; ++column)
    if (column != Verdict && !isColumnHidden(column))
      least[column] = std::max(sizeHintForColumn(column), header->sectionSizeHint(column));
  const int taken = std::accumulate(least.begin(), least.end(), 0), seen = static_cast<int>(least.size());
  const int apart = std::clamp((width() - taken - kVerdict) / seen, kLeastApart, kMostApart);
  header->setSectionResizeMode(QHeaderView::Fixed);
  header->setSectionResizeMode(Verdict, QHeaderView::Stretch);
  for (auto column = least.begin(); column != least.end(); ++column)
    header->resizeSection(column.key(), column.value() + apart);
  for (int row = 0; row < rowCount(); ++row) {
    resizeRowToContents(row);
    setRowHeight(row, std::max(rowHeight(row), kRow));
  }
  int height = header->sizeHint().height() + 2 * frameWidth() + 2;
  for (int row = 0; row < rowCount(); ++row)
    height += rowHeight(row);
  setFixedHeight(height);
}

void ShortlistTable::resizeEvent(QResizeEvent* event) {
  QTableWidget::resizeEvent(event);
  if (event->size().width() != event->oldSize().width())
    fit();
}

void ShortlistTable::changeEvent(QEvent* event) {
  QTableWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange)
    fit();
}

} // namespace pareto::ui
