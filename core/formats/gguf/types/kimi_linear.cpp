// SPDX-License-Identifier: GPL-3.0-or-later
// kimi-linear: Kimi delta attention, latent attention without positions where the file counts a head of keys, and
// mixtures of experts behind some dense layers.
#include "core/formats/gguf/types/latent.h"
#include "core/model/architectures/kda.h"

#include <algorithm>

namespace pareto::config {

namespace {

constexpr float kLatentEps = 1e-6f; ///< of latents' norms, as the published class has it whatever the file's epsilon

/// The heads of a delta layer follow from its decay rates: files count those of attention alone.
KdaMixer delta(GgufKeys& keys, float eps, const std::string& block) {
  KdaMixer mixer;
  const GgufTensor* rates = keys.tensor(block + "ssm_a");
  int64_t heads = rates ? 1 : 0;
  for (size_t axis = 0; rates && axis < rates->shape.size(); ++axis)
    heads *= rates->shape[axis];
  if (heads < 1 || heads > kHeads.high)
    keys.refuse_at(block + "ssm_a", "must hold a rate for each head of the layer");
  mixer.heads = mixer.value_heads = std::clamp<int64_t>(heads, 1, kHeads.high);
  mixer.key_dim = mixer.value_dim = keys.integer("kda.head_dim", kWidth);
  mixer.conv = keys.integer("ssm.conv_kernel", kTaps);
  mixer.norm_eps = eps;
  mixer.gate_bias = false;
  return mixer;
}

MlaMixer latent(GgufKeys& keys, const std::string& block) {
  MlaMixer mixer = latent_of(keys, block); // its rope_dim is a part of the key that heads share, without rotation
  mixer.norm_eps = kLatentEps;
  return mixer;
}

MoeFeedForward kimi_linear_mixture(GgufKeys& keys) {
  MoeFeedForward part = routed_experts_of(keys);
  part.correction = part.normalised = true;
  return part;
}

ModelSpec kimi_linear_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys, true);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  const int64_t blocks = block_count(keys);
  const MoeFeedForward experts = kimi_linear_mixture(keys);
  const FeedForward dense = swiglu(keys.integer("feed_forward_length", kWide));
  const int64_t first = keys.integer("leading_dense_block_count", {0, 1024}, 0);
  const std::vector<int64_t> kv = keys.per_block("attention.head_count_kv", {0, kHeads.high}, blocks);
  for (size_t layer = 0; layer < kv.size() && keys.ok(); ++layer) {
    const std::string block = "blk." + std::to_string(layer) + ".";
    spec.blocks.push_back({kv[layer] > 0 ? Mixer(latent(keys, block)) : Mixer(delta(keys, spec.norm.eps, block)),
                           static_cast<int64_t>(layer) < first ? dense : FeedForward(experts)});
  }
  return spec;
}

const NamePairs kDelta{
    {"mixer.q_conv.", "ssm_conv1d_q."}, {"mixer.k_conv.", "ssm_conv1d_k."}, {"mixer.v_conv.", "ssm_conv1d_v."},
    {"mixer.f_proj.0.", "ssm_f_a."},    {"mixer.f_proj.1.", "ssm_f_b."},    {"mixer.g_proj.0.", "ssm_g_a."},
    {"mixer.g_proj.1.", "ssm_g_b."},    {"mixer.b_proj.", "ssm_beta."},     {"mixer.A_log", "ssm_a"},
    {"mixer.dt_bias", "ssm_dt.bias"},   {"mixer.o_norm.", "ssm_norm."}};

} // namespace

std::vector<GgufType> gguf_family::kimi_linear() {
  return {{"kimi-linear", kimi_linear_read, kGgufWhole, joined({kDelta, kGgufLatent, kGgufExperts, kGgufTransformer}),
           false, place_latent_and_key}};
}

} // namespace pareto::config
