// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention 0.6.0; fields that library ignores are ignored here too.
#include "core/formats/fla/frame.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/mom.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/feed_forward/rwkv6.h"
#include "core/model/feed_forward/rwkv7.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pareto::config {

namespace {

const std::map<std::string, MixerReader>& mixer_readers() {
  static const std::map<std::string, MixerReader> readers = [] {
    std::map<std::string, MixerReader> all;
    for (const auto& some : {attention_readers(), linear_readers(), delta_readers(), recurrent_readers()})
      all.insert(some.begin(), some.end());
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

ModelSpec fla_read(ConfigReader& reader, const std::string& type) {
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
  std::vector<ModelType> all{{"mamba", fla_read, "mamba", nullptr, written_by_fla},
                             {"mamba2", fla_read, "mamba", nullptr, written_by_fla},
                             {"mamba3", fla_read, "mamba"},
                             {"log_linear_mamba2", fla_read, "samba"},
                             {"rodimus", fla_read, "fla-rodimus"},
                             {"samba", fla_read, "samba"},
                             {"mla", fla_read, "fla-mla"},
                             {"path_attn", fla_read, "fla-path"},
                             {"mom", fla_read, "fla-mom"},
                             {"bitnet", fla_read, "fla-bitnet", nullptr, is_bitnet}};
  for (const auto& [type, reader] : mixer_readers())
    if (std::none_of(all.begin(), all.end(), [&type](const ModelType& each) { return each.name == type; }))
      all.push_back({type, fla_read, type == "rwkv6" ? "fla-rwkv6" : "fla"});
  return all;
}

void place_latent(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (place_latent_up(block, part, rows))
    name = "attn.kv_proj.2.weight";
}

/// Each memory of MoM has matrices of its own, of keys, values, decays and strengths.
void place_memories(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto* mixer = block.mixer() ? block.mixer()->as<MomMixer>() : nullptr;
  for (const std::string each : {"k_proj", "v_proj", "a_proj", "b_proj"})
    if (mixer && part == "mixer." + each + ".weight") {
      rows.matrices = mixer->memories;
      name = "attn." + each + "." + kExpertMark + ".weight";
    }
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

/// Names in a layer: its own before those that most types have.
NamePairs fla_part(NamePairs own = {}) {
  own.insert(own.end(),
             {{"mixer_norm.", "attn_norm."}, {"ffn_norm.", "mlp_norm."}, {"mixer.", "attn."}, {"ffn.", "mlp."}});
  return own;
}

std::vector<NameMap> fla_name_maps() {
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
  const NamePairs latent{{"mixer.q_a_proj.", "attn.q_proj.0."},   {"mixer.q_a_norm.", "attn.q_proj.1."},
                         {"mixer.q_b_proj.", "attn.q_proj.2."},   {"mixer.kv_a_proj.", "attn.kv_proj.0."},
                         {"mixer.kv_a_norm.", "attn.kv_proj.1."}, {"mixer.k_rope_proj.", "attn.k_rope."}};
  const NamePairs rwkv6{{"mixer_norm.", "attn_norm."},
                        {"mixer.w_lora.", "attn.w_proj.linear.lora."},
                        {"mixer.x_proj.0.weight", "attn.x_proj.0.linear.weight"},
                        {"mixer.", "attn."}};
  const NamePairs linears{{"_proj.weight", "_proj.linear.weight"},
                          {"key.weight", "key.linear.weight"},
                          {"receptance.weight", "receptance.linear.weight"}};
  const std::string layers = "model.layers.";
  return {{"fla", layers, kFlaWhole, fla_part(), inside, other_norms},
          {"fla-mla", layers, kFlaWhole, fla_part(latent), {}, {}, place_latent},
          {"fla-rwkv6", layers, kFlaWhole, rwkv6, {}, linears, place_rwkv6},
          {"fla-bitnet", layers, kFlaWhole, fla_part(), {}, {}, place_ternary},
          {"fla-path", layers, kFlaWhole,
           fla_part({{"mixer.b_proj.", "attn.bt_proj."}, {"mixer.f_proj.", "attn.g_proj."}}), inside},
          {"fla-mom", layers, kFlaWhole, fla_part({{"mixer.router.", "attn.gate."}}), inside, {}, place_memories},
          {"fla-rodimus",
           layers,
           kFlaWhole,
           {{"mixer.conv.", "mixer.short_conv."}, {"mixer.norm.", "mixer.activation_norm."}}},
          {"samba",
           "backbone.layers.",
           kBackboneWhole,
           {{"ffn_norm.", "mlp_norm."}, {"mixer.conv.", "mixer.conv1d."}, {"ffn.", "mlp."}}}};
}

} // namespace

ModelFamily family::fla() { return {.types = types(), .names = fla_name_maps()}; }

} // namespace pareto::config
