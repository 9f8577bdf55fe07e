// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/field.h"
#include "core/model/shapes.h"

namespace pareto {

/// Softmax attention (MHA, GQA, MQA), full or windowed. arXiv 1706.03762, 2305.13245, 2310.06825.
struct AttentionMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  float scale = 0; ///< 0 = 1/sqrt(head_dim)
  RopeSpec rope;   ///< no table = no rotary embedding
  int64_t window = 0, pinned = 0;
  bool qkv_bias = false, output_bias = false;
  enum class QkNorm : uint8_t { None, PerHead, WholeWidth } qk_norm = QkNorm::None;
  float qk_norm_eps = 1e-6f;
  bool qk_norm_one_plus = false, qk_norm_weight = true,
       qk_norm_after_rope = false; ///< Gemma 3; the latter two nanochat
  float softcap = 0;               ///< 0 = none (Gemma 2)
  bool sinks = false;              ///< a learned logit without value in each head's denominator (gpt-oss)
  bool gate = false;               ///< what the heads read times sigmoid(gate_proj x) (AFMoE)
};

std::string_view mixer_id(const AttentionMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const AttentionMixer& mixer);

/// Its settings; `windowed`: as the architecture sliding-window has them.
FieldTable attention_fields(bool windowed);
/// Heads as wide as those of the size, as many as fill the width; a window of 0 = none.
Mixer attention_shape(const ShapeSize& size, int64_t hidden, int64_t window, int64_t pinned);
/// Attention over the window of the size: the other half of the hybrids.
Mixer window_shape(const ShapeSize& size, int64_t hidden);

} // namespace pareto
