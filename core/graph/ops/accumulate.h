// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/tensor.h"

#include <cstdint>
#include <vector>

namespace pareto {

/// The gradient of a value that was read through views: y = sum of the inputs, each put back where its view took it
/// from, and zero where no view looked. Elements that a view repeats (broadcast) are summed. Input i has the shape of
/// view i.
struct AccumulateSpec {
  struct Place {
    Dims shape, strides;
    int64_t offset = 0;
    bool operator==(const Place&) const = default;
  };
  Dims shape;                ///< of the value
  std::vector<Place> places; ///< one for each input
  bool operator==(const AccumulateSpec&) const = default;
};

} // namespace pareto
