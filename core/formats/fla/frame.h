// SPDX-License-Identifier: GPL-3.0-or-later
// What the readers of flash-linear-attention's types share.
#pragma once

#include "core/formats/hugging_face/shared.h"
#include "core/model/architectures/softmax_attention.h"

#include <algorithm>
#include <map>
#include <string>

namespace pareto::config {

/// What every type shares.
struct Frame {
  ConfigReader& reader;
  std::string type;
  int64_t hidden = 0, layers = 0;
  float eps = 1e-6f;

  /// Key and value heads, shared by groups of query heads.
  int64_t kv_heads(int64_t heads) const {
    const int64_t count = reader.integer("num_kv_heads", kHeads, heads);
    divided(reader, "num_kv_heads", heads, count);
    return count;
  }
  /// floor(whole * ratio), at least one channel.
  int64_t scaled(const std::string& key, double otherwise, int64_t whole) const {
    const auto width = static_cast<int64_t>(static_cast<double>(whole) * reader.number(key, kRatio, otherwise));
    if (width < 1)
      reader.refuse(key, "leaves no channel: " + std::to_string(whole) + " times it is below 1.");
    return std::max<int64_t>(1, width);
  }
  int64_t heads(const std::string& key, int64_t otherwise) const { return reader.integer(key, kHeads, otherwise); }
  /// floor(hidden * ratio), which the heads must divide.
  int64_t per_head(const std::string& key, double otherwise, int64_t count) const {
    return divided(reader, "num_heads",
                   static_cast<int64_t>(static_cast<double>(hidden) * reader.number(key, kRatio, otherwise)), count);
  }
  /// A mixer whose heads have widths of keys and values by ratios of the model's; groups of heads share keys and values
  /// where it knows of such.
  template <class M>
  M of_ratios(int64_t by_default, double keys, double values) const {
    M mixer;
    mixer.heads = heads("num_heads", by_default);
    if constexpr (requires { mixer.kv_heads; })
      mixer.kv_heads = kv_heads(mixer.heads);
    mixer.key_dim = per_head("expand_k", keys, mixer.heads);
    mixer.value_dim = per_head("expand_v", values, mixer.heads);
    return mixer;
  }
  int64_t conv(bool by_default) const {
    return reader.boolean("use_short_conv", by_default) ? reader.integer("conv_size", {1, 64}, 4) : 0;
  }
};

using MixerReader = Mixer (*)(const Frame& frame);
/// By type, one for each file of this folder that says what its types have in common.
std::map<std::string, MixerReader> attention_readers();
std::map<std::string, MixerReader> linear_readers();
std::map<std::string, MixerReader> delta_readers();
std::map<std::string, MixerReader> recurrent_readers();
/// Plain attention: of a type of its own (`with_norm`), or of the layers that attend beside others.
AttentionMixer read_attention(ConfigReader& reader, int64_t hidden, bool with_norm);

} // namespace pareto::config
