// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/gpu_program.h"

namespace pareto::gpu {

// What only training graphs hold: refused by name, training runs on the CPU.
#define PARETO_REFUSE(Name, name)                                                                                      \
  Status compile_##name(Compilation&, const Node& node) {                                                              \
    return fail(ErrorCode::Unsupported,                                                                                \
                std::string("The Vulkan executor has no operation ") + to_string(node.op) + ".");                      \
  }
PARETO_TRAINING_OPERATIONS(PARETO_REFUSE)
#undef PARETO_REFUSE

} // namespace pareto::gpu
