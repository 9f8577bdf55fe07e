// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto::test {

/// Built for ThreadSanitizer: every memory access costs a call, and a fork of a process with threads is not followed.
#ifdef __SANITIZE_THREAD__
inline constexpr bool kThreadSanitizer = true;
#else
inline constexpr bool kThreadSanitizer = false;
#endif

} // namespace pareto::test
