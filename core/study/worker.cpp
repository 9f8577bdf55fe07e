// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/worker.h"

#include "core/formats/strict_json.h"
#include "core/exec/devices.h"
#include "core/measure/device_calibration.h"
#include "core/measure/runner.h"
#include "core/study/event_fields.h"
#include "core/study/measurement_json.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <new>
#include <optional>

namespace pareto {

using nlohmann::json;

struct WorkerSession::Loaded {
  std::string device;
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
  std::optional<Calibration> own_limits; ///< of a device that is not the CPU

  /// Measured on first need.
  Result<Calibration> limits() {
    if (!own_limits) {
      PARETO_TRY_ASSIGN(measured, calibration_of(device));
      own_limits = measured;
    }
    return *own_limits;
  }
};

WorkerSession::WorkerSession(Emit emit, double beat_seconds)
    : m_emit(std::move(emit)), m_beat_seconds(beat_seconds) {}
WorkerSession::~WorkerSession() = default;

namespace {

Result<SamplingRules> rules_of(const json& command) {
  SamplingRules rules;
  if (!command.contains("rules"))
    return rules;
  const json& object = command["rules"];
  if (!object.is_object())
    return fail(ErrorCode::InvalidArgument, "rules must be an object.", "rules");
  struct Rule {
    const char* name;
    double least, most;
    std::function<void(double)> set;
  };
  const Rule known[] = {{"warm_up", 0, 1e6, [&](double v) { rules.warm_up = static_cast<int>(v); }},
                        {"least", 1, 1e6, [&](double v) { rules.least = static_cast<int>(v); }},
                        {"most", 1, 1e6, [&](double v) { rules.most = static_cast<int>(v); }},
                        {"precision", 1e-6, 1, [&](double v) { rules.precision = v; }},
                        {"budget_seconds", 0, 1e6, [&](double v) { rules.budget_seconds = v; }}};
  for (const auto& [name, value] : object.items()) {
    const auto rule = std::find_if(std::begin(known), std::end(known), [&wanted = name](const Rule& r) { return wanted == r.name; });
    if (rule == std::end(known))
      return fail(ErrorCode::InvalidArgument, "There is no sampling rule '" + name + "'.", "rules." + name);
    if (!value.is_number() || value.get<double>() < rule->least || value.get<double>() > rule->most)
      return fail(ErrorCode::InvalidArgument, "The rule " + name + " must be a number from " + std::to_string(rule->least) + " to " + std::to_string(rule->most) + ".", "rules." + name);
    rule->set(value.get<double>());
  }
  return rules;
}

Result<bool> flag_of(const json& command, const char* name) {
  if (!command.contains(name))
    return false;
  if (!command[name].is_boolean())
    return fail(ErrorCode::InvalidArgument, std::string(name) + " must be true or false.", name);
  return command[name].get<bool>();
}

} // namespace

Status WorkerSession::load(const json& command) {
  PARETO_TRY_ASSIGN(precision, parse_precision(event_text(command, "precision")));
  auto loaded = std::make_unique<Loaded>();
  loaded->device = event_text(command, "device");
  PARETO_TRY_ASSIGN(executor, make_executor(loaded->device));
  loaded->executor = std::move(executor);
  PARETO_TRY_ASSIGN(opened, open_model(event_text(command, "model")));
  const double start = now_seconds();
  const LoadOptions options = load_options(precision);
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*loaded->executor, opened, options));
  loaded->model = std::move(model);
  m_loaded = std::move(loaded);
  json event{{"event", "loaded"}, {"model", m_loaded->model->opened().id}, {"weight_bytes", m_loaded->model->weights().bytes()}, {"seconds", now_seconds() - start}};
  PARETO_TRY_ASSIGN(limits_wanted, flag_of(command, "limits"));
  if (limits_wanted && find_device_family(m_loaded->device)) { // the CPU's are known to who asks
    PARETO_TRY_ASSIGN(limits, m_loaded->limits());
    event["limits"] = to_json(limits);
  }
  m_emit(event);
  return {};
}

Status WorkerSession::measure(const json& command) {
  if (!m_loaded)
    return fail(ErrorCode::InvalidArgument, "Nothing is loaded yet; send load first.");
  PARETO_TRY_ASSIGN(key, cell_key_from_json(command.value("cell", json())));
  if (key.model != m_loaded->model->opened().id || key.device != m_loaded->device || key.precision != to_string(m_loaded->model->options().weights))
    return fail(ErrorCode::InvalidArgument, "The cell is about " + key.model + " on " + key.device + " at " + key.precision + "; loaded is " + m_loaded->model->opened().id + " on " +
                                                m_loaded->device + " at " + to_string(m_loaded->model->options().weights) + ".", "cell");
  MeasureOptions options;
  PARETO_TRY_ASSIGN(rules, rules_of(command));
  PARETO_TRY_ASSIGN(preview, flag_of(command, "preview"));
  PARETO_TRY_ASSIGN(prefilled, flag_of(command, "prefilled_state"));
  options.rules = rules;
  options.preview = preview;
  options.prefilled_state = prefilled;
  Calibration calibration; // without a usable one the roofline share is missing
  if (const auto given = calibration_from_json(command.value("calibration", json())))
    calibration = *given;
  if (find_device_family(m_loaded->device) && calibration.type.empty()) { // those given are the CPU's, or none
    PARETO_TRY_ASSIGN(limits, m_loaded->limits());
    calibration = limits;
  }
  options.cancelled = [this, beat = now_seconds()]() mutable { // asked between repetitions
    if (now_seconds() - beat >= m_beat_seconds) {
      m_emit({{"event", "alive"}});
      beat = now_seconds();
    }
    return false;
  };
  const auto measurement = measure_cell(*m_loaded->model, key, options, calibration);
  if (measurement) {
    m_emit(to_json(*measurement));
    return {};
  }
  if (measurement.error().code == ErrorCode::DeviceLost)
    m_loaded.reset(); // all of it lay on that device; a new load opens it anew
  return measurement.error();
}

bool WorkerSession::handle(const std::string& line) {
  bool over = false;
  Status done;
  try {
    done = obey(line, over);
  } catch (const std::bad_alloc&) { // what was half made is gone; what was loaded before still is
    done = fail(ErrorCode::OutOfMemory, "There is not enough memory for this; close other programs, or choose a smaller size or a shorter context.");
  }
  if (!done)
    m_emit({{"event", "error"}, {"code", to_string(done.error().code)}, {"message", done.error().message}, {"where", done.error().where}});
  return !over;
}

Status WorkerSession::obey(const std::string& line, bool& over) {
  PARETO_TRY_ASSIGN(command, parse_strict_json(line, "worker command"));
  if (!command.is_object())
    return fail(ErrorCode::InvalidArgument, "A worker command must be an object.");
  const std::string verb = event_text(command, "cmd");
  if (verb == "load")
    return load(command);
  if (verb == "measure")
    return measure(command);
  if (verb == "park") {
    if (m_loaded)
      m_loaded->model->drop_programs();
    m_emit({{"event", "parked"}});
    return {};
  }
  over = verb == "quit";
  return over ? Status() : fail(ErrorCode::InvalidArgument, "There is no worker command '" + verb + "'; the commands are load, measure, park and quit.");
}

} // namespace pareto
