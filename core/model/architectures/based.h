// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"

namespace pareto {

/// Linear attention over products of pairs of channels: Based's Taylor map (arXiv 2402.18668), or ReBased's square of a
/// normalised, learned scale and shift (2402.10644).
struct BasedMixer {
  int64_t heads = 1, feature_dim = 16, value_dim = 64;
  bool taylor = true;
  float eps = 1e-12f; ///< added to the sum of the weights
};

std::string_view mixer_id(const BasedMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const BasedMixer& mixer);
FieldTable based_fields(bool taylor);
BasedMixer based_shape(int64_t hidden, bool taylor);

} // namespace pareto
