// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/output.h"
#include "core/decide/kept_rule.h"
#include "core/decide/stored_evidence.h"

#include <memory>
#include <string>

namespace pareto::engine {

/// Those that travel inside the program.
Result<std::shared_ptr<const PublishedResults>> published_results();
/// What the document of study_named() keeps of how one chooses; the program's own of a built-in study.
Result<KeptRule> rule_named(const std::string& word_or_path);
/// What a file of results says of a study; what could not be read of either is warned of. `command` needs the file.
Result<Evidence> evidence_of(const Study& study, const std::string& store, const std::string& command,
                             const Output& out);

} // namespace pareto::engine
