// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

constexpr int64_t kBlockTokens = 16; ///< the largest of the paper's

Mixer block_diffusion_shape(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  mixer.as<AttentionMixer>()->block = kBlockTokens;
  return mixer;
}

} // namespace

Architecture architecture::block_diffusion() {
  return {
      .id = "block-diffusion",
      .name = "Block diffusion (BD3-LM)",
      .family = "diffusion",
      .section = "7.2",
      .paper = "2503.09573",
      .source = "arXiv 2503.09573; kuleshov-group/bd3lms, models/dit.py",
      .idea = PARETO_TEXT("Core", "Blocks of tokens come one after the other; inside a block all are filled in "
                                  "together, over several passes."),
      .promise = PARETO_TEXT("Core", "Several tokens a pass, and the cache of earlier blocks is kept."),
      .weakness = PARETO_TEXT("Core", "A pass computes a whole block, whether or not its tokens are sure already."),
      .complexity = "O(n)",
      .fields = attention_fields(AttentionReach::Blockwise),
      .shape = {.mixers = {block_diffusion_shape}, .masks = true},
  };
}

} // namespace pareto
