// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/pattern_attention.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::bigbird() {
  return {
      .id = "bigbird",
      .name = "BigBird",
      .family = "sparse-attention",
      .section = "3.1",
      .paper = "2007.14062",
      .source = "arXiv 2007.14062, section 2, as a decoder",
      .idea = PARETO_TEXT("Core", "Every token reads the first blocks, the last ones and a few at random."),
      .promise = PARETO_TEXT("Core", "Reads a fixed number of tokens, from anywhere in the text."),
      .weakness = PARETO_TEXT("Core", "Chance decides what is read; the whole cache is kept."),
      .complexity = "O(min(n, k B))",
      .fields = pattern_attention_fields(AttentionPattern::Random),
      .shape = {.mixers = {pattern_attention_shape<AttentionPattern::Random>}},
  };
}

} // namespace pareto
