// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/random_operations.h"

#include "core/model/architectures/recurrences.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pareto::test {

namespace {

constexpr int64_t kFirstPosition = 3;
constexpr double kHalfCache = 5e-3; ///< a key that rounds the other way moves an output by about 2^-11

class RandomWeights : public TensorSource {
public:
  explicit RandomWeights(uint32_t seed) : m_seed(seed) {}
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t begin, int64_t count, std::span<float> out) override {
    const int64_t width = weight.shape.elements() / weight.shape[0];
    const std::vector<float> all = values_of(weight.name, weight.shape.elements(), m_seed);
    std::copy_n(all.begin() + begin * width, count * width, out.begin());
    return {};
  }

private:
  uint32_t m_seed;
};

RandomOperation base(Random& random) {
  RandomOperation operation;
  operation.batch = pick(random, {1, 2, 3});
  operation.steps = {pick(random, {1, 2, 3, 5, 8, 17, 33, 64, 65}), 1, pick(random, {2, 7, 16})};
  return operation;
}

Precision some_precision(Random& random) {
  return pick(random, {Precision::F32, Precision::F16, Precision::BF16, Precision::Q8, Precision::Q4});
}

/// [batch, tokens, ...] of this step.
Tensor input(Graph& g, const char* name, std::initializer_list<int64_t> rest) {
  Dims dims{g.shape().batch, g.shape().tokens};
  for (int64_t extent : rest)
    dims.push_back(extent);
  return g.input(name, dims);
}

/// The same with `writes` rows a token.
Tensor written(Graph& g, const char* name, std::initializer_list<int64_t> rest, int64_t writes) {
  Dims dims{g.shape().batch, g.shape().tokens * writes};
  for (int64_t extent : rest)
    dims.push_back(extent);
  return g.input(name, dims);
}

Tensor vector(Graph& g, const char* name, int64_t width) { return g.weight(name, {width}, WeightUse::Vector); }

RandomOperation matmul(Random& random) {
  RandomOperation o = base(random);
  o.options.weights = some_precision(random);
  const int64_t in = pick<int64_t>(random, {odd_width(random), 32, 96, 130}), out = odd_width(random);
  o.record = [=, bias = random() % 2](Graph& g) {
    g.mark_output("y", g.matmul(input(g, "x", {in}), g.weight("w", {out, in}, WeightUse::Matrix),
                                bias ? vector(g, "b", out) : Tensor{}));
  };
  return o;
}

RandomOperation block_matmul(Random& random) {
  RandomOperation o = base(random);
  const int64_t heads = pick<int64_t>(random, {1, 2, 3, 5}), in = small_width(random), out = small_width(random);
  o.record = [=, bias = random() % 2](Graph& g) {
    g.mark_output("y", g.block_matmul(input(g, "x", {heads, in}), g.weight("w", {heads, in, out}, WeightUse::Vector),
                                      bias ? g.weight("b", {heads, out}, WeightUse::Vector) : Tensor{}));
  };
  return o;
}

/// A router over `all` logits, some of them of zero experts.
RouteSpec some_route(Random& random, int64_t experts, int64_t all) {
  RouteSpec spec;
  spec.experts = experts;
  spec.score = pick(random, {RouterScore::Softmax, RouterScore::Sigmoid});
  spec.groups = all % 3 == 0 ? 3 : all % 2 == 0 ? 2 : 1;
  spec.kept = 1 + static_cast<int64_t>(random()) % spec.groups;
  spec.group_score = pick(random, {GroupScore::BestTwo, GroupScore::Best});
  spec.chosen = std::min(pick<int64_t>(random, {1, 2, 3, 8}), spec.kept * (all / spec.groups));
  spec.normalised = random() % 2;
  spec.eps = pick(random, {0.0f, 1e-3f});
  spec.least_sum = pick(random, {0.0f, 0.5f});
  spec.scale = pick(random, {1.0f, 2.5f});
  spec.nulls = all - experts > 1 ? pick<int64_t>(random, {0, 1}) : 0;
  spec.share = pick(random, {1.0f, 1.0f, 0.4f});
  return spec;
}

std::vector<Tensor> routed(Graph& g, const RouteSpec& spec, int64_t all, bool corrected) {
  return g.route(input(g, "x", {all}), corrected || spec.share < 1 ? vector(g, "correction", all) : Tensor{}, spec,
                 corrected ? vector(g, "gain", all) : Tensor{});
}

/// One output of a route: the choices, exact or wrong; their weights; what is left to zero experts.
RandomOperation route(Random& random) {
  RandomOperation o = base(random);
  const int64_t experts = pick<int64_t>(random, {1, 2, 3, 5, 8, 12, 33, 64, 130}),
                all = experts + pick<int64_t>(random, {0, 0, 1, 2, 6});
  const RouteSpec spec = some_route(random, experts, all);
  const int which = all > experts ? pick(random, {kRouteIds, kRouteWeights, kRouteRest, kRoutePlace, kRouteOrder})
                                  : pick(random, {kRouteIds, kRouteWeights, kRouteOffsets, kRoutePlace, kRouteOrder});
  if (which != kRouteWeights && which != kRouteRest)
    o.tolerance = 0;
  o.record = [=, corrected = random() % 2 == 1](Graph& g) {
    g.mark_output("y", routed(g, spec, all, corrected)[static_cast<size_t>(which)]);
  };
  return o;
}

/// Rows gathered by expert, multiplied, added up again: matrices that begin anywhere in a panel.
RandomOperation experts(Random& random) {
  RandomOperation o = base(random);
  o.options.weights = some_precision(random);
  const int64_t count = pick<int64_t>(random, {1, 2, 3, 5, 8, 12}), all = count + pick<int64_t>(random, {0, 0, 2}),
                in = pick<int64_t>(random, {odd_width(random), 32, 96, 130}), out = odd_width(random);
  const RouteSpec spec = some_route(random, count, all);
  o.record = [=, bias = random() % 2, weighed = random() % 4 != 0](Graph& g) {
    const auto choices = routed(g, spec, all, false);
    const Tensor rows = g.expert_rows(input(g, "tokens_in", {in}), choices);
    const Tensor made = g.expert_matmul(rows, g.weight("w", {count * out, in}, WeightUse::Matrix),
                                        bias ? g.weight("b", {count * out}, WeightUse::Vector) : Tensor{}, choices);
    g.mark_output("y", g.expert_sum(made, weighed ? choices[kRouteWeights] : Tensor{}, choices));
  };
  return o;
}

/// The weights of each row in their places.
RandomOperation dense_route(Random& random) {
  RandomOperation o = base(random);
  const int64_t all = pick<int64_t>(random, {1, 2, 3, 5, 8, 12, 33, 64, 130}), rows = pick<int64_t>(random, {1, 2, 3});
  RouteSpec spec = some_route(random, all, all);
  spec.share = 1;
  spec.dense = true;
  o.record = [=, corrected = random() % 2 == 1](Graph& g) {
    const Tensor logits = input(g, "x", {rows * all}).reshape({g.shape().batch, g.shape().tokens * rows, all});
    g.mark_output("y", g.route(logits, corrected ? vector(g, "correction", all) : Tensor{}, spec).front());
  };
  return o;
}

/// Rows in the order of experts, each of which goes through its own: a convolution, then a recurrence.
RandomOperation expert_sequences(Random& random) {
  RandomOperation o = base(random);
  const int64_t count = pick<int64_t>(random, {1, 2, 3, 5, 8}), all = count + pick<int64_t>(random, {0, 0, 2}),
                heads = pick<int64_t>(random, {1, 2, 3}), keys = small_width(random), width = small_width(random);
  const RouteSpec spec = some_route(random, count, all);
  const ConvSpec taps{pick<int64_t>(random, {2, 3, 4, 7}), UnaryFunction::Silu};
  const bool delta = random() % 3 != 0, by_key = random() % 2 == 1;
  MatrixRecurrenceSpec table{by_key ? Decay::Key : Decay::Scalar, delta ? Removal::Delta : Removal::None};
  table.read_before = random() % 4 == 0;
  o.record = [=, bias = random() % 2](Graph& g) {
    const auto choices = routed(g, spec, all, false);
    const auto rows = [&](const char* name, int64_t channels) {
      const Tensor y = g.expert_rows(input(g, name, {channels}), choices);
      return y.reshape({1, y.shape[0], channels});
    };
    const auto by_head = [&](Tensor x) { return x.reshape({1, x.shape[1], heads, x.shape[2] / heads}); };
    const int64_t wide = heads * width;
    const Tensor v = g.causal_conv(rows("v", wide), g.weight("w", {wide, taps.width}, WeightUse::Vector),
                                   bias ? vector(g, "b", wide) : Tensor{}, taps, "conv", choices);
    const Tensor decay = rows("log_decay", by_key ? heads * keys : heads);
    std::vector<Tensor> in(kMatrixInputs);
    in[kMatrixQ] = by_head(rows("q", heads * keys));
    in[kMatrixK] = g.norm(by_head(rows("k", heads * keys)), {NormKind::L2, 1e-6f, 0});
    in[kMatrixV] = by_head(v);
    in[kMatrixLogDecay] = by_key ? by_head(decay) : decay;
    if (delta)
      in[kMatrixBeta] = rows("beta", heads);
    in[kMatrixOffsets] = choices[kRouteOffsets];
    in[kMatrixOrder] = choices[kRouteOrder];
    const Tensor y = g.matrix_recurrence(in, table);
    g.mark_output("y", g.expert_sum(y.reshape({y.shape[1], wide}), choices[kRouteWeights], choices));
  };
  return o;
}

RandomOperation embed(Random& random) {
  RandomOperation o = base(random);
  o.options.weights = some_precision(random);
  o.vocab = odd_width(random);
  const bool shorter = random() % 3 == 0; // a table that some ids lie beyond
  o.record = [=, vocab = o.vocab, width = odd_width(random)](Graph& g) {
    const Tensor table = g.weight("w", {vocab, width}, WeightUse::Matrix), whole = g.embed(g.tokens(), table);
    if (!shorter)
      return g.mark_output("y", whole);
    const Tensor less = g.weight("less", {(vocab + 1) / 2, width}, WeightUse::Matrix);
    g.mark_output("y", g.add(whole, g.embed(g.tokens(), less, {.first_beyond = true})));
  };
  return o;
}

RandomOperation position_embed(Random& random) {
  RandomOperation o = base(random);
  const int64_t positions = kFirstPosition + std::accumulate(o.steps.begin(), o.steps.end(), int64_t{0});
  const bool repeats = random() % 2 == 1;
  o.record = [=, width = odd_width(random)](Graph& g) {
    const int64_t rows = repeats ? std::max<int64_t>(positions / 3, 1) : positions;
    g.mark_output("y", g.position_embed(g.weight("w", {rows, width}, WeightUse::Vector), {repeats}));
  };
  return o;
}

RandomOperation unary(Random& random) {
  RandomOperation o = base(random);
  const auto function = static_cast<UnaryFunction>(random() % (static_cast<unsigned>(UnaryFunction::Sine) + 1));
  const bool positive = function == UnaryFunction::Log || function == UnaryFunction::Reciprocal;
  o.record = [=, width = odd_width(random)](Graph& g) {
    g.mark_output("y", g.unary(input(g, positive ? "pos" : "x", {width}), function, 0.25f, 0.5f));
  };
  return o;
}

RandomOperation binary(Random& random) {
  RandomOperation o = base(random);
  const auto function =
      pick(random, {BinaryFunction::Add, BinaryFunction::Sub, BinaryFunction::Mul, BinaryFunction::Div});
  o.record = [=, width = odd_width(random), other = random() % 4](Graph& g) {
    const Tensor x = input(g, "x", {width});
    const Tensor y = other == 0   ? vector(g, "pos", width)
                     : other == 1 ? input(g, "pos", {1})
                     : other == 2 ? g.literal({0.75}, {1})
                                  : input(g, "pos", {width});
    g.mark_output("y", g.binary(x, y, function));
  };
  return o;
}

RandomOperation concat(Random& random) {
  RandomOperation o = base(random);
  o.record = [=, heads = pick<int64_t>(random, {1, 2, 3}), width = odd_width(random),
              other = odd_width(random)](Graph& g) {
    const Tensor whole = input(g, "x", {heads, width + 3}); // rows with gaps between them
    g.mark_output("y", g.concat(whole.slice(3, 2, width), input(g, "z", {heads, other})));
  };
  return o;
}

UnaryFunction some_activation(Random& random) {
  return pick(random, {UnaryFunction::Silu, UnaryFunction::GeluTanh, UnaryFunction::GeluErf, UnaryFunction::Sigmoid,
                       UnaryFunction::Relu, UnaryFunction::ReluSquared});
}

RandomOperation gated(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = odd_width(random), function = some_activation(random)](Graph& g) {
    g.mark_output("y", g.gated(input(g, "gate", {width}), input(g, "up", {width}), function));
  };
  return o;
}

/// A norm over all of `width` or over groups of it.
NormSpec some_norm(Random& random, int64_t group, NormKind kind) {
  return {kind, pick(random, {1e-6f, 1e-5f, 1e-2f}), random() % 2 ? group : 0};
}

RandomOperation norm(Random& random) {
  RandomOperation o = base(random);
  const int64_t group = small_width(random) + 1, width = group * pick<int64_t>(random, {1, 2, 3, 5});
  const NormSpec spec = some_norm(random, group,
                                  pick(random, {NormKind::Rms, NormKind::Layer, NormKind::L2, NormKind::SumAbs,
                                                NormKind::Sum, NormKind::Softmax, NormKind::Levels}));
  o.record = [=, weight = random() % 2, bias = random() % 2](Graph& g) {
    const Tensor x = input(g, spec.kind == NormKind::Sum ? "pos" : "x", {width});
    g.mark_output("y", g.norm(x, spec, weight ? vector(g, "w", width) : Tensor{},
                              weight && bias ? vector(g, "b", width) : Tensor{}));
  };
  return o;
}

RandomOperation gated_norm(Random& random) {
  RandomOperation o = base(random);
  const int64_t group = small_width(random) + 1, width = group * pick<int64_t>(random, {1, 2, 3});
  GatedNormSpec spec;
  spec.norm = some_norm(random, group, NormKind::Rms);
  spec.activation = pick(random, {UnaryFunction::Silu, UnaryFunction::Sigmoid});
  spec.gate_first = random() % 2;
  o.record = [=](Graph& g) {
    g.mark_output("y", g.gated_norm(input(g, "x", {width}), input(g, "gate", {width}), vector(g, "w", width), spec));
  };
  return o;
}

RandomOperation rope(Random& random) {
  RandomOperation o = base(random);
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), width = 2 * small_width(random);
  auto table = std::make_shared<RopeTable>();
  for (int64_t j = 0, pairs = 1 + static_cast<int64_t>(random() % static_cast<unsigned>(width / 2)); j < pairs; ++j)
    table->inv_freq.push_back(std::pow(10000.0, -static_cast<double>(j) / static_cast<double>(pairs)));
  table->period = pick<int64_t>(random, {0, 0, 1, 7, 16});
  o.record = [=, spec = RopeSpec{random() % 2 == 1, std::move(table)}](Graph& g) {
    g.mark_output("y", g.rope(input(g, "x", {heads, width}), spec));
  };
  return o;
}

RandomOperation causal_conv(Random& random) {
  RandomOperation o = base(random);
  ConvSpec spec;
  spec.width = pick<int64_t>(random, {1, 2, 3, 4, 5, 7});
  spec.activation = pick(random, {UnaryFunction::Identity, UnaryFunction::Silu});
  o.record = [=, width = odd_width(random), bias = random() % 2](Graph& g) {
    g.mark_output("y", g.causal_conv(input(g, "x", {width}), g.weight("w", {width, spec.width}, WeightUse::Vector),
                                     bias ? vector(g, "b", width) : Tensor{}, spec, "conv"));
  };
  return o;
}

RandomOperation token_shift(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = odd_width(random)](Graph& g) {
    g.mark_output("y", g.token_shift(input(g, "x", {width}), "shift"));
  };
  return o;
}

RandomOperation attention(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16, Format::BF16, Format::Q8_0});
  o.tolerance = o.options.cache == Format::F32   ? o.tolerance
                : o.options.cache == Format::F16 ? kHalfCache
                                                 : 8 * kHalfCache;
  const bool blocks = o.options.cache == Format::Q8_0; // and beside them a width that is none
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = blocks ? pick<int64_t>(random, {32, 64, 20}) : small_width(random),
                width = blocks ? pick<int64_t>(random, {32, 96, 9}) : small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.window = pick<int64_t>(random, {0, 0, 1, 3, 16, 50});
  spec.pinned = spec.window > 0 ? pick<int64_t>(random, {0, 1, 4}) : 0;
  spec.softcap = pick(random, {0.0f, 0.0f, 2.0f});
  spec.chunked = spec.window > 0 && random() % 3 == 0;
  spec.causal = random() % 6 != 0;
  if (spec.causal)
    spec.together = pick<int64_t>(random, {1, 1, 1, 4, 7});
  if (random() % 4 == 0) // latent: the value of a key is a part of it
    spec.value_prefix = std::min(keys, width);
  o.record = [=, sink = random() % 3 == 0, again = random() % 3 == 0](Graph& g) {
    const Tensor v = spec.value_prefix > 0 ? Tensor{} : input(g, "v", {kv, width});
    const Tensor sinks = sink ? vector(g, "sink", heads) : Tensor{};
    const Tensor y = g.attention(input(g, "q", {heads, keys}), input(g, "k", {kv, keys}), v, sinks, spec);
    if (!again)
      return g.mark_output("y", y);
    AttentionSpec once_more = spec;
    once_more.again = true;
    const Tensor values = spec.value_prefix > 0 ? Tensor{} : g.history(y, 1);
    const Tensor twice = // more queries, no sink
        g.attention(input(g, "q2", {2 * heads, keys}), g.history(y, 0), values, {}, once_more);
    const Dims& shape = y.shape;
    g.mark_output("y", g.add(y, twice.slice(2, heads, heads).reshape(shape)));
  };
  return o;
}

/// Gates, sticks, a second query, erasing, shared key channels, reflections: what is not plain attention.
RandomOperation attention_form(Random& random) {
  RandomOperation o = base(random);
  enum class Form { Gates, ChannelGates, Sticks, Probe, Erase, Shared, Reflect, GatedReflect };
  const Form form = pick(random, {Form::Gates, Form::ChannelGates, Form::Sticks, Form::Probe, Form::Erase, Form::Shared,
                                  Form::Reflect, Form::GatedReflect});
  const bool reflects = form == Form::Reflect || form == Form::GatedReflect;
  o.options.cache = pick(random, {Format::F32, Format::F16});
  o.tolerance = o.options.cache == Format::F32 ? o.tolerance : kHalfCache;
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}),
                heads = kv * (form == Form::Erase ? 1 : pick<int64_t>(random, {1, 2, 5})), keys = small_width(random),
                width = small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  if (form == Form::Sticks)
    spec.rule = AttentionRule::StickBreaking;
  else if (form != Form::Erase && !reflects)
    spec.window = pick<int64_t>(random, {0, 0, 3, 16, 50});
  spec.pinned = spec.window > 0 ? pick<int64_t>(random, {0, 4}) : 0;
  const int64_t shared = form == Form::Shared ? small_width(random) : 0;
  if (form == Form::Shared)
    spec.value_prefix = 1 + width / 2;
  o.record = [=](Graph& g) {
    std::vector<Tensor> in(kAttentionInputs);
    in[kAttentionQ] = input(g, "q", {heads, keys + shared});
    in[kAttentionK] = input(g, "k", {kv, form == Form::Shared ? keys + width : keys}); // of which keys have the first
    if (form == Form::Shared)
      in[kAttentionShared] = input(g, "shared", {1, shared});
    else
      in[kAttentionV] = input(g, "v", {kv, width});
    if (form == Form::Gates || form == Form::GatedReflect)
      in[kAttentionForget] = recurrence::running_sum(g, input(g, "log_gate", {heads}), "forget");
    if (form == Form::ChannelGates)
      in[kAttentionForget] = recurrence::running_sum(g, input(g, "log_gate", {heads, keys}), "forget");
    if (form == Form::Probe)
      in[kAttentionProbe] = input(g, "probe", {heads, keys});
    if (form == Form::Erase)
      in[kAttentionErase] = input(g, "beta", {heads});
    if (reflects) // of length sqrt(2) at most, so that products of many stay in bounds
      in[kAttentionReflect] = g.scale(g.norm(input(g, "direction", {kv, keys}), {NormKind::L2, 1e-2f, 0}), 1.3f);
    g.mark_output("y", g.attention(in, spec));
  };
  return o;
}

RandomOperation pool_blocks(Random& random) {
  RandomOperation o = base(random);
  const PoolBlocksSpec spec{pick<int64_t>(random, {1, 2, 3, 8, 40}),
                            pick(random, {BlockSummary::Mean, BlockSummary::Bounds})};
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), width = small_width(random);
  o.record = [=](Graph& g) { g.mark_output("y", g.pool_blocks(input(g, "x", {heads, width}), spec, "sums")); };
  return o;
}

/// A choice among blocks of these tokens, by keys of `heads` heads.
Tensor some_choice(Random& random, Graph& g, const SelectBlocksSpec& spec, int64_t heads, int64_t group) {
  const int64_t width = small_width(random);
  const Tensor weights = random() % 2 ? input(g, "weights", {heads * group}) : Tensor{};
  return g.select_blocks(input(g, "choose", {heads * group, width}), input(g, "block_key", {heads, width}), weights,
                         spec);
}

SelectBlocksSpec some_selection(Random& random) {
  SelectBlocksSpec spec;
  spec.score = pick(random, {BlockScore::Plain, BlockScore::Relu, BlockScore::Softmax});
  spec.block = pick<int64_t>(random, {1, 2, 5, 8, 40});
  spec.first = pick<int64_t>(random, {0, 0, 1, 2});
  spec.local = pick<int64_t>(random, {0, 1, 2});
  spec.chosen = std::max<int64_t>(1, spec.first + spec.local) + pick<int64_t>(random, {0, 1, 2, 7});
  spec.scale = pick(random, {1.0f, 0.3f});
  return spec;
}

/// The choices themselves: exact or wrong.
RandomOperation select_blocks(Random& random) {
  RandomOperation o = base(random);
  o.options.cache = pick(random, {Format::F32, Format::F16, Format::BF16});
  o.tolerance = 0;
  const SelectBlocksSpec spec = some_selection(random);
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), group = pick<int64_t>(random, {1, 2, 5});
  const uint32_t seed = static_cast<uint32_t>(random());
  o.record = [=](Graph& g) {
    Random own(seed);
    g.mark_output("y", some_choice(own, g, spec, heads, group));
  };
  return o;
}

/// Attention that reads what was chosen; every head by its own choice, or all by one.
RandomOperation chosen_attention(Random& random) {
  RandomOperation o = base(random);
  const SelectBlocksSpec choice = some_selection(random);
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                choosers = random() % 2 ? kv : 1, keys = small_width(random), width = small_width(random);
  AttentionSpec spec;
  spec.scale = 1 / std::sqrt(static_cast<float>(keys));
  spec.block = choice.block;
  if (random() % 4 == 0)
    spec.value_prefix = std::min(keys, width);
  const uint32_t seed = static_cast<uint32_t>(random());
  o.record = [=, sink = random() % 3 == 0](Graph& g) {
    Random own(seed);
    const Tensor chosen = some_choice(own, g, choice, choosers, 2);
    const Tensor v = spec.value_prefix > 0 ? Tensor{} : input(g, "v", {kv, width});
    g.mark_output("y", g.attention(input(g, "q", {heads, keys}), input(g, "k", {kv, keys}), v,
                                   sink ? vector(g, "sink", heads) : Tensor{}, spec, chosen));
  };
  return o;
}

/// Attention to one row a block, then to the same rows and to a window of another node's history.
RandomOperation shared_attention(Random& random) {
  RandomOperation o = base(random);
  const int64_t kv = pick<int64_t>(random, {1, 2, 3}), heads = kv * pick<int64_t>(random, {1, 2, 5}),
                keys = small_width(random), width = small_width(random);
  AttentionSpec blocks, all;
  blocks.scale = all.scale = 1 / std::sqrt(static_cast<float>(keys));
  blocks.stride = pick<int64_t>(random, {2, 3, 8, 40});
  AttentionSpec window = all;
  window.window = pick<int64_t>(random, {1, 3, 16, 50});
  window.again = true;
  o.record = [=](Graph& g) {
    const Tensor q = input(g, "q", {heads, keys}), k = input(g, "k", {kv, keys}), v = input(g, "v", {kv, width});
    g.push_scope("blocks");
    const Tensor far = g.attention(q, k, v, {}, blocks);
    g.pop_scope();
    const Tensor whole = g.attention(q, k, v, {}, all);
    const Tensor near = g.attention(q, g.history(whole, 0), g.history(whole, 1), {}, window);
    g.mark_output("y", g.add(g.add(far, g.scale(whole, 0.3f)), near));
  };
  return o;
}

/// The forms that architectures use.
RandomOperation matrix_recurrence(Random& random) {
  RandomOperation o = base(random);
  struct Form {
    Decay decay;
    Removal removal;
    Normaliser normaliser;
  };
  const Form form = pick<Form>(random, {{Decay::Value, Removal::None, Normaliser::None},
                                        {Decay::Scalar, Removal::LowRank, Normaliser::None},
                                        {Decay::Key, Removal::Delta, Normaliser::None},
                                        {Decay::None, Removal::None, Normaliser::None},
                                        {Decay::None, Removal::None, Normaliser::SumEps},
                                        {Decay::Constant, Removal::None, Normaliser::None},
                                        {Decay::Scalar, Removal::None, Normaliser::None},
                                        {Decay::Key, Removal::None, Normaliser::None},
                                        {Decay::None, Removal::Delta, Normaliser::None},
                                        {Decay::Scalar, Removal::Delta, Normaliser::None},
                                        {Decay::Key, Removal::LowRank, Normaliser::None}});
  const int64_t shared = pick<int64_t>(random, {1, 2, 3}),
                heads = shared * (form.removal == Removal::LowRank ? 1 : pick<int64_t>(random, {1, 1, 2, 3}));
  const int64_t keys = small_width(random), width = small_width(random);
  MatrixRecurrenceSpec spec{form.decay, form.removal, form.normaliser, 1 / std::sqrt(static_cast<float>(keys)), 1e-3f};
  if (form.normaliser == Normaliser::None && form.decay != Decay::Value) {
    spec.writes = pick<int64_t>(random, {1, 1, 1, 2, 3});
    spec.read_before = random() % 3 == 0;
  }
  if (form.decay == Decay::Scalar && form.removal == Removal::None && random() % 2 == 0) {
    spec.levels = pick<int64_t>(random, {2, 3, 5, 9});
    spec.writes = 1;
    spec.read_before = false;
  }
  const bool along_key = random() % 2 == 0; // what a low rank reads is removed along k
  o.record = [=](Graph& g) {
    const char* positive = form.normaliser == Normaliser::None ? "" : "pos_";
    const auto named = [&](const char* name) { return std::string(positive) + name; };
    const NormSpec unit{NormKind::L2, 1e-6f, 0};
    std::vector<Tensor> in(kMatrixInputs);
    in[kMatrixQ] = input(g, named("q").c_str(), {shared, keys});
    in[kMatrixK] = written(g, named("k").c_str(), {shared, keys}, spec.writes);
    if (form.removal != Removal::None) // as the models do: the removed direction has length one
      in[kMatrixK] = g.norm(in[kMatrixK], unit);
    in[kMatrixV] = written(g, "v", {heads, width}, spec.writes);
    if (form.decay == Decay::Constant)
      in[kMatrixLogDecay] = vector(g, "log_decay", heads);
    if (form.decay == Decay::Value)
      in[kMatrixLogDecay] = input(g, "log_decay", {shared, width});
    if (form.decay == Decay::Scalar)
      in[kMatrixLogDecay] = input(g, "log_decay", {heads});
    if (form.decay == Decay::Key)
      in[kMatrixLogDecay] = input(g, "log_decay", {shared, keys});
    if (form.removal == Removal::Delta)
      in[kMatrixBeta] = written(g, "beta", {heads}, spec.writes);
    if (form.removal == Removal::LowRank) {
      in[kMatrixA] = written(g, "tame_a", {heads, keys}, spec.writes);
      in[kMatrixB] = along_key ? Tensor{} : written(g, "tame_b", {heads, keys}, spec.writes);
    }
    if (spec.levels > 0)
      in[kMatrixLevels] = input(g, "level_weights", {heads, spec.levels});
    g.mark_output("y", g.matrix_recurrence(in, spec));
  };
  return o;
}

RandomOperation selective_scan(Random& random) {
  RandomOperation o = base(random);
  o.record = [inner = odd_width(random), state = small_width(random), optional = random()](Graph& g) {
    std::vector<Tensor> in(kScanInputs);
    in[kScanU] = input(g, "u", {inner});
    in[kScanDelta] = input(g, "delta", {inner});
    in[kScanA] = g.weight("log_a", {inner, state}, WeightUse::Vector);
    in[kScanB] = input(g, "b", {state});
    in[kScanC] = input(g, "c", {state});
    in[kScanD] = optional & 1 ? vector(g, "d", inner) : Tensor{};
    in[kScanZ] = optional & 2 ? input(g, "z", {inner}) : Tensor{};
    in[kScanBias] = optional & 4 ? vector(g, "bias", inner) : Tensor{};
    g.mark_output("y", g.selective_scan(in));
  };
  return o;
}

RandomOperation diagonal_recurrence(Random& random) {
  RandomOperation o = base(random);
  DiagonalRecurrenceSpec spec{random() % 2 == 1, random() % 2 == 1};
  spec.log_sum = !spec.sqrt_factor && random() % 2 == 1;
  spec.read_before = random() % 2 == 1;
  if (random() % 5 == 0)
    spec = {.read_before = spec.read_before, .angles = true};
  o.record = [=, width = odd_width(random)](Graph& g) {
    const Tensor decay = spec.angles ? Tensor{} : input(g, "log_decay", {width});
    const Tensor h = g.diagonal_recurrence(input(g, "x", {width}), decay, spec);
    if (spec.angles) // half a turn either way is one angle
      return g.mark_output("y", g.unary(h, UnaryFunction::Cosine));
    g.mark_output("y", spec.log_sum ? g.unary(h, UnaryFunction::Sigmoid) : h); // the logarithm of nothing has no peer
  };
  return o;
}

RandomOperation slstm(Random& random) {
  RandomOperation o = base(random);
  o.record = [heads = pick<int64_t>(random, {1, 2, 3}), width = small_width(random)](Graph& g) {
    g.mark_output("y", g.slstm(input(g, "x", {kSlstmGates, heads, width}),
                               g.weight("tame_r", {kSlstmGates, heads, width, width}, WeightUse::Vector)));
  };
  return o;
}

/// In mini-batches with and without the inner norm, and with momentum.
RandomOperation fast_weights(Random& random) {
  RandomOperation o = base(random);
  const int64_t heads = pick<int64_t>(random, {1, 2, 3}), keys = small_width(random), width = small_width(random);
  FastWeightsSpec spec;
  spec.training = random() % 3 == 0 ? InnerTraining::Momentum : InnerTraining::Batches;
  spec.mini_batch = pick<int64_t>(random, {1, 2, 4, 16});
  spec.norm_eps = pick(random, {0.1f, 1.0f});
  o.record = [=, optional = random()](Graph& g) {
    const auto each = [&](const char* name) { return input(g, name, {heads}); };
    const auto of_head = [&](const char* name) { return g.weight(name, {heads, width}, WeightUse::Vector); };
    std::vector<Tensor> in(kFastInputs);
    in[kFastQ] = input(g, "q", {heads, keys});
    in[kFastK] = g.norm(input(g, "k", {heads, keys}), {NormKind::L2, 1e-6f, 0});
    in[kFastV] = input(g, "v", {heads, width});
    in[kFastStep] = g.scale(each("beta"), 1 / static_cast<float>(spec.mini_batch)); // as many gradients are added up
    if (optional & 1)
      in[kFastInitial] = g.weight("tame_w", {heads, keys, width}, WeightUse::Vector);
    if (spec.training == InnerTraining::Momentum) {
      in[kFastMomentum] = each("log_momentum");
      in[kFastKeep] = each("log_keep");
    } else {
      in[kFastRate] = optional & 2 ? each("beta_rate") : Tensor{};
      in[kFastInitialBias] = optional & 4 ? of_head("tame_b") : Tensor{};
      in[kFastNormWeight] = optional & 8 ? of_head("pos_w") : Tensor{};
      in[kFastNormBias] = optional & 8 ? of_head("tame_c") : Tensor{};
    }
    g.mark_output("y", g.fast_weights(in, spec));
  };
  return o;
}

RandomOperation ridge_solve(Random& random) {
  RandomOperation o = base(random);
  o.record = [heads = pick<int64_t>(random, {1, 2, 3}), keys = small_width(random)](Graph& g) {
    std::vector<Tensor> in(kRidgeInputs);
    in[kRidgeQ] = input(g, "q", {heads, keys});
    in[kRidgeK] = g.norm(input(g, "k", {heads, keys}), {NormKind::L2, 1e-6f, 0});
    in[kRidgeBeta] = input(g, "beta", {heads});
    in[kRidgeLogDecay] = input(g, "log_decay", {heads});
    in[kRidgeRidge] = g.weight("pos_ridge", {heads, keys}, WeightUse::Vector);
    g.mark_output("y", g.ridge_solve(in, {}));
  };
  return o;
}

RandomOperation pair_features(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = small_width(random), taylor = random() % 2 == 1](Graph& g) {
    g.mark_output("y", g.pair_features(input(g, "x", {width}), {taylor}));
  };
  return o;
}

RandomOperation reduce_sum(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = odd_width(random)](Graph& g) { g.mark_output("y", g.reduce_sum(input(g, "pos", {width}))); };
  return o;
}

RandomOperation select_last(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = odd_width(random)](Graph& g) { g.mark_output("y", g.select_last(input(g, "x", {width}))); };
  return o;
}

/// The index is exact or wrong.
RandomOperation arg_max(Random& random) {
  RandomOperation o = base(random);
  o.tolerance = 0;
  o.record = [width = odd_width(random)](Graph& g) { g.mark_output("y", g.arg_max(input(g, "x", {width}))); };
  return o;
}

} // namespace

const std::vector<std::pair<const char*, OperationMaker>>& random_operations() {
  static const std::vector<std::pair<const char*, OperationMaker>> all{{"matmul", matmul},
                                                                       {"block_matmul", block_matmul},
                                                                       {"route", route},
                                                                       {"experts", experts},
                                                                       {"embed", embed},
                                                                       {"position_embed", position_embed},
                                                                       {"unary", unary},
                                                                       {"binary", binary},
                                                                       {"concat", concat},
                                                                       {"gated", gated},
                                                                       {"norm", norm},
                                                                       {"gated_norm", gated_norm},
                                                                       {"rope", rope},
                                                                       {"causal_conv", causal_conv},
                                                                       {"token_shift", token_shift},
                                                                       {"attention", attention},
                                                                       {"matrix_recurrence", matrix_recurrence},
                                                                       {"selective_scan", selective_scan},
                                                                       {"diagonal_recurrence", diagonal_recurrence},
                                                                       {"slstm", slstm},
                                                                       {"fast_weights", fast_weights},
                                                                       {"ridge_solve", ridge_solve},
                                                                       {"pair_features", pair_features},
                                                                       {"reduce_sum", reduce_sum},
                                                                       {"select_last", select_last},
                                                                       {"arg_max", arg_max},
                                                                       {"attention_form", attention_form},
                                                                       {"pool_blocks", pool_blocks},
                                                                       {"select_blocks", select_blocks},
                                                                       {"chosen_attention", chosen_attention},
                                                                       {"shared_attention", shared_attention},
                                                                       {"dense_route", dense_route},
                                                                       {"expert_sequences", expert_sequences}};
  return all;
}

std::vector<float> values_of(const std::string& name, int64_t count, uint32_t seed) {
  Random random(seed);
  for (const char c : name)
    random.seed(static_cast<uint32_t>(random()) ^ static_cast<unsigned char>(c));
  const auto begins = [&](const char* meaning) { return name.rfind(meaning, 0) == 0; };
  const bool log = begins("log"), positive = begins("pos"), beta = begins("beta");
  const float low = log ? -0.6f : positive ? 0.4f : beta ? 0.0f : begins("tame") ? -0.2f : -1.0f;
  const float high = log ? 0.0f : positive ? 1.6f : begins("tame") ? 0.2f : 1.0f;
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) // by hand: the library's distributions differ from one library to the next
    value = low + (high - low) * static_cast<float>(random() >> 8) * 0x1p-24f;
  return values;
}

Result<std::vector<float>> run_operation(Executor& executor, const RandomOperation& operation, uint32_t seed) {
  const auto record = [&](int tokens) {
    Graph graph({operation.batch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
    operation.record(graph);
    return graph;
  };
  const Graph first = record(operation.steps.front());
  RandomWeights source(seed);
  PARETO_TRY_ASSIGN(weights, executor.load(first, source, operation.options));
  const int64_t total = kFirstPosition + std::accumulate(operation.steps.begin(), operation.steps.end(), int64_t{0});
  PARETO_TRY_ASSIGN(state, executor.new_state(first, operation.options, operation.batch, total,
                                              *std::max_element(operation.steps.begin(), operation.steps.end())));
  std::vector<float> all;
  std::vector<int32_t> slot(static_cast<size_t>(operation.batch)), position(slot.size(), 0);
  std::iota(slot.begin(), slot.end(), 0);
  for (const int tokens : operation.steps) {
    const Graph graph = record(tokens);
    PARETO_TRY_ASSIGN(program, executor.compile(graph, *weights));
    std::vector<int32_t> ids;
    for (const NamedTensor& in : graph.inputs())
      if (in.tensor.kind == Kind::Real)
        PARETO_TRY(program->set_input(
            in.name, values_of(in.name, in.tensor.shape.elements(), seed + static_cast<uint32_t>(position[0]) + 1)));
      else
        for (const float value :
             values_of("beta", in.tensor.shape.elements(), seed + static_cast<uint32_t>(position[0])))
          ids.push_back(static_cast<int32_t>(value * static_cast<float>(operation.vocab)));
    const std::vector<int32_t> count(slot.size(), tokens);
    StepInput step;
    step.tokens = ids;
    step.count = count;
    step.position = position;
    step.slot = slot;
    PARETO_TRY(program->run(*state, step));
    if (graph.outputs().front().tensor.kind == Kind::Real)
      for (const float value : program->output("y"))
        all.push_back(value);
    else
      for (const int32_t value : program->output_i32("y"))
        all.push_back(static_cast<float>(value));
    for (int32_t& at : position)
      at += tokens;
  }
  return all;
}

} // namespace pareto::test
