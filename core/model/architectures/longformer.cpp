// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/pattern_attention.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::longformer() {
  return {
      .id = "longformer",
      .name = "Longformer",
      .family = "sparse-attention",
      .section = "3.1",
      .paper = "2004.05150",
      .source = "arXiv 2004.05150, section 3.1, as a decoder",
      .idea = PARETO_TEXT("Core", "A window for every token, with gaps in some heads so that it reaches further, and "
                                  "first tokens that all see."),
      .promise = PARETO_TEXT("Core", "Bounded memory and time per token; many layers reach far."),
      .weakness = PARETO_TEXT("Core", "What lies outside all windows is gone."),
      .complexity = "O(min(n, W))",
      .fields = pattern_attention_fields(AttentionPattern::Window),
      .shape = {.mixers = {pattern_attention_shape<AttentionPattern::Window>}},
  };
}

} // namespace pareto
