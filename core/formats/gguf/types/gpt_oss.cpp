// SPDX-License-Identifier: GPL-3.0-or-later
// gpt-oss: attention sinks, every other layer over a window, experts with biases and a clamped gate.
#include "core/formats/gguf/gguf_types.h"

namespace pareto::config {

namespace {

constexpr float kLimit = 7; ///< of the gate, in the architecture

ModelSpec gpt_oss_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys, true);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  AttentionMixer mixer = attention_with(keys, spec.hidden, keys.integer("attention.head_count_kv", kHeads));
  mixer.rope = rope_of(keys, mixer.head_dim, false); // as the model was published, whatever the file's maker runs
  mixer.qkv_bias = mixer.output_bias = mixer.sinks = true;
  MoeFeedForward part = experts_of(keys);
  part.bias = part.router_bias = part.shifted = true;
  part.limit = kLimit;
  const int64_t window = keys.integer("attention.sliding_window", kLength);
  for (int64_t layer = 0, layers = block_count(keys); layer < layers; ++layer) {
    mixer.window = layer % 2 == 0 ? window : 0;
    spec.blocks.push_back({mixer, part});
  }
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::gpt_oss() {
  const NamePairs own{{"ffn_norm.", "post_attention_norm."}, {"mixer.sinks", "attn_sinks.weight"}};
  return {{"gpt-oss", gpt_oss_read, kGgufWhole, joined({own, kGgufExperts, kGgufTransformer})}};
}

} // namespace pareto::config
