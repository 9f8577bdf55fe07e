// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_legend.h"

#include "ui/charts/flow_layout.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPixmap>
#include <QSignalBlocker>
#include <QToolButton>

namespace pareto::ui {

namespace {

bool same(const QList<LegendEntry>& a, const QList<LegendEntry>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const LegendEntry& x, const LegendEntry& y) {
    return x.kind == y.kind && x.text == y.text && x.model == y.model && x.architecture == y.architecture &&
           x.family == y.family && x.line == y.line && x.marks == y.marks && x.dashed == y.dashed &&
           x.selected == y.selected && x.fill == y.fill;
  });
}

} // namespace

ChartLegend::ChartLegend(QWidget* parent) : QWidget(parent) {
  auto* layout = new FlowLayout(this, 12);
  layout->setContentsMargins(4, 2, 4, 2);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName(tr("Legend"));
  refill();
}

void ChartLegend::setSpec(const ChartSpec& spec) {
  // Where rows carry the names, and of states that are not there, a legend says nothing.
  const QList<LegendEntry> series = spec.y.categories.isEmpty() ? seriesLegend(spec) : QList<LegendEntry>(),
                           marks = marksLegend(spec, false);
  if (same(series, m_series) && same(marks, m_marks))
    return; // points arrive many times a second: keep the buttons, and the focus on them
  m_series = series;
  m_marks = marks;
  refill();
}

void ChartLegend::refill() {
  QString focused;
  while (QLayoutItem* item = layout()->takeAt(0)) {
    QWidget* widget = item->widget();
    if (widget->hasFocus())
      focused = widget->objectName();
    widget->hide();
    widget->deleteLater();
    delete item;
  }
  for (const LegendEntry& entry : std::as_const(m_series)) {
    QWidget* widget = button(entry);
    layout()->addWidget(widget);
    if (!focused.isEmpty() && widget->objectName() == focused)
      widget->setFocus();
  }
  for (const LegendEntry& entry : std::as_const(m_marks))
    layout()->addWidget(explanation(entry));
  updateGeometry();
}

QPixmap ChartLegend::symbol(const LegendEntry& entry) const {
  const ChartStyle style = screenStyle(font(), isDark(palette()));
  const QSizeF size(style.text * 2, style.text * 1.3);
  QPixmap pixmap((size * devicePixelRatioF()).toSize());
  pixmap.setDevicePixelRatio(devicePixelRatioF());
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  paintLegendSymbol(painter, style, QRectF(QPointF(0, 0), size), entry);
  return pixmap;
}

QWidget* ChartLegend::button(const LegendEntry& entry) {
  auto* button = new QToolButton(this);
  const QPixmap pixmap = symbol(entry);
  button->setObjectName(entry.model);
  button->setIcon(pixmap);
  button->setIconSize((QSizeF(pixmap.size()) / pixmap.devicePixelRatio()).toSize());
  QString text = entry.text;
  button->setText(text.replace(QLatin1Char('&'), QStringLiteral("&&"))); // a name is no mnemonic
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setAutoRaise(true);
  button->setCheckable(true);
  button->setChecked(entry.selected);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setAccessibleName(tr("Select %1").arg(entry.text));
  button->setToolTip(tr("Select this model everywhere"));
  connect(button, &QToolButton::clicked, this, [this, button, entry] {
    button->setChecked(entry.selected); // the window decides, by a new spec
    Q_EMIT modelClicked(entry.model);
  });
  return button;
}

QWidget* ChartLegend::explanation(const LegendEntry& entry) {
  auto* widget = new QWidget(this);
  auto* row = new QHBoxLayout(widget);
  row->setContentsMargins(0, 3, 0, 3);
  row->setSpacing(3);
  auto* picture = new QLabel(widget);
  picture->setPixmap(symbol(entry));
  auto* text = new QLabel(entry.text, widget);
  text->setTextFormat(Qt::PlainText);
  row->addWidget(picture);
  row->addWidget(text);
  return widget;
}

void ChartLegend::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (layout() && (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
                   event->type() == QEvent::StyleChange))
    refill();
}

} // namespace pareto::ui
