// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Two tensors side by side: x [...,A], y [...,B] -> [...,A+B].
struct ConcatSpec {
  bool operator==(const ConcatSpec&) const = default;
};

} // namespace pareto
