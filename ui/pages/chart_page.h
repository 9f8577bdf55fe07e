// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_panel.h"
#include "ui/pages/page.h"
#include "ui/pages/search_combo.h"
#include "ui/pages/selector_row.h"

#include <QComboBox>

#include <vector>

namespace pareto::ui {

/// Takes what stands side by side from "models:DEVICE" or "devices:MODEL"; false where `key` is neither.
bool setCompared(ViewState& view, const QString& key);

/// A page of one chart, what it is chosen by, and which models or devices it sets side by side.
class ChartPage : public Page {
  Q_OBJECT

public:
  virtual ChartSpec spec() const = 0; ///< of the present state, shown or not
  /// With what a slide says beside it: a sentence that is too long for a title stands beneath the answer's headline.
  std::optional<ChartSpec> chart() const final;
  void setPresenting(bool presenting) override;
  ChartPanel* panel() const { return m_panel; }

protected:
  /// `shown`: parts of the view the chart depends on; `choices`: how many selectors it has, beside what is compared.
  ChartPage(StudySession& session, ViewChanges shown, int choices, QWidget* parent);

  SearchCombo* choice(int place) const { return m_choices[static_cast<size_t>(place)].combo; }
  void nameChoice(int place, const QString& label, const QString& accessibleName);
  /// Fills choice() with what may be chosen, and points at what is.
  virtual void fillChoices() = 0;
  /// Whether what they say is no longer so, though nothing that is chosen changed.
  virtual bool choicesAreOld() const { return false; }
  /// Takes what the choices say into the view.
  virtual void choose(ViewState& view) const = 0;
  void retranslate() override;
  /// After the chart is drawn anew: what stands around it follows.
  virtual void chartDrawn() {}
  /// Between the choices and the chart.
  void addBar(QWidget* bar);

  /// The metrics of a kind, in the order of their table.
  static std::vector<AxisChoice> axesOf(MetricKind kind);
  void fillAxis(QComboBox* combo, const std::vector<AxisChoice>& all, const AxisChoice& chosen) const;
  void addAxis(QComboBox* combo, const AxisChoice& axis) const;
  /// Points at an axis; one that is none of the choices (a test that went away) becomes one.
  void pointAt(QComboBox* combo, const AxisChoice& chosen) const;
  static std::optional<AxisChoice> axisOf(const QComboBox* combo);
  /// "Context length" or "Simultaneous requests".
  void fillAlong(QComboBox* combo) const;
  static Along alongOf(const QComboBox* combo);

private:
  struct Selector {
    QWidget* pair = nullptr;
    QLabel* label = nullptr;
    SearchCombo* combo = nullptr;
  };
  Selector makeSelector(const char* name);
  void rebuild(Changes changes) final;
  void fillCompared();
  void takeChoices();
  void chooseCompared();

  ChartPanel* m_panel = nullptr;
  SelectorRow* m_selectors = nullptr;
  std::vector<Selector> m_choices;
  Selector m_compared; ///< shown where the study has several devices
};

} // namespace pareto::ui
