// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Sum over the last axis, kept with extent 1.
struct ReduceSumSpec {
  bool operator==(const ReduceSumSpec&) const = default;
};

} // namespace pareto
