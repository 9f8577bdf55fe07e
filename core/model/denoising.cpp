// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/denoising.h"

#include "core/model/model.h"

#include <numeric>
#include <string>

namespace pareto {

const char* to_string(Sight sight) {
  switch (sight) {
  case Sight::Block: return "block";
  case Sight::Whole: return "whole";
  case Sight::Past: break;
  }
  return "past";
}

Denoising denoising_of(const Graph& step) {
  Denoising found;
  for (const Node& node : step.nodes())
    if (const auto* attention = std::get_if<AttentionSpec>(&node.spec)) {
      if (!attention->causal)
        return {Sight::Whole, kWholeBlock};
      found.block = std::lcm(found.block, attention->together);
    }
  found.sight = found.block > 1 ? Sight::Block : Sight::Past;
  return found;
}

Denoising denoising_of(const Model& model) { return denoising_of(model, model.record({1, 1, Phase::Decode})); }

Denoising denoising_of(const Model& model, const Graph& step) {
  const int64_t length = model.spec().canvas.length;
  return length > 0 ? Denoising{Sight::Block, length, true} : denoising_of(step);
}

Status require_one_by_one(const Model& model, std::string_view what) {
  if (!denoising_of(model).denoises())
    return {};
  return fail(ErrorCode::Unsupported,
              std::string(what) + " needs a model that makes one token after the other; this one denoises blocks.");
}

} // namespace pareto
