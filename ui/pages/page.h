// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/next_step.h"
#include "ui/charts/chart_spec.h"
#include "ui/export/sheet.h"
#include "ui/session/follower.h"
#include "ui/session/study_session.h"

#include <QAbstractButton>
#include <QAction>
#include <QWidget>

#include <optional>

namespace pareto::ui {

/// One page of the window: one question, one folder in ui/pages, one line in the list of pages. It follows the session
/// by itself (ui/session/follower.h). Its actions() have a key and an entry of the Run menu while it is on top.
class Page : public QWidget {
  Q_OBJECT

public:
  /// The chart on it, of the present state, whether the page is seen or not; none where it has none.
  virtual std::optional<ChartSpec> chart() const { return {}; }
  /// Where there is no chart(): what there is to do for one, in a sentence; empty for a page that never has one.
  virtual QString whyNoChart() const { return {}; }
  /// What "Export all charts" writes of it: its chart, unless the page says otherwise.
  virtual QList<ChartSpec> exported() const;
  /// All of it as one sheet of paper; none where it has none.
  virtual std::optional<SheetSpec> sheet() const;
  /// What somebody takes into a meeting, as text; none where it has nothing to say there.
  virtual std::optional<QString> notes() const;
  /// A model for whoever on the page asked by modelRequested().
  virtual void offerModel(const QString& path);
  /// Shows the sentence and the chart alone, for an audience; what else there is comes back afterwards.
  virtual void setPresenting(bool presenting);
  /// Builds in now what waits for its frame, to be seen, or for the person to rest.
  virtual void settle() { m_follower.settle(); }
  const Changes& reads() const { return m_follower.reads(); }    ///< all that it depends on
  int timesRebuilt() const { return m_follower.timesRebuilt(); } ///< what a change costs, as a count

Q_SIGNALS:
  /// The person wants a model that is not in the study: the window asks which, and answers by offerModel().
  void modelRequested();
  /// notes() are to be kept in a file: the window asks which.
  void notesWanted();
  /// Quality at every precision is wanted.
  void qualityRequested();

protected:
  /// `reads`: all that rebuild() depends on; other changes do not reach it.
  Page(StudySession& session, Changes reads, QWidget* parent);

  /// Brings the page in line with the session; `changes`: what of it changed since the last time, everything at first.
  virtual void rebuild(Changes changes) = 0;
  /// Gives every fixed text anew; what depends on the session follows by rebuild().
  virtual void retranslate() = 0;
  void changeEvent(QEvent* event) override;
  /// Begins it: measures, or asks the window for a text or a model.
  void take(const NextStep& step);
  /// What a button says of its action: its name, or the whole sentence that its tip is, of which the menu says the
  /// name.
  enum class Says : uint8_t { Name, Tip };
  /// What `button` does, as one of actions(): its text, its tip and whether it can be done now are the action's, and
  /// the button shows them.
  QAction* actionOf(QAbstractButton& button, const QKeySequence& keys, Says says = Says::Name);
  /// Whether it can be begun now.
  bool canTake(const NextStep& step) const;

  StudySession& m_session;

private:
  Follower& m_follower;
};

template <class P>
Page* makePage(StudySession& session, QWidget* parent) {
  return new P(session, parent);
}
template <class P>
QStringList pageHelp() {
  return P::help();
}

} // namespace pareto::ui

/// Makes a page known to the list (ui/pages/list.cpp): once, in namespace pareto::ui of the page's own source file.
#define PARETO_PAGE(P)                                                                                                 \
  template Page* makePage<P>(StudySession&, QWidget*);                                                                 \
  template QStringList pageHelp<P>();
