// SPDX-License-Identifier: GPL-3.0-or-later
// kimi_linear (arXiv 2510.26692) and bailing_hybrid (Ling 3): Kimi delta attention and a few layers of latent
// attention, and mixtures of experts behind some dense layers.
#include "core/formats/hugging_face/latent.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/kda.h"

namespace pareto::config {

namespace {

constexpr float kLatentEps = 1e-6f; ///< of latents' norms, whatever rms_norm_eps says

/// Attends by layer_types, otherwise as told.
std::vector<bool> kimi_linear_attending(ConfigReader& reader, std::vector<bool> otherwise) {
  return layers_named(reader, std::move(otherwise), "full_attention", "linear_attention");
}

/// Which layers linear_attn_config lists, counted from 1; without one every fourth behind the first.
std::vector<bool> listed_layers(ConfigReader& reader, int64_t layers) {
  std::vector<bool> full(static_cast<size_t>(layers));
  if (!reader.has("linear_attn_config")) {
    for (int64_t layer = 4; layer < layers; layer += 4)
      full[static_cast<size_t>(layer)] = true;
    return kimi_linear_attending(reader, std::move(full));
  }
  ConfigReader linear = reader.child("linear_attn_config");
  for (const int64_t layer : linear.integers("full_attn_layers", {1, layers}))
    full[static_cast<size_t>(layer - 1)] = true;
  return full;
}

/// Of two spellings the one that is there.
const char* key_of(ConfigReader& reader, const char* first, const char* second) {
  return reader.has(second) && !reader.has(first) ? second : first;
}

/// Keys of the class, or as published.
MoeFeedForward kimi_mixture(ConfigReader& reader) {
  const char* chosen = key_of(reader, "num_experts_per_token", "num_experts_per_tok");
  MoeFeedForward part = plain_mixture(reader, {.chosen = chosen}, {256, 8, 1024});
  part.score = RouterScore::Sigmoid;
  part.correction = true;
  part.groups = reader.integer(key_of(reader, "num_expert_group", "n_group"), {1, 4096}, 1);
  part.kept_groups = reader.integer("topk_group", {1, 4096}, 1);
  part.normalised = reader.boolean(key_of(reader, "moe_renormalize", "norm_topk_prob"), true);
  part.eps = 1e-20f;
  part.scale = static_cast<float>(reader.number("routed_scaling_factor", kRatio, 2.446));
  part.shared_width = part.width * reader.integer(key_of(reader, "num_shared_experts", "n_shared_experts"), {0, 64}, 1);
  check_mixture(reader, {.chosen = chosen}, part);
  return part;
}

KdaMixer delta_mixer(int64_t heads, int64_t width, int64_t conv, float eps) {
  KdaMixer mixer;
  mixer.heads = mixer.value_heads = heads;
  mixer.key_dim = mixer.value_dim = width;
  mixer.conv = conv;
  mixer.norm_eps = eps;
  return mixer;
}

KdaMixer kimi_delta(ConfigReader& reader, float eps) {
  ConfigReader linear = reader.child("linear_attn_config");
  KdaMixer mixer = delta_mixer(
      linear.integer("num_heads", kHeads, reader.integer("linear_num_heads", kHeads, 32)),
      linear.integer("head_dim", kWidth, reader.integer("linear_head_dim", kWidth, 128)),
      linear.integer("short_conv_kernel_size", kTaps, reader.integer("linear_conv_kernel_dim", kTaps, 4)), eps);
  mixer.gate_bias = false;
  return mixer;
}

ModelSpec stack(ConfigReader& reader, ModelSpec spec, const std::vector<bool>& attends, const KdaMixer& delta,
                const MlaMixer& latent, const MoeFeedForward& part, const std::function<bool(int64_t)>& mixes) {
  for (size_t layer = 0; layer < attends.size() && reader.ok(); ++layer)
    spec.blocks.push_back({attends[layer] ? Mixer(latent) : Mixer(delta),
                           mixes(static_cast<int64_t>(layer)) ? FeedForward(part) : FeedForward(dense_part(reader))});
  return spec;
}

ModelSpec read_kimi(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.max_context = reader.integer("model_max_length", kLength, spec.max_context);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  const int64_t layers = layer_count(reader);
  MlaMixer latent = read_latent(reader, 10000);
  latent.rope = {}; // the shared part of the key is one without rotation
  latent.norm_eps = kLatentEps;
  if (!reader.boolean("mla_use_nope", true))
    reader.refuse("mla_use_nope", "= false is not supported.", ErrorCode::Unsupported);
  return stack(reader, spec, listed_layers(reader, layers), kimi_delta(reader, spec.norm.eps), latent,
               kimi_mixture(reader), sparse_layers(reader, 1));
}

ModelSpec read_bailing(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  const int64_t layers = layer_count(reader), group = reader.integer("layer_group_size", {1, 1024}, 6);
  std::vector<bool> full(static_cast<size_t>(layers));
  for (int64_t layer = 0; layer < layers; ++layer)
    full[static_cast<size_t>(layer)] = (layer + 1) % group == 0;
  MlaMixer latent = read_latent(reader, 6e6);
  latent.norm_eps = kLatentEps;
  latent.head_gate = true;
  KdaMixer delta = delta_mixer(latent.heads, reader.integer("head_dim", kWidth, 128),
                               reader.integer("short_conv_kernel_size", kTaps, 4), spec.norm.eps);
  delta.full_gates = true;
  if (reader.boolean("kda_safe_gate", true))
    delta.lower_bound = static_cast<float>(reader.number("kda_lower_bound", {-1e3, -1e-6}, -5));
  MoeFeedForward part = plain_mixture(reader, {}, {512, 8, 768});
  read_corrected_routing(reader, part, "num_shared_experts");
  return stack(reader, spec, kimi_linear_attending(reader, std::move(full)), delta, latent, part,
               sparse_layers(reader, 2));
}

NamePairs names(NamePairs more) {
  for (const char* which : {"q", "k", "v"})
    more.push_back({std::string("mixer.") + which + "_conv.", std::string("self_attn.") + which + "_conv1d."});
  more.push_back({"mixer.kv_a_norm.", "self_attn.kv_a_layernorm."});
  more.push_back({"mixer.q_a_norm.", "self_attn.q_a_layernorm."});
  more.insert(more.end(), kLlamaPart.begin(), kLlamaPart.end());
  return more;
}

/// Kimi keeps dense parts under another name than mixtures.
NamePairs kimi_names() {
  return names({{"mixer.f_proj.0.", "self_attn.f_a_proj."},
                {"mixer.f_proj.1.", "self_attn.f_b_proj."},
                {"mixer.g_proj.0.", "self_attn.g_a_proj."},
                {"mixer.g_proj.1.", "self_attn.g_b_proj."},
                {"ffn.router.correction", "block_sparse_moe.gate.e_score_correction_bias"},
                {"ffn.router.", "block_sparse_moe.gate."},
                {"ffn.shared.", "block_sparse_moe.shared_experts."},
                {"ffn.experts.gate_proj.", "block_sparse_moe.experts.{}.w1."},
                {"ffn.experts.up_proj.", "block_sparse_moe.experts.{}.w3."},
                {"ffn.experts.down_proj.", "block_sparse_moe.experts.{}.w2."}});
}

NamePairs bailing_names() {
  return names({{"mixer.gate_proj.", "self_attn.g_proj."},
                {"ffn.router.correction", "mlp.gate.expert_bias"},
                {"ffn.router.", "mlp.gate."},
                {"ffn.shared.", "mlp.shared_experts."},
                {"ffn.experts.", "mlp.experts.{}."}});
}

} // namespace

ModelFamily family::kimi_linear() {
  return {
      .types = {{"kimi_linear", read_kimi, "kimi_linear"}, {"bailing_hybrid", read_bailing, "bailing_hybrid"}},
      .names = {{"kimi_linear", "model.layers.", kLlamaWhole, kimi_names(), {}, {}, place_latent},
                {"bailing_hybrid",
                 "model.layers.",
                 {{"embed.", "model.word_embeddings."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}},
                 bailing_names(),
                 {{"self_attn.o_proj.", "attention.dense."}, {"self_attn.", "attention."}},
                 {},
                 place_latent}},
  };
}

} // namespace pareto::config
