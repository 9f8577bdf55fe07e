// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/numeric/half.h"
#include "core/exec/reference/step_context.h"

#include <cmath>

namespace pareto::reference {

namespace {

double round_to_cache(double value, Format cache) {
  const auto single = static_cast<float>(value);
  switch (cache) {
  case Format::F16: return static_cast<double>(half_to_float(float_to_half(single)));
  case Format::BF16: return static_cast<double>(bfloat16_to_float(float_to_bfloat16(single)));
  default: return value; // float32 at least; no cache is kept in blocks
  }
}

/// Softmax attention of one query over keys [0, total), rows of `width` per kv head.
struct Softmax {
  std::vector<double> logits;

  void run(const AttentionSpec& spec, const double* q, const double* keys, const double* values, int64_t stride_k,
           int64_t stride_v, int64_t width_k, int64_t width_v, int64_t total, int64_t at, const double* sink, double* o) {
    logits.assign(static_cast<size_t>(total), -INFINITY);
    double peak = sink ? *sink : -INFINITY;
    for (int64_t s = 0; s < total; ++s) {
      if (spec.causal && s > at)
        break;
      if (spec.window > 0 && s <= at - spec.window && s >= spec.pinned)
        continue;
      double dot = 0;
      for (int64_t i = 0; i < width_k; ++i)
        dot += q[i] * keys[s * stride_k + i];
      dot = std::isfinite(dot) ? dot * static_cast<double>(spec.scale) : NAN; // an infinite one is no mask
      if (spec.softcap > 0)
        dot = static_cast<double>(spec.softcap) * std::tanh(dot / static_cast<double>(spec.softcap));
      logits[static_cast<size_t>(s)] = dot;
      peak = std::max(peak, dot);
    }
    double sum = sink ? std::exp(*sink - peak) : 0;
    for (int64_t i = 0; i < width_v; ++i)
      o[i] = 0;
    for (int64_t s = 0; s < total; ++s) {
      const double p = std::exp(logits[static_cast<size_t>(s)] - peak);
      sum += p;
      for (int64_t i = 0; i < width_v && p > 0; ++i)
        o[i] += p * values[s * stride_v + i];
    }
    for (int64_t i = 0; i < width_v; ++i)
      o[i] /= sum;
  }
};

} // namespace

void attention(StepContext& context, const Node& node) {
  const auto& spec = std::get<AttentionSpec>(node.spec);
  const View q(context, node.inputs[0]), k(context, node.inputs[1]), v(context, node.inputs[2]), sink(context, node.inputs[3]);
  const View y(context, node.output());
  const Dims &qs = node.inputs[0].shape, &ks = node.inputs[1].shape, &vs = node.inputs[2].shape;
  const int64_t row_k = ks[2] * ks[3], row_v = vs[2] * vs[3], group = qs[2] / ks[2];
  Softmax softmax;
  for (int64_t b = 0; b < qs[0]; ++b) {
    const int64_t past = context.position(b), total = past + context.count(b);
    std::vector<double> keys = context.state(node, 0, b), values = context.state(node, 1, b);
    keys.resize(static_cast<size_t>(total * row_k));
    values.resize(static_cast<size_t>(total * row_v));
    for (int64_t t = 0; t < context.count(b); ++t)
      for (int64_t h = 0; h < ks[2]; ++h) {
        for (int64_t i = 0; i < ks[3]; ++i)
          keys[static_cast<size_t>((past + t) * row_k + h * ks[3] + i)] = round_to_cache(k(b, t, h, i), context.cache);
        for (int64_t i = 0; i < vs[3]; ++i)
          values[static_cast<size_t>((past + t) * row_v + h * vs[3] + i)] = round_to_cache(v(b, t, h, i), context.cache);
      }
    for (int64_t t = 0; t < context.count(b); ++t)
      for (int64_t h = 0; h < qs[2]; ++h)
        softmax.run(spec, &q(b, t, h, 0), keys.data() + h / group * ks[3], values.data() + h / group * vs[3], row_k, row_v,
                    ks[3], vs[3], total, past + t, sink ? &sink(h) : nullptr, &y(b, t, h, 0));
    if (context.input.commit) {
      context.state(node, 0, b) = std::move(keys);
      context.state(node, 1, b) = std::move(values);
    }
  }
}

namespace {

/// The recurrence of one head of one sequence, straight from the contract.
class MatrixHead {
public:
  MatrixHead(const MatrixRecurrenceSpec& spec, int64_t keys, int64_t width)
      : m_spec(spec), m_keys(keys), m_width(width), m_read(static_cast<size_t>(width)) {}

  void step(double* s, double* z, const double* q, const double* k, const double* v, const double* log_decay, bool per_key,
            double beta, const double* a, const double* b, double* o) {
    if (a)
      read(s, a); // before the decay
    for (int64_t i = 0; i < m_keys && log_decay; ++i) {
      const double factor = std::exp(log_decay[per_key ? i : 0]);
      for (int64_t j = 0; j < m_width; ++j)
        s[i * m_width + j] *= factor;
    }
    if (m_spec.removal == Removal::Delta)
      read(s, k); // of the decayed state
    for (int64_t i = 0; i < m_keys; ++i)
      for (int64_t j = 0; j < m_width; ++j) {
        double& element = s[i * m_width + j];
        const double old = m_read[static_cast<size_t>(j)];
        if (m_spec.removal == Removal::Delta)
          element += beta * k[i] * (v[j] - old);
        else
          element += k[i] * v[j] + (a ? b[i] * old : 0);
      }
    double norm = static_cast<double>(m_spec.eps);
    for (int64_t i = 0; i < m_keys && z; ++i) {
      z[i] += k[i];
      norm += z[i] * q[i];
    }
    for (int64_t j = 0; j < m_width; ++j) {
      double sum = 0;
      for (int64_t i = 0; i < m_keys; ++i)
        sum += s[i * m_width + j] * q[i];
      o[j] = static_cast<double>(m_spec.scale) * sum / (z ? norm : 1);
    }
  }

private:
  void read(const double* s, const double* by) {
    for (int64_t j = 0; j < m_width; ++j) {
      double sum = 0;
      for (int64_t i = 0; i < m_keys; ++i)
        sum += s[i * m_width + j] * by[i];
      m_read[static_cast<size_t>(j)] = sum;
    }
  }

  const MatrixRecurrenceSpec& m_spec;
  int64_t m_keys, m_width;
  std::vector<double> m_read; ///< what the removal finds, [V]
};

} // namespace

void matrix_recurrence(StepContext& context, const Node& node) {
  const auto& spec = std::get<MatrixRecurrenceSpec>(node.spec);
  const View q(context, node.inputs[kMatrixQ]), k(context, node.inputs[kMatrixK]), v(context, node.inputs[kMatrixV]);
  const View decay(context, node.inputs[kMatrixLogDecay]), beta(context, node.inputs[kMatrixBeta]);
  const View a(context, node.inputs[kMatrixA]), b(context, node.inputs[kMatrixB]), y(context, node.output());
  const int64_t batch = node.output().shape[0], heads = node.output().shape[2], width = node.output().shape[3];
  const int64_t keys = node.inputs[kMatrixQ].shape[3];
  const int64_t share_q = heads / node.inputs[kMatrixQ].shape[2], share_k = heads / node.inputs[kMatrixK].shape[2];
  const bool per_key = spec.decay == Decay::Key;
  const int64_t share_d = per_key ? heads / node.inputs[kMatrixLogDecay].shape[2] : 1;
  MatrixHead head(spec, keys, width);
  for (int64_t row = 0; row < batch; ++row) {
    std::vector<double> state = context.state(node, 0, row);
    std::vector<double> z = spec.normaliser == Normaliser::None ? std::vector<double>{} : context.state(node, 1, row);
    for (int64_t t = 0; t < context.count(row); ++t)
      for (int64_t h = 0; h < heads; ++h) {
        const double* log_decay = nullptr;
        if (spec.decay == Decay::Constant)
          log_decay = &decay(h);
        else if (spec.decay == Decay::Scalar)
          log_decay = &decay(row, t, h);
        else if (per_key)
          log_decay = &decay(row, t, h / share_d, 0);
        head.step(state.data() + h * keys * width, z.empty() ? nullptr : z.data() + h * keys, &q(row, t, h / share_q, 0),
                  &k(row, t, h / share_k, 0), &v(row, t, h, 0), log_decay, per_key, beta ? beta(row, t, h) : 1,
                  a ? &a(row, t, h, 0) : nullptr, b ? &b(row, t, h, 0) : nullptr, &y(row, t, h, 0));
      }
    if (context.input.commit) {
      context.state(node, 0, row) = std::move(state);
      if (!z.empty())
        context.state(node, 1, row) = std::move(z);
    }
  }
}

void selective_scan(StepContext& context, const Node& node) {
  const View u(context, node.inputs[kScanU]), delta(context, node.inputs[kScanDelta]), a(context, node.inputs[kScanA]);
  const View bs(context, node.inputs[kScanB]), c(context, node.inputs[kScanC]), skip(context, node.inputs[kScanD]);
  const View z(context, node.inputs[kScanZ]), bias(context, node.inputs[kScanBias]), y(context, node.output());
  const int64_t inner = node.output().shape[2], modes = node.inputs[kScanA].shape[1];
  for (int64_t row = 0; row < node.output().shape[0]; ++row) {
    std::vector<double> h = context.state(node, 0, row);
    for (int64_t t = 0; t < context.count(row); ++t)
      for (int64_t d = 0; d < inner; ++d) {
        const double step = apply_unary({UnaryFunction::Softplus}, delta(row, t, d) + (bias ? bias(d) : 0));
        double sum = skip ? skip(d) * u(row, t, d) : 0;
        for (int64_t n = 0; n < modes; ++n) {
          double& mode = h[static_cast<size_t>(d * modes + n)];
          mode = std::exp(step * a(d, n)) * mode + step * u(row, t, d) * bs(row, t, n);
          sum += mode * c(row, t, n);
        }
        y(row, t, d) = z ? sum * apply_unary({UnaryFunction::Silu}, z(row, t, d)) : sum;
      }
    if (context.input.commit)
      context.state(node, 0, row) = std::move(h);
  }
}

void diagonal_recurrence(StepContext& context, const Node& node) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  const View x(context, node.inputs[0]), g(context, node.inputs[1]), y(context, node.output());
  for (int64_t row = 0; row < node.output().shape[0]; ++row) {
    std::vector<double> h = context.state(node, 0, row);
    for (int64_t t = 0; t < context.count(row); ++t) {
      const bool reset = spec.reset_first && context.position(row) + t == 0;
      for (int64_t d = 0; d < node.output().shape[2]; ++d) {
        const double log_decay = g(row, t, d);
        const double factor = spec.sqrt_factor && !reset ? std::sqrt(-std::expm1(2 * log_decay)) : 1;
        double& element = h[static_cast<size_t>(d)];
        element = (reset ? 0 : std::exp(log_decay) * element) + factor * x(row, t, d);
        y(row, t, d) = element;
      }
    }
    if (context.input.commit)
      context.state(node, 0, row) = std::move(h);
  }
}

void causal_conv(StepContext& context, const Node& node) {
  const auto& spec = std::get<ConvSpec>(node.spec);
  const View x(context, node.inputs[0]), w(context, node.inputs[1]), bias(context, node.inputs[2]), y(context, node.output());
  const int64_t channels = node.output().shape[2], tail = spec.width - 1;
  for (int64_t row = 0; row < node.output().shape[0]; ++row) {
    std::vector<double>& state = context.state(node, 0, row);
    std::vector<double> line = state; // [tail + count, channels]: past inputs, then the present ones
    for (int64_t t = 0; t < context.count(row); ++t)
      for (int64_t d = 0; d < channels; ++d)
        line.push_back(x(row, t, d));
    for (int64_t t = 0; t < context.count(row); ++t)
      for (int64_t d = 0; d < channels; ++d) {
        double sum = bias ? bias(d) : 0;
        for (int64_t j = 0; j < spec.width; ++j)
          sum += w(d, j) * line[static_cast<size_t>((t + j) * channels + d)];
        y(row, t, d) = apply_unary({spec.activation}, sum);
      }
    if (context.input.commit)
      state.assign(line.end() - tail * channels, line.end());
  }
}

void token_shift(StepContext& context, const Node& node) {
  const View x(context, node.inputs[0]), y(context, node.output());
  for (int64_t row = 0; row < node.output().shape[0]; ++row) {
    std::vector<double>& state = context.state(node, 0, row);
    for (int64_t d = 0; d < node.output().shape[2]; ++d) {
      for (int64_t t = context.count(row) - 1; t > 0; --t)
        y(row, t, d) = x(row, t - 1, d);
      y(row, 0, d) = state[static_cast<size_t>(d)];
      if (context.input.commit)
        state[static_cast<size_t>(d)] = x(row, context.count(row) - 1, d);
    }
  }
}

} // namespace pareto::reference
