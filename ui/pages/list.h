// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QString>
#include <QStringList>

#include <span>

class QWidget;

namespace pareto::ui {

class Page;
class StudySession;

/// From which level of the window on something is shown.
enum class Level : uint8_t { Decision, Research };

/// The page that scores of an own text are shown on.
inline constexpr const char* kTradeOffPage = "trade-off";

/// What the window knows of a page before it is made.
struct PageEntry {
  const char* id;    ///< in settings and file names: never changes
  const char* title; ///< English; pageTitle() for the person
  Level level;
  Qt::Key key; ///< together with Alt
  Page* (*make)(StudySession& session, QWidget* parent);
  QStringList (*help)(); ///< how to read it, translated; may be empty
};

/// Every page in the order of the window. Tabs, View menu, shortcuts, exports, pictures, help and settings follow it.
std::span<const PageEntry> pages();
QString pageTitle(const PageEntry& entry);
inline QKeySequence pageShortcut(const PageEntry& entry) { return QKeySequence(Qt::ALT | entry.key); }

} // namespace pareto::ui
