// SPDX-License-Identifier: GPL-3.0-or-later
// lfm2, lfm2moe: gated short convolutions, and attention where the file counts heads of keys.
#include "core/formats/gguf/gguf_types.h"
#include "core/model/architectures/short_conv.h"

namespace pareto::config {

namespace {

/// Scores by sigmoid, corrected for the choice; the chosen renormalised.
MoeFeedForward lfm2_mixture(GgufKeys& keys) {
  MoeFeedForward part = experts_of(keys);
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.eps = 1e-6f;
  return part;
}

ModelSpec lfm2_read(GgufKeys& keys, const std::string& architecture) {
  ModelSpec spec = common(keys, architecture == "lfm2moe");
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  const int64_t blocks = block_count(keys);
  const ShortConvMixer convolution{keys.integer("shortconv.l_cache", kTaps), has_bias(keys, "shortconv.conv")};
  const FeedForward dense = swiglu(keys.integer("feed_forward_length", kWide));
  const FeedForward experts = architecture == "lfm2moe" ? FeedForward(lfm2_mixture(keys)) : dense;
  const int64_t first = keys.integer("leading_dense_block_count", {0, 1024}, 0);
  for (const int64_t kv : keys.per_block("attention.head_count_kv", {0, kHeads.high}, blocks)) {
    const FeedForward& part = static_cast<int64_t>(spec.blocks.size()) < first ? dense : experts;
    if (kv == 0) {
      spec.blocks.push_back({convolution, part});
      continue;
    }
    AttentionMixer mixer = attention_with(keys, spec.hidden, kv);
    mixer.rope = rope_of(keys, mixer.head_dim);
    mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
    mixer.qk_norm_eps = spec.norm.eps;
    spec.blocks.push_back({mixer, part});
  }
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::lfm2() {
  const NamePairs whole{{"embed.", "token_embd."}, {"final_norm.", "token_embd_norm."}, {"head.", "output."}};
  const NamePairs own{{"mixer.in_proj.", "shortconv.in_proj."},
                      {"mixer.conv.", "shortconv.conv."},
                      {"mixer.out_proj.", "shortconv.out_proj."}};
  const NamePairs part = joined({own, kGgufExperts, kGgufTransformer});
  return {{"lfm2", lfm2_read, whole, part}, {"lfm2moe", lfm2_read, whole, part}};
}

} // namespace pareto::config
