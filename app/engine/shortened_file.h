// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto::engine {

/// Exit code of a process that lost the end of a file it was reading.
constexpr int kShortenedExit = 3;

/// From here on a mapped file that another program shortens ends this process with a sentence, and with `json` an event
/// as well.
void tell_of_shortened_files(bool json);

} // namespace pareto::engine
