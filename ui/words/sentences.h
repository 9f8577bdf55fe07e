// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of core/decide as sentences in the person's language.
#pragma once

#include "core/decide/statements.h"
#include "ui/view_state.h"

#include <QString>
#include <QStringList>

namespace pareto::ui {

QString sentence(const Choice& choice, const Evidence& evidence, const ViewState& state);
QString sentence(const Crossings& crossings, const Evidence& evidence, const ViewState& state);
QString sentence(const MemoryNeed& need, const Evidence& evidence, const ViewState& state);
QString sentence(const Verdict& verdict, const Evidence& evidence, const ViewState& state);
QString sentence(const Ranked& place, const Evidence& evidence, const ViewState& state);
QString sentence(const Qualities& qualities, const Evidence& evidence, const ViewState& state);

/// The rule of choice, as it stands over the shortlist.
QString ruleText(const Evidence& evidence, const ViewState& state);

/// Machines and date (ISO), models and precision, how the values came about: the lines under an exported chart.
QStringList lines(const Provenance& origin, const Evidence& evidence);

/// A value with its interval and unit, as panels write it; "… unknown" where there is none.
QString describe(const Evidence& evidence, const AxisChoice& axis, const Quantity& quantity);

} // namespace pareto::ui
