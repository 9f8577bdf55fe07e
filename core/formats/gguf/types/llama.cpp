// SPDX-License-Identifier: GPL-3.0-or-later
// llama, qwen2, qwen3, phi3.
#include "core/formats/gguf/gguf_types.h"

namespace pareto::config {

namespace {

ModelSpec read(GgufKeys& keys, const std::string& architecture) {
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

} // namespace

std::vector<GgufType> gguf_family::llama() {
  return {{"llama", read, kGgufWhole, kGgufTransformer, true},
          {"phi3", read, kGgufWhole, kGgufTransformer},
          {"qwen2", read, kGgufWhole, kGgufTransformer},
          {"qwen3", read, kGgufWhole, kGgufTransformer}};
}

} // namespace pareto::config
