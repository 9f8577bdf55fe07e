// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// What a target is: one input through the code under test. Aborts on a broken promise.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace pareto::fuzz {

/// Inputs a target starts from; its source defines this.
std::vector<std::string> seeds();

/// Contents of the files below `folder` of tests/golden (or of resources, "resources/...") that end in `suffix` and are
/// no larger than `most` bytes, in the order of their paths.
std::vector<std::string> golden_files(const std::string& folder, const std::string& suffix, size_t most = 16384);

} // namespace pareto::fuzz
