// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/ops/evicting_attention.h"
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
  /// What the heads read times sigmoid(gate_proj x): of each channel (AFMoE), or of each head (LFM 3).
  enum class Gate : uint8_t { None, Channels, Heads } gate = Gate::None;
  int64_t value_dim = 0;        ///< 0 = head_dim (MiMo)
  float value_scale = 1;        ///< of the values (MiMo)
  bool values_are_keys = false; ///< values are what the keys are before their norm and rotation (Gemma 4)
  bool value_norm = false;      ///< RMS norm of each head's value, without weight (Gemma 3n and 4)
  bool inner_norm = false;      ///< RMS norm of what all heads read together, before the output (BitNet)
  /// Each projection reads a norm of its own in 8-bit levels, by weights of -1, 0, 1 times a factor (arXiv 2402.17764).
  bool ternary = false;
  bool chunked = false; ///< windows begin at the multiples of their length (Llama 4)
  float growth = 0;     ///< of queries with their position: RopeTable::Growth (Llama 4, Ministral 3)
  int64_t growth_every = 1, growth_shift = 0;
  int64_t cache_of = -1; ///< the earlier layer whose keys and values it reads, without any of its own; -1 = own
  bool kv_norm = false;  ///< keys and values are read of the stream through a norm of their own (YOCO)
  bool causal = true;    ///< false: every token sees the whole text (LLaDA)
  int64_t block = 1;     ///< tokens that see one another (BD3-LM); 1 = each its past alone
  // Without training for it:
  int64_t page = 0;               ///< tokens of a page, of which only some are read (Quest, 2406.10774); 0 = none
  int64_t pages = 16;             ///< read: those whose bounds of keys fit a query best, and the token's own
  int64_t stream_heads = 0;       ///< of the key heads the last ones, which keep a window (DuoAttention, 2410.10819)
  int64_t stream_window = 256;    ///< tokens of it
  int64_t stream_pinned = 16;     ///< first tokens that they keep too
  int64_t kept = 0;               ///< tokens that a key head keeps (H2O, 2306.14048; TOVA, 2401.06104); 0 = all
  EvictBy kept_by = EvictBy::Sum; ///< by the sum half of them are the last ones, by the last query the present one is
  bool kept_together = false;     ///< all key heads keep the same tokens
};

std::string_view mixer_id(const AttentionMixer& mixer);
Tensor record_mixer(LayerContext& context, Tensor x, const AttentionMixer& mixer);

/// The architectures that have these settings, each with a word for what the others have as usual.
enum class AttentionReach : uint8_t { Full, Windowed, Bidirectional, Blockwise };
/// Its settings as the architecture of that form has them.
FieldTable attention_fields(AttentionReach reach);
/// Heads as wide as those of the size, as many as fill the width; a window of 0 = none.
Mixer attention_shape(const ShapeSize& size, int64_t hidden, int64_t window, int64_t pinned);
/// Attention over the window of the size: the other half of the hybrids.
Mixer window_shape(const ShapeSize& size, int64_t hidden);

} // namespace pareto
