// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"
#include "core/exec/reference/reference_views.h"

#include <complex>
#include <numbers>

namespace pareto::reference {

namespace {

/// Within half a turn of 0.
ArrayXd turned_back(const ArrayXd& x) {
  constexpr double kTurn = 2 * std::numbers::pi;
  return x - kTurn * (x / kTurn).round();
}

/// ln(e^x + e^y)
ArrayXd log_sum(const ArrayXd& x, const ArrayXd& y) { return x.max(y) + (-(x - y).abs()).exp().log1p(); }

using ComplexArray = Eigen::Array<std::complex<double>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// re + i im
template <class Re, class Im>
ComplexArray complex(const Re& re, const Im& im) {
  constexpr std::complex<double> kI(0, 1);
  return re.template cast<std::complex<double>>() + kI * im.template cast<std::complex<double>>();
}

/// h_t = a h_{t-1} + x_t of each mode, y_t = Re(sum of c h_t over a channel's modes) or, where x is complex, that sum
/// (S4D, arXiv 2206.11893, eq. 2 and section 3; S5, 2208.04933, eq. 6).
void modes(const Step& step, const DiagonalRecurrenceSpec& spec) {
  const View x = input(step, kDiagonalX), y = output(step);
  const auto of_modes = [&](DiagonalInput re, DiagonalInput im) {
    return complex(input(step, re).matrix().array(), input(step, im).matrix().array());
  };
  const ComplexArray a = of_modes(kDiagonalKeepRe, kDiagonalKeepIm), c = of_modes(kDiagonalReadRe, kDiagonalReadIm);
  const Eigen::Index channels = a.cols();
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    Eigen::Map<RowArray> re(state.data(), spec.modes, channels), im(state.data() + re.size(), spec.modes, channels);
    ComplexArray h = complex(re, im);
    for (int64_t t = 0; t < step.count(b); ++t) {
      const RowArray parts = x.row(b, t).transpose().array();
      const RowArray imaginary = spec.complex ? RowArray(parts.rightCols(channels)) : RowArray::Zero(1, channels);
      h = a * h + complex(parts.leftCols(channels), imaginary).replicate(spec.modes, 1);
      const ComplexArray read = (c * h).colwise().sum();
      y.row(b, t).head(channels) = read.real().matrix().transpose();
      if (spec.complex)
        y.row(b, t).tail(channels) = read.imag().matrix().transpose();
    }
    re = h.real();
    im = h.imag();
    step.keep(0, b, std::move(state));
  }
}

} // namespace

/// h_t = e^{g_t} h_{t-1} + f_t x_t, f = 1 (HGRN, arXiv 2311.04823, eq. 7) or sqrt(1 - e^{2 g_t}), where the first token
/// of a sequence has f = 1 and no past (Griffin, arXiv 2402.19427, eq. 4); or its logarithm, of sums of exponentials;
/// or of complex modes.
void diagonal_recurrence(const Step& step) {
  const auto& spec = step.spec<DiagonalRecurrenceSpec>();
  if (spec.modes > 0)
    return modes(step, spec);
  const View x = input(step, kDiagonalX), g = input(step, kDiagonalG), y = output(step);
  for (int64_t b = 0; b < y.extent(0); ++b) {
    std::vector<double> state = step.state(0, b);
    Eigen::Map<ArrayXd> h(state.data(), y.extent(2));
    for (int64_t t = 0; t < step.count(b); ++t) {
      const ArrayXd log_decay = spec.angles ? ArrayXd::Zero(h.size()) : ArrayXd(g.row(b, t).array());
      const bool first = (spec.reset_first || spec.log_sum) && step.position(b) + t == 0;
      if (first)
        h.setConstant(spec.log_sum ? static_cast<double>(kLogOfNothing) : 0);
      if (spec.read_before)
        y.row(b, t) = h;
      const ArrayXd now = x.row(b, t).array();
      if (spec.angles)
        h = turned_back(h + now);
      else if (spec.log_sum)
        h = log_sum(log_decay + h, now);
      else if (spec.sqrt_factor && !first)
        h = log_decay.exp() * h + (-(2 * log_decay).expm1()).sqrt() * now;
      else
        h = (first ? ArrayXd::Zero(h.size()) : ArrayXd(log_decay.exp() * h)) + now;
      if (!spec.read_before)
        y.row(b, t) = h;
    }
    step.keep(0, b, std::move(state));
  }
}

} // namespace pareto::reference
