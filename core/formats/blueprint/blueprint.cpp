// SPDX-License-Identifier: GPL-3.0-or-later
// Paretoscope's own description of any stack of blocks; schema: resources/architectures/blueprint.schema.json.
#include "core/formats/config.h"

#include <cmath>
#include <functional>
#include <map>

namespace pareto::config {

namespace {

constexpr int64_t kMostBlocks = 1024;

RopeSpec blueprint_rope(ConfigReader& reader, int64_t width, bool by_default) {
  if (!reader.boolean("rope", by_default)) {
    if (reader.has("rope_theta"))
      reader.refuse("rope_theta", "has no meaning without rope.");
    return {};
  }
  const double theta = reader.number("rope_theta", kTheta, 10000);
  auto table = std::make_shared<RopeTable>();
  for (int64_t j = 0; j < width / 2; ++j)
    table->inv_freq.push_back(std::pow(theta, -2.0 * static_cast<double>(j) / static_cast<double>(width)));
  return {false, std::move(table)};
}

using Fields = std::vector<std::string>;

/// Epsilon of a norm inside a mixer; absent: that of its kind.
void read_norm_eps(ConfigReader& r, float& eps, const char* key = "norm_eps") { eps = static_cast<float>(r.number(key, kEps, static_cast<double>(eps))); }

Mixer attention_part(ConfigReader& r, int64_t hidden, bool windowed) {
  Fields fields{"type", "heads", "kv_heads", "head_dim", "rope", "rope_theta", "qkv_bias", "qk_norm", "qk_norm_eps"};
  for (const char* key : {"window", "pinned"})
    if (windowed)
      fields.emplace_back(key);
    else if (r.has(key))
      r.refuse(key, "belongs to the type 'sliding-window'.");
  r.only(fields);
  AttentionMixer mixer;
  mixer.heads = r.integer("heads", kHeads);
  mixer.kv_heads = r.integer("kv_heads", kHeads, mixer.heads);
  divided(r, "kv_heads", mixer.heads, mixer.kv_heads);
  mixer.head_dim = r.has("head_dim") ? r.integer("head_dim", kWidth) : divided(r, "heads", hidden, mixer.heads);
  mixer.rope = blueprint_rope(r, mixer.head_dim, true);
  mixer.qkv_bias = r.boolean("qkv_bias", false);
  mixer.qk_norm = r.boolean("qk_norm", false) ? AttentionMixer::QkNorm::PerHead : AttentionMixer::QkNorm::None;
  read_norm_eps(r, mixer.qk_norm_eps, "qk_norm_eps");
  if (windowed) {
    mixer.window = r.integer("window", kLength);
    mixer.pinned = r.integer("pinned", {0, 1 << 16}, 0);
  }
  return mixer;
}

/// Per-head width: given, or the share of the hidden size split over the heads.
int64_t head_width(ConfigReader& r, const std::string& key, int64_t hidden, double share, int64_t heads) {
  if (r.has(key))
    return r.integer(key, kWidth);
  return divided(r, "heads", static_cast<int64_t>(static_cast<double>(hidden) * share), heads);
}

Mixer linear_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "heads", "key_dim", "value_dim", "feature_map", "normalised", "norm_eps"});
  LinearAttentionMixer m;
  read_norm_eps(r, m.norm_eps);
  m.heads = m.kv_heads = r.integer("heads", kHeads);
  m.key_dim = head_width(r, "key_dim", hidden, 1, m.heads);
  m.value_dim = head_width(r, "value_dim", hidden, 1, m.heads);
  m.feature_map = r.choice("feature_map", {"elu", "elementwise_product"}, "elu") == "elu" ? LinearAttentionMixer::FeatureMap::EluPlusOne
                                                                                          : LinearAttentionMixer::FeatureMap::Hadamard;
  m.normalised = r.boolean("normalised", true);
  return m;
}

Mixer retnet_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "heads", "key_dim", "value_dim", "gate", "norm_eps"});
  RetNetMixer m;
  read_norm_eps(r, m.norm_eps);
  m.heads = m.kv_heads = r.integer("heads", kHeads);
  m.key_dim = head_width(r, "key_dim", hidden, 1, m.heads);
  m.value_dim = head_width(r, "value_dim", hidden, 2, m.heads);
  m.rope = blueprint_rope(r, m.key_dim, true);
  m.gate = r.boolean("gate", true);
  return m;
}

Mixer gla_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "heads", "key_dim", "value_dim", "gate_rank", "conv", "gate", "norm_eps"});
  GlaMixer m;
  read_norm_eps(r, m.norm_eps);
  m.heads = m.kv_heads = r.integer("heads", kHeads);
  m.key_dim = head_width(r, "key_dim", hidden, 0.5, m.heads);
  m.value_dim = head_width(r, "value_dim", hidden, 1, m.heads);
  m.gate_rank = r.integer("gate_rank", kRank, 16);
  m.conv = r.integer("conv", {0, 64}, 0);
  m.gate = r.boolean("gate", true);
  return m;
}

Mixer delta_part(ConfigReader& r, int64_t hidden, bool decay) {
  r.only({"type", "heads", "value_heads", "key_dim", "value_dim", "conv", "gate", "negative_eigenvalues", "norm_eps"});
  DeltaNetMixer m;
  read_norm_eps(r, m.norm_eps);
  m.decay = decay;
  m.heads = r.integer("heads", kHeads);
  m.value_heads = r.integer("value_heads", kHeads, m.heads);
  divided(r, "heads", m.value_heads, m.heads);
  m.key_dim = head_width(r, "key_dim", hidden, decay ? 0.75 : 1, m.heads);
  m.value_dim = r.integer("value_dim", kWidth, decay ? 2 * m.key_dim : m.key_dim);
  m.conv = r.integer("conv", {0, 64}, 4);
  m.gate = r.boolean("gate", decay);
  m.negative_eigenvalues = r.boolean("negative_eigenvalues", false);
  return m;
}

Mixer hgrn2_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "heads", "conv", "norm_eps"});
  Hgrn2Mixer m;
  read_norm_eps(r, m.norm_eps);
  m.heads = r.integer("heads", kHeads);
  m.key_dim = m.value_dim = divided(r, "heads", hidden, m.heads);
  m.conv = r.integer("conv", {0, 64}, 0);
  return m;
}

Mixer hgrn_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "inner", "conv", "norm_eps"});
  HgrnMixer m;
  read_norm_eps(r, m.norm_eps);
  m.inner = r.integer("inner", kWide, hidden);
  m.conv = r.integer("conv", {0, 64}, 0);
  return m;
}

Mixer rwkv7_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "head_dim", "decay_rank", "gate_rank", "a_rank", "v_rank", "norm_eps"});
  Rwkv7Mixer m;
  read_norm_eps(r, m.norm_eps);
  m.head_dim = m.value_dim = r.integer("head_dim", kWidth, 64);
  m.heads = divided(r, "head_dim", hidden, m.head_dim);
  m.decay_rank = r.integer("decay_rank", kRank, 64);
  m.gate_rank = r.integer("gate_rank", kRank, 128);
  m.a_rank = r.integer("a_rank", kRank, 64);
  m.v_rank = r.integer("v_rank", kRank, 32);
  return m;
}

Mixer mamba_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "inner", "state", "conv", "rank"});
  MambaMixer m;
  m.inner = r.integer("inner", kWide, 2 * hidden);
  m.state = r.integer("state", {1, 4096}, 16);
  m.conv = r.integer("conv", {1, 64}, 4);
  m.rank = r.integer("rank", kRank, (hidden + 15) / 16);
  return m;
}

Mixer mamba2_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "heads", "head_dim", "state", "groups", "conv", "norm_eps"});
  Mamba2Mixer m;
  read_norm_eps(r, m.norm_eps);
  m.head_dim = r.integer("head_dim", {1, 4096}, 64);
  m.heads = r.has("heads") ? r.integer("heads", kHeads) : divided(r, "head_dim", 2 * hidden, m.head_dim);
  m.state = r.integer("state", {1, 4096}, 128);
  m.groups = r.integer("groups", kHeads, 1);
  divided(r, "groups", m.heads, m.groups);
  m.norm_groups = m.groups;
  m.conv = r.integer("conv", {1, 64}, 4);
  return m;
}

Mixer rg_lru_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "width", "heads", "conv"});
  RgLruMixer m;
  m.width = r.integer("width", kWide, hidden);
  m.heads = r.integer("heads", kHeads);
  divided(r, "heads", m.width, m.heads);
  m.conv = r.integer("conv", {1, 64}, 4);
  return m;
}

Mixer mingru_part(ConfigReader& r, int64_t hidden) {
  r.only({"type", "inner"});
  return MinGruMixer{r.integer("inner", kWide, hidden)};
}

using PartReader = std::function<Mixer(ConfigReader&, int64_t)>;
const std::map<std::string, PartReader>& part_readers() {
  static const std::map<std::string, PartReader> readers{
      {"softmax-attention", [](ConfigReader& r, int64_t d) { return attention_part(r, d, false); }},
      {"sliding-window", [](ConfigReader& r, int64_t d) { return attention_part(r, d, true); }},
      {"linear-attention", linear_part}, {"retnet", retnet_part}, {"gla", gla_part}, {"hgrn2", hgrn2_part}, {"hgrn", hgrn_part},
      {"deltanet", [](ConfigReader& r, int64_t d) { return delta_part(r, d, false); }},
      {"gated-deltanet", [](ConfigReader& r, int64_t d) { return delta_part(r, d, true); }},
      {"rwkv7", rwkv7_part}, {"mamba", mamba_part}, {"mamba2", mamba2_part}, {"rg-lru", rg_lru_part}, {"mingru", mingru_part}};
  return readers;
}

FeedForward read_ffn(ConfigReader& block) {
  if (!block.has("ffn"))
    return {FeedForward::Kind::None};
  ConfigReader r = block.child("ffn");
  r.only({"type", "width", "activation", "bias"});
  FeedForward ffn;
  const std::string type = r.choice("type", {"gated", "plain", "rwkv7"}, "gated");
  ffn.kind = type == "gated" ? FeedForward::Kind::Gated : type == "plain" ? FeedForward::Kind::Plain : FeedForward::Kind::Rwkv7;
  ffn.width = r.integer("width", kWide);
  if (ffn.kind == FeedForward::Kind::Rwkv7) { // squared ReLU without bias, always
    for (const char* key : {"activation", "bias"})
      if (r.has(key))
        r.refuse(key, "does not apply to the type 'rwkv7'.");
    return ffn;
  }
  ffn.activation = read_activation(r, "activation", type == "plain" ? "gelu" : "silu");
  ffn.bias = r.boolean("bias", false);
  return ffn;
}

Block read_block(ConfigReader& block, int64_t hidden) {
  block.only({"mixer", "ffn", "repeat", "residual"});
  std::vector<std::string> types;
  for (const auto& [type, reader] : part_readers())
    types.push_back(type);
  ConfigReader mixer = block.child("mixer");
  if (!block.has("mixer"))
    block.refuse("mixer", "is missing; a block needs one, for example {\"type\": \"mamba2\"}.");
  const std::string type = mixer.choice("type", types);
  Block out;
  if (block.ok())
    out.mixer = part_readers().at(type)(mixer, hidden);
  out.ffn = read_ffn(block);
  const std::map<std::string, Block::Residual> kinds{{"pre", Block::Residual::Pre}, {"post", Block::Residual::Post}, {"parallel", Block::Residual::Parallel}};
  out.residual = kinds.at(block.choice("residual", {"pre", "post", "parallel"}, "pre"));
  if (out.residual == Block::Residual::Parallel && out.ffn.kind == FeedForward::Kind::None)
    block.refuse("residual", "= \"parallel\" needs an ffn beside the mixer.");
  return out;
}

/// A list of blocks and of groups {"repeat": n, "stack": [...]}; groups hold blocks only.
void read_stack(ConfigReader& reader, const std::string& key, int64_t hidden, bool groups, std::vector<Block>& out) {
  const size_t count = reader.array_size(key);
  if (count == 0)
    reader.refuse(key, "must be a list of at least one block.");
  for (size_t i = 0; i < count && reader.ok(); ++i) {
    ConfigReader item = reader.element(key, i);
    const int64_t repeat = item.integer("repeat", {1, kMostBlocks}, 1);
    std::vector<Block> once;
    if (groups && item.has("stack")) {
      item.only({"repeat", "stack"});
      read_stack(item, "stack", hidden, false, once);
    } else {
      once.push_back(read_block(item, hidden));
    }
    if (static_cast<int64_t>(out.size() + once.size()) * 1 + (repeat - 1) * static_cast<int64_t>(once.size()) > kMostBlocks) {
      reader.refuse(key, "describes more than 1024 blocks.");
      return;
    }
    for (int64_t r = 0; r < repeat; ++r)
      out.insert(out.end(), once.begin(), once.end());
  }
}

/// Layers of HGRN and HGRN2 share one table of lower bounds, so their widths must agree.
void read_lower_bounds(ConfigReader& reader, ModelSpec& spec) {
  for (const Block& block : spec.blocks) {
    int64_t width = 0;
    if (const auto* m = std::get_if<HgrnMixer>(&block.mixer))
      width = m->inner;
    if (const auto* m = std::get_if<Hgrn2Mixer>(&block.mixer))
      width = m->heads * m->key_dim;
    if (width > 0 && spec.lower_bound_width > 0 && width != spec.lower_bound_width)
      reader.refuse("blocks", "mixes HGRN widths; all hgrn and hgrn2 mixers must have the same inner width.");
    spec.lower_bound_width = std::max(spec.lower_bound_width, width);
  }
}

} // namespace

ParsedConfig parse_blueprint(ConfigReader& reader) {
  ParsedConfig config{.spec = {}, .model_type = "blueprint", .architecture = {}, .names = {}};
  reader.only({"$schema", "paretoscope_blueprint", "name", "vocab_size", "hidden_size", "tie_word_embeddings", "norm", "norm_eps", "max_position_embeddings", "blocks"});
  reader.integer("paretoscope_blueprint", {1, 1});
  reader.text("name", {});
  ModelSpec& spec = config.spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.tied = reader.boolean("tie_word_embeddings", false);
  const bool layer = reader.choice("norm", {"rms", "layer"}, "rms") == "layer";
  spec.norm = {layer ? NormKind::Layer : NormKind::Rms, static_cast<float>(reader.number("norm_eps", kEps, 1e-6)), false, layer};
  spec.max_context = reader.integer("max_position_embeddings", kLength, 0);
  read_stack(reader, "blocks", spec.hidden, true, spec.blocks);
  read_lower_bounds(reader, spec);
  return config;
}

} // namespace pareto::config
