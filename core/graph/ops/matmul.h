// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// y = x W^T + bias. x [...,in], weight [out,in], bias? [out] -> [...,out].
struct MatmulSpec {
  bool operator==(const MatmulSpec&) const = default;
};

} // namespace pareto
