// SPDX-License-Identifier: GPL-3.0-or-later
// gpt2: a table of positions, LayerNorm, biases everywhere.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

ModelSpec gpt2_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50257);
  spec.hidden = reader.integer("n_embd", kWidth);
  spec.positions = reader.integer("n_positions", {1, 1 << 20}, 1024);
  spec.max_context = spec.positions;
  spec.norm = {NormKind::Layer, static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5)), false, true};
  spec.tied = reader.boolean("tie_word_embeddings", true);
  AttentionMixer mixer;
  mixer.heads = mixer.kv_heads = reader.integer("n_head", kHeads);
  mixer.head_dim = divided(reader, "n_head", spec.hidden, mixer.heads);
  mixer.scale = reader.boolean("scale_attn_weights", true) ? 0 : 1;
  if (reader.boolean("scale_attn_by_inverse_layer_idx", false))
    reader.refuse("scale_attn_by_inverse_layer_idx", "= true is not supported.", ErrorCode::Unsupported);
  mixer.qkv_bias = mixer.output_bias = true;
  const PlainFeedForward ffn{reader.integer("n_inner", kWide, 4 * spec.hidden),
                             read_activation(reader, "activation_function", "gelu_new"), true};
  spec.blocks.assign(static_cast<size_t>(reader.integer("n_layer", kLayers)),
                     {mixer, ffn, Block::Residual::Pre, false});
  return spec;
}

/// Linear maps lie transposed (Conv1D), those of queries, keys and values side by side in one.
void gpt2_place(const Block& block, const std::string& part, TensorRows& rows, std::string&) {
  rows.transposed =
      part.find(".weight") != std::string::npos && (part.rfind("mixer.", 0) == 0 || part.rfind("ffn.", 0) == 0);
  if (const int which = qkv_part(part); which >= 0) {
    const auto& attention = *block.mixer()->as<AttentionMixer>();
    rows.first = which * attention.heads * attention.head_dim;
    rows.tensor_rows = 3 * attention.heads * attention.head_dim;
  }
}

} // namespace

ModelFamily family::gpt2() {
  return {
      .types = {{"gpt2", gpt2_read, "gpt2"}},
      .names = {{"gpt2",
                 "transformer.h.",
                 {{"embed.", "transformer.wte."},
                  {"position.", "transformer.wpe."},
                  {"final_norm.", "transformer.ln_f."},
                  {"head.", "lm_head."}},
                 {{"mixer_norm.", "ln_1."},
                  {"ffn_norm.", "ln_2."},
                  {"mixer.o_proj.", "attn.c_proj."},
                  {"mixer.q_proj.", "attn.c_attn."},
                  {"mixer.k_proj.", "attn.c_attn."},
                  {"mixer.v_proj.", "attn.c_attn."},
                  {"ffn.up_proj.", "mlp.c_fc."},
                  {"ffn.down_proj.", "mlp.c_proj."}},
                 {},
                 {},
                 gpt2_place}},
  };
}

} // namespace pareto::config
