// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/compilation.h"

namespace pareto::cpu {

// What only training graphs hold. The trainer brings the kernels; until then each is refused by name.
#define PARETO_REFUSE(Name, name)                                                                                      \
  Status compile_##name(Compilation&, const Node& node) {                                                              \
    return fail(ErrorCode::Unsupported, std::string("The CPU executor has no operation ") + to_string(node.op) + "."); \
  }
PARETO_TRAINING_OPERATIONS(PARETO_REFUSE)
#undef PARETO_REFUSE

} // namespace pareto::cpu
