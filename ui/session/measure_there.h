// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pareto::ui {

class StudySession;

/// One line for a shell on the machine that is decided about: measures the study's models there, at the place one looks
/// at, and leaves a file that can be dropped here. Empty where that machine is none of the catalogue.
QString measureThereCommand(const StudySession& session);
/// Puts it on the clipboard, and says so.
void copyMeasureThere(StudySession& session);

} // namespace pareto::ui
