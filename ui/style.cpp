// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style.h"

#include <QFontDatabase>
#include <QFontInfo>

#include <algorithm>
#include <cmath>

namespace pareto::ui {

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

ChartColors chartColors(bool dark) {
  ChartColors c;
  c.dark = dark;
  c.background = dark ? QColor(0x1e, 0x20, 0x24) : QColor(0xff, 0xff, 0xff);
  c.grid = dark ? QColor(0x38, 0x3b, 0x41) : QColor(0xe4, 0xe6, 0xea);
  c.axis = dark ? QColor(0x7d, 0x82, 0x8a) : QColor(0x8a, 0x8f, 0x98);
  c.text = dark ? QColor(0xe8, 0xea, 0xed) : QColor(0x20, 0x22, 0x26);
  c.muted = dark ? QColor(0xac, 0xb1, 0xb9) : QColor(0x5a, 0x5f, 0x68);
  c.amber = QColor(0xff, 0xb3, 0x00);
  c.amberText = QColor(0x2b, 0x1d, 0x00);
  c.stripe = dark ? QColor(0x9a, 0xa7, 0xc7) : QColor(0x5c, 0x6b, 0x94);
  c.guide = dark ? QColor(0xa8, 0xad, 0xb5) : QColor(0x62, 0x67, 0x70);
  c.frontier = dark ? QColor(0xc4, 0xc8, 0xce) : QColor(0x4a, 0x4f, 0x57);
  c.focus = dark ? QColor(0x6a, 0xb0, 0xff) : QColor(0x1a, 0x6f, 0xd6);
  return c;
}

QColor blended(const QColor& color, const QColor& background, double opacity) {
  const auto mix = [&](int a, int b) { return static_cast<int>(std::lround(a * opacity + b * (1 - opacity))); };
  return {mix(color.red(), background.red()), mix(color.green(), background.green()),
          mix(color.blue(), background.blue())};
}

namespace {

/// Relative luminance of WCAG 2.1.
double luminance(const QColor& color) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// The nearest to `color` that is so far from the ground.
QColor apartFrom(const QColor& background, const QColor& color, double least) {
  const QColor target = luminance(background) > 0.4 ? QColor(Qt::black) : QColor(Qt::white);
  for (double keep = 1; keep > 0; keep -= 0.05)
    if (const QColor tried = blended(color, target, keep); contrast(tried, background) >= least)
      return tried;
  return target;
}

} // namespace

double contrast(const QColor& a, const QColor& b) {
  const double one = luminance(a) + 0.05, two = luminance(b) + 0.05;
  return std::max(one, two) / std::min(one, two);
}

QColor readable(const QColor& color, const QColor& background) {
  constexpr double kTextContrast = 4.5;
  return apartFrom(background, color, kTextContrast);
}

QColor visible(const QColor& color, const QColor& background) { return apartFrom(background, color, kMarkContrast); }

QColor fainter(const QColor& color, const QColor& background, double opacity) {
  for (double tried = opacity; tried < 1; tried += 0.02)
    if (const QColor faint = blended(color, background, tried); contrast(faint, background) >= kMarkContrast)
      return faint;
  return visible(color, background);
}

QColor lightOf(const QColor& color, const ChartColors& colors) {
  constexpr double kContrast = 6, kLeast = 0.2;
  double opacity = kLightOpacity;
  while (opacity > kLeast && contrast(colors.text, blended(color, colors.background, opacity)) < kContrast)
    opacity -= 0.02;
  return blended(color, colors.background, opacity);
}

BadgeColors badgeColors(BadgeLook look, const ChartColors& colors) {
  switch (look) {
  case BadgeLook::Warning: return {colors.amber, colors.amberText, colors.amber};
  case BadgeLook::Filled: return {colors.focus, readable(colors.background, colors.focus), colors.focus};
  case BadgeLook::Outlined: break;
  }
  return {colors.background, colors.text, colors.focus};
}

QPalette darkApplicationPalette() {
  const QColor window(0x2a, 0x2c, 0x31), base(0x1e, 0x20, 0x24), text(0xe8, 0xea, 0xed), disabled(0x80, 0x84, 0x8b);
  const QColor highlight(0x2f, 0x6f, 0xba);
  QPalette palette(window);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, QColor(0x25, 0x27, 0x2c));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::PlaceholderText, disabled);
  palette.setColor(QPalette::Button, QColor(0x35, 0x38, 0x3e));
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, QColor(0x3a, 0x3d, 0x44));
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, highlight);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(0x6a, 0xb0, 0xff));
  palette.setColor(QPalette::LinkVisited, QColor(0xb7, 0x9c, 0xff));
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, disabled);
  palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor(0x45, 0x48, 0x4f));
  return palette;
}

namespace {

ChartStyle styleFor(const QFont& font, double pixels, bool dark) {
  ChartStyle style;
  style.colors = chartColors(dark);
  style.font = font;
  style.strong = font;
  style.strong.setBold(true);
  style.text = pixels;
  style.mark = pixels * 0.95;
  style.line = std::max(1.5, pixels * 0.15);
  style.thin = std::max(1.0, pixels * 0.075);
  style.gap = pixels * 0.5;
  return style;
}

} // namespace

ChartStyle screenStyle(const QFont& font, bool dark) {
  QFont own = font;
  const int pixels = std::max(9, QFontInfo(font).pixelSize());
  own.setPixelSize(pixels);
  return styleFor(own, pixels, dark);
}

QString slideFamily() {
  const QStringList installed = QFontDatabase::families();
  for (const QString& family :
       {QStringLiteral("Noto Sans CJK JP"), QStringLiteral("Noto Sans"), QStringLiteral("DejaVu Sans")})
    if (installed.contains(family))
      return family;
  return QFontInfo(QFont()).family();
}

ChartStyle slideStyle(int pixels) {
  QFont font(slideFamily());
  font.setPixelSize(pixels);
  font.setHintingPreference(QFont::PreferNoHinting); // the same widths on every device
  return styleFor(font, pixels, false);
}

} // namespace pareto::ui
