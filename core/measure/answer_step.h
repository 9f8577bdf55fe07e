// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/graph/node.h"
#include "core/measure/measurement.h"
#include "core/model/denoising.h"

namespace pareto {

/// The step that is repeated to write an answer at a decode cell's place, and what it gives. Of a model that makes one
/// token after the other a step of one token. Of one that denoises a forward pass over a block: behind the cache of the
/// context where blocks see their past (and one pass more, which keeps the block), over context and block together
/// where every token sees the whole text.
struct AnswerStep {
  StepShape shape;
  int64_t depth = 0;    ///< tokens in the state before it
  int64_t capacity = 1; ///< tokens of a sequence that the state holds
  double per_token = 1; ///< such steps an output token of a sequence
  Denoising how;
};

AnswerStep answer_step(const Denoising& how, const CellKey& key);
/// What reading the prompt of a prefill cell and making its first token comes to: the prompt, and of a model that
/// denoises the first pass over the block behind it, after which the first tokens stand.
int64_t first_token_length(const Denoising& how, const CellKey& key);
/// Tokens of a prompt that are read at once where others read `step`: whole blocks, or the whole text.
int64_t reading_step(const Denoising& how, const CellKey& key, int64_t step);

} // namespace pareto
