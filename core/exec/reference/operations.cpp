// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"

namespace pareto::reference {

Operation operation(Op op) {
  switch (op) {
  case Op::Embed: return embed;
  case Op::PositionEmbed: return position_embed;
  case Op::Matmul: return matmul;
  case Op::BlockMatmul: return block_matmul;
  case Op::Unary: return unary;
  case Op::Binary: return binary;
  case Op::GatedActivation: return gated_activation;
  case Op::Norm: return norm;
  case Op::GatedNorm: return gated_norm;
  case Op::Rope: return rope;
  case Op::CausalConv: return causal_conv;
  case Op::TokenShift: return token_shift;
  case Op::Attention: return attention;
  case Op::MatrixRecurrence: return matrix_recurrence;
  case Op::SelectiveScan: return selective_scan;
  case Op::DiagonalRecurrence: return diagonal_recurrence;
  case Op::ReduceSum: return reduce_sum;
  case Op::Softmax: return softmax;
  case Op::CumulativeSum: return cumulative_sum;
  case Op::SelectLast: return select_last;
  case Op::ArgMax: return arg_max;
  }
  return nullptr;
}

} // namespace pareto::reference
