// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/targets/targets.h"

#include <memory>

namespace pareto::ui {

/// The machines that ship with this program and how fast they are, read once. Without any where the resources are
/// broken: then there is nothing to choose.
const std::shared_ptr<const Targets>& targetList();

} // namespace pareto::ui
