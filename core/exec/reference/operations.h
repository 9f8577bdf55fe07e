// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exec/reference/step.h"

namespace pareto::reference {

// One function and one file per operation; each states its equation.
void embed(const Step& step);
void position_embed(const Step& step);
void matmul(const Step& step);
void block_matmul(const Step& step);
void unary(const Step& step);
void binary(const Step& step);
void gated_activation(const Step& step);
void norm(const Step& step);
void gated_norm(const Step& step);
void rope(const Step& step);
void causal_conv(const Step& step);
void token_shift(const Step& step);
void attention(const Step& step);
void matrix_recurrence(const Step& step);
void selective_scan(const Step& step);
void diagonal_recurrence(const Step& step);
void reduce_sum(const Step& step);
void softmax(const Step& step);
void cumulative_sum(const Step& step);
void select_last(const Step& step);
void arg_max(const Step& step);

} // namespace pareto::reference
