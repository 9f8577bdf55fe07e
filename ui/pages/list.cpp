// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/list.h"

#include <QCoreApplication>

namespace pareto::ui {

// Of each page there is one (PARETO_PAGE in its own source file): a line without its page does not link, and needs no
// include.
template <class P>
Page* makePage(StudySession& session, QWidget* parent);
template <class P>
QStringList pageHelp();

template <class P>
static constexpr PageEntry page(const char* id, const char* title, Level level, Qt::Key key) {
  return {id, title, level, key, makePage<P>, pageHelp<P>};
}

static constexpr PageEntry kPages[] = {
    page<class AnswerPage>("answer", QT_TRANSLATE_NOOP("pareto::ui::Page", "ANSWER"), Level::Decision, Qt::Key_1),
    page<class TradeOffPage>(kTradeOffPage, QT_TRANSLATE_NOOP("pareto::ui::Page", "TRADE-OFF"), Level::Decision,
                             Qt::Key_2),
    page<class QualityPage>("quality", QT_TRANSLATE_NOOP("pareto::ui::Page", "QUALITY"), Level::Decision, Qt::Key_3),
    page<class CostPage>("cost", QT_TRANSLATE_NOOP("pareto::ui::Page", "COST"), Level::Decision, Qt::Key_4),
    page<class LatencyPage>("latency", QT_TRANSLATE_NOOP("pareto::ui::Page", "LATENCY"), Level::Decision, Qt::Key_5),
    page<class MemoryPage>("memory", QT_TRANSLATE_NOOP("pareto::ui::Page", "MEMORY"), Level::Decision, Qt::Key_6),
    page<class RacePage>("live-race", QT_TRANSLATE_NOOP("pareto::ui::Page", "RACE"), Level::Decision, Qt::Key_7),
    page<class PrecisionPage>("precision", QT_TRANSLATE_NOOP("pareto::ui::Page", "PRECISION"), Level::Research,
                              Qt::Key_8),
    page<class DataPage>("data", QT_TRANSLATE_NOOP("pareto::ui::Page", "DATA"), Level::Research, Qt::Key_9),
};

std::span<const PageEntry> pages() { return kPages; }

QString pageTitle(const PageEntry& entry) { return QCoreApplication::translate("pareto::ui::Page", entry.title); }

} // namespace pareto::ui
