// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pareto::ui {

/// "Memory: 2.85 GB", with the colon of the person's language.
QString labelled(const QString& name, const QString& said);

} // namespace pareto::ui
