// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/reference/operations.h"

namespace pareto::reference {

void run_node(const Step& step) {
#define PARETO_ENTRY(Name, name) reference::name,
  static constexpr void (*kTable[kOpCount])(const Step&) = {PARETO_OPERATIONS(PARETO_ENTRY)};
#undef PARETO_ENTRY
  kTable[static_cast<size_t>(step.node.op)](step);
}

} // namespace pareto::reference
