// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

/// Over weights only, folded at load: a running step meets none.
Status compile_cumulative_sum(Compilation&, const Node& node) {
  return fail(ErrorCode::Unsupported, std::string("The CPU executor has no operation ") + to_string(node.op) + ".");
}

} // namespace pareto::cpu
