// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pareto {

/// Text of unknown origin as a sentence may quote it: one line, whole UTF-8 characters, at most `limit` bytes before
/// "...". Control characters and broken sequences become '?'.
std::string printable(std::string_view text, size_t limit);

} // namespace pareto
