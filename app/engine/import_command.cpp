// SPDX-License-Identifier: GPL-3.0-or-later
// import: results of other tools and other machines into a store.
#include "app/engine/commands.h"
#include "app/engine/machine_texts.h"
#include "core/decide/targets/imported_runs.h"
#include "core/decide/targets/targets.h"
#include "core/formats/open_model.h"
#include "core/study/imports/import.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"
#include "core/study/run_store.h"

#include <algorithm>
#include <memory>

namespace pareto::engine {

namespace {

struct ImportRequest {
  std::string file, store;
  ImportHints hints;
  std::optional<int64_t> requests;
};

/// What the store keeps as the study of these results: which models, where, how.
Study study_of(const Imported& imported, const std::string& file) {
  Study study;
  study.name = "Imported from " + imported.tool + ": " + file;
  study.devices.clear();
  study.contexts.clear();
  study.prompts.clear();
  study.batches.clear();
  const auto once = [](auto& list, const auto& value) {
    if (std::find(list.begin(), list.end(), value) == list.end())
      list.push_back(value);
  };
  for (const Measurement& cell : imported.cells) {
    once(study.models, cell.key.model);
    once(study.devices, cell.key.device);
    once(study.batches, static_cast<int64_t>(cell.key.batch));
    if (cell.key.kind == CellKey::Kind::Decode)
      once(study.contexts, cell.key.context);
    else
      once(study.prompts, cell.key.prompt_tokens);
  }
  study.precision = imported.cells.front().key.precision;
  return study;
}

Status store_all(Imported& imported, const ImportRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(store, RunStore::open(request.store));
  PARETO_TRY_ASSIGN(run, store->begin_run(study_of(imported, request.file), "{}"));
  for (Measurement& cell : imported.cells) {
    PARETO_TRY_ASSIGN(row, store->append(run, cell));
    cell.run = run;
    cell.row = row;
    out.line(to_json(cell), describe(cell));
  }
  return store->finish_run(run, RunEnd::Complete);
}

Status import(const ImportRequest& request, const Output& out) {
  if (request.store.empty())
    return fail(ErrorCode::InvalidArgument, "import needs --store FILE.sqlite, the results it is added to.", "--store");
  ImportHints hints = request.hints;
  if (request.requests)
    hints.requests = static_cast<int>(*request.requests);
  PARETO_TRY_ASSIGN(imported, import_file(request.file, hints));
  PARETO_TRY_ASSIGN(known, Targets::parse(hardware_text(), measured_speeds_text()));
  name_machines(imported.cells, known->catalogue);
  if (hints.model)
    PARETO_TRY(know_model(imported.cells, *hints.model));
  for (const std::string& sentence : imported.left_out)
    out.warn(Warning{"left_out", sentence});
  PARETO_TRY(store_all(imported, request, out));
  const std::string text = "Imported " + std::to_string(imported.cells.size()) +
                           (imported.cells.size() == 1 ? " value" : " values") + " from " + imported.tool + ".";
  const protocol::ImportDone done{imported.tool, static_cast<int64_t>(imported.cells.size()),
                                  static_cast<int64_t>(imported.left_out.size()), request.store};
  out.line(to_json(protocol::ImportEvent(done)), text);
  return {};
}

} // namespace

Action declare_import(Options& options) {
  const auto request = std::make_shared<ImportRequest>();
  options.word(request->file, "FILE",
               "A result file: llama-bench -o json, vLLM bench serve, AIPerf (GenAI-Perf), GuideLLM, or measure --json "
               "of this program on another machine");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite) it is added to");
  options.text(request->hints.model, "--model", "CONFIG", "Which model of a study it is of");
  options.text(request->hints.machine, "--on", "MACHINE", "Where it was measured: an id of `machines`, or a name");
  options.text(request->hints.precision, "--precision", "P", kPrecisionHelp);
  options.integer(request->requests, "--requests", {1, 4096}, "How many requests it had at once");
  return [request](const Output& out) { return import(*request, out); };
}

} // namespace pareto::engine
