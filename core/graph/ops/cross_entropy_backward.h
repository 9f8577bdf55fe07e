// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// dlogits = dloss (softmax(logits) - one at the target) / number of targets, zero in rows that do not count.
/// inputs: dloss [1], then those of cross_entropy; output: dlogits.
struct CrossEntropyBackwardSpec {
  bool operator==(const CrossEntropyBackwardSpec&) const = default;
};

} // namespace pareto
