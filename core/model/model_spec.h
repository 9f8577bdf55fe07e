// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/operations.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace pareto {

/// Normalisation of the residual stream. Weights stored near 0 (Gemma's 1 + w) are folded at load.
struct StreamNorm {
  NormKind kind = NormKind::Rms;
  float eps = 1e-6f;
  bool one_plus = false;
  bool bias = false; ///< LayerNorm only
  bool weight = true; ///< false: normalisation alone (nanochat)
};

/// Softmax attention (MHA, GQA, MQA), full or windowed. arXiv 1706.03762, 2305.13245, 2310.06825.
struct AttentionMixer {
  int64_t heads = 1, kv_heads = 1, head_dim = 64;
  float scale = 0; ///< 0 = 1/sqrt(head_dim)
  RopeSpec rope;   ///< no table = no rotary embedding
  int64_t window = 0, pinned = 0;
  bool qkv_bias = false, output_bias = false;
  enum class QkNorm : uint8_t { None, PerHead, WholeWidth } qk_norm = QkNorm::None;
  float qk_norm_eps = 1e-6f;
  bool qk_norm_one_plus = false, qk_norm_weight = true, qk_norm_after_rope = false; ///< Gemma 3; the latter two nanochat
  float softcap = 0; ///< 0 = none (Gemma 2)
};

/// Linear attention with a feature map. arXiv 2006.16236.
struct LinearAttentionMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 64; ///< per head
  enum class FeatureMap : uint8_t { EluPlusOne, Hadamard } feature_map = FeatureMap::EluPlusOne;
  bool tied_feature_map = false, norm_q = false, norm_k = false, normalised = false;
  float norm_eps = 1e-6f;
};

/// Retention: constant decay per head, rotary q and k, gated output. arXiv 2307.08621.
struct RetNetMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 128;
  RopeSpec rope;
  bool gate = true;
  float norm_eps = 1e-6f;
};

/// Gated linear attention. arXiv 2312.06635.
struct GlaMixer {
  int64_t heads = 1, kv_heads = 1, key_dim = 64, value_dim = 128;
  int64_t gate_rank = 16, conv = 0; ///< conv 0 = none
  bool gate = true;
  float gate_normaliser = 16, clamp_min = 0; ///< 0 = no clamp of the log decay
  float norm_eps = 1e-6f;
};

/// HGRN2. arXiv 2404.07904.
struct Hgrn2Mixer {
  int64_t heads = 1, key_dim = 128, value_dim = 128, conv = 0;
  bool lower_bound = true;
  float norm_eps = 1e-5f;
};

/// HGRN: elementwise recurrence. arXiv 2311.04823.
struct HgrnMixer {
  int64_t inner = 64, conv = 0;
  bool lower_bound = true;
  float norm_eps = 1e-6f;
};

/// DeltaNet (arXiv 2406.06484), and gated DeltaNet (arXiv 2412.06464) with `decay`.
struct DeltaNetMixer {
  int64_t heads = 1, value_heads = 1, key_dim = 64, value_dim = 64, conv = 4;
  bool decay = false, gate = false, beta = true, negative_eigenvalues = false;
  UnaryFunction qk_activation = UnaryFunction::Silu;
  NormKind qk_norm = NormKind::L2; ///< L2 or SumAbs
  UnaryFunction gate_activation = UnaryFunction::Silu;
  float norm_eps = 1e-6f;
};

/// RWKV-7 time mixing. arXiv 2503.14456.
struct Rwkv7Mixer {
  int64_t heads = 1, head_dim = 64, value_dim = 64;
  int64_t decay_rank = 64, gate_rank = 128, a_rank = 64, v_rank = 16;
  float norm_eps = 1e-5f;   ///< group norm uses head_dim * norm_eps
  float kk_norm_eps = 1e-6f;///< inside the root
};

/// Mamba. arXiv 2312.00752.
struct MambaMixer {
  int64_t inner = 128, state = 16, conv = 4, rank = 4;
  bool conv_bias = true, bias = false;
  float bcdt_norm_eps = 0; ///< > 0: RMS norm without weight on dt, B and C (Falcon Mamba)
};

/// Mamba-2. arXiv 2405.21060.
struct Mamba2Mixer {
  int64_t heads = 2, head_dim = 64, state = 128, groups = 1, conv = 4;
  bool conv_bias = true, bias = false;
  float dt_min = 0, dt_max = std::numeric_limits<float>::infinity();
  int64_t norm_groups = 1; ///< the output norm spans inner / norm_groups channels
  float norm_eps = 1e-5f;
};

/// Griffin's recurrent block. arXiv 2402.19427.
struct RgLruMixer {
  int64_t width = 64, heads = 1, conv = 4;
};

/// minGRU. arXiv 2410.01201.
struct MinGruMixer {
  int64_t inner = 64;
};

using Mixer = std::variant<AttentionMixer, LinearAttentionMixer, RetNetMixer, GlaMixer, Hgrn2Mixer, HgrnMixer, DeltaNetMixer,
                           Rwkv7Mixer, MambaMixer, Mamba2Mixer, RgLruMixer, MinGruMixer>;

/// Feed-forward part of a block.
struct FeedForward {
  enum class Kind : uint8_t { None, Gated, Plain, Rwkv7 } kind = Kind::Gated;
  int64_t width = 0;
  UnaryFunction activation = UnaryFunction::Silu;
  bool bias = false;
};

struct Block {
  Mixer mixer;
  FeedForward ffn;
  /// Pre: x += f(norm x). Post: x += norm(f(x)) (OLMo 2). Parallel: x += mixer(norm1 x) + ffn(norm2 x) (GPT-NeoX).
  /// ParallelShared: the same with one norm for both (Cohere). Sandwich: x += norm2(f(norm1 x)) (Gemma 2, GLM-4).
  enum class Residual : uint8_t { Pre, Post, Parallel, ParallelShared, Sandwich } residual = Residual::Pre;
  bool pre_norm = false; ///< RWKV-7 and nanochat, layer 0: the embedding is normalised and that is the residual
};

/// A language model as plain data; validated by whoever builds it (configuration, blueprint, catalogue).
struct ModelSpec {
  int64_t vocab = 0, hidden = 0;
  std::vector<Block> blocks;
  StreamNorm norm;
  bool tied = false;
  float embedding_scale = 1;
  int64_t positions = 0;    ///< rows of a learned position table; 0 = none
  float logit_scale = 1;    ///< multiplies the logits (Cohere)
  float logit_softcap = 0;  ///< 0 = none
  int64_t lower_bound_width = 0; ///< HGRN, HGRN2: width of the shared lower_bounds parameter; 0 = none
  int64_t max_context = 0;  ///< as the configuration states it; 0 = not stated
  int64_t rope_limit = 0;   ///< tokens up to which the rotary embedding is known (dynamic scaling changes it beyond); 0 = any
  bool assumed_shape = false;
};

} // namespace pareto
