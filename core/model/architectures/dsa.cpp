// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/architectures/list.h"
#include "core/model/architectures/mla.h"
#include "core/model/architectures/shared.h"

#include <algorithm>

namespace pareto {

namespace {

Mixer dsa_shape(const ShapeSize& size, int64_t hidden) {
  const bool small = hidden < kSmallWidth;
  MlaMixer mixer = latent_shape(size, hidden);
  mixer.q_rank = std::max<int64_t>(mixer.key_dim, hidden / 4);
  mixer.index_heads = small ? 2 : 64;
  mixer.index_dim = small ? std::max<int64_t>(16, mixer.rope_dim) : 128;
  mixer.index_tokens = small ? 16 : 2048;
  return mixer;
}

} // namespace

Architecture architecture::dsa() {
  return {
      .id = "dsa",
      .name = "DeepSeek sparse attention (DSA)",
      .family = "sparse-attention",
      .section = "3.2",
      .paper = "2512.02556",
      .source = "transformers, modeling_deepseek_v32",
      .idea =
          PARETO_TEXT("Core", "A small indexer scores every earlier token; latent attention reads the best of them."),
      .promise = PARETO_TEXT("Core", "Reads a fixed number of tokens, from the small cache of latent attention."),
      .weakness = PARETO_TEXT("Core", "The indexer still scores every token, and its keys are cached too."),
      .complexity = "O(n) scores, O(k) reads",
      .fields = latent_fields(LatentForm::Indexed),
      .shape = {.mixers = {dsa_shape}},
  };
}

} // namespace pareto
