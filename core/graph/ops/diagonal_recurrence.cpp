// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature modes_signature(const Node& node, const DiagonalRecurrenceSpec& spec) {
  const Dims& x = node.inputs[kDiagonalX].shape;
  const int64_t channels = spec.complex ? x.back() / 2 : x.back();
  Signature s(x, {replaced({2, spec.modes, channels})});
  const auto of_modes = [&](DiagonalInput which) {
    const Tensor& view = node.inputs[which];
    return view && view.shape == Dims{spec.modes, channels} && view.dense();
  };
  s.require(x.rank() == 3 && (!spec.complex || x.back() % 2 == 0) && !node.inputs[kDiagonalG],
            "diagonal_recurrence of modes takes x [B,T,D], in pairs where it is complex, and no g");
  s.require(of_modes(kDiagonalKeepRe) && of_modes(kDiagonalKeepIm) && of_modes(kDiagonalReadRe) &&
                of_modes(kDiagonalReadIm),
            "diagonal_recurrence takes what modes keep and what is read of them as dense [modes,D]");
  s.require(!(spec.sqrt_factor || spec.reset_first || spec.log_sum || spec.read_before || spec.angles),
            "diagonal_recurrence of modes has no other form");
  return s;
}

Signature diagonal_recurrence_signature(const Node& node, const StepShape&) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  if (spec.modes > 0)
    return modes_signature(node, spec);
  const Dims& x = node.inputs[kDiagonalX].shape;
  Signature s(x, {replaced({x.back()})});
  s.require(x.rank() == 3 && (spec.angles ? !node.inputs[kDiagonalG] : x == node.inputs[kDiagonalG].shape),
            "diagonal_recurrence takes x and g [B,T,D], but for angles");
  s.require(!spec.angles || !(spec.log_sum || spec.sqrt_factor), "diagonal_recurrence only adds angles up");
  s.require(!(spec.log_sum && spec.sqrt_factor), "diagonal_recurrence weighs no exponentials");
  s.require(!spec.complex, "diagonal_recurrence is complex of modes only");
  return s;
}

/// A mode moves on by 6, takes its input, 1 or 2, and is read, 4 or, where both parts are, 8.
double diagonal_recurrence_flops(const Node& node, int64_t) {
  const auto& spec = std::get<DiagonalRecurrenceSpec>(node.spec);
  if (spec.modes == 0)
    return 3 * output_elements(node);
  return (spec.complex ? 8.0 : 11.0) * static_cast<double>(spec.modes) * output_elements(node);
}

} // namespace

constinit const Operation operations::diagonal_recurrence{
    .signature = diagonal_recurrence_signature, .flops = diagonal_recurrence_flops, .mixes_tokens = true};

} // namespace pareto
