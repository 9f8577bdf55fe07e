// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention whose layers keep keys and values.
#include "core/formats/fla/frame.h"
#include "core/model/architectures/attention_forms.h"
#include "core/model/architectures/deltaformer.h"
#include "core/model/architectures/mla.h"
#include "core/model/architectures/moba.h"
#include "core/model/architectures/nsa.h"
#include "core/model/architectures/parallax.h"
#include "core/model/architectures/path_attention.h"

namespace pareto::config {

namespace {

constexpr float kAttentionNormEps = 1e-5f; ///< q_norm, k_norm: that library's class default

/// Only attention's projections are rounded.
Mixer bitnet(const Frame& f) {
  AttentionMixer mixer = read_attention(f.reader, f.hidden, true);
  mixer.ternary = true;
  return mixer;
}

/// Latent attention; its inner norms have that library's default too. The scaling it computes for YaRN is never used.
Mixer latent_attention(const Frame& f) {
  MlaMixer mixer;
  mixer.heads = f.heads("num_heads", 16);
  mixer.q_rank = f.reader.has("q_lora_rank") ? f.reader.integer("q_lora_rank", kRank) : 0;
  mixer.kv_rank = f.reader.integer("kv_lora_rank", kRank, 512);
  mixer.key_dim = f.reader.integer("qk_nope_head_dim", kWidth, 128);
  mixer.rope_dim = f.reader.integer("qk_rope_head_dim", {2, 1 << 12}, 64);
  mixer.value_dim = f.reader.integer("v_head_dim", kWidth, 128);
  mixer.rope = plain_rope(mixer.rope_dim, f.reader.number("rope_theta", kTheta, 10000));
  mixer.norm_eps = kAttentionNormEps;
  if (f.reader.has("window_size"))
    f.reader.refuse("window_size", "of latent attention is not supported: it must be null.", ErrorCode::Unsupported);
  return mixer;
}

/// Refuses what the types beside plain attention may have and no checkpoint here shows.
void refuse_variants(const Frame& f) {
  for (const char* variant : {"qk_norm", "use_output_gate", "use_scalar_gate", "attend_current"})
    if (f.reader.boolean(variant, false))
      f.reader.refuse(variant, "= true is not supported.", ErrorCode::Unsupported);
  if (f.reader.has("window_size"))
    f.reader.refuse("window_size", "is not supported: it must be null.", ErrorCode::Unsupported);
}

template <AttentionForm form>
Mixer attention_form(const Frame& f) {
  refuse_variants(f);
  AttentionFormMixer mixer{form};
  mixer.heads = f.heads("num_heads", 32);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.head_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.qkv_bias = f.reader.boolean("qkv_bias", false);
  mixer.channel_gates = f.type == "wall_transformer";
  return mixer;
}

/// Its second query and its keys are rotated by the versions whose configuration has a base, by later ones not.
Mixer parallax(const Frame& f) {
  refuse_variants(f);
  ParallaxMixer mixer;
  mixer.heads = f.heads("num_heads", 32);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.head_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  if (f.reader.has("rope_theta"))
    mixer.rope = plain_rope(mixer.head_dim, f.reader.number("rope_theta", kTheta));
  mixer.qkv_bias = f.reader.boolean("qkv_bias", false);
  return mixer;
}

Mixer deltaformer(const Frame& f) {
  refuse_variants(f);
  DeltaformerMixer mixer;
  mixer.heads = f.heads("num_heads", 32);
  if (f.kv_heads(mixer.heads) != mixer.heads)
    f.reader.refuse("num_kv_heads", "must equal num_heads.", ErrorCode::Unsupported);
  mixer.head_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.rope = plain_rope(mixer.head_dim, f.reader.number("rope_theta", kTheta, kPlainTheta));
  mixer.qkv_bias = f.reader.boolean("qkv_bias", false);
  return mixer;
}

/// Rank of the directions and taps of their convolution are not in the configuration, nor is its norm of q and k.
Mixer path_attention(const Frame& f) {
  PathAttentionMixer mixer;
  mixer.heads = f.heads("num_heads", 32);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.head_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  if (!f.reader.boolean("use_low_rank_w", true))
    mixer.direction_rank = 0;
  if (!f.reader.boolean("use_w_shortconv", true))
    mixer.conv = 0;
  mixer.forget_gate = f.reader.boolean("use_forget_gate", false);
  return mixer;
}

Mixer nsa(const Frame& f) {
  NsaMixer mixer;
  mixer.heads = f.heads("num_heads", 64);
  mixer.kv_heads = f.heads("num_kv_heads", 4);
  divided(f.reader, "num_kv_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = f.reader.has("head_dim") ? f.reader.integer("head_dim", kWidth)
                                            : divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.block = f.reader.integer("block_size", kBlock, 64);
  mixer.chosen = f.reader.integer("block_counts", {3, 4096}, 16);
  mixer.window = f.reader.integer("window_size", kLength, 512);
  mixer.rope = plain_rope(mixer.head_dim, f.reader.number("rope_theta", kTheta, kPlainTheta));
  mixer.qkv_bias = f.reader.boolean("qkv_bias", false);
  return mixer;
}

Mixer moba(const Frame& f) {
  MobaMixer mixer;
  mixer.heads = f.heads("num_heads", 32);
  if (f.heads("num_kv_heads", mixer.heads) != mixer.heads)
    f.reader.refuse("num_kv_heads", "must equal num_heads.", ErrorCode::Unsupported);
  mixer.head_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.block = f.reader.integer("moba_chunk_size", kBlock, 1024);
  mixer.chosen = f.reader.integer("moba_topk", {1, 4096}, 4);
  mixer.rope = plain_rope(mixer.head_dim, f.reader.number("rope_theta", kTheta, kPlainTheta));
  mixer.qkv_bias = f.reader.boolean("qkv_bias", false);
  mixer.qk_norm = f.reader.boolean("qk_norm", false);
  mixer.gate_rank = f.reader.boolean("use_output_gate", false) ? mixer.head_dim : 0;
  if (f.reader.has("window_size"))
    f.reader.refuse("window_size", "of block attention is not supported: it must be null.", ErrorCode::Unsupported);
  return mixer; // its norm keeps the fixed epsilon 1e-6
}

} // namespace

AttentionMixer read_attention(ConfigReader& reader, int64_t hidden, bool with_norm) {
  AttentionMixer mixer;
  mixer.heads = reader.integer("num_heads", kHeads, with_norm ? std::optional<int64_t>(32) : std::nullopt);
  mixer.kv_heads = reader.integer("num_kv_heads", kHeads, mixer.heads);
  divided(reader, "num_kv_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = divided(reader, "num_heads", hidden, mixer.heads);
  mixer.rope = plain_rope(mixer.head_dim, reader.number("rope_theta", kTheta, kPlainTheta));
  mixer.window = reader.integer("window_size", kLength, 0);
  mixer.qkv_bias = reader.boolean("qkv_bias", false);
  mixer.qk_norm_eps = kAttentionNormEps;
  if (with_norm && reader.boolean("qk_norm", false))
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  return mixer;
}

std::map<std::string, MixerReader> attention_readers() {
  return {{"mla", latent_attention},
          {"forgetting_transformer", attention_form<AttentionForm::Forgetting>},
          {"wall_transformer", attention_form<AttentionForm::Forgetting>},
          {"stickbreaking_attn", attention_form<AttentionForm::StickBreaking>},
          {"parallax", parallax},
          {"deltaformer", deltaformer},
          {"path_attn", path_attention},
          {"nsa", nsa},
          {"moba", moba},
          {"bitnet", bitnet},
          {"transformer", [](const Frame& f) -> Mixer { return read_attention(f.reader, f.hidden, true); }}};
}

} // namespace pareto::config
