// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_hymba() {
  return {
      .id = "hybrid-hymba",
      .name = "Hymba-like (window and Mamba side by side)",
      .family = "hybrid",
      .section = "6.2",
      .paper = "2411.13676",
      .source = "arXiv 2411.13676; NVlabs/hymba (heads side by side; without meta tokens, shared caches and the norms "
                "before the sum)",
      .idea = PARETO_TEXT(
          "Core",
          "Windowed attention and Mamba read the same input side by side; one layer in eight attends to everything."),
      .promise = PARETO_TEXT("Core", "Sharp near memory and a summary of the rest in every layer."),
      .weakness = PARETO_TEXT("Core", "Two mixers a layer, and what lies outside the window is mostly a summary."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(mamba)}, .beside = one_in(window_shape, 7, mixer_of(softmax_attention))},
  };
}

} // namespace pareto
