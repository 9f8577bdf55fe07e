// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/mla.h"
#include "core/model/architectures/shared.h"

#include <algorithm>

namespace pareto {

namespace {

/// Two latents of two head widths each, where MLA has one of four (arXiv 2505.21487, section 3.3.2).
Mixer grouped_latent_attention_shape(const ShapeSize& size, int64_t hidden) {
  MlaMixer mixer;
  int64_t width = std::min(size.hidden / size.heads, hidden);
  if (hidden / width % 2 != 0) // narrow stacks: an even number of heads all the same
    width /= 2;
  mixer.latents = 2;
  mixer.heads = hidden / width;
  mixer.key_dim = mixer.value_dim = width;
  mixer.rope_dim = std::max<int64_t>(2, width / 4 * 2);
  mixer.kv_rank = std::min(2 * width, std::max<int64_t>(width, hidden / 4));
  mixer.rope = plain_rope(mixer.rope_dim);
  return mixer;
}

} // namespace

Architecture architecture::grouped_latent_attention() {
  return {
      .id = "grouped-latent-attention",
      .name = "Grouped latent attention",
      .family = "full-attention",
      .section = "4.2",
      .paper = "2505.21487",
      .source = "2505.21487, section 3.3.2",
      .idea = PARETO_TEXT("Core", "Latent attention in which each half of the heads has a latent of its own."),
      .promise = PARETO_TEXT("Core", "The cache of latent attention, in parts that several devices can share out."),
      .weakness = PARETO_TEXT("Core", "Time per token still grows with the context, and so does the cache."),
      .complexity = "O(n)",
      .fields = latent_fields(LatentForm::Grouped),
      .shape = {.mixers = {grouped_latent_attention_shape}},
  };
}

} // namespace pareto
