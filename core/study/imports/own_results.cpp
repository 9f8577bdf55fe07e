// SPDX-License-Identifier: GPL-3.0-or-later
// measure --json of this program, run on another machine: its events, a line each.
#include "core/printable.h"
#include "core/study/imports/run_reader.h"
#include "core/study/protocol/measurement_json.h"

namespace pareto::imports {

namespace {

using nlohmann::json;

bool own_results_recognises(const json& run) { return run.contains("event") && run["event"].is_string(); }

Status own_results_read(Imported& imported, const json& run, const ImportHints& hints, const std::string& name) {
  if (run["event"] != "result")
    return {}; // what is said between results
  auto read = measurement_from_json(run);
  if (!read)
    return fail(ErrorCode::InvalidFile, name + ": " + read.error().message, read.error().where);
  Measurement m = *std::move(read);
  if (!m.error.empty() || (!m.ttft_ms && !m.tpot_ms)) {
    imported.left_out.push_back(name + " ended without a value" + (m.error.empty() ? "." : ": " + m.error));
    return {};
  }
  m.key.model = hints.model.value_or(printable(m.key.model, 200));
  m.key.precision = hints.precision.value_or(m.key.precision);
  if (m.device_name.empty() && !hints.machine)
    return fail(ErrorCode::InvalidArgument, name + " does not say the machine; add --on.", "--on");
  m.key.device = hints.machine.value_or(printable(m.device_name, 200)); // "cpu" is another one here
  m.source = Source::Imported;
  m.run = m.row = 0;
  imported.cells.push_back(std::move(m));
  return {};
}

} // namespace

const Reader kOwnResults{
    "paretoscope-engine", own_results_recognises, own_results_read, {"\"event\":\"result\"", "\"event\": \"result\""}};

} // namespace pareto::imports
