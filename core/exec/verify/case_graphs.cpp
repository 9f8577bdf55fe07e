// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/verify/case_graphs.h"

#include "core/model/architectures/recurrences.h"
#include "core/model/architectures/sparse_attention.h"

#include <cmath>

namespace pareto::verify {

namespace {

/// A per-token input [B,T,...] of the case, with this step's number of tokens, each of which has `rows` rows of it.
Tensor token_input(CaseGraph& c, const CaseFacts& f, const std::string& name, int64_t rows = 1) {
  const auto& dims = f.dims(name);
  Dims shape{f.shape.batch, f.shape.tokens * rows};
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

Tensor per_head(Tensor x) { return x.reshape({x.shape[0], x.shape[1], x.shape[2], 1}); }

void attention_case(CaseGraph& c, const CaseFacts& f) {
  AttentionSpec spec;
  spec.scale = f.number("scale", 1);
  spec.window = f.integer("window", 0);
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = token_input(c, f, "q");
  inputs[kAttentionK] = token_input(c, f, "k");
  inputs[kAttentionV] = token_input(c, f, "v");
  inputs[kAttentionSink] = optional_parameter(c, f, "sink");
  if (f.has("g"))
    inputs[kAttentionForget] = recurrence::running_sum(c.graph, token_input(c, f, "g"), "forget");
  if (f.has("r"))
    inputs[kAttentionProbe] = token_input(c, f, "r");
  if (f.has("beta"))
    inputs[kAttentionErase] = token_input(c, f, "beta");
  c.graph.mark_output("o", c.graph.attention(inputs, spec));
}

/// The golden multiplies the sum of gates by the scale too, and reflects by strengths along unit directions.
void path_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  AttentionSpec spec;
  spec.scale = f.number("scale", 1);
  std::vector<Tensor> inputs(kAttentionInputs);
  inputs[kAttentionQ] = token_input(c, f, "q");
  inputs[kAttentionK] = token_input(c, f, "k");
  inputs[kAttentionV] = token_input(c, f, "v");
  inputs[kAttentionForget] = recurrence::running_sum(g, g.scale(token_input(c, f, "g"), spec.scale), "forget");
  const Tensor half_log = g.scale(g.unary(token_input(c, f, "beta"), UnaryFunction::Log), 0.5f);
  inputs[kAttentionReflect] = g.mul(token_input(c, f, "w"), per_head(g.unary(half_log, UnaryFunction::Exp)));
  g.mark_output("o", g.attention(inputs, spec));
}

void nsa_case(CaseGraph& c, const CaseFacts& f) {
  const sparse::ThreeBranches sizes{f.number("scale", 1), f.integer("block_size", 1), f.integer("block_counts", 1),
                                    f.integer("window", 1)};
  c.graph.mark_output("o", sparse::three_branches(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                  token_input(c, f, "v"), token_input(c, f, "g_cmp"),
                                                  token_input(c, f, "g_slc"), token_input(c, f, "g_swa"), sizes));
}

void dsa_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor key = token_input(c, f, "k_idx");
  const Tensor chosen =
      sparse::indexed_blocks(g, token_input(c, f, "q_idx"), key.reshape({key.shape[0], key.shape[1], 1, key.shape[2]}),
                             token_input(c, f, "w_idx"), f.integer("topk", 1));
  AttentionSpec spec;
  spec.scale = f.number("scale", 1);
  spec.block = 1;
  g.mark_output("o",
                g.attention(token_input(c, f, "q"), token_input(c, f, "k"), token_input(c, f, "v"), {}, spec, chosen));
}

/// Everything that is one matrix_recurrence over the case's own q, k, v (and g, beta, a, b).
struct MatrixCase {
  Decay decay = Decay::None;
  Removal removal = Removal::None;
  bool elu = false;             ///< feature map elu+1 on q and k, with the normaliser
  bool hgrn2 = false;           ///< decay and key from raw forget logits f
  const char* writes = nullptr; ///< parameter that says how often a token writes; null: once
};

void matrix_case(CaseGraph& c, const CaseFacts& f, const MatrixCase& kind) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = token_input(c, f, "q");
  MatrixRecurrenceSpec spec{kind.decay, kind.removal, kind.elu ? Normaliser::SumEps : Normaliser::None,
                            f.number("scale", 1), f.number("eps", 1e-10f)};
  spec.writes = kind.writes ? f.integer(kind.writes, 1) : 1;
  if (kind.hgrn2) {
    inputs[kMatrixLogDecay] = c.graph.unary(token_input(c, f, "f"), UnaryFunction::LogSigmoid);
    inputs[kMatrixK] =
        c.graph.unary(c.graph.unary(inputs[kMatrixLogDecay], UnaryFunction::Exp), UnaryFunction::Affine, -1, 1);
  } else {
    inputs[kMatrixK] = token_input(c, f, "k", spec.writes);
  }
  inputs[kMatrixV] = token_input(c, f, "v", spec.writes);
  if (kind.elu)
    for (int which : {kMatrixQ, kMatrixK})
      inputs[static_cast<size_t>(which)] = c.graph.unary(inputs[static_cast<size_t>(which)], UnaryFunction::EluPlusOne);
  if (kind.decay == Decay::Constant)
    inputs[kMatrixLogDecay] = parameter(c, f, "log_decay");
  else if (kind.decay != Decay::None && !kind.hgrn2)
    inputs[kMatrixLogDecay] = token_input(c, f, "g");
  if (kind.removal == Removal::Delta)
    inputs[kMatrixBeta] = token_input(c, f, "beta", spec.writes);
  if (kind.removal == Removal::LowRank) {
    inputs[kMatrixA] = token_input(c, f, "a");
    inputs[kMatrixB] = token_input(c, f, "b");
  }
  c.graph.mark_output("o", c.graph.matrix_recurrence(inputs, spec));
  c.states = {{"state", "state"}};
  if (kind.elu)
    c.states.push_back({"z", "normaliser"});
}

void log_linear_case(CaseGraph& c, const CaseFacts& f) {
  std::vector<Tensor> inputs(kMatrixInputs);
  inputs[kMatrixQ] = token_input(c, f, "q");
  inputs[kMatrixK] = token_input(c, f, "k");
  inputs[kMatrixV] = token_input(c, f, "v");
  inputs[kMatrixLogDecay] = token_input(c, f, "g");
  inputs[kMatrixLevels] = token_input(c, f, "lam");
  MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None, f.number("scale", 1)};
  spec.levels = f.dims("lam").back();
  c.graph.mark_output("o", c.graph.matrix_recurrence(inputs, spec));
}

CaseBuilder matrix(MatrixCase kind) {
  return [kind](CaseGraph& c, const CaseFacts& f) { matrix_case(c, f, kind); };
}

void comba_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor strength = per_head(token_input(c, f, "beta"));
  const Tensor v = g.mul(token_input(c, f, "v"), strength), erased = g.mul(token_input(c, f, "p"), strength);
  g.mark_output("o", recurrence::erase_and_write(g, token_input(c, f, "q"), token_input(c, f, "k"), v, erased,
                                                 token_input(c, f, "g"), recurrence::EraseFrom::Before,
                                                 f.number("scale", 1)));
  c.states = {{"state", "state"}};
}

void gdn2_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor k = token_input(c, f, "k");
  const Tensor v = g.mul(token_input(c, f, "v"), token_input(c, f, "w")), erased = g.mul(k, token_input(c, f, "b"));
  g.mark_output("o", recurrence::erase_and_write(g, token_input(c, f, "q"), k, v, erased, token_input(c, f, "g"),
                                                 recurrence::EraseFrom::Decayed, f.number("scale", 1)));
  c.states = {{"state", "state"}};
}

/// precond_gated_delta_rule and precond_kda: the decay is given per head or per key.
void preconditioned_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor k = token_input(c, f, "k"), strength = per_head(token_input(c, f, "beta"));
  const Tensor offset = g.literal(std::vector<double>(static_cast<size_t>(k.shape[2]), -0.2), {k.shape[2], 1});
  const Tensor written =
      recurrence::preconditioned_keys(g, k, token_input(c, f, "g_atk"), token_input(c, f, "beta_atk"), offset);
  const Tensor v = g.mul(token_input(c, f, "v"), strength);
  g.mark_output("o", recurrence::erase_and_write(g, token_input(c, f, "q"), written, v, g.mul(k, strength),
                                                 token_input(c, f, "g"), recurrence::EraseFrom::Decayed,
                                                 f.number("scale", 1)));
  c.states = {{"state", "state"}, {"a", "precondition.state"}};
}

void rwkv6_case(CaseGraph& c, const CaseFacts& f) {
  c.graph.mark_output("o", recurrence::read_with_bonus(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                       token_input(c, f, "v"), token_input(c, f, "g"),
                                                       parameter(c, f, "u"), f.number("scale", 1)));
  c.states = {{"state", "state"}};
}

void rwkv4_case(CaseGraph& c, const CaseFacts& f) {
  const Tensor k = token_input(c, f, "k"), v = token_input(c, f, "v");
  c.graph.mark_output("o", recurrence::weighted_past(c.graph, k, v, parameter(c, f, "w"), parameter(c, f, "u")));
  c.states = {{"den", "exponents.state", false, "exponents.state"}, {"num", "mean.state", false, "exponents.state"}};
}

void mlstm_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor log_forget = g.unary(token_input(c, f, "f"), UnaryFunction::LogSigmoid);
  g.mark_output("o", recurrence::exponential_gates(g, token_input(c, f, "q"), token_input(c, f, "k"),
                                                   token_input(c, f, "v"), token_input(c, f, "i"), log_forget,
                                                   f.number("scale", 1), f.number("eps", 1e-6f)));
  c.states = {{"c", "cells.state", false, "gates.state"}, {"n", "sums.state", false, "gates.state"}};
}

void slstm_case(CaseGraph& c, const CaseFacts& f) {
  const Tensor x = c.graph.add(token_input(c, f, "wx"), parameter(c, f, "bias"));
  c.graph.mark_output("o", c.graph.slstm(x, parameter(c, f, "R")));
  c.states = {{"n", "log_sum", false, "log_sum"}, {"c", "mean", false, "log_sum"}, {"h", "state"}};
}

/// The inner norm's residual: what is read, and its norm, on top of each other.
void ttt_case(CaseGraph& c, const CaseFacts& f) {
  Graph& g = c.graph;
  const Tensor q = g.scale(token_input(c, f, "q"), f.number("scale", 1)), k = token_input(c, f, "k"),
               step = token_input(c, f, "eta");
  FastWeightsSpec spec;
  spec.mini_batch = c.past = f.integer("mini_batch", 16);
  spec.norm_eps = f.number("eps", 1e-6f);
  std::vector<Tensor> inputs(kFastInputs);
  inputs[kFastQ] = q;
  inputs[kFastK] = k;
  inputs[kFastV] = g.sub(token_input(c, f, "v"), k);
  inputs[kFastStep] = step.reshape({step.shape[0], step.shape[1], step.shape[2]});
  inputs[kFastNormWeight] = parameter(c, f, "w");
  inputs[kFastNormBias] = parameter(c, f, "b");
  const Tensor read = g.fast_weights(inputs, spec);
  const Dims flat{q.shape[0], q.shape[1], q.shape[2] * q.shape[3]}, all{flat.back()};
  const Tensor normed = g.norm(read.reshape(flat), {NormKind::Layer, spec.norm_eps, q.shape[3]},
                               inputs[kFastNormWeight].reshape(all), inputs[kFastNormBias].reshape(all));
  g.mark_output("o", g.add(read, normed.reshape(q.shape)));
  c.states = {{"state", "state"}, {"bias", "bias"}};
}

/// The golden solves exactly: conjugate gradients do within as many steps as there are keys, but for rounding.
void mesa_case(CaseGraph& c, const CaseFacts& f) {
  const RidgeSolveSpec exact{2 * f.dims("k").back(), 1e-20f};
  c.graph.mark_output("o", recurrence::least_squares(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                     token_input(c, f, "v"), token_input(c, f, "beta"),
                                                     token_input(c, f, "g"), parameter(c, f, "lamb"), exact));
  c.states = {{"hkk", "keys.state"}, {"hkv", "state"}};
}

const std::vector<StateBinding> kSlotStates{{"hk", "keys.state"}, {"hv", "values.state"}};

void gsa_case(CaseGraph& c, const CaseFacts& f) {
  c.graph.mark_output("o", recurrence::slot_memory(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                   token_input(c, f, "v"), token_input(c, f, "s"),
                                                   token_input(c, f, "g"), f.number("scale", 1)));
  c.states = kSlotStates;
}

void abc_case(CaseGraph& c, const CaseFacts& f) {
  const Tensor s = token_input(c, f, "s");
  const recurrence::Shares shares =
      recurrence::shares_of_past(c.graph, s.reshape({s.shape[0], s.shape[1], s.shape[2] * s.shape[3]}), "slots");
  c.graph.mark_output("o", recurrence::slot_memory(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                   token_input(c, f, "v"), shares.weight.reshape(s.shape),
                                                   shares.log_keep.reshape(s.shape), f.number("scale", 1)));
  c.states = kSlotStates;
}

void polynomial_case(CaseGraph& c, const CaseFacts& f, bool taylor) {
  c.graph.mark_output("o", recurrence::polynomial_attention(c.graph, token_input(c, f, "q"), token_input(c, f, "k"),
                                                            token_input(c, f, "v"), taylor, f.number("scale", 1),
                                                            f.number("eps", 1e-6f)));
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
      {"forgetting_attn", attention_case},
      {"wall_attn", attention_case},
      {"parallax", attention_case},
      {"deltaformer", attention_case},
      {"path_attn", path_case},
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
      {"log_linear_attn", log_linear_case},
      {"rwkv7", matrix({.decay = Decay::Key, .removal = Removal::LowRank})},
      {"dplr_delta_rule", matrix({.decay = Decay::Key, .removal = Removal::LowRank})},
      {"iplr_delta_rule", matrix({.removal = Removal::LowRank})},
      {"gated_delta_product", matrix({.decay = Decay::Scalar, .removal = Removal::Delta, .writes = "num_householder"})},
      {"comba", comba_case},
      {"gdn2", gdn2_case},
      {"precond_gated_delta_rule", preconditioned_case},
      {"precond_kda", preconditioned_case},
      {"rwkv6", rwkv6_case},
      {"rwkv4", rwkv4_case},
      {"mlstm", mlstm_case},
      {"slstm", slstm_case},
      {"ttt_linear", ttt_case},
      {"mesa_net", mesa_case},
      {"gsa", gsa_case},
      {"abc", abc_case},
      {"based", [](CaseGraph& c, const CaseFacts& f) { polynomial_case(c, f, true); }},
      {"rebased", [](CaseGraph& c, const CaseFacts& f) { polynomial_case(c, f, false); }},
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
      {"nsa", nsa_case},
      {"dsa", dsa_case},
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
