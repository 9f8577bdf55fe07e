// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/study.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// How many linear layers for each of full attention: published recall of arXiv 2507.06457 against the wait measured
/// here.
Study hybrid_ratios();

/// The words that stand for a study: "quick-look", "hybrid-ratios".
const std::vector<std::string>& built_in_study_words();
/// Nothing for any other word.
std::optional<Study> built_in_study(std::string_view word);

} // namespace pareto
