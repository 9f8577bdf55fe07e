// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/matrix_state.h"
#include "core/exec/reference/operations.h"

namespace pareto::reference {

namespace {

/// Gradients of one head's inputs at one token.
struct HeadGradients {
  VectorXd q, k, v, log_decay, a, b;
  double beta = 0;
};

/// o = scale S^T q / n, n = z . q + eps or 1: adds to G, the gradient of S, and to that of z.
VectorXd read_back(const MatrixRecurrenceSpec& spec, const HeadInputs& in, const RowMatrix& s, const VectorXd& z,
                   VectorXd dy, RowMatrix& g, VectorXd& dz) {
  const auto scale = static_cast<double>(spec.scale);
  VectorXd dq = VectorXd::Zero(in.q.size());
  if (spec.normaliser == Normaliser::SumEps) {
    const double n = z.dot(in.q) + static_cast<double>(spec.eps);
    dy /= n;
    const double dn = -scale * dy.dot(s.transpose() * in.q) / n;
    dq = dn * z;
    dz += dn * in.q;
  }
  g += scale * in.q * dy.transpose();
  return dq + scale * (s * dy);
}

/// S = S' + k u^T, S' = D S_before: turns G, the gradient of S, into that of S_before. By removal: u = v; u = beta (v -
/// S'^T k); u = v and + b (a^T S_before).
HeadGradients update_back(const MatrixRecurrenceSpec& spec, const HeadInputs& in, const RowMatrix& before,
                          RowMatrix& g) {
  HeadGradients d;
  d.b = VectorXd::Zero(in.b.size());
  const RowMatrix decayed = in.decay.asDiagonal() * before;
  d.v = g.transpose() * in.k;                           // du
  RowMatrix gone = RowMatrix::Zero(g.rows(), g.cols()); // what goes to S_before without the decay
  if (spec.removal == Removal::Delta) {
    const VectorXd error = in.v - decayed.transpose() * in.k;
    d.beta = d.v.dot(error);
    d.v *= in.beta;
    d.k = in.beta * (g * error) - decayed * d.v;
    g -= in.k * d.v.transpose();
  } else {
    d.k = g * in.v;
  }
  if (spec.removal == Removal::LowRank) {
    const bool own = in.b.size() > 0; // otherwise what a reads is written along -k
    const VectorXd low = before.transpose() * in.a, dlow = own ? VectorXd(g.transpose() * in.b) : VectorXd(-d.v);
    (own ? d.b : d.k) += own ? VectorXd(g * low) : VectorXd(-(g * low));
    d.a = before * dlow;
    gone = in.a * dlow.transpose();
  }
  d.log_decay = g.cwiseProduct(decayed).rowwise().sum();
  g = in.decay.asDiagonal() * g + gone;
  return d;
}

/// Adds the gradients of one head at one token to those of the inputs it shares.
void add(const MatrixRecurrenceSpec& spec, const MatrixInputs& inputs, const std::vector<View>& d,
         const HeadGradients& own, int64_t b, int64_t t, int64_t h) {
  const auto add_row = [&](MatrixInput which, const VectorXd& row) {
    if (d[which] && row.size() > 0)
      d[which].row(b, t, inputs.own_head(which, h)) += row;
  };
  add_row(kMatrixQ, own.q);
  add_row(kMatrixK, own.k);
  add_row(kMatrixV, own.v);
  add_row(kMatrixA, own.a);
  add_row(kMatrixB, own.b);
  switch (spec.decay) {
  case Decay::None: break;
  case Decay::Constant: d[kMatrixLogDecay](h) += own.log_decay.sum(); break;
  case Decay::Scalar: d[kMatrixLogDecay](b, t, h) += own.log_decay.sum(); break;
  case Decay::Key: add_row(kMatrixLogDecay, own.log_decay); break;
  case Decay::Value: break; // recorded by nobody: it has no gradient yet
  }
  if (d[kMatrixBeta])
    d[kMatrixBeta](b, t, h) += own.beta;
}

/// States and sums of keys of one head before its first token and after each.
struct History {
  std::vector<RowMatrix> s;
  std::vector<VectorXd> z;
};

History history(const MatrixRecurrenceSpec& spec, const MatrixInputs& inputs, int64_t b, int64_t h, int64_t count) {
  History all{{RowMatrix::Zero(inputs.keys(), inputs.width())}, {VectorXd::Zero(inputs.keys())}};
  for (int64_t t = 0; t < count; ++t) {
    const HeadInputs in = inputs.at(b, t, h);
    all.s.push_back(all.s.back());
    update(spec, in, all.s.back());
    all.z.push_back(all.z.back() + in.k);
  }
  return all;
}

} // namespace

/// Back through the steps of each head, G_t the gradient of S_t (equations:
/// core/graph/ops/matrix_recurrence_backward.h).
void matrix_recurrence_backward(const Step& step) {
  const MatrixRecurrenceSpec& spec = step.spec<MatrixRecurrenceBackwardSpec>().of;
  const MatrixInputs inputs(step, spec, 1);
  const View dy = input(step, 0);
  const std::vector<View> d = gradients(step);
  for (int64_t b = 0; b < dy.extent(0); ++b)
    for (int64_t h = 0; h < inputs.heads(); ++h) {
      const History past = history(spec, inputs, b, h, step.count(b));
      RowMatrix g = RowMatrix::Zero(inputs.keys(), inputs.width());
      VectorXd dz = VectorXd::Zero(inputs.keys());
      for (int64_t t = step.count(b) - 1; t >= 0; --t) {
        const HeadInputs in = inputs.at(b, t, h);
        const auto now = static_cast<size_t>(t) + 1, read = spec.read_before ? now - 1 : now;
        const auto back_of_read = [&] {
          return read_back(spec, in, past.s[read], past.z[read], dy.row(b, t, h), g, dz);
        };
        const VectorXd after = spec.read_before ? VectorXd() : back_of_read();
        HeadGradients own = update_back(spec, in, past.s[now - 1], g);
        own.k += dz;
        own.q = spec.read_before ? back_of_read() : after;
        add(spec, inputs, d, own, b, t, h);
      }
    }
}

} // namespace pareto::reference
