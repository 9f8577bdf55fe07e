// SPDX-License-Identifier: GPL-3.0-or-later
// yoco (arXiv 2405.05254), as flash-linear-attention 0.6.0 has it: layers of constant memory, then layers of attention
// that all read the keys and values of the first of them.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/simple_gla.h"

#include <algorithm>
#include <cmath>

namespace pareto::config {

namespace {

/// Whether rotations go down to the base itself.
bool to_base(ConfigReader& part) { return part.choice("rope_inv_freq", {"fla", "yoco"}, "fla") == "yoco"; }
double theta_of(ConfigReader& part) { return part.number("rope_theta", kTheta, kPlainTheta); }

/// Heads that share the width of the stream; kv heads under the key `kv`.
AttentionMixer attention(ConfigReader& part, int64_t hidden, int64_t heads, const char* kv) {
  AttentionMixer mixer;
  mixer.heads = part.integer("num_heads", kHeads, heads);
  mixer.kv_heads = part.integer(kv, kHeads, mixer.heads);
  divided(part, kv, mixer.heads, mixer.kv_heads);
  mixer.head_dim = divided(part, "num_heads", hidden, mixer.heads);
  mixer.qkv_bias = part.boolean("qkv_bias", false);
  if (part.boolean("qk_norm", false))
    part.refuse("qk_norm", "= true is not supported.", ErrorCode::Unsupported);
  mixer.rope = paired_rope(mixer.head_dim, theta_of(part), to_base(part));
  return mixer;
}

Mixer delta(ConfigReader& part, float eps) {
  DeltaNetMixer mixer;
  mixer.decay = true;
  mixer.heads = part.integer("num_heads", kHeads, 6);
  mixer.value_heads = part.integer("num_v_heads", kHeads, mixer.heads);
  divided(part, "num_heads", mixer.value_heads, mixer.heads);
  mixer.key_dim = part.integer("head_dim", kWidth, 256);
  mixer.value_dim = static_cast<int64_t>(static_cast<double>(mixer.key_dim) * part.number("expand_v", kRatio, 2));
  mixer.conv = part.boolean("use_short_conv", true) ? part.integer("conv_size", kTaps, 4) : 0;
  mixer.gate = part.boolean("use_gate", true);
  mixer.negative_eigenvalues = part.boolean("allow_neg_eigval", false);
  mixer.norm_eps = eps;
  return mixer;
}

Mixer retention(ConfigReader& part, int64_t hidden, float eps) {
  SimpleGlaMixer mixer;
  mixer.heads = part.integer("num_heads", kHeads, 6);
  mixer.key_dim = mixer.value_dim = divided(part, "num_heads", hidden, mixer.heads);
  mixer.conv = 0;
  mixer.norm_eps = eps;
  mixer.normaliser = static_cast<float>(part.number("gate_logit_normalizer", {1e-3, 1e6}, 16));
  mixer.decay_bias = mixer.norm_weight = false;
  mixer.theta = static_cast<float>(theta_of(part));
  mixer.to_base = to_base(part);
  return mixer;
}

Mixer self_mixer(ConfigReader& part, const ModelSpec& spec) {
  const std::string type = part.choice("type", {"gated_deltanet", "gated_retention", "swa"}, "gated_deltanet");
  if (type == "gated_deltanet")
    return delta(part, spec.norm.eps);
  if (type == "gated_retention")
    return retention(part, spec.hidden, spec.norm.eps);
  AttentionMixer mixer = attention(part, spec.hidden, 6, "num_v_heads");
  mixer.window = part.integer("window_size", kLength);
  return mixer;
}

ModelSpec yoco_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 32000);
  spec.hidden = reader.integer("hidden_size", kWidth, 2048);
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  spec.norm.eps = eps_of(reader, "norm_eps", 1e-6);
  spec.embedding_scale = std::sqrt(static_cast<float>(spec.hidden));
  if (reader.has("attnres_block_size"))
    reader.refuse("attnres_block_size", "is not supported: it must be null.", ErrorCode::Unsupported);
  const int64_t layers = reader.integer("num_hidden_layers", kLayers, 21),
                own = reader.integer("num_self_decoder_layers", {1, std::max<int64_t>(layers - 1, 1)}, 10);
  const double raw = static_cast<double>(spec.hidden) * reader.number("hidden_ratio", kRatio, 4) * 2 / 3;
  const int64_t derived = (static_cast<int64_t>(raw) + 255) / 256 * 256;
  const FeedForward part = GatedFeedForward{reader.integer("intermediate_size", kWide, derived),
                                            read_activation(reader, "hidden_act", "swish"), false};
  ConfigReader self = reader.child("self_decoder_attn"), cross = reader.child("cross_decoder_attn");
  const Mixer keeps = self_mixer(self, spec);
  AttentionMixer reads = attention(cross, spec.hidden, 32, "num_kv_heads");
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    reads.kv_norm = layer == own; // what all read is made of the stream that the first of them meets
    reads.cache_of = layer > own ? own : -1;
    spec.blocks.push_back({layer < own ? keeps : Mixer(reads), part});
  }
  return spec;
}

/// Layers that keep, layers that read, numbered apart; keys and values of the latter stand by themselves.
std::string number(const ModelSpec& spec, int64_t layer, const std::string& name) {
  const auto reads_stream = [](const Block& block) {
    const auto* mixer = block.mixer()->as<AttentionMixer>();
    return mixer && mixer->kv_norm;
  };
  const auto first = std::find_if(spec.blocks.begin(), spec.blocks.end(), reads_stream) - spec.blocks.begin();
  if (layer < first)
    return "model.self_layers." + std::to_string(layer) + "." + name;
  for (const char* own : {"k_proj.", "v_proj.", "kv_norm."})
    if (name.rfind(std::string("attn.") + own, 0) == 0)
      return "model.shared_kv_builder." + name.substr(5);
  return "model.cross_layers." + std::to_string(layer - first) + "." + name;
}

} // namespace

ModelFamily family::yoco() {
  return {
      .types = {{"yoco", yoco_read, "yoco"}},
      .names = {{"yoco",
                 "model.self_layers.",
                 {{"embed.", "model.embeddings."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}},
                 {{"mixer_norm.", "attn_norm."}, {"ffn_norm.", "mlp_norm."}, {"mixer.", "attn."}, {"ffn.", "mlp."}},
                 {{"_conv.", "_conv1d."}},
                 {},
                 nullptr,
                 number}},
  };
}

} // namespace pareto::config
