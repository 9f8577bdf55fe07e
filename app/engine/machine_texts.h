// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace pareto::engine {

std::string_view hardware_text();        ///< the document hardware.json
std::string_view measured_speeds_text(); ///< the document measured-speeds.json

} // namespace pareto::engine
