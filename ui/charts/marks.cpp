// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/marks.h"

#include "core/model/catalogue.h"
#include "ui/charts/mark_shapes.h"
#include "ui/style.h"

#include <QHash>

#include <algorithm>
#include <optional>

namespace pareto::ui {

namespace {

const QString kDevice = QStringLiteral("device:"), kLoaded = QStringLiteral("loaded:"), kWay = QStringLiteral("way:"),
              kState = QStringLiteral("state");

/// Which of its kind a key stands for; -1 = it is none.
int placeOf(const QString& key, const QString& kind) {
  return key.startsWith(kind) ? key.mid(kind.size()).toInt() : -1;
}

} // namespace

QString deviceKey(int place) { return kDevice + QString::number(place); }
QString loadedKey(int place) { return kLoaded + QString::number(place); }
QString wayKey(int place) { return kWay + QString::number(place); }
QString stateKey() { return kState; }

namespace {

/// As it is told apart from others; not yet whether it is seen on its ground.
QColor hueOf(const QString& family, bool dark) {
  if (const int place = placeOf(family, kLoaded); place >= 0) {
    static const QColor colors[] = {QColor(140, 90, 20), QColor(0, 95, 100), QColor(150, 40, 90), QColor(110, 120, 0),
                                    QColor(80, 80, 150)};
    const QColor color = colors[place % 5];
    return dark ? color.lighter(160) : color; // these are dark ones
  }
  if (const int place = placeOf(family, kDevice); place >= 0) {
    static const QColor colors[] = {QColor(0, 114, 178), QColor(213, 94, 0), QColor(0, 158, 115), QColor(204, 121, 167),
                                    QColor(86, 180, 233)};
    const QColor color = colors[place % 5];
    return dark ? color.lighter(135) : color;
  }
  if (const int place = placeOf(family, kWay); place >= 0) { // navy, brick, moss, sand: duller than models
    static const QColor light[] = {QColor(38, 52, 110), QColor(150, 48, 48), QColor(92, 112, 60), QColor(168, 140, 98)},
                        lit[] = {QColor(138, 152, 222), QColor(222, 116, 112), QColor(160, 184, 118),
                                 QColor(206, 184, 140)};
    return dark ? lit[place % 4] : light[place % 4];
  }
  static const QHash<QString, QColor> light{{QStringLiteral("full-attention"), QColor(0, 0, 0)},
                                            {QStringLiteral("sparse-attention"), QColor(86, 180, 233)},
                                            {QStringLiteral("linear-attention"), QColor(0, 114, 178)},
                                            {QStringLiteral("state-space"), QColor(213, 94, 0)},
                                            {QStringLiteral("linear-rnn"), QColor(0, 158, 115)},
                                            {QStringLiteral("test-time-training"), QColor(230, 159, 0)},
                                            {QStringLiteral("mixture-of-experts"), QColor(106, 81, 163)},
                                            {QStringLiteral("diffusion"), QColor(194, 165, 0)},
                                            {QStringLiteral("hybrid"), QColor(204, 121, 167)},
                                            {QStringLiteral("custom"), QColor(140, 90, 20)}};
  const QColor color = light.value(family, QColor(110, 110, 110));
  if (!dark)
    return color;
  return color == QColor(0, 0, 0) ? QColor(235, 235, 235) : color.lighter(135);
}

} // namespace

QColor familyColor(const QString& family, bool dark) {
  return visible(hueOf(family, dark), chartColors(dark).background); // some of Okabe and Ito's are pale on white
}

QString familyOf(const QString& architecture) {
  const Architecture* found = find_architecture(architecture.toStdString());
  return found ? QString::fromStdString(found->family) : QStringLiteral("custom");
}

namespace {

/// Every second family begins half-way: then those of the Quick look are told apart without their colour, too.
constexpr int kShapesBetweenFamilies = kMarkShapes / 2;

/// Shape of an architecture of the catalogue; nothing for others. No two of a family have one.
std::optional<int> shapeOf(const QString& architecture) {
  const Architecture* found = find_architecture(architecture.toStdString());
  if (!found)
    return std::nullopt;
  const auto family =
      std::find_if(families().begin(), families().end(), [&](const Family& each) { return each.id == found->family; });
  int shape = kShapesBetweenFamilies * static_cast<int>(family - families().begin());
  for (const Architecture& each : architectures()) {
    if (each.id == found->id)
      break;
    shape += each.family == found->family;
  }
  return shape;
}

} // namespace

QPainterPath architectureShape(const QString& architecture, double size) {
  const double radius = size / 2;
  if (architecture == kState) { // a lozenge with round ends: wider than any marker
    QPainterPath pill;
    pill.addRoundedRect(QRectF(-1.6 * radius, -0.7 * radius, 3.2 * radius, 1.4 * radius), 0.7 * radius, 0.7 * radius);
    return pill;
  }
  if (const int device = placeOf(architecture, kDevice); device >= 0)
    return markShape(device, radius);
  constexpr int kLoadedShapes = 6; // the star, and five from the square on: a star shrunk looks like a disc
  if (const int loaded = placeOf(architecture, kLoaded); loaded >= 0 && loaded % kLoadedShapes > 0)
    return markShape(loaded % kLoadedShapes, radius);
  const std::optional<int> shape = shapeOf(architecture);
  return shape ? markShape(*shape, radius) : starShape(1.2 * radius);
}

} // namespace pareto::ui
