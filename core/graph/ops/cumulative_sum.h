// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Over axis 0 of a weights-only tensor [L,D]: folded at load.
struct CumulativeSumSpec {
  bool operator==(const CumulativeSumSpec&) const = default;
};

} // namespace pareto
