// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/attention_forms.h"
#include "core/model/architectures/list.h"
#include "core/translatable.h"

namespace pareto {

Architecture architecture::forgetting_attention() {
  return {
      .id = "forgetting-attention",
      .name = "Forgetting attention (FoX)",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2503.02130",
      .source = "flash-linear-attention, layers/forgetting_attn",
      .idea = PARETO_TEXT(
          "Core", "Every new token looks at every earlier one, which fades by what each head chooses to forget."),
      .promise =
          PARETO_TEXT("Core", "Needs no positions, and reads beyond the trained length better than rotary ones."),
      .weakness = PARETO_TEXT("Core", "Memory and time per token grow with the context, as in plain attention."),
      .complexity = "O(n)",
      .fields = attention_form_fields(AttentionForm::Forgetting, "Softmax attention with a forget gate of each head"),
      .shape = {.mixers = {attention_form_shape<AttentionForm::Forgetting>}},
  };
}

} // namespace pareto
