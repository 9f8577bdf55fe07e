// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/attention.h"

namespace pareto {

/// Gradients of attention over an empty past, with p = softmax of the logits: dv_s = sum_t of p_ts do_t, dp_ts = do_t .
/// v_s, dlogit_ts = p_ts (dp_ts - p_t . dp_t), from there to q and k; a sink's is -p_sink p_t . dp_t. Keys and values
/// count as the cache rounded them. inputs: dy [B,T,H,V], then those of attention; outputs: one for each of these that
/// is present.
struct AttentionBackwardSpec {
  AttentionSpec of;
  bool operator==(const AttentionBackwardSpec&) const = default;
};

} // namespace pareto
