// SPDX-License-Identifier: GPL-3.0-or-later
// mamba, Falcon Mamba among them.
#include "core/model/architectures/mamba.h"

#include "core/formats/gguf/gguf_types.h"

namespace pareto::config {

namespace {

ModelSpec mamba_read(GgufKeys& keys, const std::string&) {
  ModelSpec spec = common(keys);
  spec.norm.eps = eps_of(keys, "attention.layer_norm_rms_epsilon");
  spec.max_context = 0; // a recurrent model has no limit of its own; files state a placeholder
  MambaMixer mixer;
  mixer.inner = keys.integer("ssm.inner_size", kWide);
  mixer.state = keys.integer("ssm.state_size", {1, 4096});
  mixer.conv = keys.integer("ssm.conv_kernel", {1, 64});
  mixer.rank = keys.integer("ssm.time_step_rank", kRank);
  mixer.conv_bias = has_bias(keys, "ssm_conv1d");
  mixer.bias = has_bias(keys, "ssm_in");
  const auto normed = keys.file().boolean("mamba.ssm.dt_b_c_rms", false);
  if (!normed)
    keys.refuse("ssm.dt_b_c_rms", "must be a bool");
  else if (*normed) // Falcon Mamba
    mixer.bcdt_norm_eps = spec.norm.eps;
  const Block block{mixer, std::nullopt, Block::Residual::Pre, false};
  spec.blocks.assign(static_cast<size_t>(block_count(keys)), block);
  return spec;
}

} // namespace

std::vector<GgufType> gguf_family::mamba() {
  return {{"mamba",
           mamba_read,
           kGgufWhole,
           {{"mixer_norm.", "attn_norm."},
            {"mixer.in_proj.", "ssm_in."},
            {"mixer.conv.", "ssm_conv1d."},
            {"mixer.x_proj.", "ssm_x."},
            {"mixer.dt_proj.", "ssm_dt."},
            {"mixer.A_log", "ssm_a"},
            {"mixer.D", "ssm_d"},
            {"mixer.out_proj.", "ssm_out."}}}};
}

} // namespace pareto::config
