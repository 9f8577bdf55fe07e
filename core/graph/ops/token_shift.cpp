// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

namespace {

Signature token_shift_signature(const Node& node, const StepShape&) {
  const Dims& x = node.inputs[0].shape;
  Signature s(x, {replaced({x.back()})});
  s.require(x.rank() == 3, "token_shift takes x [B,T,D]");
  return s;
}

} // namespace

constinit const Operation operations::token_shift{
    .signature = token_shift_signature, .flops = no_flops, .mixes_tokens = true};

} // namespace pareto
