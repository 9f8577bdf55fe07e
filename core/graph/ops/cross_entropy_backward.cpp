// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

constinit const Operation operations::cross_entropy_backward{.signature = signature_of_gradients};

} // namespace pareto
