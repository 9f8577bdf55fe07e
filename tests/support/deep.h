// SPDX-License-Identifier: GPL-3.0-or-later
// How often a test repeats: a little under ./dev test, as often as its name says under ./dev test --deep.
#pragma once

#include <QtGlobal>

namespace pareto::test {

inline int deep(int usual, int thorough) { return qEnvironmentVariableIsSet("PARETO_DEEP") ? thorough : usual; }

} // namespace pareto::test
