// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace pareto {

/// How often this thread has opened a model, or the files of one: open_model(), open_weights(), stored_format(). A
/// thread that must not wait for files, the window's, opens none; its tests count.
int64_t openings_of_this_thread();
/// Said by those who open.
void count_opening();

} // namespace pareto
