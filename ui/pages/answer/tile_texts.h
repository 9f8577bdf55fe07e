// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "ui/pages/answer/tile_view.h"
#include "ui/session/study_session.h"

namespace pareto::ui {

/// Whose figures the tiles are; empty where nothing is compared.
QString tilesTitle(const StudySession& session, const Answer& answer);
/// What a tile of an answer says: the number with its interval and source; without one when it comes, or why it does
/// not.
TileTexts tileTexts(const StudySession& session, const Answer& answer, const Tile& tile);

} // namespace pareto::ui
