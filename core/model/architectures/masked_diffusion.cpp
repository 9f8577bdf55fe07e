// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/shared.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto {

namespace {

Mixer masked_diffusion_shape(const ShapeSize& size, int64_t hidden) {
  Mixer mixer = attention_shape(size, hidden, 0, 0);
  mixer.as<AttentionMixer>()->causal = false;
  return mixer;
}

} // namespace

Architecture architecture::masked_diffusion() {
  return {
      .id = "masked-diffusion",
      .name = "Masked diffusion (LLaDA)",
      .family = "diffusion",
      .section = "7.1",
      .paper = "2502.09992",
      .source = "arXiv 2502.09992; ML-GSAI/LLaDA, generate.py",
      .idea = PARETO_TEXT("Core", "A masked answer is filled in over several passes, in which every token sees all "
                                  "others."),
      .promise = PARETO_TEXT("Core", "Several tokens a pass; more passes give a better answer, fewer a faster one."),
      .weakness = PARETO_TEXT("Core", "Nothing is cached: every pass reads the whole text again."),
      .complexity = "O(n²)",
      .fields = attention_fields(AttentionReach::Bidirectional),
      .shape = {.mixers = {masked_diffusion_shape}, .masks = true},
  };
}

} // namespace pareto
