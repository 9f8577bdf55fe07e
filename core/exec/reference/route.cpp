// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <algorithm>
#include <numeric>

namespace pareto::reference {

namespace {

ArrayXd scores(RouterScore kind, const ArrayXd& logits) {
  if (kind == RouterScore::Sigmoid)
    return 1 / (1 + (-logits).exp());
  if (kind == RouterScore::SqrtSoftplus)
    return (logits.max(0.0) + (-logits.abs()).exp().log1p()).sqrt();
  const ArrayXd p = (logits - logits.maxCoeff()).exp();
  return p / p.sum();
}

/// Indices of the `count` greatest, greatest first, ties by the lower index.
std::vector<int64_t> best(const ArrayXd& values, int64_t count) {
  std::vector<int64_t> indices(static_cast<size_t>(values.size()));
  std::iota(indices.begin(), indices.end(), 0);
  std::stable_sort(indices.begin(), indices.end(), [&](int64_t a, int64_t b) { return values(a) > values(b); });
  indices.resize(static_cast<size_t>(count));
  return indices;
}

/// Nothing but the kept groups can be chosen from.
ArrayXd among_groups(const RouteSpec& spec, const ArrayXd& values) {
  const int64_t width = values.size() / spec.groups, terms = spec.group_score == GroupScore::Best ? 1 : 2;
  ArrayXd group(spec.groups), kept = ArrayXd::Constant(values.size(), -INFINITY);
  for (int64_t g = 0; g < spec.groups; ++g) {
    const ArrayXd own = values.segment(g * width, width);
    group(g) = own(best(own, std::min(terms, width))).sum();
  }
  for (const int64_t g : best(group, spec.kept))
    kept.segment(g * width, width) = values.segment(g * width, width);
  return kept;
}

/// The choices of all tokens by expert, those of one expert in their own order.
std::vector<int64_t> sorted(const ArrayXd& experts) {
  std::vector<int64_t> order(static_cast<size_t>(experts.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int64_t a, int64_t b) { return experts(a) < experts(b); });
  return order;
}

void put_in_order(const Step& step, const RouteSpec& spec) {
  const auto out = [&](int which) { return View(step, step.node.outputs[static_cast<size_t>(which)]).dense(1); };
  const auto own = static_cast<double>(spec.experts);
  const ArrayXd experts = out(kRouteIds).col(0).array().min(own);
  const std::vector<int64_t> order = sorted(experts);
  MatrixMap offsets = out(kRouteOffsets), orders = out(kRouteOrder), place = out(kRoutePlace);
  for (int64_t e = 0; e <= spec.experts; ++e)
    offsets(e, 0) = static_cast<double>((experts < static_cast<double>(e)).count());
  for (size_t p = 0; p < order.size(); ++p) {
    orders(static_cast<int64_t>(p), 0) = static_cast<double>(order[p]);
    place(order[p], 0) = static_cast<double>(p);
  }
}

/// What a row chooses, the best first, and how it weighs that.
struct Choice {
  std::vector<int64_t> experts; ///< -1: below its threshold
  ArrayXd weights;
};

/// Numbers of experts, cut to whole ones that are there.
std::vector<int64_t> as_given(const VectorMap& numbers, int64_t all) {
  std::vector<int64_t> experts;
  for (const double number : numbers)
    experts.push_back(number >= 0 ? static_cast<int64_t>(std::min(number, static_cast<double>(all - 1))) : 0);
  return experts;
}

/// `given`: what it takes, empty where it is to choose.
Choice choose(const RouteSpec& spec, const ArrayXd& logits, const View& correction, const VectorMap& given) {
  const ArrayXd s = scores(spec.score, logits), corrected = correction ? ArrayXd(s + correction.copy()) : s;
  Choice choice{given.size() > 0 ? as_given(given, s.size()) : best(among_groups(spec, corrected), spec.chosen), {}};
  if (spec.share < 1)
    for (int64_t& e : choice.experts)
      e = corrected(e) <= 0 ? -1 : e; // no number is not below it
  choice.weights = ArrayXd::Zero(spec.chosen);
  for (int64_t j = 0; j < spec.chosen; ++j)
    if (const int64_t e = choice.experts[static_cast<size_t>(j)]; e >= 0)
      choice.weights(j) = s(e);
  if (spec.normalised)
    choice.weights /=
        std::max(choice.weights.sum() + static_cast<double>(spec.eps), static_cast<double>(spec.least_sum));
  choice.weights *= static_cast<double>(spec.scale);
  return choice;
}

/// Each row's weights in their places.
void dense_weights(const Step& step, const RouteSpec& spec) {
  const View logits = input(step, 0), correction = input(step, 1), weights = output(step);
  weights.dense(1).setZero();
  for (int64_t b = 0; b < logits.extent(0); ++b)
    for (int64_t row = 0; row < logits.extent(1); ++row) {
      const Choice choice = choose(spec, logits.row(b, row).array(), correction, VectorMap(nullptr, 0));
      for (int64_t j = 0; j < spec.chosen; ++j)
        weights(b, row, choice.experts[static_cast<size_t>(j)]) = choice.weights(j);
    }
}

} // namespace

/// The best of s + correction, weighed by s (Mixtral, arXiv 2401.04088, section 2.1; DeepSeek-V3, arXiv 2412.19437,
/// equations 12 to 16); of a share those above the thresholds (arXiv 2603.11535).
void route(const Step& step) {
  const auto& spec = step.spec<RouteSpec>();
  if (spec.dense)
    return dense_weights(step, spec);
  const View logits = input(step, 0), correction = input(step, 1), gain = input(step, 2), given = input(step, 3),
             ids = output(step), weights(step, step.node.outputs[kRouteWeights]);
  ids.dense(1).setConstant(static_cast<double>(logits.extent(2)));
  weights.dense(1).setZero();
  const View rest = step.node.outputs.size() > kRouteRest ? View(step, step.node.outputs[kRouteRest]) : weights;
  for (int64_t b = 0; b < logits.extent(0); ++b)
    for (int64_t t = 0; t < step.count(b); ++t) {
      const Choice choice = choose(spec, logits.row(b, t).array(), correction, given.row(b, t));
      double left = 0;
      for (int64_t j = 0; j < spec.chosen; ++j) {
        const int64_t e = choice.experts[static_cast<size_t>(j)];
        if (e < 0)
          continue;
        ids(b, t, j) = static_cast<double>(e);
        weights(b, t, j) = choice.weights(j) * (gain ? gain(e) : 1);
        left += e >= spec.experts && e < logits.extent(2) - spec.nulls ? weights(b, t, j) : 0;
      }
      if (step.node.outputs.size() > kRouteRest)
        rest(b, t, 0) = left;
    }
  put_in_order(step, spec);
}

} // namespace pareto::reference
