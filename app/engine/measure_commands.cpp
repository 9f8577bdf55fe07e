// SPDX-License-Identifier: GPL-3.0-or-later
// devices, measure, run, worker: everything that takes time.
#include "app/engine/arguments.h"
#include "app/engine/commands.h"
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/devices.h"
#include "core/measure/device_calibration.h"
#include "core/measure/runner.h"
#include "core/platform/cpu_info.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"
#include "core/study/coordinator.h"
#include "core/study/measurement_json.h"
#include "core/study/worker.h"

#include <cstdio>
#include <iostream>

namespace pareto::engine {

namespace {

std::string gibibytes(int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
  return bytes < 0 ? "unknown" : text;
}

nlohmann::json maybe_bytes(int64_t bytes) { return bytes >= 0 ? nlohmann::json(bytes) : nlohmann::json(nullptr); }

void report_unusable(const DeviceFacts& facts, Output& out) {
  out.line({{"event", "device"}, {"device", nullptr}, {"processor", facts.name}, {"type", facts.type}, {"driver", facts.driver}, {"software", facts.software}, {"reason", facts.problem}},
           "unusable   " + facts.name + ": " + facts.problem);
}

} // namespace

void report_device(const DeviceFacts& facts, const Result<Calibration>* limits, Output& out) {
  nlohmann::json event{{"event", "device"}, {"device", facts.device}, {"processor", facts.name}, {"type", facts.type}, {"driver", facts.driver},
                       {"software", facts.software}, {"memory_bytes", facts.memory_bytes}, {"free_bytes", maybe_bytes(facts.free_bytes)}};
  std::string text = facts.device + "   " + facts.name + ", " + facts.type + (facts.software ? " (runs on the CPU: for tests, no GPU's figure)" : "") + ", " + facts.driver + ", " +
                     gibibytes(facts.memory_bytes) + ", free " + gibibytes(facts.free_bytes);
  if (limits && *limits) {
    event["read_bytes_per_s"] = (*limits)->read_bytes_per_s;
    event["flops_per_s"] = (*limits)->flops_per_s;
    event["matrix_units"] = (*limits)->matrix_units;
    char rates[96];
    std::snprintf(rates, sizeof rates, "; copies %.1f GB/s, %.0f GFLOP/s; matrix units: ", (*limits)->read_bytes_per_s / 1e9, (*limits)->flops_per_s / 1e9);
    text += rates + (*limits)->matrix_units;
  } else if (limits) {
    event["reason"] = limits->error().message;
    text += "; " + limits->error().message;
  }
  out.line(event, text);
}

namespace {

void report_others(bool measure, Output& out) {
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
void report_names(Output& out) {
  const std::string name = cpu_info().model;
  out.line({{"event", "device"}, {"device", "cpu"}, {"processor", name}, {"memory_bytes", total_memory_bytes()}, {"free_bytes", available_memory_bytes()}}, "cpu        " + name);
  report_others(false, out);
}

} // namespace

Status run_devices(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {}, {"--json", "--recalibrate", "--names"}));
  Output out(arguments.has("--json"));
  if (arguments.has("--names")) {
    report_names(out);
    return {};
  }
  const Calibration c = arguments.has("--recalibrate") ? recalibrate() : cached_calibration();
  char text[512];
  std::snprintf(text, sizeof text, "cpu        %s, %d threads, %s: reads %.1f GB/s, %.0f GFLOP/s, %.1f of %.1f GiB free", c.processor.c_str(), c.threads,
                c.instruction_set.c_str(), c.read_bytes_per_s / 1e9, c.flops_per_s / 1e9, static_cast<double>(available_memory_bytes()) / (1 << 30),
                static_cast<double>(total_memory_bytes()) / (1 << 30));
  nlohmann::json event = to_json(c);
  event["event"] = "device";
  event["device"] = "cpu";
  event["memory_bytes"] = total_memory_bytes();
  event["free_bytes"] = available_memory_bytes();
  out.line(event, text);
  out.line({{"event", "device"}, {"device", "reference"}, {"processor", c.processor}}, "reference  float64, one thread: the oracle, not for measuring");
  report_others(arguments.has("--recalibrate"), out);
  return {};
}

namespace {

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

std::string describe(const Measurement& m) {
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  std::string noise;
  for (const std::string& flag : m.noise)
    noise += (noise.empty() ? "  noise: " : ", ") + flag;
  char text[512];
  if (!m.error.empty())
    std::snprintf(text, sizeof text, "%-26s batch %d: %s", m.key.model.c_str(), m.key.batch, m.error.c_str());
  else if (decode)
    std::snprintf(text, sizeof text, "%-26s decode  context %6lld batch %2d  TPOT %s  %.1f tokens/s  state %.1f MB  roofline %.0f %%%s", m.key.model.c_str(),
                  static_cast<long long>(m.key.context), m.key.batch, milliseconds(m.tpot_ms).c_str(), m.decode_tokens_per_s.value_or(0),
                  static_cast<double>(m.state_bytes) / 1e6, 100 * m.roofline_share.value_or(0), noise.c_str());
  else
    std::snprintf(text, sizeof text, "%-26s prefill prompt  %6lld batch %2d  TTFT %s  %.1f tokens/s  roofline %.0f %%%s", m.key.model.c_str(),
                  static_cast<long long>(m.key.prompt_tokens), m.key.batch, milliseconds(m.ttft_ms).c_str(), m.prefill_tokens_per_s.value_or(0),
                  100 * m.roofline_share.value_or(0), noise.c_str());
  return text;
}

struct MeasureRequest {
  std::vector<int64_t> prompts, contexts, batches;
  int64_t generate = 64, repeat = 5;
  bool prefilled = false;
  double budget = 10;
};

Result<MeasureRequest> read_request(const Arguments& arguments) {
  MeasureRequest r;
  PARETO_TRY_ASSIGN(prompts, arguments.integers("--prompt", 1, 1 << 20, {}));
  PARETO_TRY_ASSIGN(contexts, arguments.integers("--context", 0, int64_t{1} << 24, {}));
  PARETO_TRY_ASSIGN(batches, arguments.integers("--batch", 1, 1024, {1}));
  PARETO_TRY_ASSIGN(generate, arguments.integer("--generate", 1, 1 << 20, 64));
  PARETO_TRY_ASSIGN(repeat, arguments.integer("--repeat", 1, 10'000, 5));
  PARETO_TRY_ASSIGN(budget, arguments.integer("--seconds", 1, 86'400, 10));
  r.prompts = prompts;
  r.contexts = contexts;
  r.batches = batches;
  if (r.prompts.empty() && r.contexts.empty()) {
    r.prompts = {128};
    r.contexts = {128, 2048};
  }
  r.generate = generate;
  r.repeat = repeat;
  r.budget = static_cast<double>(budget);
  const std::string state = arguments.text("--state", "seeded");
  if (state != "seeded" && state != "prefilled")
    return fail(ErrorCode::InvalidArgument, "--state takes seeded or prefilled; found '" + state + "'.", "--state");
  r.prefilled = state == "prefilled";
  return r;
}

/// A model on its device, for one cell after the other. A cell that cannot be measured is reported and the others go on.
class CellRunner {
public:
  static Result<CellRunner> open(const CellKey& key, Precision precision) {
    PARETO_TRY_ASSIGN(opened, open_model(key.model));
    CellRunner runner(opened, key.device, precision);
    PARETO_TRY(runner.load());
    PARETO_TRY_ASSIGN(calibration, calibration_of(key.device));
    runner.m_calibration = calibration;
    return runner;
  }

  void measure(const CellKey& key, const MeasureOptions& options, Output& out) {
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
    out.line(to_json(result), describe(result));
  }

  /// The code is that of the first cell that failed.
  Status finish() const {
    if (m_failed == 0)
      return {};
    return fail(m_first_error.code, std::to_string(m_failed) + (m_failed == 1 ? " cell could not be measured; its reason is above." : " cells could not be measured; their reasons are above."), m_first_error.where);
  }

private:
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
  Error m_first_error;
};

} // namespace

Status run_measure(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {"--device", "--precision", "--prompt", "--context", "--generate", "--batch", "--repeat", "--seconds", "--state"}, {"--json"}));
  PARETO_TRY_ASSIGN(path, arguments.only("CONFIG (a path or ID@SIZE)"));
  PARETO_TRY_ASSIGN(request, read_request(arguments));
  PARETO_TRY_ASSIGN(precision, parse_precision(arguments.text("--precision", "f32")));
  const std::string device = arguments.text("--device", "cpu");
  Output out(arguments.has("--json"));
  MeasureOptions options;
  options.prefilled_state = request.prefilled;
  options.rules.budget_seconds = request.budget;
  CellKey key;
  key.model = path;
  key.device = device;
  key.precision = to_string(precision);
  PARETO_TRY_ASSIGN(runner, CellRunner::open(key, precision));
  for (int64_t batch : request.batches) {
    key.batch = static_cast<int>(batch);
    key.kind = CellKey::Kind::Decode;
    options.rules.least = static_cast<int>(std::min<int64_t>(request.generate, 8) * request.repeat);
    options.rules.most = static_cast<int>(request.generate * std::max<int64_t>(request.repeat, 5));
    for (int64_t context : request.contexts) {
      key.context = context;
      runner.measure(key, options, out);
    }
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

Status run_study(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {"--store", "--rounds", "--first-context", "--first-requests"}, {"--json", "--with-parent"}));
  PARETO_TRY_ASSIGN(path, arguments.only("STUDY.json (or quick-look)"));
  PARETO_TRY_ASSIGN(rounds, arguments.integer("--rounds", -1, 1000, -1));
  const std::string store = arguments.text("--store", {});
  if (store.empty())
    return fail(ErrorCode::InvalidArgument, "run needs --store FILE.sqlite for its results.", "--store");
  if (arguments.has("--with-parent"))
    die_with_parent();
  catch_stop_signals();
  Study study = quick_look();
  if (path != "quick-look") {
    PARETO_TRY_ASSIGN(read, read_study(path));
    study = read;
  }
  Output out(arguments.has("--json"));
  CoordinatorOptions options;
  options.store_path = store;
  options.engine_path = own_program_path();
  options.rounds = static_cast<int>(rounds);
  PARETO_TRY_ASSIGN(context, arguments.integer("--first-context", 0, 1 << 24, 0));
  PARETO_TRY_ASSIGN(requests, arguments.integer("--first-requests", 1, 1024, 1));
  if (arguments.has("--first-context"))
    options.first = FirstPlace{context, static_cast<int>(requests)};
  options.stopped = stop_requested;
  options.emit = [&out](const nlohmann::json& event) {
    const std::string name = event["event"].get<std::string>();
    std::string text = name;
    if (name == "result") {
      if (const auto m = measurement_from_json(event))
        text = describe(*m);
    } else if (name == "progress") {
      if (!out.json())
        return;
    }
    out.line(event, text);
  };
  return pareto::run_study(study, options);
}

Status run_worker(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {}, {"--json"}));
  static_cast<void>(arguments);
  die_with_parent();
  WorkerSession session([](const nlohmann::json& event) {
    std::fprintf(stdout, "%s\n", event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    std::fflush(stdout);
  });
  std::string line;
  while (std::getline(std::cin, line))
    if (!session.handle(line))
      break;
  return {};
}

} // namespace pareto::engine
