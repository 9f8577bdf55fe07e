// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pareto {

/// A limit of memory that a control group sets for this process, and what the group uses of it without what can be
/// given back at once (pages of files). Bytes.
struct GroupLimit {
  int64_t limit = 0, used = 0;
};

/// Of the groups this process is in and all above them that can be seen, of both versions of control groups. `root`: as
/// in memory_facts().
std::vector<GroupLimit> group_limits(const std::string& root);

/// What the group this process is in has used of the processors.
struct GroupProcessors {
  std::optional<double> used_s; ///< all its processes together, since it was made
  int64_t throttled = 0;        ///< periods in which its quota ended before they did
};
GroupProcessors group_processors(const std::string& root);

} // namespace pareto
