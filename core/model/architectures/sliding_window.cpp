// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

constexpr int64_t kPinnedTokens = 4; ///< attention sinks, arXiv 2309.17453

Mixer sliding_window_shape(const ShapeSize& size, int64_t hidden) {
  return attention_shape(size, hidden, size.window, kPinnedTokens);
}

} // namespace

Architecture architecture::sliding_window() {
  return {
      .id = "sliding-window",
      .name = "Sliding-window attention",
      .family = "sparse-attention",
      .section = "3.1",
      .paper = "2310.06825",
      .source = "transformers, modeling_mistral; pinned first tokens: 2309.17453",
      .idea = PARETO_TEXT("Core", "Every new token looks at the last W tokens and the first few."),
      .promise = PARETO_TEXT("Core", "Bounded memory and time per token."),
      .weakness = PARETO_TEXT("Core", "Forgets what lies outside the window."),
      .complexity = "O(min(n, W))",
      .fields = attention_fields(AttentionReach::Windowed),
      .shape = {.mixers = {sliding_window_shape}},
  };
}

} // namespace pareto
