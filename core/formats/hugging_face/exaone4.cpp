// SPDX-License-Identifier: GPL-3.0-or-later
// exaone4: norms after each part, layers that slide and layers that do not rotate.
#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"
#include "core/model/architectures/softmax_attention.h"

namespace pareto::config {

namespace {

/// Norms after each part and of q and k; where layers slide, the full ones have no rotary embedding.
ModelSpec exaone4_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden);
  const RopeSpec rope = read_rope(reader, mixer.head_dim);
  mixer.qk_norm = AttentionMixer::QkNorm::PerHead;
  mixer.qk_norm_eps = spec.norm.eps;
  const GatedFeedForward ffn{reader.integer("intermediate_size", kWide), read_activation(reader, "hidden_act", "silu"),
                             false};
  const bool without = reader.json().contains("sliding_window") && !reader.has("sliding_window");
  const int64_t window = without ? 0 : reader.integer("sliding_window", kLength, 4096);
  int64_t pattern = 4;
  if (reader.has("sliding_window_pattern") && reader.json()["sliding_window_pattern"].is_number())
    pattern = reader.integer("sliding_window_pattern", {0, 1024});
  else if (reader.has("sliding_window_pattern") && !reader.has("layer_types"))
    reader.refuse("sliding_window_pattern", "as a text is read only beside layer_types.", ErrorCode::Unsupported);
  for (const bool slides : sliding_layers(reader, layer_count(reader), window > 0 ? pattern : 0)) {
    mixer.window = slides ? window : 0;
    mixer.rope = slides || window == 0 ? rope : RopeSpec{};
    spec.blocks.push_back({mixer, ffn, Block::Residual::Post, false});
  }
  return spec;
}

} // namespace

ModelFamily family::exaone4() {
  return {
      .types = {{"exaone4", exaone4_read, "olmo2"}},
  };
}

} // namespace pareto::config
