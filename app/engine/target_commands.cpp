// SPDX-License-Identifier: GPL-3.0-or-later
// machines, fit: models on machines that are not here.
#include "app/engine/commands.h"
#include "app/engine/machine_texts.h"
#include "core/decide/targets/imported_runs.h"
#include "core/decide/targets/target_event.h"
#include "core/decide/targets/targets.h"
#include "core/decide/words/target_words.h"
#include "core/formats/model_footprint.h"
#include "core/platform/memory.h"
#include "core/spelling.h"
#include "core/study/run_store.h"

#include <cstdio>
#include <deque>
#include <memory>

namespace pareto::engine {

namespace {

constexpr Whole kTokens{1, 1 << 24}, kRequests{1, 1024}, kAnswer{1, 1 << 20};

struct MachinesRequest {
  std::vector<std::string> machines; ///< ids; empty: all
  std::optional<std::string> model;
  std::string precision = "q4";
  int64_t prompt = 2048, answer = 150, requests = 1;
  std::optional<std::string> store;
  bool coverage = false;
};

struct FitRequest {
  std::vector<std::string> models{"softmax-attention@7b", "mamba2@7b", "softmax-attention@70b", "mamba2@70b"};
  std::vector<std::string> machines;
  std::string precision = "q4";
  int64_t tokens = 8192;
};

Result<std::shared_ptr<const Targets>> targets() { return Targets::parse(hardware_text(), measured_speeds_text()); }

/// The bands, narrowed by what was imported into a store.
Result<SpeedBands> narrowed(const Targets& known, const std::optional<std::string>& path, const Output& out) {
  SpeedBands bands = known.bands;
  if (!path)
    return bands;
  PARETO_TRY_ASSIGN(store, RunStore::open(*path, RunStore::Mode::ReadOnly));
  const RunStore::Contents contents = store->read();
  for (const std::string& problem : contents.problems)
    out.warn(Warning{"unreadable_result", problem});
  for (const RunStore::StoredResult& result : contents.results)
    if (auto run = run_of(result.measurement, known.catalogue))
      bands.add(*std::move(run));
  return bands;
}

Result<std::vector<const Machine*>> chosen(const MachineCatalogue& catalogue, const std::vector<std::string>& ids) {
  std::vector<const Machine*> machines;
  if (ids.empty())
    for (const Machine& machine : catalogue.machines())
      machines.push_back(&machine);
  for (const std::string& id : ids) {
    const Machine* machine = catalogue.find(id);
    if (!machine) {
      std::vector<std::string> known;
      for (const Machine& each : catalogue.machines())
        known.push_back(each.id);
      const std::string nearest = nearest_spelling(id, known);
      return fail(ErrorCode::NotFound,
                  "There is no machine '" + id + "'" +
                      (nearest.empty() ? "; `paretoscope-engine machines` lists them all."
                                       : "; did you mean '" + nearest + "'?"),
                  "--on");
    }
    machines.push_back(machine);
  }
  return machines;
}

struct Opened {
  OpenedModel model;
  Footprint footprint;
};

Result<Opened> opened(const std::string& id, const std::string& precision) {
  PARETO_TRY_ASSIGN(parsed, parse_precision(precision));
  PARETO_TRY_ASSIGN(model, open_model(id));
  PARETO_TRY_ASSIGN(footprint, footprint_of(model, load_options(parsed)));
  return Opened{std::move(model), std::move(footprint)};
}

/// The machine, and indented below it where its figures come from.
std::string describe(const Voice& voice, const Machine& machine, const MachineCatalogue& catalogue) {
  char head[200];
  std::snprintf(head, sizeof head, "%-24s %s", machine.id.c_str(), machine.name.c_str());
  std::vector<std::string> lines{head,
                                 joined({kind_text(voice, machine.kind), machine_facts_text(voice, machine)}, " · ")};
  if (const std::string price = price_text(voice, machine); !price.empty())
    lines.push_back(price);
  for (const std::string& id : machine.sources)
    if (const FactSource* source = catalogue.source(id))
      lines.push_back("source: " + source->name + " (" + source->date + ")");
  return joined(lines, "\n    ");
}

void report_coverage(const Voice& voice, const SpeedBands& bands, const Output& out) {
  const std::vector<BandCoverage> pools = bands.leave_one_machine_out();
  for (const BandCoverage& pool : pools) {
    char text[200];
    std::snprintf(text, sizeof text, "%-50s %4d runs on %2d machines, %3d outside, typically off by %3.0f %%",
                  pool_text(voice, pool.pool).c_str(), pool.runs, pool.machines, pool.outside, 100 * pool.median_error);
    out.line(event_of(pool), text);
  }
  const CoverageFacts facts = coverage_facts(pools);
  const std::string text = coverage_text(voice, facts);
  out.line({{"event", "statement"},
            {"kind", "coverage"},
            {"runs", facts.runs},
            {"outside", facts.outside},
            {"decode_error", facts.decode_error},
            {"text", text}},
           text);
}

Status list_machines(const MachinesRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(known, targets());
  PARETO_TRY_ASSIGN(machines, chosen(known->catalogue, request.machines));
  PARETO_TRY_ASSIGN(bands, narrowed(*known, request.store, out));
  const Voice english;
  std::optional<SpeedModel> model;
  if (request.model) {
    PARETO_TRY_ASSIGN(open, opened(*request.model, request.precision));
    out.warn(open.model.warnings);
    model.emplace(std::move(open.footprint));
  }
  Workload workload;
  workload.prompt_tokens = request.prompt;
  workload.answer_tokens = request.answer;
  workload.requests = static_cast<int>(request.requests);
  for (const Machine* machine : machines) {
    out.line(event_of(*machine, known->catalogue), describe(english, *machine, known->catalogue));
    if (!model)
      continue;
    const TargetWait wait = target_wait(bands, *machine, *model, workload);
    out.line(event_of(wait, *request.model, machine->id), "    " + target_wait_text(english, wait));
  }
  if (request.coverage || request.model)
    report_coverage(english, bands, out);
  return {};
}

/// This machine's memory as one more of the catalogue.
Machine this_machine() {
  Machine here;
  here.id = "here";
  here.name = "this computer";
  here.memory_bytes = static_cast<int64_t>(static_cast<double>(total_memory_bytes()) / kUsableShare); // it is shown
  return here;
}

Status list_fit(const FitRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(known, targets());
  PARETO_TRY_ASSIGN(machines, chosen(known->catalogue, request.machines));
  const Machine here = this_machine();
  machines.insert(machines.begin(), &here);
  const Voice english;
  std::deque<Footprint> footprints;
  std::vector<FitModel> models;
  for (const std::string& id : request.models) {
    PARETO_TRY_ASSIGN(open, opened(id, request.precision));
    models.push_back({id, &footprints.emplace_back(std::move(open.footprint))});
  }
  for (const Fit& place : fit_grid(models, machines, request.tokens)) {
    char text[300];
    std::snprintf(text, sizeof text, "%-28s %-24s %s", place.model.c_str(), place.machine.c_str(),
                  fit_text(english, place).c_str());
    out.line(event_of(place), text);
  }
  return {};
}

} // namespace

Action declare_machines(Options& options) {
  const auto request = std::make_shared<MachinesRequest>();
  options.names(request->machines, "--on", "ID,...", "Only these machines");
  options.text(request->model, "--model", "CONFIG", "Also how long an answer of this model would take: a band");
  options.text(request->precision, "--precision", "P", kPrecisionHelp);
  options.integer(request->prompt, "--prompt", kTokens, "Tokens of a prompt");
  options.integer(request->answer, "--answer", kAnswer, "Tokens of an answer");
  options.integer(request->requests, "--requests", kRequests, "Requests at once");
  options.text(request->store, "--store", "FILE",
               "Results that were imported, which narrow the bands of their machines");
  options.toggle(request->coverage, "--coverage",
                 "How often such a band held a published run of a machine it was made without");
  return [request](const Output& out) { return list_machines(*request, out); };
}

Action declare_fit(Options& options) {
  const auto request = std::make_shared<FitRequest>();
  options.names(request->models, "--models", "CONFIG,...",
                "Which models (a Llama-like and Mamba-2 of 7 B and 70 B); also ID@7b, 13b, 34b, 70b, 405b");
  options.names(request->machines, "--on", "ID,...", "On which machines; `machines` lists them");
  options.text(request->precision, "--precision", "P", kPrecisionHelp);
  options.integer(request->tokens, "--tokens", kTokens, "Prompt and answer of each request, together");
  return [request](const Output& out) { return list_fit(*request, out); };
}

} // namespace pareto::engine
