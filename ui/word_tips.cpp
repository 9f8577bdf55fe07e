// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/word_tips.h"

#include "ui/words/format.h"
#include "ui/words/glossary.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractTextDocumentLayout>
#include <QComboBox>
#include <QGroupBox>
#include <QHeaderView>
#include <QHelpEvent>
#include <QLabel>
#include <QProgressBar>
#include <QTabBar>
#include <QTextBlock>
#include <QTextDocument>
#include <QToolTip>

namespace pareto::ui {

namespace {

/// What is shown at a place, and the tip that it has anyway.
struct Shown {
  QString text, tip;
};

/// Its own, or of what it is a part of.
QString tipOf(const QWidget* widget) {
  while (widget->toolTip().isEmpty() && !widget->isWindow() && widget->parentWidget())
    widget = widget->parentWidget();
  return widget->toolTip();
}

bool isRich(const QLabel& label) {
  return label.textFormat() == Qt::RichText ||
         (label.textFormat() == Qt::AutoText && Qt::mightBeRichText(label.text()));
}

/// The paragraph of a rich text at a place, laid out as the label does it.
QString paragraphAt(const QLabel& label, const QPoint& at) {
  QTextDocument document;
  document.setDefaultFont(label.font());
  document.setDocumentMargin(0);
  document.setHtml(label.text());
  const int margin = label.margin();
  const QRect inside = label.contentsRect().adjusted(margin, margin, -margin, -margin);
  document.setTextWidth(inside.width());
  const QTextBlock block = document.findBlock(document.documentLayout()->hitTest(at - inside.topLeft(), Qt::FuzzyHit));
  return block.text();
}

Shown shownIn(const QAbstractItemView& view, const QPoint& at) {
  if (const auto* header = qobject_cast<const QHeaderView*>(&view)) {
    const int section = header->logicalIndexAt(at);
    if (section < 0 || !header->model())
      return {};
    const auto of = [&](int role) {
      return header->model()->headerData(section, header->orientation(), role).toString();
    };
    return {of(Qt::DisplayRole), of(Qt::ToolTipRole)};
  }
  const QModelIndex index = view.indexAt(at);
  return {index.data(Qt::DisplayRole).toString(), index.data(Qt::ToolTipRole).toString()};
}

QString textOf(const QWidget& widget, const QPoint& at) {
  if (const auto* label = qobject_cast<const QLabel*>(&widget))
    return isRich(*label) ? paragraphAt(*label, at) : label->text();
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget))
    return button->text();
  if (const auto* tabs = qobject_cast<const QTabBar*>(&widget))
    return tabs->tabText(tabs->tabAt(at));
  if (const auto* box = qobject_cast<const QGroupBox*>(&widget))
    return box->title();
  if (const auto* progress = qobject_cast<const QProgressBar*>(&widget))
    return progress->text();
  if (const auto* combo = qobject_cast<const QComboBox*>(&widget))
    return combo->accessibleName() + QLatin1Char('\n') + combo->currentText();
  return widget.accessibleName(); // a field, or what paints itself
}

Shown shownAt(const QWidget& widget, const QPoint& at) {
  const auto* view = qobject_cast<const QAbstractItemView*>(widget.parentWidget());
  return view && view->viewport() == &widget ? shownIn(*view, at) : Shown{textOf(widget, at), tipOf(&widget)};
}

} // namespace

bool WordTips::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ToolTip || !watched->isWidgetType())
    return false;
  auto* widget = static_cast<QWidget*>(watched);
  const auto* asked = static_cast<const QHelpEvent*>(event);
  const Shown shown = shownAt(*widget, asked->pos());
  const QString tip = withMeanings(shown.tip, shown.text);
  if (tip == shown.tip) // no word of the field: Qt shows what there is
    return false;
  QToolTip::showText(asked->globalPos(), plainTip(tip), widget);
  return true;
}

} // namespace pareto::ui
