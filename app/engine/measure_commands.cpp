// SPDX-License-Identifier: GPL-3.0-or-later
// devices, measure, run, worker: everything that takes time.
#include "app/engine/commands.h"
#include "app/engine/serving_commands.h"
#include "app/engine/study_changes.h"
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/devices.h"
#include "core/formats/stated_context.h"
#include "core/measure/device_calibration.h"
#include "core/measure/runner.h"
#include "core/model/denoising.h"
#include "core/platform/cpu_info.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"
#include "core/study/built_in_studies.h"
#include "core/study/coordinator.h"
#include "core/study/protocol/measurement_json.h"
#include "core/study/protocol/protocol.h"
#include "core/study/worker.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

namespace pareto::engine {

namespace {

std::string gibibytes(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
  return bytes < 0 ? "unknown" : text;
}

void report(const protocol::DeviceSeen& seen, const std::string& text, const Output& out) {
  out.line(to_json(protocol::DeviceEvent(seen)), text);
}

void report_unusable(const DeviceFacts& facts, const Output& out) {
  report({facts, {}, {}}, "unusable   " + facts.name + ": " + facts.problem, out);
}

/// The CPU as a device, with what it has left now.
DeviceFacts host(const std::string& name) {
  DeviceFacts facts;
  facts.device = "cpu";
  facts.name = name;
  facts.memory_bytes = total_memory_bytes();
  facts.free_bytes = available_memory_bytes();
  return facts;
}

} // namespace

void report_device(const DeviceFacts& facts, const Result<Calibration>* limits, const Output& out) {
  protocol::DeviceSeen seen{facts, {}, {}};
  std::string text = facts.device + "   " + facts.name + ", " + facts.type +
                     (facts.software ? " (runs on the CPU: for tests, no GPU's figure)" : "") + ", " + facts.driver +
                     ", " + gibibytes(facts.memory_bytes) + ", free " + gibibytes(facts.free_bytes);
  if (limits && *limits) {
    seen.rates = **limits;
    char rates[96];
    std::snprintf(rates, sizeof rates,
                  "; copies %.1f GB/s, %.0f GFLOP/s; matrix units: ", (*limits)->roofline.bytes_per_s / 1e9,
                  (*limits)->roofline.flops_per_s / 1e9);
    text += rates + (*limits)->matrix_units;
  } else if (limits) {
    seen.no_rates = limits->error().message;
    text += "; " + limits->error().message;
  }
  report(seen, text, out);
}

namespace {

void report_others(bool measure, const Output& out) {
  for (const DeviceFacts& facts : other_devices()) {
    if (!facts.problem.empty()) {
      report_unusable(facts, out);
    } else if (measure) { // which opens the device
      const auto limits = calibration_of(facts.device);
      report_device(facts, &limits, out);
    } else {
      report_device(facts, nullptr, out);
    }
  }
}

/// What can be said without measuring anything: the window asks while nothing may disturb the first measurement.
void report_names(const Output& out) {
  const std::string name = cpu_info().model;
  report({host(name), {}, {}}, "cpu        " + name, out);
  report_others(false, out);
}

struct DevicesRequest {
  bool recalibrate = false, names = false;
};

Status list_devices(const DevicesRequest& request, const Output& out) {
  if (request.names) {
    report_names(out);
    return {};
  }
  const Calibration c = request.recalibrate ? recalibrate() : cached_calibration();
  char text[512];
  std::snprintf(text, sizeof text,
                "cpu        %s, %d threads, %s: reads %.1f GB/s, %.0f GFLOP/s, %.1f of %.1f GiB free",
                c.processor.c_str(), c.threads, c.instruction_set.c_str(), c.roofline.bytes_per_s / 1e9,
                c.roofline.flops_per_s / 1e9, static_cast<double>(available_memory_bytes()) / (1 << 30),
                static_cast<double>(total_memory_bytes()) / (1 << 30));
  report({host(c.processor), c, {}}, text, out);
  DeviceFacts reference;
  reference.device = "reference";
  reference.name = c.processor;
  report({reference, {}, {}}, "reference  float64, one thread: the oracle, not for measuring", out);
  report_others(request.recalibrate, out);
  return {};
}

std::string milliseconds(const std::optional<Estimate>& e) {
  if (!e)
    return "-";
  char text[96];
  if (e->ci95)
    std::snprintf(text, sizeof text, "%.3f ms [%.3f, %.3f] n=%d", e->value, e->ci95->low, e->ci95->high, e->n);
  else
    std::snprintf(text, sizeof text, "%.3f ms (preview, n=%d)", e->value, e->n);
  return text;
}

/// "  0.8 J/token (RAPL package-0; 1.1 with 21 W of idle)", or nothing: what cannot be told stands in the event.
std::string energy_text(const std::optional<Energy>& energy) {
  if (!energy || energy->source == Source::Missing)
    return {};
  char text[160];
  if (energy->idle_watts)
    std::snprintf(text, sizeof text, "  %.4g J/token (%s; %.4g with %.3g W of idle)", energy->joules_per_token,
                  energy->from.c_str(), energy->whole_joules_per_token, *energy->idle_watts);
  else
    std::snprintf(text, sizeof text, "  %.4g J/token (%s%s)", energy->joules_per_token, energy->from.c_str(),
                  energy->source == Source::Modelled ? ", modelled" : "");
  return text;
}

/// "  in 4 slices of 256 tokens"
std::string slices_of(const Measurement& m) {
  if (m.how != Reading::Slices || m.slices.empty())
    return {};
  return "  in " + std::to_string(m.slices.size()) + " slices of " + std::to_string(m.slices.front().tokens) +
         " tokens";
}

/// "  DISTURBED: other programs took 45 %"
std::string condition_text(const Measurement& m) {
  if (m.condition == Condition::Quiet)
    return {};
  if (m.condition == Condition::Suspect)
    return "  SUSPECT: " + m.lost_to;
  char share[32];
  std::snprintf(share, sizeof share, " took %.0f %%", 100 * m.lost_share);
  return "  DISTURBED: " + m.lost_to + share;
}

} // namespace

Result<Study> study_named(const std::string& word_or_path) {
  if (auto known = built_in_study(word_or_path))
    return *std::move(known);
  return read_study(word_or_path);
}

std::string describe(const Measurement& m) {
  if (!m.error.empty()) // a sentence of any length
    return m.key.model + "  batch " + std::to_string(m.key.batch) + ": " + m.error;
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  std::string noise;
  for (const std::string& flag : m.noise)
    noise += (noise.empty() ? "  noise: " : ", ") + flag;
  noise += condition_text(m);
  char text[512];
  if (decode)
    std::snprintf(text, sizeof text,
                  "%-26s decode  context %6lld batch %2d  TPOT %s  %.1f tokens/s  state %.1f MB  roofline %.0f %%%s",
                  m.key.model.c_str(), static_cast<long long>(m.key.context), m.key.batch,
                  milliseconds(m.tpot_ms).c_str(), m.decode_tokens_per_s.value_or(0),
                  static_cast<double>(m.state_bytes) / 1e6, 100 * m.roofline_share.value_or(0), noise.c_str());
  else
    std::snprintf(
        text, sizeof text, "%-26s prefill prompt  %6lld batch %2d  TTFT %s  %.1f tokens/s  roofline %.0f %%%s",
        m.key.model.c_str(), static_cast<long long>(m.key.prompt_tokens), m.key.batch, milliseconds(m.ttft_ms).c_str(),
        m.prefill_tokens_per_s.value_or(0), 100 * m.roofline_share.value_or(0), noise.c_str());
  return text + slices_of(m) + energy_text(m.energy);
}

namespace {

struct MeasureRequest {
  std::string path, device = "cpu", precision = "f32", state = "seeded", how = "auto";
  std::vector<int64_t> prompts, contexts, batches{1};
  int64_t generate = 64, repeat = 5, seconds = 10, denoising_steps = 0;
  double watts = 0;
  ServingRequest serving;
};

/// A model on its device, for one cell after the other. A cell that cannot be measured is reported and the others go
/// on.
class CellRunner {
public:
  static Result<CellRunner> open(const CellKey& key, Precision precision, const Output& out) {
    PARETO_TRY_ASSIGN(opened, open_model(key.model));
    out.warn(opened.warnings);
    CellRunner runner(opened, key.device, precision);
    PARETO_TRY(runner.load());
    PARETO_TRY_ASSIGN(calibration, calibration_of(key.device));
    runner.m_calibration = calibration;
    return runner;
  }

  void measure(const CellKey& key, const MeasureOptions& options, const Output& out) {
    const auto measured = once(key, options);
    Measurement result;
    if (measured) {
      result = *measured;
    } else {
      result.key = key;
      result.error = measured.error().message;
      result.source = Source::Missing;
      if (m_failed++ == 0)
        m_first_error = measured.error();
    }
    nlohmann::json event = to_json(result);
    event["weights"] = m_opened.weights();
    out.line(event, describe(result) + weights_text() + no_energy(result.energy));
  }

  bool denoises() const { return denoising_of(m_opened.model).denoises(); }

  /// Says what lies beyond the context that the model's configuration states.
  void warn_beyond(const std::vector<int64_t>& tokens, const Output& out) const {
    const auto longest = std::max_element(tokens.begin(), tokens.end());
    if (const auto beyond = longest == tokens.end() ? std::nullopt : beyond_stated_context(m_opened, *longest))
      out.warn(*beyond);
  }

  /// The code is that of the first cell that failed.
  Status finish() const {
    if (m_failed == 0)
      return {};
    return fail(m_first_error.code,
                std::to_string(m_failed) + (m_failed == 1 ? " cell could not be measured; its reason is above."
                                                          : " cells could not be measured; their reasons are above."),
                m_first_error.where);
  }

private:
  std::string weights_text() const {
    return m_opened.base ? "  not trained" : m_opened.folder.empty() ? "  weights seeded" : "";
  }

  /// Why there are no joules, below the first cell: it is the same for all of them.
  std::string no_energy(const std::optional<Energy>& energy) {
    if (!energy || energy->source != Source::Missing || std::exchange(m_told_energy, true))
      return {};
    return "\n  no energy: " + energy->from;
  }

  CellRunner(OpenedModel opened, std::string device, Precision precision)
      : m_opened(std::move(opened)), m_device(std::move(device)), m_precision(precision) {}

  Status load() {
    PARETO_TRY_ASSIGN(executor, make_executor(m_device));
    PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, m_opened, load_options(m_precision)));
    m_executor = std::move(executor);
    m_model = std::move(model);
    return {};
  }

  Result<Measurement> once(const CellKey& key, const MeasureOptions& options) {
    if (!m_model) // the cell before this one lost the device
      PARETO_TRY(load());
    auto measured = measure_cell(*m_model, key, options, m_calibration);
    if (!measured && measured.error().code == ErrorCode::DeviceLost) {
      m_model.reset();
      m_executor.reset();
    }
    return measured;
  }

  OpenedModel m_opened;
  std::string m_device;
  Precision m_precision;
  std::unique_ptr<Executor> m_executor;
  std::unique_ptr<LoadedModel> m_model;
  Calibration m_calibration;
  int m_failed = 0;
  bool m_told_energy = false;
  Error m_first_error;
};

/// A model as it is served instead of cell by cell.
Status measure_serving(const MeasureRequest& request, const Output& out) {
  const bool arrivals = !request.serving.arrivals.empty();
  for (const auto& [given, name] :
       {std::pair{arrivals && request.serving.reuse, "--reuse"}, std::pair{!request.contexts.empty(), "--context"},
        std::pair{request.state != "seeded", "--state"},
        std::pair{!arrivals && request.serving.find_load, "--find-load"}})
    if (given)
      return fail(ErrorCode::InvalidArgument,
                  std::string(name) + " does not go with " + (arrivals ? "--arrivals." : "--reuse."), name);
  const ServingPlace place{
      request.path,    request.device,  request.precision,
      request.prompts, request.batches, request.generate,
      request.repeat,  request.seconds, request.watts > 0 ? std::optional(request.watts) : std::nullopt};
  return arrivals ? measure_arrivals(place, request.serving, out) : measure_reuse(place, request.serving, out);
}

constexpr int64_t kLeastRepetitions = 5; ///< fewer are a preview (DESIGN section 7)

Status measure(MeasureRequest request, const Output& out) {
  if (!request.serving.arrivals.empty() || request.serving.reuse)
    return measure_serving(request, out);
  if (request.serving.find_load)
    return fail(ErrorCode::InvalidArgument, "--find-load needs --arrivals.", "--find-load");
  PARETO_TRY_ASSIGN(precision, parse_precision(request.precision));
  if (request.prompts.empty() && request.contexts.empty()) {
    request.prompts = {128};
    request.contexts = {128, 2048};
  }
  MeasureOptions options;
  options.prefilled_state = request.state == "prefilled";
  options.rules.budget_seconds = static_cast<double>(request.seconds);
  if (request.watts > 0)
    options.watts = request.watts;
  options.preview = request.repeat < kLeastRepetitions;
  for (Reading reading : {Reading::Whole, Reading::Slices})
    if (request.how == to_string(reading))
      options.how = reading;
  CellKey key;
  key.model = request.path;
  key.device = request.device;
  key.precision = to_string(precision);
  PARETO_TRY_ASSIGN(runner, CellRunner::open(key, precision, out));
  std::vector<int64_t> lengths = request.prompts;
  for (int64_t context : request.contexts)
    lengths.push_back(context + 1); // the token that is timed stands behind them
  runner.warn_beyond(lengths, out);
  for (int64_t batch : request.batches) {
    key.batch = static_cast<int>(batch);
    key.kind = CellKey::Kind::Decode;
    options.rules.least = static_cast<int>(std::min<int64_t>(request.generate, 8) * request.repeat);
    options.rules.most = static_cast<int>(request.generate * std::max<int64_t>(request.repeat, 5));
    key.denoising_steps = runner.denoises() ? request.denoising_steps : 0;
    for (int64_t context : request.contexts) {
      key.context = context;
      runner.measure(key, options, out);
    }
    key.denoising_steps = 0;
    key.kind = CellKey::Kind::Prefill;
    key.context = 0;
    options.rules.least = static_cast<int>(request.repeat);
    for (int64_t prompt : request.prompts) {
      key.prompt_tokens = prompt;
      runner.measure(key, options, out);
    }
    key.prompt_tokens = 0;
  }
  return runner.finish();
}

struct RunRequest {
  std::string path, store;
  bool follow = false;
  std::optional<int64_t> rounds;
};

/// Most events of a run are for programs: to people their name says enough.
void report(const protocol::RunEvent& event, const Output& out) {
  using namespace protocol;
  const std::string text = std::visit(Visitor{[](const Unknown& each) { return each.name; },
                                              [](const Measured& each) { return describe(each.measurement); },
                                              [](const Warned& each) {
                                                complain(each.message);
                                                return std::string();
                                              },
                                              [](const Progress&) { return std::string(); },
                                              [](const Started&) { return std::string(Started::kName); },
                                              [](const Limited&) { return std::string(Limited::kName); },
                                              [](const RoundDone&) { return std::string(RoundDone::kName); },
                                              [](const Finished&) { return std::string(Finished::kName); },
                                              [](const Failed&) { return std::string(Failed::kName); }},
                                      event);
  if (out.json() || !text.empty())
    out.line(to_json(event), text);
}

Status run_study(const RunRequest& request, const Output& out) {
  if (request.store.empty())
    return fail(ErrorCode::InvalidArgument, "run needs --store FILE.sqlite for its results.", "--store");
  catch_stop_signals();
  PARETO_TRY_ASSIGN(study, study_named(request.path));
  CoordinatorOptions options;
  options.store_path = request.store;
  options.engine_path = own_program_path();
  options.rounds = static_cast<int>(request.rounds.value_or(-1));
  options.stopped = stop_requested;
  options.emit = [&out](const protocol::RunEvent& event) { report(event, out); };
  std::optional<StudyChanges> changes;
  if (request.follow) {
    changes.emplace([&out](const Error& error) { report(protocol::Warned{"command", error.message, {}}, out); });
    options.changed = [&changes] { return changes->take(); };
  }
  return pareto::run_study(study, options);
}

Status serve(const Output&) {
  die_with_parent();
  const Output lines(true);
  WorkerSession session([&lines](const protocol::WorkerEvent& event) { lines.line(to_json(event), {}); });
  std::string line;
  while (std::getline(std::cin, line))
    if (!session.handle(line))
      break;
  return {};
}

} // namespace

Action declare_devices(Options& options) {
  const auto request = std::make_shared<DevicesRequest>();
  options.toggle(request->recalibrate, "--recalibrate", "Measures the limits afresh");
  options.toggle(request->names, "--names", "Names only: nothing is measured");
  return [request](const Output& out) { return list_devices(*request, out); };
}

Action declare_measure(Options& options) {
  const auto request = std::make_shared<MeasureRequest>();
  options.word(request->path, "CONFIG", kConfigHelp);
  options.text(request->device, "--device", "D", kDeviceHelp);
  options.text(request->precision, "--precision", "P", kPrecisionHelp);
  options.places(request->prompts, "--prompt", {1, 1 << 20}, "Prompt lengths, timed as prefill");
  options.places(request->contexts, "--context", {0, int64_t{1} << 24}, "Depths at which decode is timed");
  options.places(request->batches, "--batch", {1, 1024}, "Requests at once");
  options.integer(request->generate, "--generate", {1, 1 << 20}, "Tokens of a repetition of decode");
  options.integer(request->denoising_steps, "--denoising-steps", {0, 4096}, kDenoisingHelp);
  options.integer(request->repeat, "--repeat", {1, 10'000}, "Repetitions at least");
  options.integer(request->seconds, "--seconds", {1, 86'400}, "Seconds a cell may take");
  options.choice(request->state, "--state", {"seeded", "prefilled"}, "How a depth is reached");
  options.number(request->watts, "--watts", 0, 1e6,
                 "Watts of the machine while it works, where nothing counts energy; 0 = not known");
  declare_serving(options, request->serving);
  options.choice(request->how, "--how", {"auto", "whole", "slices"},
                 "How a prompt is timed: read whole, or in steps at several depths (auto: where it takes over 10 s)");
  return [request](const Output& out) { return measure(*request, out); };
}

Action declare_run(Options& options) {
  const auto request = std::make_shared<RunRequest>();
  options.word(request->path, "STUDY", "A study document, quick-look or hybrid-ratios");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite); added to when it is there");
  options.integer(request->rounds, "--rounds", {-1, 1000}, "Instead of the study's own; 0 refines until stopped");
  options.toggle(
      request->follow, "--follow",
      "Reads other studies to go on with from standard input, a line each: {\"cmd\":\"change\",\"study\":{...}}");
  return [request](const Output& out) { return run_study(*request, out); };
}

Action declare_worker(Options&) { return serve; }

} // namespace pareto::engine
