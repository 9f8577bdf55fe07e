// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/step_context.h"
#include "core/graph/operation.h"

#include <cmath>

namespace pareto::reference {

namespace {

/// Storage indices of a view in row-major order.
std::vector<int64_t> element_order(const Tensor& view) {
  std::vector<int64_t> order;
  order.reserve(static_cast<size_t>(view.shape.elements()));
  for_each_element(view, [&](int64_t at) { order.push_back(at); });
  return order;
}

/// A dense copy of a view.
std::vector<double> gather(StepContext& context, const Tensor& view) {
  std::vector<double> dense;
  if (!view)
    return dense;
  const auto& storage = context.values[static_cast<size_t>(view.id)];
  for (int64_t at : element_order(view))
    dense.push_back(storage[static_cast<size_t>(at)]);
  return dense;
}

std::vector<double>& out(StepContext& context, const Node& node) { return context.values[static_cast<size_t>(node.output().id)]; }

} // namespace

void embed(StepContext& context, const Node& node) {
  const View table(context, node.inputs[1]), y(context, node.output());
  const Dims& shape = node.output().shape;
  for (int64_t b = 0; b < shape[0]; ++b)
    for (int64_t t = 0; t < context.count(b); ++t) {
      const int64_t token = context.input.tokens[static_cast<size_t>(b * shape[1] + t)];
      for (int64_t d = 0; d < shape[2]; ++d)
        y(b, t, d) = table(token, d);
    }
}

void position_embed(StepContext& context, const Node& node) {
  const View table(context, node.inputs[0]), y(context, node.output());
  const Dims& shape = node.output().shape;
  for (int64_t b = 0; b < shape[0]; ++b)
    for (int64_t t = 0; t < context.count(b); ++t)
      for (int64_t d = 0; d < shape[2]; ++d)
        y(b, t, d) = table(context.position(b) + t, d);
}

void matmul(StepContext& context, const Node& node) {
  const std::vector<double> x = gather(context, node.inputs[0]), bias = gather(context, node.inputs[2]);
  const View weight(context, node.inputs[1]);
  auto& y = out(context, node);
  const int64_t wide = node.inputs[1].shape[1], outputs = node.inputs[1].shape[0];
  const int64_t rows = static_cast<int64_t>(x.size()) / wide;
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t o = 0; o < outputs; ++o) {
      double sum = bias.empty() ? 0 : bias[static_cast<size_t>(o)];
      const double* from = x.data() + row * wide;
      const double* w = weight.base + o * weight.strides[0];
      for (int64_t i = 0; i < wide; ++i)
        sum += from[i] * w[i];
      y[static_cast<size_t>(row * outputs + o)] = sum;
    }
}

void block_matmul(StepContext& context, const Node& node) {
  const View x(context, node.inputs[0]), w(context, node.inputs[1]), bias(context, node.inputs[2]), y(context, node.output());
  const Dims& shape = node.output().shape;
  for (int64_t b = 0; b < shape[0]; ++b)
    for (int64_t t = 0; t < shape[1]; ++t)
      for (int64_t h = 0; h < shape[2]; ++h)
        for (int64_t o = 0; o < shape[3]; ++o) {
          double sum = bias ? bias(h, o) : 0;
          for (int64_t i = 0; i < node.inputs[0].shape[3]; ++i)
            sum += x(b, t, h, i) * w(h, i, o);
          y(b, t, h, o) = sum;
        }
}

void unary(StepContext& context, const Node& node) {
  const std::vector<double> x = gather(context, node.inputs[0]);
  auto& y = out(context, node);
  for (size_t i = 0; i < x.size(); ++i)
    y[i] = apply_unary(std::get<UnarySpec>(node.spec), x[i]);
}

void binary(StepContext& context, const Node& node) {
  const std::vector<double> x = gather(context, node.inputs[0]), y = gather(context, node.inputs[1]);
  auto& z = out(context, node);
  for (size_t i = 0; i < x.size(); ++i)
    z[i] = apply_binary(std::get<BinarySpec>(node.spec).function, x[i], y[i]);
}

void gated_activation(StepContext& context, const Node& node) {
  const std::vector<double> gate = gather(context, node.inputs[0]), up = gather(context, node.inputs[1]);
  auto& y = out(context, node);
  for (size_t i = 0; i < gate.size(); ++i)
    y[i] = apply_unary({std::get<GatedActivationSpec>(node.spec).activation}, gate[i]) * up[i];
}

/// What is folded in other executors.
void softmax(StepContext& context, const Node& node) {
  const std::vector<std::vector<double>> inputs{gather(context, node.inputs[0])};
  out(context, node) = operation(node.op).fold(node, inputs);
}

void cumulative_sum(StepContext& context, const Node& node) { softmax(context, node); }

namespace {

/// Normalises one group in place (no weight).
void normalise(const NormSpec& spec, double* x, int64_t n) {
  double sum = 0, squares = 0, absolute = 0;
  for (int64_t i = 0; i < n; ++i) {
    sum += x[i];
    squares += x[i] * x[i];
    absolute += std::abs(x[i]);
  }
  const double eps = spec.eps, mean = sum / static_cast<double>(n);
  double shift = 0, factor = 1;
  switch (spec.kind) {
  case NormKind::Rms: factor = 1 / std::sqrt(squares / static_cast<double>(n) + eps); break;
  case NormKind::Layer: {
    double variance = 0;
    for (int64_t i = 0; i < n; ++i)
      variance += (x[i] - mean) * (x[i] - mean);
    shift = mean;
    factor = 1 / std::sqrt(variance / static_cast<double>(n) + eps);
    break;
  }
  case NormKind::L2: factor = 1 / std::sqrt(squares + eps); break;
  case NormKind::SumAbs: factor = 1 / std::max(absolute, eps); break;
  case NormKind::Sum: factor = 1 / (sum + eps); break;
  }
  for (int64_t i = 0; i < n; ++i)
    x[i] = (x[i] - shift) * factor;
}

/// Normalises every group of a dense buffer whose last axis is `width`, then applies weight and bias.
void normalise_all(const NormSpec& spec, std::vector<double>& x, int64_t width, const std::vector<double>& weight,
                   const std::vector<double>& bias) {
  const int64_t group = spec.group > 0 ? spec.group : width;
  for (size_t at = 0; at < x.size(); at += static_cast<size_t>(group))
    normalise(spec, x.data() + at, group);
  for (size_t i = 0; i < x.size(); ++i) {
    if (!weight.empty())
      x[i] *= weight[i % weight.size()];
    if (!bias.empty())
      x[i] += bias[i % bias.size()];
  }
}

} // namespace

void norm(StepContext& context, const Node& node) {
  std::vector<double> x = gather(context, node.inputs[0]);
  normalise_all(std::get<NormSpec>(node.spec), x, node.output().shape.back(), gather(context, node.inputs[1]),
                gather(context, node.inputs[2]));
  out(context, node) = std::move(x);
}

void gated_norm(StepContext& context, const Node& node) {
  const auto& spec = std::get<GatedNormSpec>(node.spec);
  std::vector<double> x = gather(context, node.inputs[0]);
  const std::vector<double> gate = gather(context, node.inputs[1]), weight = gather(context, node.inputs[2]);
  const auto apply_gate = [&] {
    for (size_t i = 0; i < x.size(); ++i)
      x[i] *= apply_unary({spec.activation}, gate[i]);
  };
  if (spec.gate_first)
    apply_gate();
  normalise_all(spec.norm, x, node.output().shape.back(), weight, {});
  if (!spec.gate_first)
    apply_gate();
  out(context, node) = std::move(x);
}

void rope(StepContext& context, const Node& node) {
  const auto& spec = std::get<RopeSpec>(node.spec);
  const View x(context, node.inputs[0]), y(context, node.output());
  const Dims& shape = node.output().shape;
  const auto half = static_cast<int64_t>(spec.table->inv_freq.size());
  for (int64_t b = 0; b < shape[0]; ++b) {
    const int64_t planned = context.input.planned.empty() ? context.position(b) + context.count(b)
                                                          : context.input.planned[static_cast<size_t>(b)];
    const bool longer = !spec.table->inv_freq_long.empty() && planned > spec.table->long_after;
    const auto& frequency = longer ? spec.table->inv_freq_long : spec.table->inv_freq;
    for (int64_t t = 0; t < shape[1]; ++t)
      for (int64_t h = 0; h < shape[2]; ++h) {
        for (int64_t d = 2 * half; d < shape[3]; ++d)
          y(b, t, h, d) = x(b, t, h, d);
        for (int64_t j = 0; j < half; ++j) {
          const double angle = static_cast<double>(context.position(b) + t) * frequency[static_cast<size_t>(j)];
          const double c = std::cos(angle) * spec.table->attention_factor, s = std::sin(angle) * spec.table->attention_factor;
          const int64_t first = spec.interleaved ? 2 * j : j, second = spec.interleaved ? 2 * j + 1 : j + half;
          const double p = x(b, t, h, first), q = x(b, t, h, second);
          y(b, t, h, first) = p * c - q * s;
          y(b, t, h, second) = q * c + p * s;
        }
      }
  }
}

void reduce_sum(StepContext& context, const Node& node) {
  const std::vector<double> x = gather(context, node.inputs[0]);
  auto& y = out(context, node);
  const size_t width = x.size() / y.size();
  for (size_t i = 0; i < y.size(); ++i) {
    y[i] = 0;
    for (size_t j = 0; j < width; ++j)
      y[i] += x[i * width + j];
  }
}

void select_last(StepContext& context, const Node& node) {
  const View x(context, node.inputs[0]), y(context, node.output());
  for (int64_t b = 0; b < node.output().shape[0]; ++b)
    for (int64_t d = 0; d < node.output().shape[1]; ++d)
      y(b, d) = x(b, context.count(b) - 1, d);
}

void arg_max(StepContext& context, const Node& node) {
  const std::vector<double> x = gather(context, node.inputs[0]);
  auto& y = out(context, node);
  const size_t width = x.size() / y.size();
  for (size_t i = 0; i < y.size(); ++i) {
    size_t best = 0;
    for (size_t j = 1; j < width; ++j)
      if (x[i * width + j] > x[i * width + best])
        best = j;
    y[i] = static_cast<double>(best);
  }
}

} // namespace pareto::reference
