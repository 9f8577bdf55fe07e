// SPDX-License-Identifier: GPL-3.0-or-later
// minimax (MiniMax-01, arXiv 2501.08313): lightning attention and a few layers of softmax attention, each with a
// mixture of experts; what a norm makes takes the stream's place.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/lightning_attention.h"

#include <algorithm>

namespace pareto::config {

namespace {

constexpr float kLinearEps = 1e-6f; ///< of the norm inside, whatever rms_norm_eps says

/// x <- alpha norm(x) + beta f(norm(x))
void restart(ConfigReader& reader, Branch& branch, const std::string& name) {
  const auto factor = [&](const char* which) {
    return static_cast<float>(reader.number(name + which, {1e-6, 1e6}, 1));
  };
  branch.input = Branch::Input::Restart;
  branch.keeps = factor("_alpha_factor");
  if (const float beta = factor("_beta_factor"); beta != 1)
    branch.gate = {BranchGate::Kind::Factor, beta};
}

/// Which layers are linear: by layer_types or attn_type_list (0), otherwise every second from the first on.
std::vector<bool> linear_layers(ConfigReader& reader) {
  const int64_t layers = layer_count(reader);
  std::vector<bool> linear(static_cast<size_t>(layers));
  for (int64_t layer = 0; layer < layers; ++layer)
    linear[static_cast<size_t>(layer)] = (layer + 1) % 2 != 0;
  if (reader.has("attn_type_list") && !reader.has("layer_types")) {
    const std::vector<int64_t> kinds = reader.integers("attn_type_list", {0, 1});
    if (kinds.size() < linear.size())
      reader.refuse("attn_type_list", "must hold a number for each layer.");
    for (size_t layer = 0; layer < linear.size() && layer < kinds.size(); ++layer)
      linear[layer] = kinds[layer] == 0;
  }
  return layers_named(reader, std::move(linear), "linear_attention", "full_attention");
}

ModelSpec minimax_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer attention = plain_mixer(reader, spec.hidden);
  const int64_t rotated = reader.integer("rotary_dim", kWidth, attention.head_dim);
  attention.rope =
      read_rope(reader, attention.head_dim, 1e6,
                static_cast<double>(std::min(rotated, attention.head_dim)) / static_cast<double>(attention.head_dim));
  attention.window = reader.has("sliding_window") ? reader.integer("sliding_window", kLength) : 0;
  const LightningMixer linear{attention.heads, attention.head_dim, kLinearEps};
  const auto part =
      plain_mixture(reader, {.experts = "num_local_experts", .width = "intermediate_size"}, {8, 2, 14336});
  const bool post_norm = reader.boolean("postnorm", true);
  if (!post_norm)
    reader.refuse("postnorm", "= false is not supported.", ErrorCode::Unsupported);
  const auto spelled = [&](const char* published, const char* other) {
    return std::string(reader.has(std::string(published) + "_alpha_factor") ? published : other);
  };
  for (const bool is_linear : linear_layers(reader)) {
    Block block(is_linear ? Mixer(linear) : Mixer(attention), part);
    restart(reader, block.branches[0],
            is_linear ? spelled("layernorm_linear_attention", "linear_attn")
                      : spelled("layernorm_full_attention", "full_attn"));
    restart(reader, block.branches[1], spelled("layernorm_mlp", "mlp"));
    spec.blocks.push_back(std::move(block));
  }
  return spec;
}

/// For each head of linear attention rows of its query, key and value.
void minimax_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  const auto* mixer = block.mixer()->as<LightningMixer>();
  const int which = qkv_part(part);
  if (!mixer)
    return;
  if (which >= 0) {
    rows.first = which * mixer->head_dim;
    rows.run = mixer->head_dim;
    rows.stride = 3 * mixer->head_dim;
    rows.tensor_rows = 3 * mixer->heads * mixer->head_dim;
    name = "self_attn.qkv_proj.weight";
  } else if (part == "mixer.o_proj.weight") {
    name = "self_attn.out_proj.weight";
  }
}

} // namespace

ModelFamily family::minimax() {
  NamePairs part{{"mixer.g_proj.", "self_attn.output_gate."},
                 {"mixer.g_norm.", "self_attn.norm."},
                 {"ffn.router.", "block_sparse_moe.gate."},
                 {"ffn.experts.gate_proj.", "block_sparse_moe.experts.{}.w1."},
                 {"ffn.experts.up_proj.", "block_sparse_moe.experts.{}.w3."},
                 {"ffn.experts.down_proj.", "block_sparse_moe.experts.{}.w2."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"minimax", minimax_read, "minimax"}, {"minimax_text_01", minimax_read, "minimax"}},
      .names = {{"minimax", "model.layers.", kLlamaWhole, part, {}, {}, minimax_place}},
  };
}

} // namespace pareto::config
