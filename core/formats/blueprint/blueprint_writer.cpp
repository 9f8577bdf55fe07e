// SPDX-License-Identifier: GPL-3.0-or-later
// The inverse of blueprint.cpp: only what a blueprint can say is written, anything else is refused with its layer.
#include "core/formats/config.h"
#include "core/model/same_spec.h"

#include <cmath>
#include <iterator>

namespace pareto {

using nlohmann::json;

namespace {

/// theta behind a table of theta^(-2j/width), or an error for scaled tables, which a blueprint cannot hold.
Result<double> theta_of(const RopeTable& table, int64_t width) {
  const auto refuse = [] { return fail(ErrorCode::Unsupported, "uses scaled rotary positions, which a blueprint cannot describe."); };
  if (static_cast<int64_t>(table.inv_freq.size()) != width / 2 || table.inv_freq.empty() || !table.inv_freq_long.empty() || table.attention_factor != 1)
    return refuse();
  if (table.inv_freq.size() == 1)
    return 10000.0;
  const double exact = std::pow(table.inv_freq[1], -static_cast<double>(width) / 2);
  const double theta = std::round(exact);
  for (size_t j = 0; j < table.inv_freq.size(); ++j) {
    const double expected = std::pow(theta, -2.0 * static_cast<double>(j) / static_cast<double>(width));
    if (std::abs(table.inv_freq[j] / expected - 1) > 1e-9)
      return refuse();
  }
  return theta;
}

Status write_rope(json& out, const RopeSpec& rope, int64_t width) {
  out["rope"] = rope.table != nullptr;
  if (!rope.table)
    return {};
  if (rope.interleaved)
    return fail(ErrorCode::Unsupported, "uses interleaved rotary positions, which a blueprint cannot describe.");
  PARETO_TRY_ASSIGN(theta, theta_of(*rope.table, width));
  out["rope_theta"] = theta;
  return {};
}

/// An epsilon that differs from what its kind has where none is written.
void write_eps(json& out, float eps, float usual, const char* key = "norm_eps") {
  if (eps != usual)
    out[key] = eps;
}

struct MixerWriter {
  int64_t hidden;

  Result<json> operator()(const AttentionMixer& m) const {
    if (m.scale != 0 || m.softcap != 0 || m.output_bias || m.qk_norm == AttentionMixer::QkNorm::WholeWidth)
      return fail(ErrorCode::Unsupported, "has an attention scale, capped scores, output bias or whole-width norm, which a blueprint cannot describe.");
    json out{{"type", m.window > 0 ? "sliding-window" : "softmax-attention"}, {"heads", m.heads}, {"kv_heads", m.kv_heads}, {"head_dim", m.head_dim},
             {"qkv_bias", m.qkv_bias}, {"qk_norm", m.qk_norm == AttentionMixer::QkNorm::PerHead}};
    if (m.window > 0) {
      out["window"] = m.window;
      out["pinned"] = m.pinned;
    }
    if (m.qk_norm != AttentionMixer::QkNorm::None)
      write_eps(out, m.qk_norm_eps, AttentionMixer{}.qk_norm_eps, "qk_norm_eps");
    PARETO_TRY(write_rope(out, m.rope, m.head_dim));
    return out;
  }
  Result<json> operator()(const LinearAttentionMixer& m) const {
    if (m.kv_heads != m.heads || m.tied_feature_map || m.norm_q || m.norm_k)
      return fail(ErrorCode::Unsupported, "has a feature map or head grouping that a blueprint cannot describe.");
    const bool elu = m.feature_map == LinearAttentionMixer::FeatureMap::EluPlusOne;
    json out{{"type", "linear-attention"}, {"heads", m.heads}, {"key_dim", m.key_dim}, {"value_dim", m.value_dim},
                {"feature_map", elu ? "elu" : "elementwise_product"}, {"normalised", m.normalised}};
    write_eps(out, m.norm_eps, LinearAttentionMixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const RetNetMixer& m) const {
    if (m.kv_heads != m.heads || !m.rope.table)
      return fail(ErrorCode::Unsupported, "groups the heads of its retention, which a blueprint cannot describe.");
    PARETO_TRY_ASSIGN(theta, theta_of(*m.rope.table, m.key_dim));
    if (theta != 10000 || m.rope.interleaved)
      return fail(ErrorCode::Unsupported, "uses a rotary base other than 10000 in its retention, which a blueprint cannot describe.");
    json out{{"type", "retnet"}, {"heads", m.heads}, {"key_dim", m.key_dim}, {"value_dim", m.value_dim}, {"gate", m.gate}};
    write_eps(out, m.norm_eps, RetNetMixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const GlaMixer& m) const {
    if (m.kv_heads != m.heads || m.gate_normaliser != 16 || m.clamp_min != 0)
      return fail(ErrorCode::Unsupported, "has gate settings of GLA that a blueprint cannot describe.");
    json out{{"type", "gla"}, {"heads", m.heads}, {"key_dim", m.key_dim}, {"value_dim", m.value_dim},
                {"gate_rank", m.gate_rank}, {"conv", m.conv}, {"gate", m.gate}};
    write_eps(out, m.norm_eps, GlaMixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const Hgrn2Mixer& m) const {
    if (m.key_dim * m.heads != hidden || m.value_dim != m.key_dim || !m.lower_bound)
      return fail(ErrorCode::Unsupported, "has HGRN2 widths that a blueprint cannot describe.");
    json out{{"type", "hgrn2"}, {"heads", m.heads}, {"conv", m.conv}};
    write_eps(out, m.norm_eps, Hgrn2Mixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const HgrnMixer& m) const {
    if (!m.lower_bound)
      return fail(ErrorCode::Unsupported, "has HGRN without lower bounds, which a blueprint cannot describe.");
    json out{{"type", "hgrn"}, {"inner", m.inner}, {"conv", m.conv}};
    write_eps(out, m.norm_eps, HgrnMixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const DeltaNetMixer& m) const {
    if (!m.beta || m.qk_norm != NormKind::L2 || m.qk_activation != UnaryFunction::Silu || m.gate_activation != UnaryFunction::Silu)
      return fail(ErrorCode::Unsupported, "has DeltaNet activations that a blueprint cannot describe.");
    json out{{"type", m.decay ? "gated-deltanet" : "deltanet"}, {"heads", m.heads}, {"value_heads", m.value_heads}, {"key_dim", m.key_dim},
                {"value_dim", m.value_dim}, {"conv", m.conv}, {"gate", m.gate}, {"negative_eigenvalues", m.negative_eigenvalues}};
    write_eps(out, m.norm_eps, DeltaNetMixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const Rwkv7Mixer& m) const {
    if (m.heads * m.head_dim != hidden || m.value_dim != m.head_dim)
      return fail(ErrorCode::Unsupported, "has RWKV-7 widths that a blueprint cannot describe.");
    json out{{"type", "rwkv7"}, {"head_dim", m.head_dim}, {"decay_rank", m.decay_rank}, {"gate_rank", m.gate_rank}, {"a_rank", m.a_rank}, {"v_rank", m.v_rank}};
    write_eps(out, m.norm_eps, Rwkv7Mixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const MambaMixer& m) const {
    if (m.bcdt_norm_eps > 0 || m.bias || !m.conv_bias)
      return fail(ErrorCode::Unsupported, "has Mamba biases or norms that a blueprint cannot describe.");
    return json{{"type", "mamba"}, {"inner", m.inner}, {"state", m.state}, {"conv", m.conv}, {"rank", m.rank}};
  }
  Result<json> operator()(const Mamba2Mixer& m) const {
    if (m.bias || !m.conv_bias || m.norm_groups != m.groups || m.dt_min != 0 || !std::isinf(m.dt_max))
      return fail(ErrorCode::Unsupported, "has Mamba-2 biases or limits that a blueprint cannot describe.");
    json out{{"type", "mamba2"}, {"heads", m.heads}, {"head_dim", m.head_dim}, {"state", m.state}, {"groups", m.groups}, {"conv", m.conv}};
    write_eps(out, m.norm_eps, Mamba2Mixer{}.norm_eps);
    return out;
  }
  Result<json> operator()(const RgLruMixer& m) const { return json{{"type", "rg-lru"}, {"width", m.width}, {"heads", m.heads}, {"conv", m.conv}}; }
  Result<json> operator()(const MinGruMixer& m) const { return json{{"type", "mingru"}, {"inner", m.inner}}; }
};

Result<json> ffn_json(const FeedForward& ffn) {
  json out{{"width", ffn.width}, {"bias", ffn.bias}};
  switch (ffn.kind) {
  case FeedForward::Kind::Gated: out["type"] = "gated"; break;
  case FeedForward::Kind::Plain: out["type"] = "plain"; break;
  case FeedForward::Kind::Rwkv7: out["type"] = "rwkv7"; return out;
  case FeedForward::Kind::None: return json(nullptr);
  }
  switch (ffn.activation) {
  case UnaryFunction::Silu: out["activation"] = "silu"; break;
  case UnaryFunction::Relu: out["activation"] = "relu"; break;
  case UnaryFunction::GeluErf: out["activation"] = "gelu"; break;
  case UnaryFunction::GeluTanh: out["activation"] = "gelu_new"; break;
  case UnaryFunction::ReluSquared: out["activation"] = "relu2"; break;
  default: return fail(ErrorCode::Unsupported, "has a feed-forward activation that is not written to blueprints.");
  }
  return out;
}

Result<json> block_json(const Block& block, int64_t hidden) {
  if (block.pre_norm)
    return fail(ErrorCode::Unsupported, "normalises its embedding first, which a blueprint cannot describe.");
  PARETO_TRY_ASSIGN(mixer, std::visit(MixerWriter{hidden}, block.mixer));
  PARETO_TRY_ASSIGN(ffn, ffn_json(block.ffn));
  static constexpr const char* kResidual[] = {"pre", "post", "parallel"};
  if (static_cast<size_t>(block.residual) >= std::size(kResidual))
    return fail(ErrorCode::Unsupported, "joins its parts with norms around them or one norm for both, which a blueprint cannot describe.");
  json out{{"mixer", std::move(mixer)}, {"residual", kResidual[static_cast<size_t>(block.residual)]}};
  if (!ffn.is_null())
    out["ffn"] = std::move(ffn);
  return out;
}

/// What was written is read back: whatever a blueprint does not say (a setting that came later, a norm of another kind) is
/// refused with its layer, never left out.
Status says_the_same(const json& blueprint, const ModelSpec& spec, const std::string& name) {
  PARETO_TRY_ASSIGN(read, parse_config(blueprint, "blueprint"));
  for (size_t i = 0; i < spec.blocks.size(); ++i)
    if (i >= read.spec.blocks.size() || !same_block(read.spec.blocks[i], spec.blocks[i]))
      return fail(ErrorCode::Unsupported, "Layer " + std::to_string(i) + " has a setting that a blueprint cannot describe.", name);
  if (!same_model(read.spec, spec))
    return fail(ErrorCode::Unsupported, "This model has a norm, a scale or a limit beside its layers that a blueprint cannot describe.", name);
  return {};
}

} // namespace

Result<json> blueprint_to_json(const ModelSpec& spec, const std::string& name) {
  const bool layer = spec.norm.kind == NormKind::Layer;
  if (spec.embedding_scale != 1 || spec.positions > 0 || spec.logit_softcap != 0 || spec.logit_scale != 1)
    return fail(ErrorCode::Unsupported, "This model scales its embedding, scales or caps its logits or has a position table, which a blueprint cannot describe.", name);
  if (spec.norm.one_plus || !spec.norm.weight || spec.norm.bias != layer)
    return fail(ErrorCode::Unsupported, "The norms of this model, from layer 0 on, are of a kind that a blueprint cannot describe (weights around zero, no weights, or LayerNorm without bias).", name);
  json blocks = json::array();
  for (size_t i = 0; i < spec.blocks.size(); ++i) {
    const auto block = block_json(spec.blocks[i], spec.hidden);
    if (!block)
      return fail(block.error().code, "Layer " + std::to_string(i) + " " + block.error().message, name);
    json& last = blocks.empty() ? blocks.emplace_back(json::object()) : blocks.back();
    json repeated = *block;
    repeated["repeat"] = last.value("repeat", 0) + 1;
    json same = last;
    same["repeat"] = repeated["repeat"];
    if (last.empty() || same == repeated)
      last = std::move(repeated);
    else {
      repeated["repeat"] = 1;
      blocks.push_back(std::move(repeated));
    }
  }
  json out{{"paretoscope_blueprint", 1}, {"name", name}, {"vocab_size", spec.vocab}, {"hidden_size", spec.hidden}, {"tie_word_embeddings", spec.tied},
           {"norm", layer ? "layer" : "rms"}, {"norm_eps", spec.norm.eps}, {"blocks", std::move(blocks)}};
  if (spec.max_context > 0)
    out["max_position_embeddings"] = spec.max_context;
  PARETO_TRY(says_the_same(out, spec, name));
  return out;
}

} // namespace pareto
