// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/search_combo.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFrame>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScreen>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr int kFew = 10;      ///< entries that need no search
constexpr int kMostRows = 16; ///< seen at once

bool isHeading(const QModelIndex& index) { return !(index.flags() & Qt::ItemIsSelectable); }

} // namespace

/// What holds every word that is searched for, in its text or in what is said about it; headings of what is left.
class SearchCombo::Found : public QSortFilterProxyModel {
public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

  void setWords(const QString& text) {
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    invalidateFilter();
  }

protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    if (!isHeading(index))
      return matches(index);
    for (int below = row + 1; below < sourceModel()->rowCount(parent); ++below) {
      const QModelIndex next = sourceModel()->index(below, 0, parent);
      if (isHeading(next))
        return false;
      if (matches(next))
        return true;
    }
    return false;
  }

private:
  bool matches(const QModelIndex& index) const {
    const QString text = index.data().toString() + QLatin1Char(' ') + index.data(Qt::ToolTipRole).toString();
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
  }

  QStringList m_words;
};

SearchCombo::SearchCombo(QWidget* parent) : QComboBox(parent) {}

void SearchCombo::addHeading(const QString& text) {
  addItem(text);
  QStandardItem* item = qobject_cast<QStandardItemModel*>(model())->item(count() - 1);
  item->setFlags(Qt::NoItemFlags);
  QFont bold = font();
  bold.setBold(true);
  item->setFont(bold);
}

void SearchCombo::buildPopup() {
  m_popup = new QFrame(this, Qt::Popup);
  m_popup->setFrameShape(QFrame::StyledPanel);
  m_search = new QLineEdit(m_popup);
  m_search->setObjectName(QStringLiteral("searchField"));
  m_search->setClearButtonEnabled(true);
  m_search->installEventFilter(this);
  m_found = new Found(m_popup);
  m_list = new QListView(m_popup);
  m_list->setObjectName(QStringLiteral("searchList"));
  m_list->setModel(m_found);
  m_list->setUniformItemSizes(true);
  m_list->setMouseTracking(true);
  m_list->setFocusPolicy(Qt::NoFocus); // keys go to the field, which passes those for the list on
  auto* column = new QVBoxLayout(m_popup);
  column->setContentsMargins(2, 2, 2, 2);
  column->setSpacing(2);
  column->addWidget(m_search);
  column->addWidget(m_list);
  connect(m_search, &QLineEdit::textChanged, this, &SearchCombo::search);
  connect(m_list, &QListView::clicked, this, &SearchCombo::take);
  connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
  retranslate();
}

void SearchCombo::retranslate() {
  m_search->setPlaceholderText(tr("Search"));
  m_search->setAccessibleName(tr("Search"));
  m_list->setAccessibleName(tr("What is found"));
}

void SearchCombo::showPopup() {
  if (count() <= kFew)
    return QComboBox::showPopup();
  if (!m_popup)
    buildPopup();
  m_found->setSourceModel(model());
  m_search->clear();
  search({});
  m_list->setCurrentIndex(m_found->mapFromSource(model()->index(currentIndex(), 0)));
  const int wide = m_list->sizeHintForColumn(0) + m_list->verticalScrollBar()->sizeHint().width() + 12;
  m_list->setFixedHeight(m_list->sizeHintForRow(0) * std::min(kMostRows, count()) + 2 * m_list->frameWidth());
  m_popup->setFixedWidth(std::max(width(), wide));
  m_popup->adjustSize();
  const QRect screen = this->screen()->availableGeometry();
  QPoint at = mapToGlobal(QPoint(0, height()));
  if (at.y() + m_popup->height() > screen.bottom()) // over it where there is no room below
    at.setY(std::max(screen.top(), mapToGlobal(QPoint()).y() - m_popup->height()));
  at.setX(std::clamp(at.x(), screen.left(), std::max(screen.left(), screen.right() - m_popup->width())));
  m_popup->move(at);
  m_popup->show();
  m_search->setFocus();
  m_list->scrollTo(m_list->currentIndex(), QAbstractItemView::PositionAtCenter);
}

void SearchCombo::hidePopup() {
  if (m_popup)
    m_popup->hide();
  QComboBox::hidePopup();
}

/// The first that is left is what Enter takes.
void SearchCombo::search(const QString& text) {
  m_found->setWords(text);
  for (int row = 0; row < m_found->rowCount(); ++row)
    if (!isHeading(m_found->index(row, 0)))
      return m_list->setCurrentIndex(m_found->index(row, 0));
}

void SearchCombo::take(const QModelIndex& found) {
  if (!found.isValid() || isHeading(found))
    return;
  const int row = m_found->mapToSource(found).row();
  hidePopup();
  setCurrentIndex(row);
  Q_EMIT activated(row);
}

bool SearchCombo::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_search || event->type() != QEvent::KeyPress)
    return QComboBox::eventFilter(watched, event);
  switch (static_cast<QKeyEvent*>(event)->key()) {
  case Qt::Key_Up:
  case Qt::Key_Down:
  case Qt::Key_PageUp:
  case Qt::Key_PageDown: QCoreApplication::sendEvent(m_list, event); return true;
  case Qt::Key_Return:
  case Qt::Key_Enter: take(m_list->currentIndex()); return true;
  case Qt::Key_Escape: hidePopup(); return true;
  default: return false;
  }
}

void SearchCombo::changeEvent(QEvent* event) {
  QComboBox::changeEvent(event);
  if (event->type() == QEvent::LanguageChange && m_popup)
    retranslate();
}

} // namespace pareto::ui
