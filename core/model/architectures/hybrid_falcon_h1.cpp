// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

Architecture architecture::hybrid_falcon_h1() {
  return {
      .id = "hybrid-falcon-h1",
      .name = "Falcon-H1 (attention and Mamba-2 side by side)",
      .family = "hybrid",
      .section = "6.2",
      .paper = "2507.22448",
      .source = "transformers, modeling_falcon_h1 (without its factors)",
      .idea = PARETO_TEXT("Core", "Attention and Mamba-2 read the same input side by side in every layer."),
      .promise = PARETO_TEXT("Core", "Each layer looks back exactly and summarises at once."),
      .weakness = PARETO_TEXT("Core", "Every layer keeps a full cache and a state."),
      .complexity = "O(n)",
      .shape = {.mixers = {mixer_of(mamba2)}, .beside = {mixer_of(softmax_attention)}},
  };
}

} // namespace pareto
