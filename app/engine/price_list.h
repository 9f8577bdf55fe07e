// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace pareto::engine {

/// The document prices.json.
std::string_view price_list_text();

} // namespace pareto::engine
