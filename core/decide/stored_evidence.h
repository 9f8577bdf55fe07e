// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decide/evidence.h"
#include "core/study/run_store.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pareto {

/// What the runs of a store say of a study besides their results.
struct StoredRuns {
  Study study;     ///< as it was measured last: at its fallback size where a run had to take it
  Calibration cpu; ///< as last measured; empty where nothing was
  std::map<std::string, Calibration> others; ///< the same of other devices, by name
  bool stopped = false;                      ///< the last run of this study was not through
};
/// Its devices, workload and cost stay those that `asked` has, measured or not.
StoredRuns stored_runs(const Study& asked, const RunStore::Contents& contents);

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
