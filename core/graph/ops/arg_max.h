// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// x [B,V] or [B,T,V] -> I32 without the last axis; ties go to the lower index.
struct ArgMaxSpec {
  bool operator==(const ArgMaxSpec&) const = default;
};

} // namespace pareto
