// SPDX-License-Identifier: GPL-3.0-or-later
// mamba, falcon_mamba.
#include "core/model/architectures/mamba.h"

#include "core/formats/hugging_face/shared.h"
#include "core/formats/model_types.h"

namespace pareto::config {

namespace {

/// "auto" (or absent) is ceil(hidden / 16).
int64_t step_rank(ConfigReader& reader, int64_t hidden) {
  const auto& json = reader.json();
  if (json.contains("time_step_rank") && json["time_step_rank"] == "auto")
    return (hidden + 15) / 16;
  return reader.integer("time_step_rank", kRank, (hidden + 15) / 16);
}

ModelSpec mamba_read(ConfigReader& reader, const std::string& type) {
  ModelSpec spec;
  spec.vocab = reader.integer("vocab_size", kVocab, 50280);
  spec.hidden = reader.integer("hidden_size", kWidth);
  spec.norm.eps = static_cast<float>(reader.number("layer_norm_epsilon", kEps, 1e-5));
  spec.tied = reader.boolean("tie_word_embeddings", true);
  MambaMixer mixer;
  mixer.inner = reader.integer("intermediate_size", kWide, reader.integer("expand", {1, 64}, 2) * spec.hidden);
  mixer.state = reader.integer("state_size", {1, 4096}, 16);
  mixer.conv = reader.integer("conv_kernel", {1, 64}, 4);
  mixer.rank = step_rank(reader, spec.hidden);
  mixer.conv_bias = reader.boolean("use_conv_bias", true);
  mixer.bias = reader.boolean("use_bias", false);
  reader.choice("hidden_act", {"silu", "swish"}, "silu");
  if (type == "falcon_mamba")
    mixer.bcdt_norm_eps = static_cast<float>(reader.number("mixer_rms_eps", {1e-12, 1}, 1e-6));
  const Block block{mixer, std::nullopt, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(layer_count(reader)), block);
  return spec;
}

} // namespace

ModelFamily family::mamba() {
  return {
      .types = {{"mamba", mamba_read, "mamba"}, {"falcon_mamba", mamba_read, "mamba"}},
      .names = {{"mamba",
                 "backbone.layers.",
                 kBackboneWhole,
                 {{"mixer_norm.", "norm."}, {"mixer.conv.", "mixer.conv1d."}},
                 {},
                 {{"backbone.embeddings.", "backbone.embedding."}}}},
  };
}

} // namespace pareto::config
