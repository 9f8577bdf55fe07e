// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace pareto {

/// Mean over the targets of -ln softmax(logits)[target], in nats a token. inputs: logits [B,T,V], targets I32 [B,T];
/// tokens beyond a sequence's count, and those whose target is negative, do not count (no target at all: 0). Output:
/// loss [1].
struct CrossEntropySpec {
  bool operator==(const CrossEntropySpec&) const = default;
};

} // namespace pareto
