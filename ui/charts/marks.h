// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPainterPath>
#include <QString>

namespace pareto::ui {

/// Okabe-Ito extended; one colour for each family, distinguishable in grey, readable on light and dark.
QColor familyColor(const QString& family, bool dark);

/// The marker of an architecture, centred at 0 with about `size` across: inside its family each has its own
/// (mark_shapes.h).
QPainterPath architectureShape(const QString& architecture, double size);

/// Stands for the N-th device of a study where a family or an architecture is asked for: devices have colours and
/// shapes of their own.
QString deviceKey(int place);

/// Stands likewise for the N-th of a study's models that lie in files: their architectures may be one, and nothing else
/// tells them apart.
QString loadedKey(int place);

/// Stands likewise for the N-th way of paying: colours that no family, device or loaded model has.
QString wayKey(int place);

/// Stands for no architecture: the shape by which a legend explains a state of any mark.
QString stateKey();

/// Family of a catalogue id; "custom" for loaded models.
QString familyOf(const QString& architecture);

} // namespace pareto::ui
