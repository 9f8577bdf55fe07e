// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

Architecture architecture::hybrid_mamba2_gdn_swa() {
  return {
      .id = "hybrid-mamba2-gdn-swa",
      .name = "Gated DeltaNet-H2 (Mamba-2 + GDN + window)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2412.06464",
      .source = "arXiv 2412.06464, section 3.4",
      .idea = PARETO_TEXT("Core", "Mamba-2, Gated DeltaNet and sliding-window attention take turns."),
      .promise = PARETO_TEXT("Core", "Bounded memory, near H1 in quality."),
      .weakness = PARETO_TEXT("Core", "Three kinds of kernel to serve."),
      .complexity = "O(W)",
      .shape = {.mixers = {mixer_of(mamba2), mixer_of(gated_deltanet), window_shape}},
  };
}

} // namespace pareto
