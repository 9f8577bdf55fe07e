// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

Mixer delta(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = mixer_of(architecture::gated_deltanet)(size, hidden);
  mixer.as<DeltaNetMixer>()->negative_eigenvalues = true;
  return mixer;
}

Mixer olmo_attention(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  mixer.as<AttentionMixer>()->rope = {};
  return mixer;
}

} // namespace

Architecture architecture::hybrid_olmo() {
  return {
      .id = "hybrid-olmo",
      .name = "Olmo Hybrid (Gated DeltaNet + attention 3:1)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2604.03444",
      .source = "arXiv 2604.03444; transformers, modeling_olmo_hybrid (pattern; its norms are the usual ones here)",
      .idea = PARETO_TEXT(
          "Core",
          "Three Gated DeltaNet layers whose states may turn over in sign, then one of attention without positions."),
      .promise =
          PARETO_TEXT("Core", "Tracks states that neither kind of layer tracks alone, at a quarter of the cache."),
      .weakness = PARETO_TEXT("Core", "The cache still grows with the context."),
      .complexity = "O(n / 4)",
      .shape = {.mixers = one_in(delta, 3, olmo_attention)},
  };
}

} // namespace pareto
