// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/operation.h"

namespace pareto {

constinit const Operation operations::rope_backward{.signature = signature_of_first};

} // namespace pareto
