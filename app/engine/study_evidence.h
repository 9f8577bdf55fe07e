// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"
#include "core/decide/stored_evidence.h"

#include <memory>
#include <string>

namespace pareto::engine {

/// Those that travel inside the program.
Result<std::shared_ptr<const PublishedResults>> published_results();
/// What a file of results says of a study; what could not be read of either is warned of. `command` needs the file.
Result<Evidence> evidence_of(const Study& study, const std::string& store, const std::string& command,
                             const Output& out);

} // namespace pareto::engine
