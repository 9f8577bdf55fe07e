// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

namespace pareto::reference {

/// y[i] = sum over the inputs g and their elements j that were read from i, of g[j]
void accumulate(const Step& step) {
  const auto& spec = step.spec<AccumulateSpec>();
  MatrixMap y = output(step).dense(1);
  y.setZero();
  for (size_t which = 0; which < spec.places.size(); ++which) {
    const ArrayXd g = input(step, which).copy();
    Tensor place;
    place.shape = spec.places[which].shape;
    place.strides = spec.places[which].strides;
    place.offset = spec.places[which].offset;
    int64_t j = 0;
    for_each_element(place, [&](int64_t i) { y(i, 0) += g[j++]; });
  }
}

} // namespace pareto::reference
