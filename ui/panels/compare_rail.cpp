// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/compare_rail.h"

#include "ui/charts/chart_parts.h"
#include "ui/charts/mark_painter.h"
#include "ui/charts/marks.h"
#include "ui/words/names.h"

#include <QEvent>
#include <QPainter>
#include <QPixmap>

namespace pareto::ui {

namespace {

constexpr Changes kCompareRailReads{ViewChange::Selection | ViewChange::Hidden, DataChange::Study | DataChange::Facts};
constexpr int kMark = 20;

QIcon markIcon(const QWidget& on, const SeriesSpec& series) {
  QPixmap pixmap(QSize(kMark, kMark) * on.devicePixelRatioF());
  pixmap.setDevicePixelRatio(on.devicePixelRatioF());
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  const bool dark = isDark(on.palette());
  paintMark(painter, screenStyle(on.font(), dark), {kMark / 2.0, kMark / 2.0}, series.architecture,
            familyColor(series.family, dark), MarkFill::Measured, kMark * 0.7);
  return QIcon(pixmap);
}

} // namespace

CompareRail::CompareRail(StudySession& session, QWidget* parent)
    : QWidget(parent), m_session(session),
      m_follower(*new Follower(session, *this, kCompareRailReads, [this](Changes) { rebuild(); })) {
  setObjectName(QStringLiteral("compareRail"));
  setFixedWidth(kWidth);
  m_open = new QToolButton(this);
  m_open->setObjectName(QStringLiteral("openCompare"));
  m_open->setArrowType(Qt::RightArrow);
  m_open->setAutoRaise(true);
  m_open->setFocusPolicy(Qt::StrongFocus);
  connect(m_open, &QToolButton::clicked, this, &CompareRail::openRequested);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(4, 6, 4, 6);
  column->addWidget(m_open, 0, Qt::AlignHCenter);
  m_marks = new QVBoxLayout;
  column->addLayout(m_marks);
  column->addStretch();
  retranslateUi();
}

void CompareRail::retranslateUi() {
  m_open->setToolTip(tr("Show what to compare"));
  m_open->setAccessibleName(m_open->toolTip());
}

QToolButton* CompareRail::markOf(const std::string& model) {
  const SeriesSpec series = seriesOf(m_session.results().evidence(), model, m_session.view().state());
  auto* button = new QToolButton(this);
  button->setIcon(markIcon(*this, series));
  button->setIconSize({kMark, kMark});
  button->setAutoRaise(true);
  button->setCheckable(true);
  button->setChecked(series.selected);
  button->setFocusPolicy(Qt::StrongFocus);
  button->setToolTip(series.name);
  button->setAccessibleName(tr("Select %1").arg(series.name));
  connect(button, &QToolButton::clicked, this, [this, model] { m_session.view().select(model); });
  return button;
}

void CompareRail::rebuild() {
  while (QLayoutItem* item = m_marks->takeAt(0)) {
    item->widget()->hide();
    item->widget()->deleteLater();
    delete item;
  }
  for (const std::string& model : m_session.document().study().models)
    if (!m_session.document().isHidden(model))
      m_marks->addWidget(markOf(model), 0, Qt::AlignHCenter);
}

void CompareRail::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslateUi();
    m_follower.buildIn(DataChange::Language);
  } else if (event->type() == QEvent::PaletteChange) {
    m_follower.invalidate({{}, DataChange::Facts});
  }
  QWidget::changeEvent(event);
}

} // namespace pareto::ui
