// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/executor.h"

#include <memory>

namespace pareto {

/// The oracle: every operation as its contract says it, in float64, one thread, no fusion. Slow on purpose.
std::unique_ptr<Executor> make_reference_executor();

} // namespace pareto
