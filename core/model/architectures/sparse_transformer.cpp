// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/pattern_attention.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::sparse_transformer() {
  return {
      .id = "sparse-transformer",
      .name = "Sparse Transformer",
      .family = "sparse-attention",
      .section = "3.1",
      .paper = "1904.10509",
      .source = "arXiv 1904.10509, section 4.3 (fixed pattern, one summary token)",
      .idea = PARETO_TEXT("Core",
                          "Some heads read the token's own block, the others the last token of each earlier block."),
      .promise = PARETO_TEXT("Core", "Two hops reach any token; the far heads keep one row a block."),
      .weakness = PARETO_TEXT("Core", "What a block was about must fit into its last token."),
      .complexity = "O(B + n / B)",
      .fields = pattern_attention_fields(AttentionPattern::Fixed),
      .shape = {.mixers = {pattern_attention_shape<AttentionPattern::Fixed>}},
  };
}

} // namespace pareto
