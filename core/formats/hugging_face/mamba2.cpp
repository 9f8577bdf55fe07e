// SPDX-License-Identifier: GPL-3.0-or-later
// mamba2.
#include "core/model/architectures/mamba2.h"

#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

ModelSpec mamba2_read(ConfigReader& reader, const std::string&) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm.eps = static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5));
  spec.tied = reader.boolean("tie_word_embeddings", false);
  Mamba2Mixer mixer;
  mixer.heads = reader.integer("num_heads", kHeads);
  mixer.head_dim = reader.integer("head_dim", {1, 4096}, 64);
  mixer.state = reader.integer("state_size", {1, 4096}, 128);
  mixer.groups = reader.integer("n_groups", kHeads, 8);
  mixer.conv = reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("use_bias", false);
  mixer.norm_groups = mixer.groups; // the published logits normalise each group on its own
  mixer.norm_eps = spec.norm.eps;
  const double expand = reader.number("expand", kRatio, 2);
  if (mixer.heads * mixer.head_dim != static_cast<int64_t>(expand * static_cast<double>(spec.hidden)))
    reader.refuse("num_heads",
                  "x head_dim = " + std::to_string(mixer.heads * mixer.head_dim) + " must equal expand x hidden_size.");
  divided(reader, "n_groups", mixer.heads, mixer.groups);
  reader.choice("hidden_act", {"silu", "swish"}, "silu");
  if (!reader.boolean("rms_norm", true))
    reader.refuse("rms_norm", "= false is not supported: only the gated RMS norm is.", ErrorCode::Unsupported);
  read_step_limit(reader, "time_step_limit", mixer);
  const Block block{mixer, std::nullopt, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return spec;
}

} // namespace

ModelFamily family::mamba2() {
  return {
      .types = {{"mamba2", mamba2_read, "mamba"}},
  };
}

} // namespace pareto::config
