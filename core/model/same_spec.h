// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_spec.h"

namespace pareto {

/// Whether two mixers, or two feed-forward parts, compute the same: one type, and every setting that counts alike.
bool same_mixer(const Mixer& a, const Mixer& b);
bool same_feed_forward(const FeedForward& a, const FeedForward& b);

/// Whether two blocks compute the same. What a setting elsewhere leaves without effect (the epsilon of a norm that is
/// not there, the width of no feed-forward part) is not compared; rotary tables by their frequencies.
bool same_block(const Block& a, const Block& b);

/// The same for whole models; notes (max_context, assumed_shape) are not compared.
bool same_model(const ModelSpec& a, const ModelSpec& b);

} // namespace pareto
