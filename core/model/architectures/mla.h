// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/rope.h"
#include "core/model/field.h"
#include "core/model/mixer.h"
#include "core/model/shapes.h"

namespace pareto {

/// Multi-head latent attention: keys and values of all heads are linear in one latent, which is all that is cached,
/// beside one rotary key that the heads share. arXiv 2405.04434, section 2.1; 2412.19437. With an indexer (architecture
/// dsa, DeepSeek sparse attention, 2512.02556) every token reads only those it finds most relevant.
struct MlaMixer {
  int64_t heads = 1;
  int64_t q_rank = 0;    ///< of the queries; 0 = they are projected straight
  int64_t kv_rank = 512; ///< channels of the latent
  int64_t key_dim = 128; ///< of a head, without rotation
  int64_t rope_dim = 64; ///< of a head, rotated (of the key shared by all heads)
  int64_t value_dim = 128;
  RopeSpec rope;          ///< no table = not rotated
  float scale = 0;        ///< 0 = 1/sqrt(key_dim + rope_dim)
  float norm_eps = 1e-6f; ///< of the norms of the latents
  bool bias = false;      ///< of the projections into the latents and of the output
  int64_t latents = 1;    ///< groups of heads, each with a latent of its own (grouped latent attention, 2505.21487)
  float latent_scale = 1; ///< of the latent of keys and values behind its norm (LongCat)
  bool head_gate = false; ///< what each head reads times sigmoid(gate_proj x) (Ling)
  int64_t index_heads = 0, index_dim = 128; ///< of the indexer; no heads = none
  int64_t index_tokens = 2048;              ///< that a token reads
  bool index_interleaved = false;           ///< rotation of the indexer's first rope_dim channels (GLM-5)
  bool index_shared = false;                ///< no indexer: reads what the last layer with one has chosen
};

std::string_view mixer_id(const MlaMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const MlaMixer& mixer);

/// The architectures it stands for: mla, grouped-latent-attention, dsa.
enum class LatentForm : uint8_t { Plain, Grouped, Indexed };
/// Its settings as they have them.
FieldTable latent_fields(LatentForm form);
/// Latents of four head widths, half a head rotated, as DeepSeek has them.
MlaMixer latent_shape(const ShapeSize& size, int64_t hidden);

} // namespace pareto
