// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/architecture.h"

#include <string>
#include <string_view>
#include <vector>

namespace pareto {

struct Family {
  std::string id;   ///< "linear-attention"
  std::string name; ///< "Linear attention"
};
const std::vector<Family>& families();

/// Every architecture of core/model/architectures/list.h, in its order.
const std::vector<Architecture>& architectures();
/// nullptr when there is none of that id.
const Architecture* find_architecture(std::string_view id);

} // namespace pareto
