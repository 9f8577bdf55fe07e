// SPDX-License-Identifier: GPL-3.0-or-later
// gpt_neox: mixer and feed-forward part in parallel, a quarter of each head rotated.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

ModelSpec gpt_neox_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm = {NormKind::Layer, static_cast<float>(reader.number("layer_norm_eps", kEps, 1e-5)), false, true};
  spec.tied = reader.boolean("tie_word_embeddings", false);
  spec.max_context = reader.integer("max_position_embeddings", kLength, 2048);
  AttentionMixer mixer;
  mixer.heads = mixer.kv_heads = reader.integer("num_attention_heads", kHeads);
  mixer.head_dim = divided(reader, "num_attention_heads", spec.hidden, mixer.heads);
  mixer.rope = read_rope(reader, mixer.head_dim, reader.number("rotary_emb_base", kTheta, 10000),
                         reader.number("rotary_pct", {0.01, 1}, 0.25));
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", true);
  const PlainFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "gelu"),
                             true};
  const auto residual =
      reader.boolean("use_parallel_residual", true) ? Block::Residual::Parallel : Block::Residual::Pre;
  spec.blocks.assign(static_cast<size_t>(reader.integer("num_hidden_layers", kLayers)), {mixer, ffn, residual, false});
  return spec;
}

/// One tensor [heads, (q k v), head_dim].
void gpt_neox_place(const Block& block, const std::string& part, TensorRows& rows, std::string&) {
  const int which = qkv_part(part);
  if (which < 0)
    return;
  const auto& attention = *block.mixer()->as<AttentionMixer>();
  rows.first = which * attention.head_dim;
  rows.run = attention.head_dim;
  rows.stride = 3 * attention.head_dim;
  rows.tensor_rows = attention.heads * rows.stride;
}

} // namespace

ModelFamily family::gpt_neox() {
  return {
      .types = {{"gpt_neox", gpt_neox_read, "gpt_neox"}},
      .names =
          {{"gpt_neox",
            "gpt_neox.layers.",
            {{"embed.", "gpt_neox.embed_in."}, {"final_norm.", "gpt_neox.final_layer_norm."}, {"head.", "embed_out."}},
            {{"mixer_norm.", "input_layernorm."},
             {"ffn_norm.", "post_attention_layernorm."},
             {"mixer.o_proj.", "attention.dense."},
             {"mixer.q_proj.", "attention.query_key_value."},
             {"mixer.k_proj.", "attention.query_key_value."},
             {"mixer.v_proj.", "attention.query_key_value."},
             {"ffn.up_proj.", "mlp.dense_h_to_4h."},
             {"ffn.down_proj.", "mlp.dense_4h_to_h."}},
            {},
            {},
            gpt_neox_place}},
  };
}

} // namespace pareto::config
