// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/figure.h"

namespace pareto {

Figure figure_of(const Evidence& evidence, const Comparison& comparison, const Contender& who, const AxisChoice& axis,
                 const Quantity& quantity) {
  const ModelFacts& facts = evidence.facts(who.model);
  return {who, axis, std::nullopt, place_on(comparison.at, who), facts.size, facts.parameters, quantity};
}

} // namespace pareto
