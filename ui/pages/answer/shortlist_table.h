// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "ui/view_state.h"

#include <QTableWidget>

namespace pareto::ui {

/// The shortlist by its groups: mark, name, wait, quality, memory, whether it fits, cost, verdict, and how the wait
/// goes with the context. As high as what is in it: the page scrolls, the table does not.
class ShortlistTable : public QTableWidget {
  Q_OBJECT

public:
  explicit ShortlistTable(QWidget* parent = nullptr);
  void show(const Evidence& evidence, const ViewState& view, const Answer& answer);
  void retranslate();
  void select(const QString& model);
  enum Column { Name, Wait, Quality, MemoryTaken, Fits, Cost, Verdict, Curve, Count };
  static QStringList titles(); ///< of the columns
  static QString titleOf(Group group);
  static QStringList cellsOf(const Evidence& evidence, const ViewState& view, const Answer& answer,
                             const Ranked& place);

Q_SIGNALS:
  void modelClicked(const QString& model);

protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

private:
  void addGroup(Group group);
  void addPlace(const Evidence& evidence, const ViewState& view, const Answer& answer, const Ranked& place);
  void fit();
};

} // namespace pareto::ui
