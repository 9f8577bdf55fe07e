// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/kda.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer precond_kda_shape(const ShapeSize&, int64_t hidden) {
  KdaMixer mixer = kda_shape(hidden);
  mixer.preconditioned = true;
  return mixer;
}

} // namespace

Architecture architecture::precond_kda() {
  return {
      .id = "precond-kda",
      .name = "Preconditioned KDA",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2604.21100",
      .source = "flash-linear-attention, layers/precond_kda",
      .idea = PARETO_TEXT("Core", "Kimi Delta Attention that writes less in key channels it has met often."),
      .promise = PARETO_TEXT("Core", "Frequent channels of the keys do not drown the rare ones."),
      .weakness = PARETO_TEXT("Core", "One more recurrence, and a handful of small operations, per layer."),
      .complexity = "O(1)",
      .fields = kda_fields(true),
      .shape = {.mixers = {precond_kda_shape}},
  };
}

} // namespace pareto
