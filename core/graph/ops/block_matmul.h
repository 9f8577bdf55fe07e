// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// A product per head, from the right: y = x W + bias. x [B,T,H,in], weight [H,in,out], bias? [H,out] -> [B,T,H,out].
struct BlockMatmulSpec {
  bool operator==(const BlockMatmulSpec&) const = default;
};

} // namespace pareto
