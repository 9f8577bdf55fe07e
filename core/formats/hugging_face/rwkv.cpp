// SPDX-License-Identifier: GPL-3.0-or-later
// rwkv: RWKV-4.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/rwkv4.h"
#include "core/model/feed_forward/rwkv6.h"

namespace pareto::config {

namespace {

/// `rescale_every` halves the stream now and then so that float16 holds it; every reader of the stream is a layer norm,
/// so it changes nothing but what their epsilon weighs.
ModelSpec rwkv_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50277);
  spec.hidden = reader.integer("hidden_size", kWidth, 4096);
  spec.max_context = reader.integer("context_length", kLength, 1024);
  spec.norm = {NormKind::Layer, eps_of(reader, "layer_norm_epsilon", 1e-5), false, true};
  spec.tied = reader.boolean("tie_word_embeddings", false);
  const Rwkv4Mixer mixer{reader.integer("attention_hidden_size", kWide, spec.hidden)};
  const Rwkv6FeedForward ffn{reader.integer("intermediate_size", kWide, 4 * spec.hidden), true};
  const int64_t layers = reader.integer("num_hidden_layers", kLayers, 32);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer)
    spec.blocks.push_back({mixer, ffn, Block::Residual::Pre, layer == 0});
  return spec;
}

} // namespace

ModelFamily family::rwkv() {
  return {
      .types = {{"rwkv", rwkv_read, "rwkv"}},
      .names = {{"rwkv",
                 "rwkv.blocks.",
                 {{"embed.", "rwkv.embeddings."}, {"final_norm.", "rwkv.ln_out."}, {"head.", "head."}},
                 {{"pre_norm.", "pre_ln."},
                  {"mixer_norm.", "ln1."},
                  {"ffn_norm.", "ln2."},
                  {"mixer.mix_k", "attention.time_mix_key"},
                  {"mixer.mix_v", "attention.time_mix_value"},
                  {"mixer.mix_r", "attention.time_mix_receptance"},
                  {"mixer.decay", "attention.time_decay"},
                  {"mixer.bonus", "attention.time_first"},
                  {"mixer.k_proj.", "attention.key."},
                  {"mixer.v_proj.", "attention.value."},
                  {"mixer.r_proj.", "attention.receptance."},
                  {"mixer.o_proj.", "attention.output."},
                  {"ffn.key.mu", "feed_forward.time_mix_key"},
                  {"ffn.receptance.mu", "feed_forward.time_mix_receptance"},
                  {"ffn.", "feed_forward."}}}},
  };
}

} // namespace pareto::config
