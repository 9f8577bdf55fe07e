// SPDX-License-Identifier: GPL-3.0-or-later
// Built-in models that tests of decisions choose between.
#pragma once

#include <string>

namespace pareto::test {

inline const std::string kAttention = "softmax-attention@1.3b", kMamba2 = "mamba2@1.3b", kGdn = "gated-deltanet@1.3b",
                         kHybrid = "hybrid-gdn-swa@1.3b", kSmall = "mamba2@340m";

} // namespace pareto::test
