// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/gradient_cases.h"

#include <cmath>
#include <random>

namespace pareto::test {

namespace {

constexpr int64_t kBatch = 2, kTokens = 5;

using Cases = std::vector<GradientCase>;

Tensor leaf(Graph& g, const char* name, const Dims& shape) { return g.weight(name, shape, WeightUse::Vector); }

/// [batch, tokens, ...]
Tensor stream(Graph& g, const char* name, std::initializer_list<int64_t> rest) {
  Dims shape{kBatch, kTokens};
  for (int64_t extent : rest)
    shape.push_back(extent);
  return leaf(g, name, shape);
}

void add_products(Cases& cases) {
  cases.push_back({"matmul", [](Graph& g) {
                     return g.matmul(stream(g, "x", {7}), leaf(g, "w", {9, 7}), leaf(g, "b", {9}));
                   }});
  cases.push_back({"matmul, no bias", [](Graph& g) { return g.matmul(stream(g, "x", {7}), leaf(g, "w", {3, 7})); }});
  cases.push_back({"matmul, rows of a fused weight", [](Graph& g) {
                     const Tensor fused = leaf(g, "w", {11, 7}), x = stream(g, "x", {7});
                     return g.mul(g.matmul(x, fused.slice(0, 0, 4)), g.matmul(x, fused.slice(0, 5, 4)));
                   }});
  cases.push_back({"embed, tied head", [](Graph& g) {
                     const Tensor table = leaf(g, "table", {kCaseVocab, 5});
                     return g.matmul(g.embed(g.tokens(), table), table);
                   }});
  cases.push_back({"embed", [](Graph& g) { return g.embed(g.tokens(), leaf(g, "table", {kCaseVocab, 5})); }});
  cases.push_back({"position_embed", [](Graph& g) { return g.position_embed(leaf(g, "table", {8, 3})); }});
  cases.push_back({"cross_entropy", [](Graph& g) {
                     return g.cross_entropy(stream(g, "logits", {7}), g.input("targets", {kBatch, kTokens}, Kind::I32));
                   }});
}

void add_elementwise(Cases& cases) {
  using F = UnaryFunction;
  const std::pair<const char*, F> functions[] = {{"identity", F::Identity},
                                                 {"silu", F::Silu},
                                                 {"gelu_tanh", F::GeluTanh},
                                                 {"gelu_erf", F::GeluErf},
                                                 {"sigmoid", F::Sigmoid},
                                                 {"relu", F::Relu},
                                                 {"relu_squared", F::ReluSquared},
                                                 {"tanh", F::Tanh},
                                                 {"exp", F::Exp},
                                                 {"log", F::Log},
                                                 {"log_sigmoid", F::LogSigmoid},
                                                 {"softplus", F::Softplus},
                                                 {"elu_plus_one", F::EluPlusOne},
                                                 {"min_gru_candidate", F::MinGruCandidate},
                                                 {"affine", F::Affine},
                                                 {"clamp", F::Clamp},
                                                 {"soft_cap", F::SoftCap},
                                                 {"reciprocal", F::Reciprocal}};
  for (const auto& [name, function] : functions)
    cases.push_back({std::string("unary ") + name, [function = function](Graph& g) {
                       return g.unary(stream(g, function == F::Log || function == F::Reciprocal ? "pos" : "x", {7}),
                                      function, 0.25f, 0.5f);
                     }});
  const std::pair<const char*, BinaryFunction> pairs[] = {{"add", BinaryFunction::Add},
                                                          {"sub", BinaryFunction::Sub},
                                                          {"mul", BinaryFunction::Mul},
                                                          {"div", BinaryFunction::Div}};
  for (const auto& [name, function] : pairs) {
    cases.push_back({std::string("binary ") + name, [f = function](Graph& g) {
                       return g.binary(stream(g, "x", {3, 4}), stream(g, "pos", {3, 4}), f);
                     }});
    cases.push_back({std::string("binary ") + name + ", a column and a row", [f = function](Graph& g) {
                       return g.binary(g.binary(stream(g, "x", {3, 4}), stream(g, "pos_column", {3, 1}), f),
                                       leaf(g, "pos_row", {4}), f);
                     }});
  }
  for (const auto& [name, function] : functions)
    if (function == F::Silu || function == F::GeluTanh || function == F::Sigmoid || function == F::ReluSquared)
      cases.push_back({std::string("gated_activation ") + name,
                       [f = function](Graph& g) { return g.gated(stream(g, "gate", {7}), stream(g, "up", {7}), f); }});
  cases.push_back({"reduce_sum", [](Graph& g) { return g.reduce_sum(stream(g, "x", {3, 4})); }});
}

void add_norms(Cases& cases) {
  const std::pair<const char*, NormKind> kinds[] = {{"rms", NormKind::Rms}, {"layer", NormKind::Layer},
                                                    {"l2", NormKind::L2},   {"sum_abs", NormKind::SumAbs},
                                                    {"sum", NormKind::Sum}, {"softmax", NormKind::Softmax}};
  for (const auto& [name, kind] : kinds) {
    const char* x = kind == NormKind::Sum ? "pos" : "x";
    cases.push_back({std::string("norm ") + name, [=, kind = kind](Graph& g) {
                       return g.norm(stream(g, x, {7}), {kind, 1e-2f, 0});
                     }});
    cases.push_back({std::string("norm ") + name + ", weight and bias", [=, kind = kind](Graph& g) {
                       return g.norm(stream(g, x, {7}), {kind, 1e-2f, 0}, leaf(g, "w", {7}), leaf(g, "b", {7}));
                     }});
    cases.push_back({std::string("norm ") + name + ", groups that share a weight", [=, kind = kind](Graph& g) {
                       return g.norm(stream(g, x, {9}), {kind, 1e-2f, 3}, leaf(g, "w", {3}));
                     }});
  }
  for (bool gate_first : {false, true})
    for (int64_t group : {0, 3})
      cases.push_back(
          {std::string("gated_norm") + (gate_first ? ", gate first" : "") + (group > 0 ? ", groups" : ""),
           [=](Graph& g) {
             const GatedNormSpec spec{
                 {NormKind::Rms, 1e-2f, group}, gate_first ? UnaryFunction::Sigmoid : UnaryFunction::Silu, gate_first};
             return g.gated_norm(stream(g, "x", {2, 9}), stream(g, "gate", {2, 9}), leaf(g, "w", {9}), spec);
           }});
}

void add_sequences(Cases& cases) {
  for (bool interleaved : {false, true})
    cases.push_back({interleaved ? "rope, interleaved" : "rope, half split", [=](Graph& g) {
                       auto table = std::make_shared<RopeTable>();
                       table->inv_freq = {1, 0.3, 0.01};
                       table->attention_factor = 1.2;
                       return g.rope(stream(g, "x", {3, 7}), {interleaved, table}); // the seventh channel passes
                     }});
  for (int64_t width : {1, 4})
    for (bool silu : {false, true})
      cases.push_back({"causal_conv of " + std::to_string(width) + (silu ? ", silu" : ""), [=](Graph& g) {
                         const ConvSpec spec{width, silu ? UnaryFunction::Silu : UnaryFunction::Identity};
                         return g.causal_conv(stream(g, "x", {3}), leaf(g, "w", {3, width}),
                                              silu ? leaf(g, "b", {3}) : Tensor{}, spec, "conv");
                       }});
  const auto attention = [&](const char* name, int64_t kv_heads, AttentionSpec spec, bool sink) {
    cases.push_back({std::string("attention, ") + name, [=](Graph& g) {
                       const Tensor q = stream(g, "q", {4, 3}), k = stream(g, "k", {kv_heads, 3}),
                                    v = stream(g, "v", {kv_heads, 5});
                       return g.attention(q, k, v, sink ? leaf(g, "sink", {4}) : Tensor{}, spec);
                     }});
  };
  attention("causal", 4, {.scale = 1.3f}, false);
  attention("grouped heads", 2, {.scale = 1.3f}, false);
  attention("window with a pinned token", 2, {.scale = 1.3f, .window = 2, .pinned = 1}, false);
  attention("soft cap", 1, {.scale = 1.3f, .softcap = 0.8f}, false);
  attention("sink", 2, {.scale = 1.3f}, true);
  attention("bidirectional", 2, {.scale = 1.3f, .causal = false}, false);
  cases.push_back({"attention, forget gates", [](Graph& g) {
                     std::vector<Tensor> in(kAttentionInputs);
                     in[kAttentionQ] = stream(g, "q", {4, 3});
                     in[kAttentionK] = stream(g, "k", {2, 3});
                     in[kAttentionV] = stream(g, "v", {2, 5});
                     in[kAttentionForget] = stream(g, "log_gates", {4});
                     return g.attention(in, {.scale = 1.3f, .window = 2, .pinned = 1});
                   }});
  attention("blocks of three", 2, {.scale = 1.3f, .together = 3}, false);
}

struct Form {
  const char* name;
  Decay decay;
  Removal removal;
  Normaliser normaliser;
  bool read_before = false, along_key = false; ///< along_key: what a low rank reads is removed along k
};

Tensor matrix_recurrence(Graph& g, const Form& form) {
  constexpr int64_t kHeads = 4, kShared = 2, kKeys = 3, kWidth = 5;
  const char* q = form.normaliser == Normaliser::None ? "q" : "pos_q";
  const char* k = form.normaliser == Normaliser::None ? "k" : "pos_k";
  std::vector<Tensor> in(kMatrixInputs);
  in[kMatrixQ] = stream(g, q, {kShared, kKeys});
  in[kMatrixK] = stream(g, k, {1, kKeys});
  in[kMatrixV] = stream(g, "v", {kHeads, kWidth});
  if (form.decay == Decay::Constant)
    in[kMatrixLogDecay] = leaf(g, "log_decay", {kHeads});
  if (form.decay == Decay::Scalar)
    in[kMatrixLogDecay] = stream(g, "log_decay", {kHeads});
  if (form.decay == Decay::Key)
    in[kMatrixLogDecay] = stream(g, "log_decay", {kShared, kKeys});
  if (form.removal == Removal::Delta)
    in[kMatrixBeta] = stream(g, "beta", {kHeads});
  if (form.removal == Removal::LowRank) {
    in[kMatrixA] = stream(g, "a", {kHeads, kKeys});
    in[kMatrixB] = form.along_key ? Tensor{} : stream(g, "b", {kHeads, kKeys});
  }
  MatrixRecurrenceSpec spec{form.decay, form.removal, form.normaliser, 0.7f, 1e-2f};
  spec.read_before = form.read_before;
  return g.matrix_recurrence(in, spec);
}

void add_recurrences(Cases& cases) {
  const Form forms[] = {
      {"no decay", Decay::None, Removal::None, Normaliser::None},
      {"normalised", Decay::None, Removal::None, Normaliser::SumEps},
      {"constant decay", Decay::Constant, Removal::None, Normaliser::None},
      {"scalar decay", Decay::Scalar, Removal::None, Normaliser::None},
      {"decay by key", Decay::Key, Removal::None, Normaliser::None},
      {"delta", Decay::None, Removal::Delta, Normaliser::None},
      {"scalar decay, delta", Decay::Scalar, Removal::Delta, Normaliser::None},
      {"decay by key, delta", Decay::Key, Removal::Delta, Normaliser::None},
      {"decay by key, low rank", Decay::Key, Removal::LowRank, Normaliser::None},
      {"scalar decay, low rank along k", Decay::Scalar, Removal::LowRank, Normaliser::None, false, true},
      {"read before, decay by key", Decay::Key, Removal::None, Normaliser::None, true},
      {"read before, scalar decay, delta", Decay::Scalar, Removal::Delta, Normaliser::None, true}};
  for (const Form& form : forms)
    cases.push_back(
        {std::string("matrix_recurrence, ") + form.name, [form](Graph& g) { return matrix_recurrence(g, form); }});
}

/// One value read whole, in slices that overlap, turned, regrouped and repeated: each reader's gradient finds its
/// place.
void add_views(Cases& cases) {
  cases.push_back({"views of a weight", [](Graph& g) {
                     const Tensor x = leaf(g, "x", {4, 6});
                     const Tensor turned = g.unary(x.permute({1, 0}), UnaryFunction::Tanh).permute({1, 0}); // [4,6]
                     const Tensor overlap = g.mul(x.slice(1, 0, 4), x.slice(1, 2, 4));                      // [4,4]
                     const Tensor column = g.unary(overlap, UnaryFunction::Exp).slice(0, 0, 1).reshape({4, 1});
                     const Tensor repeated = g.mul(x.slice(0, 1, 1).broadcast({4, 6}), column.broadcast({4, 6}));
                     const Tensor product =
                         g.matmul(g.unary(turned.slice(0, 0, 2), UnaryFunction::Silu), repeated.slice(0, 1, 3));
                     return g.add(product, g.reduce_sum(overlap).slice(0, 2, 2)); // [2,3] and [2,1]
                   }});
  cases.push_back({"heads cut from one projection", [](Graph& g) {
                     const Tensor qkv = g.matmul(stream(g, "x", {4}), leaf(g, "w", {4 * 3 + 2 * 3 + 2 * 3, 4}));
                     const auto heads = [&](int64_t begin, int64_t count) {
                       return qkv.slice(2, begin, count * 3).reshape({kBatch, kTokens, count, 3});
                     };
                     return g.attention(heads(0, 4), heads(12, 2), heads(18, 2), {}, {.scale = 0.9f});
                   }});
  cases.push_back({"a stream with three readers", [](Graph& g) {
                     const Tensor x = stream(g, "x", {3});
                     return g.add(g.add(x, g.unary(x, UnaryFunction::Exp)), g.mul(x, x));
                   }});
}

} // namespace

const std::vector<GradientCase>& gradient_cases() {
  static const Cases all = [] {
    Cases cases;
    add_products(cases);
    add_elementwise(cases);
    add_norms(cases);
    add_sequences(cases);
    add_recurrences(cases);
    add_views(cases);
    return cases;
  }();
  return all;
}

std::vector<double> values_for(const std::string& name, int64_t count) {
  std::mt19937 random(17);
  for (const char c : name)
    random.seed(static_cast<uint32_t>(random()) ^ static_cast<unsigned char>(c));
  const auto begins = [&](const char* meaning) { return name.rfind(meaning, 0) == 0; };
  const double low = begins("pos")    ? 0.5
                     : begins("beta") ? 0.1
                                      : -1,
               high = begins("pos")    ? 1.5
                      : begins("log_") ? -0.05
                      : begins("beta") ? 0.9
                                       : 1;
  std::vector<double> values(static_cast<size_t>(count));
  for (double& value : values)
    value = low + (high - low) * static_cast<double>(random()) * 0x1p-32;
  return values;
}

} // namespace pareto::test
