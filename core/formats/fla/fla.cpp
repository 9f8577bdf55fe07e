// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention 0.6.0; fields that library ignores are ignored here too.
#include "core/formats/fla/frame.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/abc.h"
#include "core/model/architectures/comba.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/gla.h"
#include "core/model/architectures/gsa.h"
#include "core/model/architectures/hgrn.h"
#include "core/model/architectures/hgrn2.h"
#include "core/model/architectures/kda.h"
#include "core/model/architectures/lightnet.h"
#include "core/model/architectures/linear_attention.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/mamba3.h"
#include "core/model/architectures/mesa_net.h"
#include "core/model/architectures/mla.h"
#include "core/model/architectures/retnet.h"
#include "core/model/architectures/rodimus.h"
#include "core/model/architectures/rwkv6.h"
#include "core/model/architectures/rwkv7.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/rwkv6.h"
#include "core/model/feed_forward/rwkv7.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pareto::config {

namespace {

constexpr int64_t kGateRank = 16;        ///< gla: not in the configuration
constexpr int64_t kLogLinearLevels = 15; ///< log_linear_mamba2: not in the configuration

Mixer linear_attention(const Frame& f) {
  LinearAttentionMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.key_dim = f.per_head("expand_k", 1, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  const std::string map = f.reader.choice("feature_map", {"elementwise_product", "elu"}, "elementwise_product");
  mixer.feature_map =
      map == "elu" ? LinearAttentionMixer::FeatureMap::EluPlusOne : LinearAttentionMixer::FeatureMap::Hadamard;
  mixer.tied_feature_map = f.reader.boolean("tie_feature_map_qk", false);
  mixer.norm_q = f.reader.boolean("norm_q", false);
  mixer.norm_k = f.reader.boolean("norm_k", false);
  mixer.normalised = f.reader.boolean("norm_feature_map", false);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer retnet(const Frame& f) {
  RetNetMixer mixer;
  mixer.heads = f.heads("num_heads", 8);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.key_dim = f.per_head("expand_k", 1, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 2, mixer.heads);
  mixer.rope = plain_rope(mixer.key_dim);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer gla(const Frame& f) {
  GlaMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.key_dim = f.per_head("expand_k", 0.5, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.gate_rank = kGateRank;
  mixer.conv = f.conv(false);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.clamp_min = static_cast<float>(f.reader.number("clamp_min", {-1e6, 0}, 0));
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer hgrn(const Frame& f) {
  HgrnMixer mixer;
  mixer.inner = f.scaled("expand_ratio", 1, f.hidden);
  mixer.conv = f.conv(false);
  mixer.lower_bound = f.reader.boolean("use_lower_bound", true);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer hgrn2(const Frame& f) {
  Hgrn2Mixer mixer;
  if (f.reader.has("expand_ratio") || !f.reader.has("num_heads")) {
    mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 128);
    mixer.heads = divided(f.reader, "expand_ratio", f.hidden, mixer.key_dim);
  } else {
    mixer.heads = f.heads("num_heads", 1);
    mixer.key_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  }
  mixer.value_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.conv = f.conv(false);
  mixer.lower_bound = f.reader.boolean("use_lower_bound", true);
  return mixer; // its norm keeps the fixed epsilon 1e-5
}

Mixer gsa(const Frame& f) { // its use_output_gate, use_norm and clamps reach no layer
  GsaMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.key_dim = f.per_head("expand_k", 1, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.slots = f.reader.integer("num_slots", kModes, mixer.key_dim);
  mixer.conv = f.conv(false);
  mixer.gate_normaliser = static_cast<float>(f.reader.number("gate_logit_normalizer", {1e-3, 1e6}, 8));
  f.reader.choice("feature_map", {"swish"}, "swish");
  return mixer; // its norm keeps the fixed epsilon 1e-5
}

/// GSA with a router. Its noise is training's.
Mixer raven(const Frame& f) {
  GsaMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.kv_heads = f.kv_heads(mixer.heads);
  mixer.key_dim = f.per_head("expand_k", 1, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.slots = f.reader.integer("num_slots", kModes, mixer.key_dim);
  mixer.chosen = f.reader.integer("topk", {1, mixer.slots}, std::min<int64_t>(32, mixer.slots));
  mixer.head_decay = f.reader.choice("decay_type", {"Mamba2", "GLA"}, "Mamba2") == "Mamba2";
  mixer.gate_normaliser = static_cast<float>(f.reader.number("gate_logit_normalizer", {1e-3, 1e6}, 8));
  mixer.norm_eps = f.eps;
  f.reader.choice("feature_map", {"swish"}, "swish");
  f.reader.choice("router_score", {"sigmoid"}, "sigmoid");
  f.reader.choice("router_type", {"lin"}, "lin");
  for (const char* variant : {"use_output_gate", "use_rope", "bias_rmm"})
    if (f.reader.boolean(variant, false))
      f.reader.refuse(variant, "= true is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer abc(const Frame& f) {
  AbcMixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.key_dim = f.per_head("expand_k", 0.5, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.slots = f.reader.integer("num_slots", kModes, 64);
  mixer.conv = f.conv(false);
  const double low = f.reader.number("clamp_min", {-1e6, 0}, -32), high = f.reader.number("clamp_max", {0, 1e6}, 32);
  if (low != -high)
    f.reader.refuse("clamp_min", "must be the negative of clamp_max.", ErrorCode::Unsupported);
  mixer.clamp = static_cast<float>(high);
  if (f.reader.boolean("use_rope", true))
    mixer.rope = plain_rope(mixer.key_dim);
  mixer.norm_eps = f.eps;
  return mixer;
}

Mixer lightnet(const Frame& f) {
  LightNetMixer mixer;
  if (f.reader.has("expand_ratio") || !f.reader.has("num_heads")) {
    mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 128);
    mixer.heads = f.heads("num_heads", divided(f.reader, "expand_ratio", f.hidden, mixer.key_dim));
  } else {
    mixer.heads = f.heads("num_heads", 1);
    mixer.key_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  }
  mixer.value_dim = divided(f.reader, "num_heads", f.hidden, mixer.heads);
  mixer.gate_rank = f.reader.integer("gate_low_rank_dim", kRank, 128);
  mixer.conv = f.conv(false);
  return mixer; // its norm keeps the fixed epsilon 1e-6
}

Mixer delta_net(const Frame& f) {
  DeltaNetMixer mixer;
  mixer.heads = mixer.value_heads = f.heads("num_heads", 16);
  mixer.key_dim = f.per_head("expand_k", 1, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.conv = f.conv(true);
  mixer.gate = f.reader.boolean("use_gate", false);
  if (!f.reader.boolean("use_beta", true))
    f.reader.refuse("use_beta", "= false is not supported: the write strength is always learned.",
                    ErrorCode::Unsupported);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  const std::map<std::string, UnaryFunction> activations{{"silu", UnaryFunction::Silu},
                                                         {"relu", UnaryFunction::Relu},
                                                         {"elu", UnaryFunction::EluPlusOne},
                                                         {"identity", UnaryFunction::Identity}};
  mixer.qk_activation = activations.at(f.reader.choice("qk_activation", {"silu", "relu", "elu", "identity"}, "silu"));
  mixer.qk_norm = f.reader.choice("qk_norm", {"l2", "sum"}, "l2") == "sum" ? NormKind::SumAbs : NormKind::L2;
  mixer.norm_eps = f.eps;
  return mixer;
}

/// Heads and widths in the keys of the newer delta types.
template <class M>
M delta_shape(const Frame& f, int64_t heads, int64_t key_dim, double expand_v) {
  M mixer;
  mixer.heads = f.heads("num_heads", heads);
  mixer.value_heads = f.heads("num_v_heads", mixer.heads);
  divided(f.reader, "num_heads", mixer.value_heads, mixer.heads);
  mixer.key_dim = f.reader.integer("head_dim", kWidth, key_dim);
  mixer.value_dim = f.scaled("expand_v", expand_v, mixer.key_dim);
  mixer.conv = f.conv(true);
  mixer.norm_eps = f.eps;
  return mixer;
}

/// The numbers of a preconditioner that its weights do not hold.
void check_squash(const Frame& f) {
  const double base = f.reader.number("squash_x", {1, 2}, 1.5), eps = f.reader.number("squash_eps", kEps, 1e-6);
  if (base != 1.5)
    f.reader.refuse("squash_x", "must be 1.5.", ErrorCode::Unsupported);
  if (eps != 1e-6)
    f.reader.refuse("squash_eps", "must be 1e-6.", ErrorCode::Unsupported);
}

Mixer gated_delta_product(const Frame& f) {
  auto mixer = delta_shape<DeltaNetMixer>(f, 6, 256, 2);
  mixer.writes = f.reader.integer("num_householder", {1, kMostWrites}, 1);
  mixer.decay = f.reader.boolean("use_forget_gate", false);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  return mixer;
}

Mixer kda(const Frame& f) {
  auto mixer = delta_shape<KdaMixer>(f, 16, 128, 1);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  mixer.lower_bound = static_cast<float>(f.reader.number("lower_bound", {-1e6, 0}, 0));
  mixer.preconditioned = f.type == "precond_kda";
  if (!mixer.preconditioned)
    return mixer;
  check_squash(f);
  if (mixer.value_heads != mixer.heads)
    f.reader.refuse("num_v_heads", "must equal num_heads.", ErrorCode::Unsupported);
  return mixer;
}

Mixer comba(const Frame& f) { // the model never hands its switches to the layer: both corrections are always there
  auto mixer = delta_shape<CombaMixer>(f, 6, 256, 2);
  mixer.gate = f.reader.boolean("use_output_gate", true);
  return mixer;
}

Mixer gated_delta_net(const Frame& f) {
  auto mixer = delta_shape<DeltaNetMixer>(f, 6, 256, 2);
  mixer.decay = true;
  mixer.gate = f.reader.boolean("use_gate", true);
  mixer.negative_eigenvalues = f.reader.boolean("allow_neg_eigval", false);
  mixer.preconditioned = f.type == "precond_gated_deltanet";
  if (mixer.preconditioned)
    check_squash(f);
  const std::string gate = f.reader.choice("output_gate_activation", {"swish", "silu", "sigmoid"}, "swish");
  mixer.gate_activation = gate == "sigmoid" ? UnaryFunction::Sigmoid : UnaryFunction::Silu;
  return mixer;
}

Mixer rwkv6(const Frame& f) {
  Rwkv6Mixer mixer;
  mixer.heads = f.heads("num_heads", 4);
  mixer.key_dim = f.per_head("expand_k", 0.5, mixer.heads);
  mixer.value_dim = f.per_head("expand_v", 1, mixer.heads);
  mixer.mix_rank = f.reader.integer("proj_low_rank_dim", kRank, 32);
  mixer.decay_rank = f.reader.integer("gate_low_rank_dim", kRank, 64);
  mixer.norm_eps = f.eps;
  if (!f.reader.boolean("norm_bias", true))
    f.reader.refuse("norm_bias", "= false is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer rwkv7(const Frame& f) {
  Rwkv7Mixer mixer;
  mixer.head_dim = f.reader.integer("head_dim", kWidth, 64);
  mixer.heads = divided(f.reader, "head_dim", f.hidden, mixer.head_dim);
  int64_t values = f.hidden;
  if (f.reader.has("value_dim")) {
    const auto& given = f.reader.json()["value_dim"];
    const std::vector<int64_t> widths =
        given.is_array() ? f.reader.integers("value_dim", kWide) : std::vector{f.reader.integer("value_dim", kWide)};
    for (int64_t width : widths)
      if (width != widths.front())
        f.reader.refuse("value_dim", "must be the same in every layer.", ErrorCode::Unsupported);
    values = widths.empty() ? f.hidden : widths.front();
  }
  mixer.value_dim = divided(f.reader, "value_dim", values, mixer.heads);
  mixer.decay_rank = f.reader.integer("decay_low_rank_dim", kRank, 64);
  mixer.gate_rank = f.reader.integer("gate_low_rank_dim", kRank, 128);
  mixer.a_rank = f.reader.integer("a_low_rank_dim", kRank, 64);
  mixer.v_rank = f.reader.integer("v_low_rank_dim", kRank, 16);
  mixer.norm_eps = f.eps;
  mixer.kk_norm_eps = f.reader.boolean("fuse_norm", true) ? 1e-6f : 1e-24f;
  return mixer;
}

Mixer mamba(const Frame& f) {
  MambaMixer mixer;
  const std::string rank = f.type == "samba" ? "time_step_rank" : "dt_rank";
  const bool derived = !f.reader.has(rank) || f.reader.json()[rank] == "auto";
  mixer.rank = derived ? (f.hidden + 15) / 16 : f.reader.integer(rank, kRank);
  mixer.inner = f.reader.integer("expand", {1, 64}, 2) * f.hidden;
  mixer.state = f.reader.integer("state_size", {1, 4096}, 16);
  mixer.conv = f.reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = f.type == "samba" || f.reader.boolean("use_conv_bias", true);
  mixer.bias = f.reader.boolean("use_bias", false);
  return mixer;
}

Mixer mamba2(const Frame& f) {
  Mamba2Mixer mixer;
  mixer.heads = f.heads("num_heads", 64);
  mixer.head_dim = f.reader.integer("head_dim", {1, 4096}, 64);
  mixer.state = f.reader.integer("state_size", {1, 4096}, 128);
  mixer.groups = f.heads("n_groups", 1);
  mixer.conv = f.reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = f.reader.boolean("use_conv_bias", true);
  mixer.bias = f.reader.boolean("use_bias", false);
  mixer.norm_groups = mixer.groups;
  mixer.norm_eps = f.eps;
  read_step_limit(f.reader, "dt_limit", mixer);
  if (f.type == "log_linear_mamba2")
    mixer.levels = kLogLinearLevels;
  divided(f.reader, "n_groups", mixer.heads, mixer.groups);
  const int64_t inner = static_cast<int64_t>(f.reader.number("expand", kRatio, 2) * static_cast<double>(f.hidden));
  if (mixer.heads * mixer.head_dim != inner)
    f.reader.refuse("num_heads", "x head_dim must equal expand x hidden_size = " + std::to_string(inner) + ".");
  if (f.reader.boolean("norm_before_gate", false))
    f.reader.refuse("norm_before_gate", "= true is not supported.", ErrorCode::Unsupported);
  if (!f.reader.boolean("rmsnorm", true))
    f.reader.refuse("rmsnorm", "= false is not supported.", ErrorCode::Unsupported);
  if (f.reader.boolean("D_has_hdim", false))
    f.reader.refuse("D_has_hdim", "= true is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer rodimus(const Frame& f) {
  RodimusMixer mixer;
  mixer.inner = (2 * f.hidden + 7) / 8 * 8;
  mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 64);
  const bool derived = !f.reader.has("input_gate_low_rank") || f.reader.json()["input_gate_low_rank"] == "auto";
  mixer.gate_rank = derived ? std::max<int64_t>(f.hidden / 64, 16) : f.reader.integer("input_gate_low_rank", kRank);
  mixer.conv = f.conv(true);
  mixer.norm_eps = f.eps;
  if (f.reader.text("block_type", "rodimus") != "rodimus")
    f.reader.refuse("block_type", "must be rodimus: attention with shared keys behind it is not supported.",
                    ErrorCode::Unsupported);
  return mixer;
}

Mixer mamba3(const Frame& f) {
  Mamba3Mixer mixer;
  mixer.head_dim = f.reader.integer("head_dim", {1, 4096}, 64);
  const auto inner = f.reader.integer("expand", {1, 64}, 2) * f.hidden;
  mixer.heads = divided(f.reader, "head_dim", inner, mixer.head_dim);
  mixer.state = f.reader.integer("state_size", {4, 4096}, 128);
  mixer.groups = f.heads("n_groups", 1);
  divided(f.reader, "n_groups", mixer.heads, mixer.groups);
  const double turning = f.reader.number("rope_fraction", {0, 1}, 0.5);
  if (turning != 0.5 && turning != 1)
    f.reader.refuse("rope_fraction", "must be 0.5 or 1.");
  mixer.all_rotate = turning == 1;
  mixer.norm = f.reader.boolean("is_outproj_norm", false);
  mixer.bias = f.reader.boolean("use_bias", false);
  mixer.rate_floor = static_cast<float>(f.reader.number("A_floor", {0, 1}, 1e-4));
  mixer.norm_eps = f.eps;
  if (f.reader.boolean("is_mimo", false))
    f.reader.refuse("is_mimo", "= true is not supported: a state is read once a token.", ErrorCode::Unsupported);
  return mixer;
}

/// It solves a prompt from x = 0 and a token alone from another start; here both do as the prompt does.
Mixer mesa_net(const Frame& f) {
  MesaNetMixer mixer;
  mixer.heads = f.heads("num_heads", 16);
  mixer.head_dim = f.reader.integer("head_dim", kWidth, 128);
  mixer.conv = f.conv(true);
  mixer.iterations = f.reader.integer("max_cg_step_training", {1, 1000}, 30);
  mixer.ridge_floor = static_cast<float>(f.reader.number("lambda_lower_bound", {1e-6, 1e6}, 0.25));
  mixer.gate = f.reader.boolean("use_output_gate", false);
  mixer.norm_eps = f.eps;
  return mixer;
}

const std::map<std::string, MixerReader>& mixer_readers() {
  static const std::map<std::string, MixerReader> readers = [] {
    std::map<std::string, MixerReader> all = attention_readers();
    all.insert({
        {"linear_attn", linear_attention},
        {"retnet", retnet},
        {"gla", gla},
        {"hgrn", hgrn},
        {"hgrn2", hgrn2},
        {"gsa", gsa},
        {"raven", raven},
        {"abc", abc},
        {"lightnet", lightnet},
        {"delta_net", delta_net},
        {"gated_deltanet", gated_delta_net},
        {"precond_gated_deltanet", gated_delta_net},
        {"gated_deltaproduct", gated_delta_product},
        {"kda", kda},
        {"precond_kda", kda},
        {"comba", comba},
        {"rwkv6", rwkv6},
        {"rwkv7", rwkv7},
        {"mamba", mamba},
        {"mamba2", mamba2},
        {"samba", mamba},
        {"log_linear_mamba2", mamba2},
        {"rodimus", rodimus},
        {"mamba3", mamba3},
        {"mesa_net", mesa_net},
    });
    return all;
  }();
  return readers;
}

bool is_rwkv(const std::string& type) { return type == "rwkv6" || type == "rwkv7"; }

double usual_ratio(const std::string& type) { return type == "retnet" ? 2 : type == "rwkv6" ? 3.5 : 4; }

std::optional<FeedForward> read_feed_forward(const Frame& f) {
  if (f.type == "mamba" || f.type == "mamba2" || f.type == "mamba3" || f.type == "rodimus")
    return std::nullopt;
  const bool rwkv = is_rwkv(f.type);
  const double ratio = f.reader.number("hidden_ratio", kRatio, usual_ratio(f.type));
  const auto raw = static_cast<int64_t>(static_cast<double>(f.hidden) * ratio * (rwkv ? 1 : 2) / (rwkv ? 1 : 3));
  const int64_t multiple = rwkv ? 32 : 256;
  const int64_t derived = (raw + multiple - 1) / multiple * multiple;
  const int64_t width =
      f.type == "samba" ? derived
                        : f.reader.integer("intermediate_size", kWide, derived); // samba's field is Mamba's inner width
  if (f.type == "rwkv7")
    return Rwkv7FeedForward{width};
  if (f.type == "rwkv6")
    return Rwkv6FeedForward{width};
  return GatedFeedForward{width, read_activation(f.reader, "hidden_act", "swish"), false};
}

/// The softmax layers of a hybrid: `attn` is one object or a list of them, each with its `layers`.
std::map<int64_t, AttentionMixer> read_hybrid_layers(const Frame& f) {
  std::map<int64_t, AttentionMixer> layers;
  if (!f.reader.has("attn"))
    return layers;
  const bool list = f.reader.json()["attn"].is_array();
  const size_t count = list ? f.reader.array_size("attn") : 1;
  for (size_t i = 0; i < count; ++i) {
    ConfigReader part = list ? f.reader.element("attn", i) : f.reader.child("attn");
    const std::vector<int64_t> indices = part.integers("layers", {0, std::max<int64_t>(f.layers - 1, 0)});
    if (indices.empty())
      part.refuse("layers", "must list the layers that attend, each from 0 to " + std::to_string(f.layers - 1) + ".");
    const AttentionMixer mixer = read_attention(part, f.hidden, false);
    for (int64_t layer : indices)
      layers[layer] = mixer;
  }
  return layers;
}

ModelSpec read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec;
  Frame frame{reader, type, reader.integer("hidden_size", kWidth), reader.integer("num_hidden_layers", kLayers)};
  const bool rwkv = is_rwkv(type), loose = type == "mamba" || type == "mamba2" || type == "mamba3" || type == "samba" ||
                                           type == "log_linear_mamba2" || type == "rodimus" || rwkv;
  frame.eps = static_cast<float>(reader.number("norm_eps", kEps, loose ? 1e-5 : 1e-6));
  spec.vocab = reader.integer("vocab_size", kVocab, 32000);
  spec.hidden = frame.hidden;
  spec.tied = reader.boolean("tie_word_embeddings", type == "rodimus");
  spec.max_context = reader.integer("max_position_embeddings", kLength, 0);
  spec.norm = {rwkv ? NormKind::Layer : NormKind::Rms, frame.eps, false, rwkv};
  if (rwkv && !reader.boolean("norm_first", true))
    reader.refuse("norm_first", "= false is not supported.", ErrorCode::Unsupported);
  if (reader.has("attnres_block_size"))
    reader.refuse("attnres_block_size", "is not supported: it must be null.", ErrorCode::Unsupported);
  const Mixer mixer = mixer_readers().at(type)(frame);
  const auto ffn = read_feed_forward(frame);
  const auto attending = type == "transformer" ? std::map<int64_t, AttentionMixer>{} : read_hybrid_layers(frame);
  for (int64_t layer = 0; layer < frame.layers && reader.ok(); ++layer) {
    const auto found = attending.find(layer);
    spec.blocks.push_back(
        {found == attending.end() ? mixer : Mixer(found->second), ffn, Block::Residual::Pre, rwkv && layer == 0});
  }
  spec.lower_bound_width = mixer.lower_bound_width();
  return spec;
}

/// transformers has types "mamba" and "mamba2" too; this library writes norm_eps and fuse_norm.
bool written_by_fla(const nlohmann::json& document) {
  return !document.contains("layer_norm_epsilon") && (document.contains("norm_eps") || document.contains("fuse_norm"));
}

/// The BitNet of transformers has `num_attention_heads`.
bool is_bitnet(const nlohmann::json& document) { return !document.contains("num_attention_heads"); }

std::vector<ModelType> types() {
  std::vector<ModelType> all{{"mamba", read, "mamba", nullptr, written_by_fla},
                             {"mamba2", read, "mamba", nullptr, written_by_fla},
                             {"mamba3", read, "mamba"},
                             {"log_linear_mamba2", read, "samba"},
                             {"rodimus", read, "fla-rodimus"},
                             {"samba", read, "samba"},
                             {"mla", read, "fla-mla"},
                             {"path_attn", read, "fla-path"},
                             {"bitnet", read, "fla-bitnet", nullptr, is_bitnet}};
  for (const auto& [type, reader] : mixer_readers())
    if (std::none_of(all.begin(), all.end(), [&type](const ModelType& each) { return each.name == type; }))
      all.push_back({type, read, type == "rwkv6" ? "fla-rwkv6" : "fla"});
  return all;
}

void place_latent(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (place_latent_up(block, part, rows))
    name = "attn.kv_proj.2.weight";
}

/// Attention keeps its matrices as they were trained and rounds them in every step.
void place_ternary(const Block& block, const std::string& part, TensorRows& rows, std::string&) {
  const auto* mixer = block.mixer() ? block.mixer()->as<AttentionMixer>() : nullptr;
  rows.ternary = mixer && mixer->ternary && part.starts_with("mixer.") && part.ends_with("_proj.weight");
}

/// RWKV-6 keeps the second half of its token mixes as [hidden, lanes x rank].
void place_rwkv6(const Block&, const std::string& part, TensorRows& rows, std::string&) {
  rows.transposed = part == "mixer.x_proj.2.weight";
}

const NamePairs kFlaWhole{{"embed.", "model.embeddings."},
                          {"final_norm.", "model.norm."},
                          {"head.", "lm_head."},
                          {"lower_bounds", "model.lower_bounds"}};

} // namespace

ModelFamily family::fla() {
  const NamePairs inside{{"_conv.", "_conv1d."},
                         {"_lora.", "_lora.lora."},
                         {"feature_map_q.0", "feature_map_q.layer1"},
                         {"feature_map_q.1", "feature_map_q.layer2"},
                         {"feature_map_k.0", "feature_map_k.layer1"},
                         {"feature_map_k.1", "feature_map_k.layer2"}};
  const NamePairs other_norms{{"attn.o_norm.", "attn.g_norm_swish_gate."},
                              {"attn.o_norm.", "attn.g_norm."},
                              {"attn.o_norm.", "attn.norm."},
                              {".mlp_norm.", ".ffn_norm."},
                              {".mlp.", ".ffn."}};
  return {
      .types = types(),
      .names = {{"fla",
                 "model.layers.",
                 kFlaWhole,
                 {{"mixer_norm.", "attn_norm."}, {"ffn_norm.", "mlp_norm."}, {"mixer.", "attn."}, {"ffn.", "mlp."}},
                 inside,
                 other_norms},
                {"fla-mla",
                 "model.layers.",
                 {{"embed.", "model.embeddings."}, {"final_norm.", "model.norm."}, {"head.", "lm_head."}},
                 {{"mixer_norm.", "attn_norm."},
                  {"ffn_norm.", "mlp_norm."},
                  {"mixer.q_a_proj.", "attn.q_proj.0."},
                  {"mixer.q_a_norm.", "attn.q_proj.1."},
                  {"mixer.q_b_proj.", "attn.q_proj.2."},
                  {"mixer.kv_a_proj.", "attn.kv_proj.0."},
                  {"mixer.kv_a_norm.", "attn.kv_proj.1."},
                  {"mixer.k_rope_proj.", "attn.k_rope."},
                  {"mixer.", "attn."},
                  {"ffn.", "mlp."}},
                 {},
                 {},
                 place_latent},
                {"fla-rwkv6",
                 "model.layers.",
                 kFlaWhole,
                 {{"mixer_norm.", "attn_norm."},
                  {"mixer.w_lora.", "attn.w_proj.linear.lora."},
                  {"mixer.x_proj.0.weight", "attn.x_proj.0.linear.weight"},
                  {"mixer.", "attn."}},
                 {},
                 {{"_proj.weight", "_proj.linear.weight"},
                  {"key.weight", "key.linear.weight"},
                  {"receptance.weight", "receptance.linear.weight"}},
                 place_rwkv6},
                {"fla-bitnet",
                 "model.layers.",
                 kFlaWhole,
                 {{"mixer_norm.", "attn_norm."}, {"ffn_norm.", "mlp_norm."}, {"mixer.", "attn."}, {"ffn.", "mlp."}},
                 {},
                 {},
                 place_ternary},
                {"fla-path",
                 "model.layers.",
                 kFlaWhole,
                 {{"mixer_norm.", "attn_norm."},
                  {"ffn_norm.", "mlp_norm."},
                  {"mixer.b_proj.", "attn.bt_proj."},
                  {"mixer.f_proj.", "attn.g_proj."},
                  {"mixer.", "attn."},
                  {"ffn.", "mlp."}},
                 inside},
                {"fla-rodimus",
                 "model.layers.",
                 kFlaWhole,
                 {{"mixer.conv.", "mixer.short_conv."}, {"mixer.norm.", "mixer.activation_norm."}}},
                {"samba",
                 "backbone.layers.",
                 kBackboneWhole,
                 {{"ffn_norm.", "mlp_norm."}, {"mixer.conv.", "mixer.conv1d."}, {"ffn.", "mlp."}}}},
  };
}

} // namespace pareto::config
