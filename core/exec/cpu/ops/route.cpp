// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/ops/operation.h"

#include <algorithm>
#include <cmath>

namespace pareto::cpu {

namespace {

constexpr float kNever = -INFINITY;

/// The choice of one token: its scores, and what it chooses by, in scratch of two floats a logit and one a group.
class RouteChoice {
public:
  RouteChoice(const RouteSpec& spec, const Kernels& kernels, int64_t all, float* scratch)
      : m_spec(spec), m_kernels(kernels), m_all(all), m_scores(scratch), m_choose_by(scratch + all),
        m_groups(scratch + 2 * all) {}

  void score(const float* logits, const float* correction) {
    if (m_spec.score == RouterScore::Softmax)
      softmax(logits);
    else if (m_spec.score == RouterScore::Sigmoid)
      m_kernels.unary(static_cast<int>(UnaryFunction::Sigmoid), 1, 0, logits, m_scores, m_all);
    else
      m_kernels.unary(static_cast<int>(UnaryFunction::Softplus), 1, 0, logits, m_scores, m_all);
    for (int64_t e = 0; m_spec.score == RouterScore::SqrtSoftplus && e < m_all; ++e)
      m_scores[e] = std::sqrt(m_scores[e]);
    for (int64_t e = 0; e < m_all; ++e)
      m_choose_by[e] = m_scores[e] + (correction ? correction[e] : 0);
    if (m_spec.kept < m_spec.groups)
      keep_groups();
  }

  /// `given`: the choices, null where it is to choose. Returns the weight of those without a matrix.
  float take(const float* given, const float* gain, int32_t* ids, float* weights) {
    float sum = 0, rest = 0;
    for (int64_t j = 0; j < m_spec.chosen; ++j) {
      const int64_t e = given ? whole(given[j]) : best(m_choose_by, m_all);
      const bool taken = m_spec.share == 1 || !(m_choose_by[e] <= 0); // otherwise below the threshold; NaN is seen
      m_choose_by[e] = kNever;
      ids[j] = static_cast<int32_t>(taken ? e : m_all);
      weights[j] = taken ? m_scores[e] : 0;
      sum += weights[j];
    }
    const float factor = m_spec.scale / (m_spec.normalised ? std::max(sum + m_spec.eps, m_spec.least_sum) : 1.0f);
    for (int64_t j = 0; j < m_spec.chosen; ++j) {
      weights[j] *= gain && ids[j] < m_all ? factor * gain[ids[j]] : factor;
      rest += ids[j] >= m_spec.experts && ids[j] < m_all - m_spec.nulls ? weights[j] : 0;
    }
    return rest;
  }

private:
  /// The expert of that number, cut to one that is there.
  int64_t whole(float number) const {
    return number >= 0 ? static_cast<int64_t>(std::min(number, static_cast<float>(m_all - 1))) : 0;
  }

  void softmax(const float* logits) {
    const float peak = *std::max_element(logits, logits + m_all);
    for (int64_t e = 0; e < m_all; ++e)
      m_scores[e] = logits[e] - peak;
    m_kernels.unary(static_cast<int>(UnaryFunction::Exp), 1, 0, m_scores, m_scores, m_all);
    const float factor = 1 / m_kernels.sum(m_scores, m_all);
    for (int64_t e = 0; e < m_all; ++e)
      m_scores[e] *= factor;
  }

  /// The first of the greatest; one that was not taken yet even where no number is greater than another.
  static int64_t best(const float* values, int64_t count) {
    int64_t at = 0;
    for (int64_t i = 1; i < count; ++i)
      if (values[i] > values[at] || (values[at] == kNever && values[i] != kNever))
        at = i;
    return at;
  }

  void keep_groups() {
    const int64_t width = m_all / m_spec.groups;
    for (int64_t g = 0; g < m_spec.groups; ++g) {
      float first = kNever, second = kNever;
      for (int64_t e = g * width; e < (g + 1) * width; ++e) {
        second = std::max(second, std::min(first, m_choose_by[e]));
        first = std::max(first, m_choose_by[e]);
      }
      m_groups[g] = m_spec.group_score == GroupScore::Best || width == 1 ? first : first + second;
    }
    for (int64_t kept = 0; kept < m_spec.kept; ++kept)
      m_groups[best(m_groups, m_spec.groups)] = kNever;
    for (int64_t g = 0; g < m_spec.groups; ++g)
      if (m_groups[g] != kNever)
        std::fill_n(m_choose_by + g * width, width, kNever);
  }

  const RouteSpec& m_spec;
  const Kernels& m_kernels;
  int64_t m_all;
  float *m_scores, *m_choose_by, *m_groups;
};

/// Where the parts of a route lie.
struct Route {
  RouteSpec spec;
  Rows logits;
  const float *correction, *gain, *given;
  int32_t *ids, *offsets, *order, *place;
  float *weights, *rest;
  int64_t batch, tokens;
};

Route route_describe(Compilation& c, const Node& node) {
  const auto real = [&](size_t which) { return which < node.outputs.size() ? c.data(node.outputs[which]) : nullptr; };
  const auto whole = [&](size_t which) { return reinterpret_cast<int32_t*>(real(which)); };
  const Tensor& logits = node.inputs[0];
  return {std::get<RouteSpec>(node.spec),
          c.rows(logits),
          c.data(node.inputs[1]),
          c.data(node.inputs[2]),
          c.data(node.inputs[3]),
          whole(kRouteIds),
          whole(kRouteOffsets),
          whole(kRouteOrder),
          whole(kRoutePlace),
          real(kRouteWeights),
          real(kRouteRest),
          logits.shape[0],
          logits.shape[1]};
}

void choose(const Compilation& c, const Route& r, int64_t row, float* scratch) {
  const int64_t chosen = r.spec.chosen, all = r.logits.width();
  int32_t* ids = r.ids + row * chosen;
  float* weights = r.weights + row * chosen;
  float rest = 0;
  if (row % r.tokens >= c.environment.input->count[static_cast<size_t>(row / r.tokens)]) {
    std::fill_n(ids, chosen, static_cast<int32_t>(all));
    std::fill_n(weights, chosen, 0.0f);
  } else {
    RouteChoice choice(r.spec, c.kernels, all, scratch);
    choice.score(r.logits[row], r.correction);
    rest = choice.take(r.given ? r.given + row * chosen : nullptr, r.gain, ids, weights);
  }
  if (r.rest)
    r.rest[row] = rest;
}

/// Each row's weights in their places; `ids` and the weights of a row lie in the scratch behind the choice's own.
Status compile_dense(Compilation& c, const Node& node) {
  const RouteSpec spec = std::get<RouteSpec>(node.spec);
  const Rows logits = c.rows(node.inputs[0]);
  c.add_shared(logits.count(), logits.count() * logits.width() * (4 + spec.chosen),
               [&c, spec, logits, correction = c.data(node.inputs[1]),
                y = c.data(node.output())](int64_t begin, int64_t end, int thread) {
                 const int64_t all = logits.width();
                 float *scratch = c.scratch(thread), *weights = scratch + 2 * all + spec.groups;
                 auto* ids = reinterpret_cast<int32_t*>(weights + spec.chosen);
                 for (int64_t row = begin; row < end; ++row) {
                   RouteChoice choice(spec, c.kernels, all, scratch);
                   choice.score(logits[row], correction);
                   choice.take(nullptr, nullptr, ids, weights);
                   std::fill_n(y + row * all, all, 0.0f);
                   for (int64_t j = 0; j < spec.chosen; ++j)
                     y[row * all + ids[j]] = weights[j];
                 }
               });
  return {};
}

/// A counting sort: choices of one expert keep their order.
void put_in_order(const Route& r) {
  const int64_t experts = r.spec.experts, choices = r.batch * r.tokens * r.spec.chosen;
  std::fill_n(r.offsets, experts + 1, 0);
  for (int64_t a = 0; a < choices; ++a)
    if (r.ids[a] < experts)
      ++r.offsets[r.ids[a] + 1];
  for (int64_t e = 0; e < experts; ++e)
    r.offsets[e + 1] += r.offsets[e];
  int32_t without = r.offsets[experts];
  for (int64_t a = 0; a < choices; ++a) { // offsets[e] runs to the end of expert e, where the next one begins
    const int32_t p = r.ids[a] < experts ? r.offsets[r.ids[a]]++ : without++;
    r.order[p] = static_cast<int32_t>(a);
    r.place[a] = p;
  }
  for (int64_t e = experts; e > 0; --e)
    r.offsets[e] = r.offsets[e - 1];
  r.offsets[0] = 0;
}

Status route_compile(Compilation& c, const Node& node) {
  if (std::get<RouteSpec>(node.spec).dense)
    return compile_dense(c, node);
  const Route r = route_describe(c, node);
  c.add_shared(r.logits.count(), r.logits.count() * r.logits.width() * (4 + r.spec.chosen),
               [&c, r](int64_t begin, int64_t end, int thread) {
                 for (int64_t row = begin; row < end; ++row)
                   choose(c, r, row, c.scratch(thread));
               });
  c.add([r](int) { put_in_order(r); }, true);
  return {};
}

int64_t route_scratch_floats(const Node& node) {
  const auto& spec = std::get<RouteSpec>(node.spec);
  return 2 * node.inputs[0].shape.back() + spec.groups + 2 * spec.chosen;
}

} // namespace

const CpuOperation ops::route{route_compile, route_scratch_floats};

} // namespace pareto::cpu
