// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/case_graphs.h"

#include <cmath>

namespace pareto::verify {

namespace {

/// A per-token input [B,T,...] of the case, with this step's number of tokens.
Tensor token_input(CaseGraph& c, const CaseFacts& f, const std::string& name) {
  const auto& dims = f.dims(name);
  Dims shape{f.shape.batch, f.shape.tokens};
  for (size_t axis = 2; axis < dims.size(); ++axis)
    shape.push_back(dims[axis]);
  return c.graph.input(name, shape);
}

Tensor parameter(CaseGraph& c, const CaseFacts& f, const std::string& name, WeightUse use = WeightUse::Vector) {
  Dims shape;
  for (int64_t extent : f.dims(name))
    shape.push_back(extent);
  return c.graph.weight(name, shape, use);
}

Tensor optional_parameter(CaseGraph& c, const CaseFacts& f, const std::string& name) {
  return f.has(name) ? parameter(c, f, name) : Tensor{};
}

void attention_case(CaseGraph& c, const CaseFacts& f) {
  AttentionSpec spec;
  spec.scale = f.number("scale", 1);
  spec.window = f.integer("window", 0);
  const Tensor q = token_input(c, f, "q"), k = token_input(c, f, "k"), v = token_input(c, f, "v");
  c.graph.mark_output("o", c.graph.attention(q, k, v, optional_parameter(c, f, "sink"), spec));
}

/// Everything that is one matrix_recurrence over the case's own q, k, v (and g, beta, a, b).
struct MatrixCase {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  bool elu = false;   ///< feature map elu+1 on q and k, with the normaliser
  bool hgrn2 = false; ///< decay and key from raw forget logits f
};

void matrix_case(CaseGraph& c, const CaseFacts& f, const MatrixCase& kind) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = token_input(c, f, "q");
  MatrixRecurrenceSpec spec{kind.decay, kind.removal, kind.elu ? Normaliser::SumEps : Normaliser::None,
                            f.number("scale", 1), f.number("eps", 1e-10f)};
  if (kind.hgrn2) {
    inputs[kMatrixLogDecay] = c.graph.unary(token_input(c, f, "f"), UnaryFunction::LogSigmoid);
    inputs[kMatrixK] =
        c.graph.unary(c.graph.unary(inputs[kMatrixLogDecay], UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  } else {
    inputs[kMatrixK] = token_input(c, f, "k");
  }
  inputs[kMatrixV] = token_input(c, f, "v");
  if (kind.elu)
    for (int which : {kMatrixQ, kMatrixK})
      inputs[static_cast<size_t>(which)] = c.graph.unary(inputs[static_cast<size_t>(which)], UnaryFunction::EluPlusOne);
  if (kind.decay == Decay::Constant)
    inputs[kMatrixLogDecay] = parameter(c, f, "log_decay");
  else if (kind.decay != Decay::None && !kind.hgrn2)
    inputs[kMatrixLogDecay] = token_input(c, f, "g");
  if (kind.removal == Removal::Delta)
    inputs[kMatrixBeta] = token_input(c, f, "beta");
  if (kind.removal == Removal::LowRank) {
    inputs[kMatrixA] = token_input(c, f, "a");
    inputs[kMatrixB] = token_input(c, f, "b");
  }
  c.graph.mark_output("o", c.graph.matrix_recurrence(inputs, spec));
  c.states = {{"state", "state"}};
  if (kind.elu)
    c.states.push_back({"z", "normaliser"});
}

CaseBuilder matrix(MatrixCase kind) {
  return [kind](CaseGraph& c, const CaseFacts& f) { matrix_case(c, f, kind); };
}

void mamba_case(CaseGraph& c, const CaseFacts& f) {
  std::vector<Tensor> inputs(kScanInputs);
  inputs[kScanU] = token_input(c, f, "u");
  inputs[kScanDelta] = token_input(c, f, "delta");
  inputs[kScanA] = parameter(c, f, "A");
  inputs[kScanB] = token_input(c, f, "B");
  inputs[kScanC] = token_input(c, f, "C");
  inputs[kScanD] = optional_parameter(c, f, "D");
  inputs[kScanZ] = token_input(c, f, "z");
  inputs[kScanBias] = optional_parameter(c, f, "delta_bias");
  c.graph.mark_output("o", c.graph.selective_scan(inputs));
  c.states = {{"state", "scan_state"}};
}

void mamba2_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor x = token_input(c, f, "x");
  const Tensor step = g.unary(g.add(token_input(c, f, "dt"), parameter(c, f, "dt_bias")), UnaryFunction::Softplus);
  const Dims per_head{x.shape[0], x.shape[1], x.shape[2], 1};
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = token_input(c, f, "C");
  inputs[kMatrixK] = token_input(c, f, "B");
  inputs[kMatrixV] = g.mul(x, step.reshape(per_head));
  inputs[kMatrixLogDecay] = g.mul(step, parameter(c, f, "A"));
  const Tensor read = g.matrix_recurrence(inputs, {Decay::Scalar, Removal::None, Normaliser::None, 1});
  const Tensor skip = g.mul(x, parameter(c, f, "D").reshape({x.shape[2], 1}));
  g.mark_output("o", g.add(read, skip));
  c.states = {{"state", "state"}};
}

void hgrn_case(CaseGraph& c, const CaseFacts& f) {
  const Tensor x = token_input(c, f, "x"), g = token_input(c, f, "g");
  c.graph.mark_output("o", c.graph.diagonal_recurrence(x, g, {}));
  c.states = {{"state", "state"}};
}

void rglru_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor x = token_input(c, f, "x");
  const Tensor r = g.unary(token_input(c, f, "r"), UnaryFunction::Sigmoid),
               i = g.unary(token_input(c, f, "i"), UnaryFunction::Sigmoid);
  const Tensor rate =
      g.unary(g.unary(parameter(c, f, "lam"), UnaryFunction::Softplus), UnaryFunction::Affine, -f.number("c", 8), 0);
  DiagonalRecurrenceSpec spec;
  spec.sqrt_factor = true;
  g.mark_output("o", g.diagonal_recurrence(g.mul(i, x), g.mul(r, rate), spec));
  c.states = {{"state", "state"}};
}

void conv_case(CaseGraph& c, const CaseFacts& f) {
  const Tensor x = token_input(c, f, "x");
  const ConvSpec spec{f.integer("width", 4), UnaryFunction::Silu};
  c.graph.mark_output(
      "y", c.graph.causal_conv(x, parameter(c, f, "weight"), optional_parameter(c, f, "bias"), spec, "conv"));
  c.states = {{"state", "conv", true}};
}

void norm_case(CaseGraph& c, const CaseFacts& f, NormKind kind) {
  const NormSpec spec{kind, f.number("eps", 1e-6f), 0};
  const Tensor x = token_input(c, f, "x");
  c.graph.mark_output("y", c.graph.norm(x, spec, parameter(c, f, "weight"), optional_parameter(c, f, "bias")));
}

void gated_norm_case(CaseGraph& c, const CaseFacts& f, bool gate_first) {
  GatedNormSpec spec{
      {NormKind::Rms, f.number("eps", 1e-6f), f.integer("group_size", 0)}, UnaryFunction::Silu, gate_first};
  const Tensor x = token_input(c, f, "x"), z = token_input(c, f, "z");
  c.graph.mark_output("y", c.graph.gated_norm(x, z, parameter(c, f, "weight"), spec));
}

void rope_case(CaseGraph& c, const CaseFacts& f, bool interleaved) {
  auto table = std::make_shared<RopeTable>();
  const int64_t width = f.integer("rotary_dim", 0);
  for (int64_t j = 0; j < width / 2; ++j)
    table->inv_freq.push_back(
        std::pow(f.params["theta"].get<double>(), -2.0 * static_cast<double>(j) / static_cast<double>(width)));
  const RopeSpec spec{interleaved, table};
  for (const char* name : {"q", "k"})
    c.graph.mark_output(std::string(name) + "_out", c.graph.rope(token_input(c, f, name), spec));
}

void swiglu_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor x = token_input(c, f, "x");
  const Tensor gate = g.matmul(x, parameter(c, f, "w1", WeightUse::Matrix)),
               up = g.matmul(x, parameter(c, f, "w3", WeightUse::Matrix));
  g.mark_output("y", g.matmul(g.gated(gate, up, UnaryFunction::Silu), parameter(c, f, "w2", WeightUse::Matrix)));
}

/// The experts' matrices of a case, one below the other.
Tensor stacked(CaseGraph& c, const CaseFacts& f, const std::string& name) {
  const auto& dims = f.dims(name);
  return c.graph.weight(name, {dims[0] * dims[1], dims[2]}, WeightUse::Matrix);
}

/// Mixtral's block; the weight of each expert is what comes of experts that return their own number as a one-hot row.
void moe_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor x = token_input(c, f, "x");
  RouteSpec spec;
  spec.experts = f.dims("router")[0];
  spec.chosen = f.integer("top_k", 1);
  spec.normalised = true;
  const auto routed = g.route(g.matmul(x, parameter(c, f, "router", WeightUse::Matrix)), {}, spec);
  const Tensor rows = g.expert_rows(x, routed);
  const Tensor gate = g.expert_matmul(rows, stacked(c, f, "w1"), {}, routed),
               up = g.expert_matmul(rows, stacked(c, f, "w3"), {}, routed);
  const Tensor made = g.expert_matmul(g.gated(gate, up, UnaryFunction::Silu), stacked(c, f, "w2"), {}, routed);
  g.mark_output("y", g.expert_sum(made, routed[kRouteWeights], routed));
  const Tensor one = g.expert_rows(g.unary(x.slice(2, 0, 1), UnaryFunction::Affine, 0, 1), routed);
  g.mark_output("routing", g.expert_sum(g.expert_matmul(one, stacked(c, f, "one_hot"), {}, routed),
                                        routed[kRouteWeights], routed));
}

std::map<std::string, CaseBuilder> make_builders() {
  return {
      {"attn_causal", attention_case},
      {"attn_gqa", attention_case},
      {"attn_sliding_window", attention_case},
      {"attn_sink", attention_case},
      {"linear_attn", matrix({})},
      {"linear_attn_elu", matrix({.elu = true})},
      {"simple_gla", matrix({.decay = Decay::Scalar})},
      {"retention", matrix({.decay = Decay::Constant})},
      {"lightning_attn", matrix({.decay = Decay::Constant})},
      {"gla", matrix({.decay = Decay::Key})},
      {"hgrn2", matrix({.decay = Decay::Key, .hgrn2 = true})},
      {"delta_rule", matrix({.removal = Removal::Delta})},
      {"gated_delta_rule", matrix({.decay = Decay::Scalar, .removal = Removal::Delta})},
      {"kda", matrix({.decay = Decay::Key, .removal = Removal::Delta})},
      {"rwkv7", matrix({.decay = Decay::Key, .removal = Removal::LowRank})},
      {"dplr_delta_rule", matrix({.decay = Decay::Key, .removal = Removal::LowRank})},
      {"iplr_delta_rule", matrix({.removal = Removal::LowRank})},
      {"mamba_scan", mamba_case},
      {"mamba2_ssd", mamba2_case},
      {"hgrn", hgrn_case},
      {"rglru", rglru_case},
      {"short_conv", conv_case},
      {"rmsnorm", [](CaseGraph& c, const CaseFacts& f) { norm_case(c, f, NormKind::Rms); }},
      {"layernorm", [](CaseGraph& c, const CaseFacts& f) { norm_case(c, f, NormKind::Layer); }},
      {"rmsnorm_gated", [](CaseGraph& c, const CaseFacts& f) { gated_norm_case(c, f, false); }},
      {"rmsnorm_gated_mamba2", [](CaseGraph& c, const CaseFacts& f) { gated_norm_case(c, f, true); }},
      {"rope_half", [](CaseGraph& c, const CaseFacts& f) { rope_case(c, f, false); }},
      {"rope_interleaved", [](CaseGraph& c, const CaseFacts& f) { rope_case(c, f, true); }},
      {"swiglu", swiglu_case},
      {"moe_topk", moe_case},
  };
}

void add_head_decays(const std::string& op, const nlohmann::json& params, CaseTensors& tensors) {
  const int64_t heads = tensors.at("in.v").shape[2];
  CaseTensor decays{{heads}, {}};
  for (int64_t h = 0; h < heads; ++h) {
    double log_decay = std::log1p(-std::pow(2.0, -5.0 - static_cast<double>(h)));
    if (op == "lightning_attn") {
      const double depth = params["layer_idx"].get<double>() / params["num_layers"].get<double>();
      log_decay = -8.0 / static_cast<double>(heads) * (1 - depth) * static_cast<double>(h);
    }
    decays.values.push_back(static_cast<float>(log_decay));
  }
  tensors["in.log_decay"] = std::move(decays);
}

void add_one_hot(CaseTensors& tensors) {
  const int64_t experts = tensors.at("in.router").shape[0];
  CaseTensor one_hot{{experts, experts, 1}, std::vector<float>(static_cast<size_t>(experts * experts))};
  for (int64_t e = 0; e < experts; ++e)
    one_hot.values[static_cast<size_t>(e * (experts + 1))] = 1;
  tensors["in.one_hot"] = std::move(one_hot);
}

} // namespace

void add_derived(const std::string& op, const nlohmann::json& params, CaseTensors& tensors) {
  if (op == "retention" || op == "lightning_attn")
    add_head_decays(op, params, tensors);
  if (op == "moe_topk")
    add_one_hot(tensors);
}

CaseBuilder case_builder(const std::string& op) {
  static const std::map<std::string, CaseBuilder> builders = make_builders();
  const auto found = builders.find(op);
  return found == builders.end() ? CaseBuilder{} : found->second;
}

} // namespace pareto::verify
