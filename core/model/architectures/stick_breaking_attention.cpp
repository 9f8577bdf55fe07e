// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/attention_forms.h"
#include "core/model/architectures/list.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::stick_breaking_attention() {
  return {
      .id = "stick-breaking-attention",
      .name = "Stick-breaking attention",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2410.17980",
      .source = "flash-linear-attention, layers/stickbreaking_attn",
      .idea = PARETO_TEXT(
          "Core", "Going back from the newest, each earlier token takes its share of what the later ones left."),
      .promise = PARETO_TEXT("Core", "Recency without positions; holds up beyond the trained length."),
      .weakness = PARETO_TEXT("Core", "Keeps every key and value; the shares depend on all that lies between."),
      .complexity = "O(n)",
      .fields = attention_form_fields(AttentionForm::StickBreaking, "Stick-breaking attention"),
      .shape = {.mixers = {attention_form_shape<AttentionForm::StickBreaking>}},
  };
}

} // namespace pareto
