// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace pareto::engine {

/// The document published-quality.json.
std::string_view published_results_text();

} // namespace pareto::engine
