// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/answer/answer.h"
#include "core/decide/answer/winner_map.h"
#include "ui/export/sheet.h"
#include "ui/session/study_session.h"

namespace pareto::ui {

/// How a badge looks, in the window and on paper.
BadgeLook lookOf(const Backing& backing);
/// ANSWER as one sheet of paper.
SheetSpec answerSheet(const StudySession& session, const Answer& answer, const WinnerMap& map);

} // namespace pareto::ui
