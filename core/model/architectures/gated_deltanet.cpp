// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer gated_deltanet_shape(const ShapeSize&, int64_t hidden) { return gated_delta_net_shape(hidden); }

} // namespace

Architecture architecture::gated_deltanet() {
  return {
      .id = "gated-deltanet",
      .name = "Gated DeltaNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2412.06464",
      .source = "flash-linear-attention, layers/gated_deltanet",
      .idea = PARETO_TEXT("Core", "DeltaNet that can also fade its whole table."),
      .promise = PARETO_TEXT("Core", "Overwrites and forgets: published look-ups above those of DeltaNet and Mamba-2."),
      .weakness = PARETO_TEXT("Core", "Still limited by the size of its table."),
      .complexity = "O(1)",
      .fields = delta_net_fields(DeltaNetForm::Gated),
      .shape = {.mixers = {gated_deltanet_shape},
                .published = {{.size = "1.3b", .hidden = 2400, .layers = 16, .ffn = 5888}}},
  };
}

} // namespace pareto
