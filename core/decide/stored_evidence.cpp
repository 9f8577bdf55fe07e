// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/stored_evidence.h"

#include "core/formats/strict_json.h"

#include <set>

namespace pareto {

namespace {

void take_limits(StoredRuns& runs, const std::string& stored) {
  const auto json = parse_strict_json(stored, "stored calibration");
  if (!json)
    return;
  if (const auto calibration = calibration_from_json(*json))
    runs.cpu = *calibration;
  const nlohmann::json devices =
      json->is_object() ? json->value("devices", nlohmann::json::object()) : nlohmann::json::object();
  for (const auto& [device, one] : devices.items())
    if (const auto limits = calibration_from_json(one))
      runs.others[device] = *limits;
}

/// A run at the fallback size is one of this study as well; its devices, workload and cost stay those that are asked
/// about.
void take_study(StoredRuns& runs, const Study& asked, const std::string& stored, bool measured, RunEnd end) {
  const auto json = parse_strict_json(stored, "stored study");
  const auto study = json ? study_from_json(*json, "stored study") : Result<Study>(json.error());
  if (!study || study->precision != asked.precision)
    return;
  runs.stopped = end != RunEnd::Complete; // open: its engine was killed before it came to an end
  if (!measured || !same_but_size(*study, asked))
    return;
  runs.study = *study;
  runs.study.devices = asked.devices;
  runs.study.workload = asked.workload; // what is asked now, whatever was when it was measured
  runs.study.cost = asked.cost;
  runs.study.target = asked.target;
}

} // namespace

StoredRuns stored_runs(const Study& asked, const RunStore::Contents& contents) {
  std::set<int64_t> measured, imported;
  for (const RunStore::StoredResult& result : contents.results)
    (result.measurement.source == Source::Imported ? imported : measured).insert(result.run);
  StoredRuns runs{asked, {}, {}};
  for (const RunStore::Run& run : contents.runs) {
    if (imported.contains(run.id)) // no run of any study
      continue;
    take_limits(runs, run.calibration);
    take_study(runs, asked, run.study, measured.contains(run.id), run.end);
  }
  return runs;
}

Result<StoredEvidence> read_evidence(const Study& study, const std::string& store,
                                     std::shared_ptr<const PublishedResults> published) {
  PARETO_TRY_ASSIGN(opened, RunStore::open(store, RunStore::Mode::ReadOnly));
  RunStore::Contents contents = opened->read();
  StoredRuns runs = stored_runs(study, contents);
  StoredEvidence stored{Evidence(runs.study, runs.cpu, std::move(published)), std::move(contents.problems)};
  for (const auto& [device, limits] : runs.others)
    stored.evidence.set_limits(device, limits);
  stored.evidence.set_stopped(runs.stopped);
  for (RunStore::StoredResult& result : contents.results)
    stored.evidence.add(std::move(result.measurement));
  for (const Score& score : contents.scores)
    stored.evidence.add(score);
  return stored;
}

} // namespace pareto
