// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pareto {

/// The candidate that is `word` but for capitals, dashes, dots and the like ("Mamba-2": "mamba2"). Names of
/// architectures and of what a model computes are hinted at this way only: a near name may be another thing that
/// exists.
std::string same_name(std::string_view word, const std::vector<std::string>& candidates);

/// The candidate closest to `word` by edit distance, empty when none is near enough to be a misspelling.
std::string nearest_spelling(std::string_view word, const std::vector<std::string>& candidates);

/// Letters to insert, delete or replace to make one of the other; costs the product of both lengths.
size_t edit_distance(std::string_view a, std::string_view b);

} // namespace pareto
