// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pareto::ui {

enum class Theme { System, Light, Dark };
QString toString(Theme theme);
Theme themeFromString(const QString& text); ///< anything unknown: System

/// Sets the palette of the whole program; Qt 6.4 has no colour scheme of its own to ask for.
void setTheme(Theme theme);

} // namespace pareto::ui
