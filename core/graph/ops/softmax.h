// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Over axis 0 of a weights-only tensor [L,D]: folded at load.
struct SoftmaxSpec {
  bool operator==(const SoftmaxSpec&) const = default;
};

} // namespace pareto
