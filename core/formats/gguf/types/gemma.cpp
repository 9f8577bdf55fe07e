// SPDX-License-Identifier: GPL-3.0-or-later
// gemma2, gemma3: their norms hold 1 + w, so `one_plus` is false.
#include "core/formats/gguf/gguf_types.h"

#include <cmath>

namespace pareto::config {

namespace {

/// Which blocks slide: every second one (gemma2), five of six (gemma3), or as the file says.
std::vector<bool> sliding_blocks(GgufKeys& keys, size_t blocks, int64_t pattern) {
  std::vector<bool> sliding(blocks);
  const GgufValue* value = keys.file().find("gemma3.attention.sliding_window_pattern");
  const GgufArray* array = value ? std::get_if<GgufArray>(value) : nullptr;
  if (array && (array->type != GgufValueType::Bool || array->count != blocks))
    keys.refuse("attention.sliding_window_pattern", "must be an integer or an array of one bool for each block");
  else if (array)
    for (size_t i = 0; i < blocks; ++i)
      sliding[i] = array->integer(i) != 0;
  else {
    pattern = keys.integer("attention.sliding_window_pattern", {1, 1024}, pattern);
    for (size_t i = 0; i < blocks; ++i)
      sliding[i] = static_cast<int64_t>(i + 1) % pattern != 0;
  }
  return sliding;
}

ModelSpec gemma_read(GgufKeys& keys, const std::string& architecture) {
  ModelSpec spec = common(keys);
  const bool second = architecture == "gemma2";
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  spec.logit_softcap = static_cast<float>(keys.number("final_logit_softcapping", {0, 1e6}, second ? 30 : 0));
  spec.blocks = transformer_blocks(keys, spec.hidden, true, gated<UnaryFunction::GeluTanh>, Block::Residual::Sandwich);
  const auto window = keys.integer("attention.sliding_window", kLength, 4096);
  const std::vector<bool> sliding = sliding_blocks(keys, spec.blocks.size(), second ? 2 : 6);
  const bool biggest = spec.blocks.size() == (second ? 46 : 62); // the 27B models scale scores by the width per head
  const auto softcap = static_cast<float>(second ? keys.number("attn_logit_softcapping", {0, 1e6}, 50) : 0);
  const double swa_theta = keys.number("rope.freq_base_swa", kTheta, 10000);
  for (size_t i = 0; i < spec.blocks.size(); ++i) {
    AttentionMixer& mixer = attention_of(spec.blocks[i]);
    mixer.softcap = softcap;
    mixer.window = sliding[i] ? window : 0;
    if (biggest)
      mixer.scale = 1 / std::sqrt(static_cast<float>(spec.hidden) / static_cast<float>(mixer.heads));
    if (second)
      continue;
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
    mixer.qk_norm_eps = spec.norm.eps;
    if (sliding[i] && mixer.rope.table) {
      auto local = std::make_shared<RopeTable>();
      local->inv_freq = plain_frequencies(swa_theta, static_cast<int64_t>(2 * mixer.rope.table->inv_freq.size()));
      mixer.rope.table = std::move(local);
    }
  }
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::gemma() {
  return {{"gemma2", gemma_read, kGgufWhole, kGgufTransformer}, {"gemma3", gemma_read, kGgufWhole, kGgufTransformer}};
}

} // namespace pareto::config
