// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>

namespace pareto::ui {

/// Colours of a chart. Exports always use the light set.
struct ChartColors {
  bool dark = false;
  QColor background;
  QColor grid, axis;
  QColor text, muted;
  QColor amber, amberText; ///< PREVIEW and MODELLED
  QColor stripe;           ///< crossover and its interval
  QColor guide;            ///< limits and sliders
  QColor frontier;
  QColor focus; ///< selection, keyboard focus, rubber band
};

/// Whether a palette is a dark one. Qt 6.4 has no color scheme hint: its window colour decides. Widgets ask again on
/// QEvent::PaletteChange.
bool isDark(const QPalette& palette);

ChartColors chartColors(bool dark);

/// How a badge that says how sure an answer is looks.
enum class BadgeLook { Outlined, Filled, Warning };
struct BadgeColors {
  QColor ground, text, border;
};
BadgeColors badgeColors(BadgeLook look, const ChartColors& colors);

/// `color` towards `background`: opacity without alpha, the same on every device.
QColor blended(const QColor& color, const QColor& background, double opacity);
/// `color` made dark (or light) enough to be read as text on `background`: contrast 4.5 by WCAG 2.1.
QColor readable(const QColor& color, const QColor& background);

/// How far two colours are apart, from 1 to 21 (WCAG 2.1).
double contrast(const QColor& a, const QColor& b);
/// What a mark or a line has at least against its ground (WCAG 2.1, 1.4.11).
inline constexpr double kMarkContrast = 3;
/// `color` made dark (or light) enough to be seen as a mark or a line on `background`.
QColor visible(const QColor& color, const QColor& background);
/// `color` towards `background` as far as `opacity` says, and no further than it is still seen there.
QColor fainter(const QColor& color, const QColor& background, double opacity);

/// The lighter part of what is filled with `color`: light (or dark) enough for text on it, contrast 6.
QColor lightOf(const QColor& color, const ChartColors& colors);

/// A whole application palette, to force dark where the desktop has none.
QPalette darkApplicationPalette();

/// Opacities that mean the same on every chart.
inline constexpr double kBandOpacity = 0.16;
inline constexpr double kZoneOpacity = 0.1;       ///< where nobody is surely worse than the best
inline constexpr double kLightOpacity = 0.45;     ///< the second part of a stacked bar
inline constexpr double kFadedOpacity = 0.28;     ///< fails a limit
inline constexpr double kDominatedOpacity = 0.55; ///< another is surely better on both axes

/// Sizes and fonts of one drawing; everything scales with the text's height.
struct ChartStyle {
  ChartColors colors;
  QFont font;
  QFont strong;     ///< badge, axis titles
  double text = 12; ///< pixel height of `font`
  bool textAsOutlines = false;
  double mark = 11; ///< across a mark
  double line = 2;
  double thin = 1;
  double gap = 6; ///< between neighbours
};

/// Style of a widget: its own font and palette.
ChartStyle screenStyle(const QFont& font, bool dark);
/// Style of exports: light, a real family by name (SVG and PDF carry it), `pixels` high.
ChartStyle slideStyle(int pixels);

/// Family of exports: the first installed of Noto Sans CJK JP (Latin and Japanese from one font), Noto Sans, DejaVu
/// Sans.
QString slideFamily();

} // namespace pareto::ui
