// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/pattern_attention.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::longnet() {
  return {
      .id = "longnet",
      .name = "LongNet (dilated attention)",
      .family = "sparse-attention",
      .section = "3.1",
      .paper = "2307.02486",
      .source = "arXiv 2307.02486, section 3.2",
      .idea = PARETO_TEXT("Core",
                          "Segments of growing length, each read more thinly than the shorter one; heads take turns."),
      .promise = PARETO_TEXT("Core",
                             "Time per token does not grow with the context, however far the longest segment reaches."),
      .weakness = PARETO_TEXT("Core", "Far tokens are seen by some heads and at some positions only."),
      .complexity = "O(min(n, W))",
      .fields = pattern_attention_fields(AttentionPattern::Segments),
      .shape = {.mixers = {pattern_attention_shape<AttentionPattern::Segments>}},
  };
}

} // namespace pareto
