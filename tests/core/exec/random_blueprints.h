// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pareto::test {

/// The mixers a blueprint can name, and "hybrid": two or three of them.
const std::vector<std::string>& blueprint_types();

/// A tiny model of one such type with random odd widths: a blueprint that is always valid. The same seed, the same
/// text.
std::string random_blueprint(const std::string& type, uint32_t seed);

} // namespace pareto::test
