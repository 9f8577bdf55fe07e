// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/operation_makers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pareto::test::makers {

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

namespace {

/// A router over `all` logits, some of them of zero experts.
RouteSpec some_route(Random& random, int64_t experts, int64_t all) {
  RouteSpec spec;
  spec.experts = experts;
  spec.score = pick(random, {RouterScore::Softmax, RouterScore::Sigmoid, RouterScore::SqrtSoftplus});
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

} // namespace

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
  const bool given = random() % 4 == 0; // and some of them beyond what there is
  o.record = [=, corrected = random() % 2 == 1](Graph& g) {
    if (!given)
      return g.mark_output("y", routed(g, spec, all, corrected)[static_cast<size_t>(which)]);
    RouteSpec plain = spec;
    plain.kept = plain.groups = 1;
    plain.nulls = 0;
    plain.share = 1;
    const Tensor numbers = g.scale(input(g, "number", {spec.chosen}), 16);
    g.mark_output("y", g.route(input(g, "x", {all}), {}, plain, corrected ? vector(g, "gain", all) : Tensor{},
                               numbers)[static_cast<size_t>(which)]);
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
  const ConvSpec taps{pick<int64_t>(random, {1, 2, 4, 7}), UnaryFunction::Silu};
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
  const auto kind = random() % 4;
  const bool shorter = kind == 0, means = kind == 1, exact = kind == 2; // ids beyond a table; of all rows
  const bool large = means && random() % 4 == 0;                        // more rows than a device adds up at once
  if (large)
    o.vocab = 17000;
  o.record = [=, vocab = o.vocab, width = large ? 5 : odd_width(random)](Graph& g) {
    if (exact)
      return g.mark_output(
          "y", g.embed(g.tokens(), g.weight("numbers", {vocab, width}, WeightUse::Vector), {.exact = true}));
    const Tensor table = g.weight("w", {vocab, width}, WeightUse::Matrix), whole = g.embed(g.tokens(), table);
    if (means)
      return g.mark_output("y", g.add(whole, g.embed(input(g, "x", {vocab}), table)));
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

namespace {

UnaryFunction some_activation(Random& random) {
  return pick(random, {UnaryFunction::Silu, UnaryFunction::GeluTanh, UnaryFunction::GeluErf, UnaryFunction::Sigmoid,
                       UnaryFunction::Relu, UnaryFunction::ReluSquared});
}

} // namespace

RandomOperation gated(Random& random) {
  RandomOperation o = base(random);
  o.record = [width = odd_width(random), function = some_activation(random)](Graph& g) {
    g.mark_output("y", g.gated(input(g, "gate", {width}), input(g, "up", {width}), function));
  };
  return o;
}

namespace {

/// A norm over all of `width` or over groups of it.
NormSpec some_norm(Random& random, int64_t group, NormKind kind) {
  return {kind, pick(random, {1e-6f, 1e-5f, 1e-2f}), random() % 2 ? group : 0};
}

} // namespace

RandomOperation norm(Random& random) {
  RandomOperation o = base(random);
  const NormKind kind = pick(random, {NormKind::Rms, NormKind::Layer, NormKind::L2, NormKind::SumAbs, NormKind::Sum,
                                      NormKind::Softmax, NormKind::Levels, NormKind::Sinkhorn});
  const bool matrix = kind == NormKind::Sinkhorn;
  const int64_t side = pick<int64_t>(random, {1, 2, 3, 4, 7}), group = matrix ? side * side : small_width(random) + 1,
                width = group * pick<int64_t>(random, {1, 2, 3, 5});
  NormSpec spec = some_norm(random, group, kind);
  if (matrix) {
    spec.group = group;
    spec.turns = pick<int64_t>(random, {1, 2, 20});
  }
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
  if (random() % 4 == 0) { // by angles of each head's own
    o.record = [=, pairs = 1 + static_cast<int64_t>(random() % static_cast<unsigned>(width / 2)),
                interleaved = random() % 2 == 1](Graph& g) {
      const Tensor angle = g.scale(input(g, "angle", {heads, pairs}), 3);
      g.mark_output("y", g.rotate(input(g, "x", {heads, width}), g.unary(angle, UnaryFunction::Cosine),
                                  g.unary(angle, UnaryFunction::Sine), interleaved));
    };
    return o;
  }
  auto table = std::make_shared<RopeTable>();
  for (int64_t j = 0, pairs = 1 + static_cast<int64_t>(random() % static_cast<unsigned>(width / 2)); j < pairs; ++j)
    table->inv_freq.push_back(std::pow(10000.0, -static_cast<double>(j) / static_cast<double>(pairs)));
  table->period = pick<int64_t>(random, {0, 0, 1, 7, 16});
  table->block = pick<int64_t>(random, {1, 1, 3, 8});
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

} // namespace pareto::test::makers
