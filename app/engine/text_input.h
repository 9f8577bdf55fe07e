// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string>

namespace pareto::engine {

/// The whole of a text file, up to 64 MiB. Errors name the file.
Result<std::string> read_text(const std::string& path);

} // namespace pareto::engine
