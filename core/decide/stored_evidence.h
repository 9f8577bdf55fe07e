// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/study/run_store.h"

namespace pareto {

/// What a file of results says of a study.
struct StoredEvidence {
  Evidence evidence;
  std::vector<std::string> problems; ///< one sentence for whatever could not be read
};

/// Everything ever measured for `study`, with the limits of its devices as they were last measured. Where a run had to
/// take the study's fallback size, the evidence is of that. Errors: the file cannot be opened.
Result<StoredEvidence> read_evidence(const Study& study, const std::string& store,
                                     std::shared_ptr<const PublishedResults> published);

} // namespace pareto
