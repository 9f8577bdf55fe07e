// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"

namespace pareto {

namespace {

/// The block that is shared is the second of six.
std::vector<ShapeRule::MixerOf> zamba2_pattern() {
  std::vector<ShapeRule::MixerOf> mixers(6, mixer_of(architecture::mamba2));
  mixers[1] = mixer_of(architecture::softmax_attention);
  return mixers;
}

} // namespace

Architecture architecture::hybrid_zamba2() {
  return {
      .id = "hybrid-zamba2",
      .name = "Zamba2-like (Mamba-2 + one shared block)",
      .family = "hybrid",
      .section = "6.1",
      .paper = "2411.15242",
      .source = "arXiv 2411.15242; transformers, modeling_zamba2 (pattern: without the embedding beside the input and "
                "without adapters)",
      .idea = PARETO_TEXT(
          "Core", "Mamba-2 layers with one block of attention that is used again and again, with the same weights."),
      .promise = PARETO_TEXT("Core", "Attention in many places for the parameters of one."),
      .weakness = PARETO_TEXT("Core", "Every use keeps a cache of its own."),
      .complexity = "O(n / 6)",
      .shape = {.mixers = zamba2_pattern(),
                .ffn = nullptr,
                .ffns = {nullptr, swiglu, nullptr, nullptr, nullptr, nullptr},
                .shared = {nullptr, "block", nullptr, nullptr, nullptr, nullptr}},
  };
}

} // namespace pareto
