// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/fine_experts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

Mixer deepseek_moe_shape(const ShapeSize& size, int64_t hidden) { return attention_shape(size, hidden, 0, 0); }

} // namespace

Architecture architecture::deepseek_moe() {
  return {
      .id = "deepseek-moe",
      .name = "DeepSeekMoE (shared + fine-grained)",
      .family = "mixture-of-experts",
      .section = "5.2",
      .paper = "2401.06066",
      .source = "transformers, modeling_deepseek_v3; routing: 2412.19437",
      .idea = PARETO_TEXT("Core", "Many small experts, of which a few are chosen, beside one that every token uses."),
      .promise = PARETO_TEXT("Core", "Experts specialise more; common knowledge is kept once, in the shared one."),
      .weakness = PARETO_TEXT("Core", "More and smaller pieces to route, gather and read."),
      .complexity = "O(n)",
      .shape = {.mixers = {deepseek_moe_shape}, .ffn = fine_experts, .ffn_parts = kFineExperts + kFineShared},
  };
}

} // namespace pareto
