// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// Keys 0.75 d and values 1.5 d in all (arXiv 2412.06464), heads of about 256 keys (200 at the published 1.3 B).
Mixer shape(const ShapeSize&, int64_t hidden) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  const int64_t keys = hidden * 3 / 4;
  mixer.heads = mixer.value_heads = hidden >= 2304 ? 9 : heads_of(keys, hidden >= kSmallWidth ? 192 : 24);
  mixer.key_dim = keys / mixer.heads;
  mixer.value_dim = 2 * mixer.key_dim;
  return mixer;
}

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
      .promise = PARETO_TEXT("Core", "The strongest published look-ups of its size among fixed-memory models."),
      .weakness = PARETO_TEXT("Core", "Still limited by the size of its table."),
      .complexity = "O(1)",
      .fields = delta_net_fields(true),
      .shape = {.mixers = {shape}, .published = {{.size = "1.3b", .hidden = 2400, .layers = 16, .ffn = 5888}}},
  };
}

} // namespace pareto
