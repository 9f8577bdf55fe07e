// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// x [B,T,D] -> [B,D], the row of the last valid token (count[b]-1).
struct SelectLastSpec {
  bool operator==(const SelectLastSpec&) const = default;
};

} // namespace pareto
