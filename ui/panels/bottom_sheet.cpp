// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/bottom_sheet.h"

#include <QEvent>
#include <QKeyEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace pareto::ui {

namespace {

constexpr double kShare = 0.62; ///< of what it lies over: the page's first lines stay in sight
constexpr int kLeast = 200;     ///< pixels

} // namespace

BottomSheet::BottomSheet(QWidget* under)
    : QFrame(under), m_tabs(new QTabWidget(this)), m_close(new QToolButton(m_tabs)) {
  setObjectName(QStringLiteral("bottomSheet"));
  setFrameShape(QFrame::StyledPanel);
  setAutoFillBackground(true);
  m_close->setObjectName(QStringLiteral("closeSheet"));
  m_close->setText(QStringLiteral("✕"));
  m_close->setAutoRaise(true);
  m_close->setFocusPolicy(Qt::StrongFocus);
  m_tabs->setDocumentMode(true);
  m_tabs->setCornerWidget(m_close);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(m_tabs);
  hide();
  under->installEventFilter(this);
  connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
  connect(m_tabs, &QTabWidget::currentChanged, this, &BottomSheet::changed);
  retranslate();
}

void BottomSheet::retranslate() {
  m_close->setAccessibleName(tr("Close"));
  m_close->setToolTip(tr("Close"));
}

void BottomSheet::take(QWidget* panel, const QString& title) { m_tabs->addTab(panel, title); }

void BottomSheet::setTitle(QWidget* panel, const QString& title) {
  if (const int at = m_tabs->indexOf(panel); at >= 0)
    m_tabs->setTabText(at, title);
}

void BottomSheet::release() {
  hide();
  while (m_tabs->count() > 0)
    m_tabs->removeTab(0);
}

bool BottomSheet::shows(const QWidget* panel) const { return !isHidden() && m_tabs->currentWidget() == panel; }

void BottomSheet::open(QWidget* panel) {
  m_tabs->setCurrentWidget(panel);
  place();
  show();
  raise();
  panel->setFocus();
}

void BottomSheet::place() {
  const QSize under = parentWidget()->size();
  const int high = std::min(under.height(), std::max(kLeast, static_cast<int>(kShare * under.height())));
  setGeometry(0, under.height() - high, under.width(), high);
}

bool BottomSheet::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Resize && watched == parentWidget())
    place();
  return QFrame::eventFilter(watched, event);
}

void BottomSheet::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape)
    return hide();
  QFrame::keyPressEvent(event);
}

void BottomSheet::showEvent(QShowEvent* event) {
  QFrame::showEvent(event);
  Q_EMIT changed();
}

void BottomSheet::hideEvent(QHideEvent* event) {
  QFrame::hideEvent(event);
  Q_EMIT changed();
}

} // namespace pareto::ui
