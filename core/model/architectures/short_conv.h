// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/mixer.h"

namespace pareto {

/// Gated short convolution of LFM2: y = W_out (C * conv(B * x)), [B | C | x] = W_in u. arXiv 2511.23404.
struct ShortConvMixer {
  int64_t conv = 3;  ///< taps
  bool bias = false; ///< of its projections and of the convolution
};

std::string_view mixer_id(const ShortConvMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const ShortConvMixer& mixer);

} // namespace pareto
