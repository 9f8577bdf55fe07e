// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_spec.h"
#include "ui/session/race_runner.h"
#include "ui/view_state.h"

#include <QDateTime>

namespace pareto::ui {

/// What a race is drawn of.
struct RaceShown {
  const std::vector<RaceLane>& lanes;
  const RaceQuestion& question;
  QDateTime ended; ///< null while it runs
};

/// "Mamba-2 (1.3 B), Transformer++ (1.3 B)": sizes where they are known.
QString sizedNames(const std::vector<RaceLane>& lanes);
/// "2,048 tokens read, up to 150 written, 8 requests at once in each lane": of what was asked and what came; a result
/// keeps it.
QString racePlace(const std::vector<RaceLane>& lanes, const RaceQuestion& question);

/// A horizontal strip a lane on one axis of time, of the first request of each: reading the prompt light, a dot for
/// every token when it came, a flag at the first. Words included; a pure function.
ChartSpec raceStrips(const Evidence& evidence, const ViewState& view, const RaceShown& race);

} // namespace pareto::ui
