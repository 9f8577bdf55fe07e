// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/scores.h"

#include <set>

namespace pareto {

bool same_question(const Score& a, const Score& b) {
  return a.task == b.task && a.precision == b.precision && a.context == b.context && a.file == b.file;
}

bool of_one_text(const Score& a, const Score& b) {
  return a.file == b.file && (a.bytes == b.bytes || !a.complete || !b.complete);
}

std::vector<const Score*> beside(const Evidence& evidence, const Score& chosen, const std::vector<Score>& scores) {
  if (chosen.curve.empty())
    return {};
  std::vector<const Score*> lines{&chosen};
  std::set<std::string> done{chosen.model};
  const ModelFacts& facts = evidence.facts(chosen.model);
  for (auto score = scores.rbegin(); score != scores.rend(); ++score)
    if (same_question(*score, chosen) && !score->curve.empty() && one_size(evidence.facts(score->model), facts) &&
        done.insert(score->model).second)
      lines.push_back(&*score);
  return lines;
}

bool gains_from_context(const Score& score) { return score.curve.back().value < score.curve.front().value; }

} // namespace pareto
