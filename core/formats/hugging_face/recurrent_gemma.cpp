// SPDX-License-Identifier: GPL-3.0-or-later
// recurrent_gemma: two recurrent blocks, then one of local attention.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/rg_lru.h"
#include "core/model/architectures/softmax_attention.h"

#include <cmath>

namespace pareto::config {

namespace {

ModelSpec recurrent_gemma_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm = {NormKind::Rms, static_cast<float>(reader.number("rms_norm_eps", kEps, 1e-6)), true, false};
  spec.tied = reader.boolean("tie_word_embeddings", true);
  spec.embedding_scale = round_to_bfloat16(std::sqrt(static_cast<float>(spec.hidden)));
  spec.logit_softcap = static_cast<float>(reader.number("logits_soft_cap", {1e-3, 1e6}, 30));
  AttentionMixer attention;
  attention.heads = reader.integer("num_attention_heads", kHeads);
  attention.kv_heads = reader.integer("num_key_value_heads", kHeads, attention.heads);
  divided(reader, "num_key_value_heads", attention.heads, attention.kv_heads);
  attention.head_dim = reader.has("head_dim") ? reader.integer("head_dim", kWidth)
                                              : divided(reader, "num_attention_heads", spec.hidden, attention.heads);
  attention.rope = read_rope(reader, attention.head_dim, 10000, 0.5);
  attention.window = reader.integer("attention_window_size", kLength, 2048);
  attention.qkv_bias = reader.boolean("attention_bias", false);
  attention.output_bias = true;
  RgLruMixer recurrent;
  recurrent.width = reader.integer("lru_width", kWide, spec.hidden);
  recurrent.heads = attention.heads;
  recurrent.conv = reader.integer("conv1d_width", {1, 64}, 4);
  divided(reader, "num_attention_heads", recurrent.width, recurrent.heads);
  const GatedFeedForward ffn{reader.integer("intermediate_size", {2, 1 << 20}) / 2,
                             read_activation(reader, "hidden_activation", "gelu_pytorch_tanh"), true};
  std::vector<std::string> types{"recurrent", "recurrent", "attention"};
  if (reader.has("block_types")) {
    const auto& given = reader.json()["block_types"];
    types.assign(given.is_array() ? 0 : 1, "?"); // anything but a list is refused below
    for (size_t i = 0; given.is_array() && i < given.size(); ++i)
      types.push_back(given[i].is_string() ? given[i].get<std::string>() : "?");
  }
  for (const std::string& type : types)
    if (type != "recurrent" && type != "attention")
      reader.refuse("block_types", "must be a list of \"recurrent\" and \"attention\".");
  if (types.empty())
    reader.refuse("block_types", "must not be empty.");
  const int64_t layers = layer_count(reader);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const bool attends = types[static_cast<size_t>(layer) % types.size()] == "attention";
    spec.blocks.push_back({attends ? Mixer(attention) : Mixer(recurrent), ffn, Block::Residual::Pre, false});
  }
  return spec;
}

} // namespace

ModelFamily family::recurrent_gemma() {
  return {
      .types = {{"recurrent_gemma", recurrent_gemma_read, "recurrent_gemma"}},
      .names = {{"recurrent_gemma",
                 "model.layers.",
                 {{"embed.", "model.embed_tokens."}, {"final_norm.", "model.final_norm."}, {"head.", "lm_head."}},
                 {{"mixer_norm.", "temporal_pre_norm."},
                  {"ffn_norm.", "channel_pre_norm."},
                  {"mixer.lru.a_param", "temporal_block.rg_lru.recurrent_param"},
                  {"mixer.lru.", "temporal_block.rg_lru."},
                  {"mixer.conv.", "temporal_block.conv_1d."},
                  {"mixer.", "temporal_block."},
                  {"ffn.", "mlp_block."}},
                 {{"_gate.weight", "_gate_weight"}, {"_gate.bias", "_gate_bias"}}}},
  };
}

} // namespace pareto::config
