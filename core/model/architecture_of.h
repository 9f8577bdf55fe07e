// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model_spec.h"

#include <string>

namespace pareto {

/// The id of the architecture family a stack belongs to: that of its blocks, "hybrid" when they differ.
std::string architecture_of(const ModelSpec& spec);
/// The catalogue id of one mixer.
std::string architecture_of(const Mixer& mixer);

} // namespace pareto
