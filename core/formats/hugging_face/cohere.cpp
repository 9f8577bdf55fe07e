// SPDX-License-Identifier: GPL-3.0-or-later
// cohere (Command R), cohere2 (Command R7B, A): parallel parts behind one norm.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Command R: parallel parts behind one LayerNorm without bias, interleaved rotary embedding, scaled logits. Its second
/// generation slides in three layers of four; the full ones do not rotate.
ModelSpec cohere_read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec = plain_model(reader, true);
  spec.norm = {NormKind::Layer, eps_of(reader, "layer_norm_eps", 1e-5), false, false};
  spec.logit_scale = static_cast<float>(reader.number("logit_scale", {1e-6, 1e6}, 0.0625));
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  mixer.rope = read_rope(reader, mixer.head_dim);
  mixer.rope.interleaved = true;
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  if (reader.boolean("use_qk_norm", false))
    reader.refuse("use_qk_norm", "= true is not supported: its norm has weights of its own for each head.",
                  ErrorCode::Unsupported);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             false};
  const bool second = type == "cohere2";
  const int64_t window = second ? reader.integer("sliding_window", kLength, 4096) : 0,
                pattern = second ? reader.integer("sliding_window_pattern", {1, 1024}, 4) : 0;
  const RopeSpec rope = mixer.rope;
  for (const bool slides : second ? sliding_layers(reader, layer_count(reader), pattern)
                                  : std::vector<bool>(static_cast<size_t>(layer_count(reader)))) {
    mixer.window = slides ? window : 0;
    mixer.rope = slides || !second ? rope : RopeSpec{};
    spec.blocks.push_back({mixer, ffn, Block::Residual::ParallelShared, false});
  }
  return spec;
}

} // namespace

ModelFamily family::cohere() {
  return {
      .types = {{"cohere", cohere_read, "llama"}, {"cohere2", cohere_read, "llama"}},
  };
}

} // namespace pareto::config
