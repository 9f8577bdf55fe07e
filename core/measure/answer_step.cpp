// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/answer_step.h"

#include <algorithm>

namespace pareto {

AnswerStep answer_step(const Denoising& how, const CellKey& key) {
  AnswerStep step{{key.batch, 1, Phase::Decode}, key.context, key.context + 1, 1, how};
  if (!how.denoises())
    return step;
  const bool whole = how.sight == Sight::Whole;
  step.depth = how.kept(key.context);
  step.capacity = whole ? key.context + how.block : step.depth + how.block;
  step.shape = {key.batch, static_cast<int>(step.capacity - step.depth), Phase::Prefill};
  const int64_t passes = how.passes(key.denoising_steps) + (whole ? 0 : 1);
  step.per_token = static_cast<double>(passes) / static_cast<double>(how.block);
  return step;
}

int64_t first_token_length(const Denoising& how, const CellKey& key) {
  if (!how.denoises())
    return key.prompt_tokens;
  return how.sight == Sight::Whole ? key.prompt_tokens + how.block : how.kept(key.prompt_tokens) + how.block;
}

int64_t reading_step(const Denoising& how, const CellKey& key, int64_t step) {
  return how.sight == Sight::Whole ? first_token_length(how, key) : std::max(how.block, step / how.block * how.block);
}

} // namespace pareto
