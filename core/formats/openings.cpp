// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/openings.h"

namespace pareto {

namespace {

thread_local int64_t t_openings = 0;

} // namespace

int64_t openings_of_this_thread() { return t_openings; }
void count_opening() { ++t_openings; }

} // namespace pareto
