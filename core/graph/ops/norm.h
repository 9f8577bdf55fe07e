// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/functions.h"

#include <cstdint>

namespace pareto {

/// Normalises groups of `group` consecutive channels of the last axis (0 = the whole axis), then
/// multiplies by weight and adds bias where given. inputs: x, weight?, bias?; both span the last axis or one group
/// (then shared by all groups).
struct NormSpec {
  NormKind kind = NormKind::Rms;
  float eps = 1e-6f;
  int64_t group = 0;
  bool operator==(const NormSpec&) const = default;
};

} // namespace pareto
