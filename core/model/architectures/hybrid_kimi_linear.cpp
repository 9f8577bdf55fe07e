// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/fine_experts.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/mla.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer latent(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = mixer_of(architecture::mla)(size, hidden);
  mixer.as<MlaMixer>()->rope = {};
  return mixer;
}

} // namespace

Architecture architecture::hybrid_kimi_linear() {
  return {
      .id = "hybrid-kimi-linear",
      .name = "Kimi Linear (KDA + latent attention 3:1, experts)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2510.26692",
      .source = "transformers, modeling_kimi_linear (pattern; of its experts 32)",
      .idea = PARETO_TEXT("Core", "Three layers of Kimi Delta Attention, then one of latent attention without "
                                  "positions; small experts beside a shared one."),
      .promise = PARETO_TEXT("Core",
                             "A quarter of the layers keep anything that grows, and what they keep is a small latent."),
      .weakness = PARETO_TEXT("Core", "All experts must be held; the latent still grows with the context."),
      .complexity = "O(n / 4)",
      .shape = {.mixers = one_in(mixer_of(kda), 3, latent),
                .ffn = fine_experts,
                .ffn_parts = kFineExperts + kFineShared},
  };
}

} // namespace pareto
