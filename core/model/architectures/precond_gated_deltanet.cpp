// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer precond_gated_deltanet_shape(const ShapeSize&, int64_t hidden) {
  DeltaNetMixer mixer = gated_delta_net_shape(hidden);
  mixer.preconditioned = true;
  return mixer;
}

} // namespace

Architecture architecture::precond_gated_deltanet() {
  return {
      .id = "precond-gated-deltanet",
      .name = "Preconditioned Gated DeltaNet",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2604.21100",
      .source = "flash-linear-attention, layers/precond_gated_deltanet",
      .idea = PARETO_TEXT("Core", "Gated DeltaNet that writes less in key channels it has met often."),
      .promise = PARETO_TEXT("Core", "Frequent channels of the keys do not drown the rare ones."),
      .weakness = PARETO_TEXT("Core", "One more recurrence, and a handful of small operations, per layer."),
      .complexity = "O(1)",
      .fields = delta_net_fields(DeltaNetForm::Preconditioned),
      .shape = {.mixers = {precond_gated_deltanet_shape}},
  };
}

} // namespace pareto
