// SPDX-License-Identifier: GPL-3.0-or-later
// The model types of flash-linear-attention whose layers are recurrent networks or state spaces.
#include "core/formats/fla/frame.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/mamba3.h"
#include "core/model/architectures/rodimus.h"
#include "core/model/architectures/rwkv6.h"
#include "core/model/architectures/rwkv7.h"

#include <algorithm>

namespace pareto::config {

namespace {

constexpr int64_t kLogLinearLevels = 15; ///< log_linear_mamba2: not in the configuration

Mixer rwkv6(const Frame& f) {
  auto mixer = f.of_ratios<Rwkv6Mixer>(4, 0.5, 1);
  mixer.mix_rank = f.reader.integer("proj_low_rank_dim", kRank, 32);
  mixer.decay_rank = f.reader.integer("gate_low_rank_dim", kRank, 64);
  mixer.norm_eps = f.eps;
  if (!f.reader.boolean("norm_bias", true))
    f.reader.refuse("norm_bias", "= false is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer rwkv7(const Frame& f) {
  Rwkv7Mixer mixer;
  mixer.head_dim = f.reader.integer("head_dim", kWidth, 64);
  mixer.heads = divided(f.reader, "head_dim", f.hidden, mixer.head_dim);
  int64_t values = f.hidden;
  if (f.reader.has("value_dim")) {
    const auto& given = f.reader.json()["value_dim"];
    const std::vector<int64_t> widths =
        given.is_array() ? f.reader.integers("value_dim", kWide) : std::vector{f.reader.integer("value_dim", kWide)};
    for (int64_t width : widths)
      if (width != widths.front())
        f.reader.refuse("value_dim", "must be the same in every layer.", ErrorCode::Unsupported);
    values = widths.empty() ? f.hidden : widths.front();
  }
  mixer.value_dim = divided(f.reader, "value_dim", values, mixer.heads);
  mixer.decay_rank = f.reader.integer("decay_low_rank_dim", kRank, 64);
  mixer.gate_rank = f.reader.integer("gate_low_rank_dim", kRank, 128);
  mixer.a_rank = f.reader.integer("a_low_rank_dim", kRank, 64);
  mixer.v_rank = f.reader.integer("v_low_rank_dim", kRank, 16);
  mixer.norm_eps = f.eps;
  mixer.kk_norm_eps = f.reader.boolean("fuse_norm", true) ? 1e-6f : 1e-24f;
  return mixer;
}

Mixer mamba(const Frame& f) {
  MambaMixer mixer;
  const std::string rank = f.type == "samba" ? "time_step_rank" : "dt_rank";
  const bool derived = !f.reader.has(rank) || f.reader.json()[rank] == "auto";
  mixer.rank = derived ? (f.hidden + 15) / 16 : f.reader.integer(rank, kRank);
  mixer.inner = f.reader.integer("expand", {1, 64}, 2) * f.hidden;
  mixer.state = f.reader.integer("state_size", {1, 4096}, 16);
  mixer.conv = f.reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = f.type == "samba" || f.reader.boolean("use_conv_bias", true);
  mixer.bias = f.reader.boolean("use_bias", false);
  return mixer;
}

Mixer mamba2(const Frame& f) {
  Mamba2Mixer mixer;
  mixer.heads = f.heads("num_heads", 64);
  mixer.head_dim = f.reader.integer("head_dim", {1, 4096}, 64);
  mixer.state = f.reader.integer("state_size", {1, 4096}, 128);
  mixer.groups = f.heads("n_groups", 1);
  mixer.conv = f.reader.integer("conv_kernel", {1, 64}, 4);
  mixer.conv_bias = f.reader.boolean("use_conv_bias", true);
  mixer.bias = f.reader.boolean("use_bias", false);
  mixer.norm_groups = mixer.groups;
  mixer.norm_eps = f.eps;
  read_step_limit(f.reader, "dt_limit", mixer);
  if (f.type == "log_linear_mamba2")
    mixer.levels = kLogLinearLevels;
  divided(f.reader, "n_groups", mixer.heads, mixer.groups);
  const int64_t inner = static_cast<int64_t>(f.reader.number("expand", kRatio, 2) * static_cast<double>(f.hidden));
  if (mixer.heads * mixer.head_dim != inner)
    f.reader.refuse("num_heads", "x head_dim must equal expand x hidden_size = " + std::to_string(inner) + ".");
  if (f.reader.boolean("norm_before_gate", false))
    f.reader.refuse("norm_before_gate", "= true is not supported.", ErrorCode::Unsupported);
  if (!f.reader.boolean("rmsnorm", true))
    f.reader.refuse("rmsnorm", "= false is not supported.", ErrorCode::Unsupported);
  if (f.reader.boolean("D_has_hdim", false))
    f.reader.refuse("D_has_hdim", "= true is not supported.", ErrorCode::Unsupported);
  return mixer;
}

Mixer rodimus(const Frame& f) {
  RodimusMixer mixer;
  mixer.inner = (2 * f.hidden + 7) / 8 * 8;
  mixer.key_dim = f.reader.integer("expand_ratio", kWidth, 64);
  const bool derived = !f.reader.has("input_gate_low_rank") || f.reader.json()["input_gate_low_rank"] == "auto";
  mixer.gate_rank = derived ? std::max<int64_t>(f.hidden / 64, 16) : f.reader.integer("input_gate_low_rank", kRank);
  mixer.conv = f.conv(true);
  mixer.norm_eps = f.eps;
  if (f.reader.text("block_type", "rodimus") != "rodimus")
    f.reader.refuse("block_type", "must be rodimus: attention with shared keys behind it is not supported.",
                    ErrorCode::Unsupported);
  return mixer;
}

Mixer mamba3(const Frame& f) {
  Mamba3Mixer mixer;
  mixer.head_dim = f.reader.integer("head_dim", {1, 4096}, 64);
  const auto inner = f.reader.integer("expand", {1, 64}, 2) * f.hidden;
  mixer.heads = divided(f.reader, "head_dim", inner, mixer.head_dim);
  mixer.state = f.reader.integer("state_size", {4, 4096}, 128);
  mixer.groups = f.heads("n_groups", 1);
  divided(f.reader, "n_groups", mixer.heads, mixer.groups);
  const double turning = f.reader.number("rope_fraction", {0, 1}, 0.5);
  if (turning != 0.5 && turning != 1)
    f.reader.refuse("rope_fraction", "must be 0.5 or 1.");
  mixer.all_rotate = turning == 1;
  mixer.norm = f.reader.boolean("is_outproj_norm", false);
  mixer.bias = f.reader.boolean("use_bias", false);
  mixer.rate_floor = static_cast<float>(f.reader.number("A_floor", {0, 1}, 1e-4));
  mixer.norm_eps = f.eps;
  if (f.reader.boolean("is_mimo", false))
    f.reader.refuse("is_mimo", "= true is not supported: no weights of that form were at hand to read them by.",
                    ErrorCode::Unsupported);
  return mixer;
}

} // namespace

std::map<std::string, MixerReader> recurrent_readers() {
  return {
      {"rwkv6", rwkv6},     {"rwkv7", rwkv7},   {"mamba", mamba},
      {"mamba2", mamba2},   {"samba", mamba},   {"log_linear_mamba2", mamba2},
      {"rodimus", rodimus}, {"mamba3", mamba3},
  };
}

} // namespace pareto::config
