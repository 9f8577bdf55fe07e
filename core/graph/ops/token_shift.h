// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// x [B,T,D] -> x of the token before. State: the last row [D] (Replace).
struct TokenShiftSpec {
  bool operator==(const TokenShiftSpec&) const = default;
};

} // namespace pareto
