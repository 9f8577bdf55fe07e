// SPDX-License-Identifier: GPL-3.0-or-later
// gpt_oss: attention sinks, every other layer over a window, experts with biases and a clamped gate.
#include "core/formats/hugging_face/mixture_reader.h"
#include "core/formats/model_types.h"

#include <cmath>

namespace pareto::config {

namespace {

ModelSpec gpt_oss_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec = plain_model(reader, false);
  spec.norm.eps = eps_of(reader, "rms_norm_eps", 1e-5);
  AttentionMixer mixer = plain_mixer(reader, spec.hidden, 64);
  mixer.rope = read_rope(reader, mixer.head_dim, 150000);
  mixer.qkv_bias = mixer.output_bias = reader.boolean("attention_bias", true);
  mixer.sinks = true;
  MoeFeedForward part =
      plain_mixture(reader, {.experts = "num_local_experts", .width = "intermediate_size"}, {128, 4, 2880});
  part.bias = part.router_bias = part.shifted = true;
  part.limit = static_cast<float>(reader.number("swiglu_limit", {1e-3, 1e6}, 7));
  if (std::abs(reader.number("swiglu_alpha", {0, 100}, 1.702) - 1.702) > 1e-9)
    reader.refuse("swiglu_alpha", "other than 1.702 is not supported.", ErrorCode::Unsupported);
  const int64_t window = reader.integer("sliding_window", kLength, 128);
  for (const bool slides : sliding_layers(reader, layer_count(reader), 2)) {
    mixer.window = slides ? window : 0;
    spec.blocks.push_back({mixer, part, Block::Residual::Pre, false});
  }
  return spec;
}

/// gate_up_proj [E, H, 2 I] with gate and up channels in turn, down_proj [E, I, H]; biases [E, 2 I] and [E, H].
void gpt_oss_place(const Block& block, const std::string& part, TensorRows& rows, std::string& name) {
  if (part.rfind("ffn.experts.", 0) != 0)
    return;
  const auto& mixture = *block.ffn()->as<MoeFeedForward>();
  const bool down = part.rfind("ffn.experts.down_proj", 0) == 0, bias = part.rfind(".bias") != std::string::npos;
  name = std::string("mlp.experts.") + (down ? "down_proj" : "gate_up_proj") + (bias ? "_bias" : "");
  rows.transposed = !bias;
  if (down)
    return;
  rows.first = part.rfind("ffn.experts.gate_proj", 0) == 0 ? 0 : 1;
  rows.run = 1;
  rows.stride = 2;
  rows.tensor_rows = 2 * mixture.width * mixture.experts;
}

} // namespace

ModelFamily family::gpt_oss() {
  NamePairs part{{"ffn.router.", "mlp.router."}};
  part.insert(part.end(), kLlamaPart.begin(), kLlamaPart.end());
  return {
      .types = {{"gpt_oss", gpt_oss_read, "gpt_oss"}},
      .names = {{"gpt_oss", "model.layers.", kLlamaWhole, part, {}, {}, gpt_oss_place}},
  };
}

} // namespace pareto::config
