// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// Two writes a token: arXiv 2502.10297 shows two and more.
Mixer gated_deltaproduct_shape(const ShapeSize&, int64_t hidden) {
  DeltaNetMixer mixer = gated_delta_net_shape(hidden);
  mixer.writes = 2;
  return mixer;
}

} // namespace

Architecture architecture::gated_deltaproduct() {
  return {
      .id = "gated-deltaproduct",
      .name = "Gated DeltaProduct",
      .family = "linear-attention",
      .section = "2.1",
      .paper = "2502.10297",
      .source = "flash-linear-attention, layers/gated_deltaproduct",
      .idea = PARETO_TEXT("Core", "Gated DeltaNet that erases and writes several times for each token."),
      .promise = PARETO_TEXT("Core", "Follows changing states, such as permutations, that one write a token cannot."),
      .weakness = PARETO_TEXT("Core", "Each further write costs keys, values and time of its own."),
      .complexity = "O(1)",
      .fields = delta_net_fields(DeltaNetForm::Product),
      .shape = {.mixers = {gated_deltaproduct_shape}},
  };
}

} // namespace pareto
