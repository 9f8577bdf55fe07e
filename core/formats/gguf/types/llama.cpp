// SPDX-License-Identifier: GPL-3.0-or-later
// llama, qwen2, qwen3, qwen3moe, phi3.
#include "core/formats/gguf/gguf_types.h"

namespace pareto::config {

namespace {

ModelSpec llama_read(GgufKeys& keys, const std::string& architecture) {
  ModelSpec spec = common(keys);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.blocks = transformer_blocks(keys, spec.hidden, true);
  const int64_t window = keys.integer("attention.sliding_window", {0, kLength.high}, 0);
  for (Block& block : spec.blocks) {
    attention_of(block).window = window;
    if (architecture == "qwen3") {
      attention_of(block).qk_norm = AttentionMixer::QkNorm::PerHead;
      attention_of(block).qk_norm_eps = spec.norm.eps;
    }
  }
  return spec;
}

/// Experts by a softmax over all, the chosen renormalised.
ModelSpec read_mixture(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys, true);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  AttentionMixer mixer = attention_with(keys, spec.hidden, keys.integer("attention.head_count_kv", kHeads));
  mixer.rope = rope_of(keys, mixer.head_dim);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = spec.norm.eps;
  spec.blocks.assign(static_cast<size_t>(block_count(keys)), Block(mixer, FeedForward(experts_of(keys))));
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::llama() {
  return {{"llama", llama_read, kGgufWhole, kGgufTransformer, true},
          {"phi3", llama_read, kGgufWhole, kGgufTransformer},
          {"qwen2", llama_read, kGgufWhole, kGgufTransformer},
          {"qwen3", llama_read, kGgufWhole, kGgufTransformer},
          {"qwen3moe", read_mixture, kGgufWhole, joined({kGgufExperts, kGgufTransformer})}};
}

} // namespace pareto::config
