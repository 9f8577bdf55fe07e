// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/same_spec.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace pareto {

namespace {

constexpr double kSameFrequency = 1e-9; ///< relative: the base of a table is written as a number with its last digits rounded

bool same_frequencies(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) { return std::abs(x - y) <= kSameFrequency * std::abs(y); });
}

bool same_rope(const RopeSpec& a, const RopeSpec& b) {
  if (!a.table || !b.table)
    return !a.table && !b.table;
  const bool far = !a.table->inv_freq_long.empty();
  return a.interleaved == b.interleaved && same_frequencies(a.table->inv_freq, b.table->inv_freq) && same_frequencies(a.table->inv_freq_long, b.table->inv_freq_long) &&
         (!far || a.table->long_after == b.table->long_after) && a.table->attention_factor == b.table->attention_factor;
}

struct SameMixer {
  bool operator()(const AttentionMixer& a, const AttentionMixer& b) const {
    const auto facts = [](const AttentionMixer& m) { return std::tie(m.heads, m.kv_heads, m.head_dim, m.scale, m.window, m.pinned, m.qkv_bias, m.output_bias, m.qk_norm, m.softcap); };
    const auto norms = [](const AttentionMixer& m) { return std::tie(m.qk_norm_eps, m.qk_norm_one_plus, m.qk_norm_weight, m.qk_norm_after_rope); };
    return facts(a) == facts(b) && same_rope(a.rope, b.rope) && (a.qk_norm == AttentionMixer::QkNorm::None || norms(a) == norms(b));
  }
  bool operator()(const LinearAttentionMixer& a, const LinearAttentionMixer& b) const {
    const auto facts = [](const LinearAttentionMixer& m) {
      return std::tie(m.heads, m.kv_heads, m.key_dim, m.value_dim, m.feature_map, m.tied_feature_map, m.norm_q, m.norm_k, m.normalised, m.norm_eps);
    };
    return facts(a) == facts(b);
  }
  bool operator()(const RetNetMixer& a, const RetNetMixer& b) const {
    const auto facts = [](const RetNetMixer& m) { return std::tie(m.heads, m.kv_heads, m.key_dim, m.value_dim, m.gate, m.norm_eps); };
    return facts(a) == facts(b) && same_rope(a.rope, b.rope);
  }
  bool operator()(const GlaMixer& a, const GlaMixer& b) const {
    const auto facts = [](const GlaMixer& m) { return std::tie(m.heads, m.kv_heads, m.key_dim, m.value_dim, m.gate_rank, m.conv, m.gate, m.gate_normaliser, m.clamp_min, m.norm_eps); };
    return facts(a) == facts(b);
  }
  bool operator()(const Hgrn2Mixer& a, const Hgrn2Mixer& b) const {
    const auto facts = [](const Hgrn2Mixer& m) { return std::tie(m.heads, m.key_dim, m.value_dim, m.conv, m.lower_bound, m.norm_eps); };
    return facts(a) == facts(b);
  }
  bool operator()(const HgrnMixer& a, const HgrnMixer& b) const {
    const auto facts = [](const HgrnMixer& m) { return std::tie(m.inner, m.conv, m.lower_bound, m.norm_eps); };
    return facts(a) == facts(b);
  }
  bool operator()(const DeltaNetMixer& a, const DeltaNetMixer& b) const {
    const auto facts = [](const DeltaNetMixer& m) {
      return std::tie(m.heads, m.value_heads, m.key_dim, m.value_dim, m.conv, m.decay, m.gate, m.beta, m.negative_eigenvalues, m.qk_activation, m.qk_norm, m.gate_activation, m.norm_eps);
    };
    return facts(a) == facts(b);
  }
  bool operator()(const Rwkv7Mixer& a, const Rwkv7Mixer& b) const {
    const auto facts = [](const Rwkv7Mixer& m) { return std::tie(m.heads, m.head_dim, m.value_dim, m.decay_rank, m.gate_rank, m.a_rank, m.v_rank, m.norm_eps, m.kk_norm_eps); };
    return facts(a) == facts(b);
  }
  bool operator()(const MambaMixer& a, const MambaMixer& b) const {
    const auto facts = [](const MambaMixer& m) { return std::tie(m.inner, m.state, m.conv, m.rank, m.conv_bias, m.bias, m.bcdt_norm_eps); };
    return facts(a) == facts(b);
  }
  bool operator()(const Mamba2Mixer& a, const Mamba2Mixer& b) const {
    const auto facts = [](const Mamba2Mixer& m) {
      return std::tie(m.heads, m.head_dim, m.state, m.groups, m.conv, m.conv_bias, m.bias, m.dt_min, m.dt_max, m.norm_groups, m.norm_eps);
    };
    return facts(a) == facts(b);
  }
  bool operator()(const RgLruMixer& a, const RgLruMixer& b) const { return std::tie(a.width, a.heads, a.conv) == std::tie(b.width, b.heads, b.conv); }
  bool operator()(const MinGruMixer& a, const MinGruMixer& b) const { return a.inner == b.inner; }
  template <class A, class B>
  bool operator()(const A&, const B&) const { return false; }
};

bool same_feed_forward(const FeedForward& a, const FeedForward& b) {
  if (a.kind != b.kind || a.kind == FeedForward::Kind::None)
    return a.kind == b.kind;
  return a.width == b.width && (a.kind == FeedForward::Kind::Rwkv7 || (a.activation == b.activation && a.bias == b.bias));
}

} // namespace

bool same_block(const Block& a, const Block& b) {
  return a.residual == b.residual && a.pre_norm == b.pre_norm && same_feed_forward(a.ffn, b.ffn) && std::visit(SameMixer{}, a.mixer, b.mixer);
}

bool same_model(const ModelSpec& a, const ModelSpec& b) {
  const auto facts = [](const ModelSpec& m) {
    return std::tie(m.vocab, m.hidden, m.norm.kind, m.norm.eps, m.norm.one_plus, m.norm.bias, m.norm.weight, m.tied, m.embedding_scale, m.positions, m.logit_scale, m.logit_softcap, m.lower_bound_width, m.rope_limit);
  };
  return facts(a) == facts(b) && std::equal(a.blocks.begin(), a.blocks.end(), b.blocks.begin(), b.blocks.end(), same_block);
}

} // namespace pareto
