// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_griffin() {
  return {
      .id = "hybrid-griffin",
      .name = "Griffin-like (RG-LRU + window)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2402.19427",
      .source = "transformers, modeling_recurrent_gemma",
      .idea = PARETO_TEXT("Core", "Two recurrent blocks, then one of local attention."),
      .promise = PARETO_TEXT("Core", "Bounded, small memory."),
      .weakness = PARETO_TEXT("Core", "Nothing looks far back exactly."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(rg_lru), mixer_of(rg_lru), window_shape}},
  };
}

} // namespace pareto
