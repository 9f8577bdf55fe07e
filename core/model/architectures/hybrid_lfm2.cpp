// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

Architecture architecture::hybrid_lfm2() {
  return {
      .id = "hybrid-lfm2",
      .name = "LFM2 (short convolutions + attention)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2511.23404",
      .source = "transformers, modeling_lfm2",
      .idea = PARETO_TEXT("Core", "Short convolutions do most of the mixing, every third layer attends to everything."),
      .promise = PARETO_TEXT("Core", "A third of the cache, and layers that cost little besides their products."),
      .weakness = PARETO_TEXT("Core", "The attention layers still grow with the context."),
      .complexity = "O(n)",
      .shape = {.mixers = {mixer_of(short_conv), mixer_of(short_conv), mixer_of(softmax_attention)}},
  };
}

} // namespace pareto
