// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto::test {

inline constexpr int kPatience = 20000; ///< milliseconds that a test of the window waits for what must come

} // namespace pareto::test
