// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"

namespace pareto::engine {

/// architectures --survey: what the survey names and where it stands here, by section.
Status report_survey(const Output& out);

} // namespace pareto::engine
