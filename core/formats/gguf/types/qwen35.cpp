// SPDX-License-Identifier: GPL-3.0-or-later
// qwen35, qwen35moe (Qwen3.5 and 3.6), qwen3next: Gated DeltaNet three to one with attention behind a gate. The files
// hold norms as 1 + w, and those of qwen35 value heads in tiles: the first of every key head, then the second.
#include "core/formats/gguf/gguf_types.h"
#include "core/model/architectures/deltanet.h"

#include <algorithm>

namespace pareto::config {

namespace {

DeltaNetMixer linear_layer(GgufKeys& keys, float eps) {
  DeltaNetMixer mixer;
  mixer.decay = mixer.gate = true;
  mixer.heads = keys.integer("ssm.group_count", kHeads);
  mixer.value_heads = keys.integer("ssm.time_step_rank", kHeads);
  mixer.key_dim = keys.integer("ssm.state_size", kWidth);
  const int64_t inner = keys.integer("ssm.inner_size", kWide);
  if (mixer.value_heads % mixer.heads != 0 || inner % mixer.value_heads != 0)
    keys.refuse("ssm.time_step_rank", "must be a multiple of ssm.group_count and divide ssm.inner_size");
  mixer.value_dim = std::max<int64_t>(1, inner / mixer.value_heads);
  mixer.conv = keys.integer("ssm.conv_kernel", kTaps);
  mixer.norm_eps = eps;
  return mixer;
}

AttentionMixer attention_layer(GgufKeys& keys, const ModelSpec& spec, int64_t kv_heads) {
  AttentionMixer mixer = attention_with(keys, spec.hidden, kv_heads);
  mixer.rope = rope_of(keys, mixer.head_dim);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = spec.norm.eps;
  mixer.gate = AttentionMixer::Gate::Channels;
  return mixer;
}

/// Blocks behind the model that guess the tokens after the next one.
int64_t guessing_blocks(GgufKeys& keys, int64_t blocks) {
  return keys.integer("nextn_predict_layers", {0, std::max<int64_t>(blocks - 1, 0)}, 0);
}

/// Which blocks attend: those that attention.recurrent_layers leaves out, otherwise every full_attention_interval-th.
std::vector<bool> attending(GgufKeys& keys, int64_t blocks) {
  std::vector<bool> attends;
  const bool listed = keys.has("attention.recurrent_layers");
  const std::vector<int64_t> recurs =
      keys.per_block("attention.recurrent_layers", {0, 1}, blocks, listed ? std::optional<int64_t>() : 0);
  const int64_t interval = keys.integer("full_attention_interval", {1, 1024}, 4);
  for (size_t layer = 0; layer < recurs.size(); ++layer)
    attends.push_back(listed ? recurs[layer] == 0 : (static_cast<int64_t>(layer) + 1) % interval == 0);
  return attends;
}

ModelSpec qwen35_read(GgufKeys& keys, const std::string& architecture) {
  const bool mixes = architecture != "qwen35";
  ModelSpec spec = common(keys, mixes);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  const int64_t stored = block_count(keys);
  FeedForward part = GatedFeedForward{};
  if (mixes) {
    MoeFeedForward mixture = experts_of(keys);
    mixture.shared_gate = mixture.shared_width > 0;
    part = mixture;
  } else {
    part = swiglu(keys.integer("feed_forward_length", kWide));
  }
  const DeltaNetMixer linear = linear_layer(keys, spec.norm.eps);
  const std::vector<int64_t> kv = keys.per_block("attention.head_count_kv", {0, kHeads.high}, stored);
  const std::vector<bool> attends = attending(keys, stored);
  const int64_t blocks = stored - guessing_blocks(keys, stored);
  for (size_t layer = 0; static_cast<int64_t>(layer) < blocks && keys.ok(); ++layer)
    spec.blocks.push_back({attends[layer] ? Mixer(attention_layer(keys, spec, kv[layer])) : Mixer(linear), part});
  return spec;
}

/// Rows of queries, then of keys, then of values in one tensor.
void place_in_turn(const DeltaNetMixer& mixer, int which, TensorRows& rows) {
  const int64_t keys = mixer.heads * mixer.key_dim;
  rows.first = which * keys;
  rows.tensor_rows = 2 * keys + mixer.value_heads * mixer.value_dim;
}

void place_linear(const DeltaNetMixer& mixer, const std::string& part, TensorRows& rows, std::string& name) {
  const auto is = [&](const char* begin) { return part.rfind(begin, 0) == 0; };
  const int64_t each = mixer.value_heads / mixer.heads;
  const Tiles whole{mixer.value_dim, mixer.heads, each}, one{1, mixer.heads, each};
  const char* const convolutions[] = {"mixer.q_conv.", "mixer.k_conv.", "mixer.v_conv."};
  for (int which = 0; which < 3; ++which)
    if (is(convolutions[which]) || qkv_part(part) == which) {
      place_in_turn(mixer, which, rows);
      name = qkv_part(part) == which ? "attn_qkv.weight" : "ssm_conv1d.weight";
      rows.tiles = which == 2 ? whole : Tiles{};
    }
  if (is("mixer.g_proj."))
    rows.tiles = whole;
  if (is("mixer.a_proj.") || is("mixer.b_proj.") || is("mixer.A_log") || is("mixer.dt_bias"))
    rows.tiles = one;
  if (is("mixer.o_proj."))
    rows.columns = whole;
}

void qwen35_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (const auto* linear = block.mixer()->as<DeltaNetMixer>())
    return place_linear(*linear, part, rows, name);
  const auto& mixer = *block.mixer()->as<AttentionMixer>();
  if (part == "mixer.o_proj.weight")
    name = "attn_output.weight";
  const bool gate = part == "mixer.gate_proj.weight";
  if (!gate && part != "mixer.q_proj.weight")
    return;
  rows.first = gate ? mixer.head_dim : 0; // per head rows of the query, then of its gate
  rows.run = mixer.head_dim;
  rows.stride = 2 * mixer.head_dim;
  rows.tensor_rows = 2 * mixer.heads * mixer.head_dim;
  name = "attn_q.weight";
}

/// Qwen3-Next: heads in their own order; for each key head write strengths of its value heads, then their decays.
void place_next(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  qwen35_place(block, part, rows, name);
  rows.tiles = rows.columns = {};
  const bool decay = part == "mixer.a_proj.weight";
  const auto* mixer = block.mixer()->as<DeltaNetMixer>();
  if (!mixer || (!decay && part != "mixer.b_proj.weight"))
    return;
  rows.run = mixer->value_heads / mixer->heads;
  rows.first = decay ? rows.run : 0;
  rows.stride = 2 * rows.run;
  rows.tensor_rows = 2 * mixer->value_heads;
  name = "ssm_ba.weight";
}

/// Tensors of the blocks that guess.
bool qwen35_is_beside(const GgufFile& file, const ModelSpec& spec, std::string_view tensor) {
  const auto architecture = file.text("general.architecture");
  const auto guessing = architecture ? file.integer(std::string(*architecture) + ".nextn_predict_layers", 0, 1024, 0)
                                     : Result<int64_t>(int64_t{0});
  const auto blocks = static_cast<int64_t>(spec.blocks.size());
  for (int64_t block = blocks; guessing && block < blocks + *guessing; ++block)
    if (tensor.starts_with("blk." + std::to_string(block) + "."))
      return true;
  return false;
}

const NamePairs kBoth{{"ffn_norm.", "post_attention_norm."}, {"ffn.shared_gate.", "ffn_gate_inp_shexp."}};
const NamePairs kLinear{{"mixer.g_proj.", "attn_gate."},  {"mixer.a_proj.", "ssm_alpha."},
                        {"mixer.b_proj.", "ssm_beta."},   {"mixer.A_log", "ssm_a"},
                        {"mixer.dt_bias", "ssm_dt.bias"}, {"mixer.o_norm.", "ssm_norm."},
                        {"mixer.o_proj.", "ssm_out."}};

} // namespace

std::vector<GgufType> gguf_family::qwen35() {
  const NamePairs part = joined({kBoth, kLinear, kGgufExperts, kGgufTransformer});
  return {{"qwen35", qwen35_read, kGgufWhole, part, false, qwen35_place, qwen35_is_beside},
          {"qwen35moe", qwen35_read, kGgufWhole, part, false, qwen35_place, qwen35_is_beside},
          {"qwen3next", qwen35_read, kGgufWhole, part, false, place_next, qwen35_is_beside}};
}

} // namespace pareto::config
