// SPDX-License-Identifier: GPL-3.0-or-later
// smollm3: Llama with layers that have no rotary embedding.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Llama with layers that have no rotary embedding (every fourth unless listed).
ModelSpec smollm3_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, true);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-6);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim, 2e6);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", false);
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             reader.boolean("mlp_bias", false)};
  const int64_t layers = layer_count(reader), interval = reader.integer("no_rope_layer_interval", {1, 1024}, 4);
  const std::vector<int64_t> listed = reader.integers("no_rope_layers", {0, 1});
  if (!listed.empty() && static_cast<int64_t>(listed.size()) < layers)
    reader.refuse("no_rope_layers", "must have one entry for each layer.");
  const bool slides = reader.boolean("use_sliding_window", false) && reader.has("sliding_window");
  const int64_t window = slides ? reader.integer("sliding_window", kLength) : 0;
  const std::vector<bool> sliding = sliding_layers(reader, layers, slides ? interval : 0);
  for (int64_t layer = 0; layer < layers && reader.ok(); ++layer) {
    const bool rotates = listed.empty() ? (layer + 1) % interval != 0 : listed[static_cast<size_t>(layer)] == 1;
    mixer.rope = rotates ? rope : RopeSpec{};
    mixer.window = sliding[static_cast<size_t>(layer)] ? window : 0;
    spec.blocks.push_back({mixer, ffn, Block::Residual::Pre, false});
  }
  return spec;
}

} // namespace

ModelFamily family::smollm3() {
  return {
      .types = {{"smollm3", smollm3_read, "llama"}},
  };
}

} // namespace pareto::config
