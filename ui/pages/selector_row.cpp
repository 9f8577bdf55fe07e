// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/selector_row.h"

#include "ui/charts/flow_layout.h"

#include <QHBoxLayout>

namespace pareto::ui {

SelectorRow::SelectorRow(QWidget* parent) : QWidget(parent) {
  auto* flow = new FlowLayout(this, 16);
  flow->setContentsMargins(8, 4, 8, 0);
}

QWidget* SelectorRow::add(QLabel* name, QWidget* field) {
  auto* pair = new QWidget(this);
  name->setBuddy(field);
  auto* row = new QHBoxLayout(pair);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(name);
  row->addWidget(field, 1);
  add(pair);
  return pair;
}

void SelectorRow::add(QWidget* field) { layout()->addWidget(field); }

void SelectorRow::settle() {
  for (QWidget* field : findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
    if (field->layout())
      field->layout()->activate();
  layout()->activate();
  if (parentWidget() && parentWidget()->layout())
    parentWidget()->layout()->activate();
}

} // namespace pareto::ui
