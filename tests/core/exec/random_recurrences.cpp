// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/exec/operation_makers.h"

#include <algorithm>
#include <cmath>

namespace pareto::test::makers {

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
  if (form.normaliser == Normaliser::None && form.decay != Decay::Key && form.decay != Decay::Value &&
      !spec.read_before)
    spec.reads = pick<int64_t>(random, {1, 1, 2, 3, 16});
  if (form.decay == Decay::Scalar && form.removal == Removal::None && random() % 2 == 0) {
    spec.levels = pick<int64_t>(random, {2, 3, 5, 9});
    spec.writes = spec.reads = 1;
    spec.read_before = false;
  }
  const bool along_key = random() % 2 == 0; // what a low rank reads is removed along k
  o.record = [=](Graph& g) {
    const char* positive = form.normaliser == Normaliser::None ? "" : "pos_";
    const auto named = [&](const char* name) { return std::string(positive) + name; };
    const NormSpec unit{NormKind::L2, 1e-6f, 0};
    std::vector<Tensor> in(kMatrixInputs);
    in[kMatrixQ] = written(g, named("q").c_str(), {shared, keys}, spec.reads);
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

RandomOperation modes(Random& random) {
  RandomOperation o = base(random);
  DiagonalRecurrenceSpec spec;
  spec.modes = pick<int64_t>(random, {1, 2, 3, 4, 9, 32});
  spec.complex = random() % 2 == 1;
  o.record = [=, width = odd_width(random)](Graph& g) {
    std::vector<Tensor> in(kDiagonalInputs);
    in[kDiagonalX] = input(g, "x", {spec.complex ? 2 * width : width});
    const auto of_modes = [&](const char* name) { return g.weight(name, {spec.modes, width}, WeightUse::Vector); };
    const Tensor turn = g.scale(of_modes("turn"), 4), keep = g.unary(of_modes("log_keep"), UnaryFunction::Exp);
    in[kDiagonalKeepRe] = g.mul(keep, g.unary(turn, UnaryFunction::Cosine));
    in[kDiagonalKeepIm] = g.mul(keep, g.unary(turn, UnaryFunction::Sine));
    in[kDiagonalReadRe] = of_modes("read_re");
    in[kDiagonalReadIm] = of_modes("read_im");
    g.mark_output("y", g.diagonal_recurrence(in, spec));
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

} // namespace pareto::test::makers
