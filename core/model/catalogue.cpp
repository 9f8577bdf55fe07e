// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/catalogue.h"

#include "core/model/architectures/list.h"
#include "core/translatable.h"

#include <algorithm>

namespace pareto {

const std::vector<Family>& families() {
  static const std::vector<Family> all{{"full-attention", PARETO_TEXT("Core", "Full attention")},
                                       {"sparse-attention", PARETO_TEXT("Core", "Sparse attention")},
                                       {"diffusion", PARETO_TEXT("Core", "Diffusion")},
                                       {"linear-attention", PARETO_TEXT("Core", "Linear attention")},
                                       {"state-space", PARETO_TEXT("Core", "State space")},
                                       {"linear-rnn", PARETO_TEXT("Core", "Linear RNN")},
                                       {"test-time-training", PARETO_TEXT("Core", "Test-time training")},
                                       {"mixture-of-experts", PARETO_TEXT("Core", "Mixture of experts")},
                                       {"hybrid", PARETO_TEXT("Core", "Hybrid")}};
  return all;
}

const std::vector<Architecture>& architectures() {
#define PARETO_CALL_ARCHITECTURE(name) architecture::name(),
  static const std::vector<Architecture> all{PARETO_ARCHITECTURES(PARETO_CALL_ARCHITECTURE)};
#undef PARETO_CALL_ARCHITECTURE
  return all;
}

const Architecture* find_architecture(std::string_view id) {
  const std::vector<Architecture>& all = architectures();
  const auto found = std::find_if(all.begin(), all.end(), [id](const Architecture& each) { return each.id == id; });
  return found == all.end() ? nullptr : &*found;
}

const Architecture& Mixer::architecture() const { return *find_architecture(id()); }

} // namespace pareto
