// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/based.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

Mixer rebased_shape(const ShapeSize&, int64_t hidden) {
  BasedMixer mixer = based_shape(hidden, false);
  mixer.eps = 1e-5f;
  return mixer;
}

} // namespace

Architecture architecture::rebased() {
  return {
      .id = "rebased",
      .name = "ReBased",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2402.10644",
      .source = "flash-linear-attention, layers/rebased",
      .idea = PARETO_TEXT("Core", "Linear attention whose weights are squares of a learned, normalised product."),
      .promise = PARETO_TEXT("Core", "A token can be given no weight at all, which Based's expansion cannot."),
      .weakness = PARETO_TEXT("Core", "The state grows with the square of the key width."),
      .complexity = "O(1)",
      .fields = based_fields(false),
      .shape = {.mixers = {rebased_shape}},
  };
}

} // namespace pareto
