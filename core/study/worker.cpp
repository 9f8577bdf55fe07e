// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/worker.h"

#include "core/checkpoint/strict_json.h"
#include "core/exec/devices.h"
#include "core/measure/device_calibration.h"
#include "core/measure/runner.h"
#include "core/study/measurement_json.h"

#include <memory>
#include <optional>

namespace pareto {

using nlohmann::json;

struct WorkerSession::Loaded {
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
  std::string device;
  std::optional<Calibration> own_limits; ///< of a device that is not the CPU, measured on first need
};

WorkerSession::WorkerSession(Emit emit)
    : m_emit(std::move(emit)) {}
WorkerSession::~WorkerSession() = default;

namespace {

std::string text_of(const json& object, const char* key) { return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string(); }

SamplingRules rules_of(const json& object) {
  SamplingRules rules;
  if (!object.is_object())
    return rules;
  const auto number = [&](const char* key, double otherwise) { return object.contains(key) && object[key].is_number() ? object[key].get<double>() : otherwise; };
  rules.warm_up = static_cast<int>(number("warm_up", rules.warm_up));
  rules.least = static_cast<int>(number("least", rules.least));
  rules.most = static_cast<int>(number("most", rules.most));
  rules.budget_seconds = number("budget_seconds", rules.budget_seconds);
  return rules;
}

} // namespace

Status WorkerSession::load(const json& command) {
  PARETO_TRY_ASSIGN(precision, parse_precision(text_of(command, "precision")));
  auto loaded = std::make_unique<Loaded>();
  loaded->device = text_of(command, "device");
  PARETO_TRY_ASSIGN(executor, make_executor(loaded->device));
  loaded->executor = std::move(executor);
  PARETO_TRY_ASSIGN(opened, open_model(text_of(command, "model")));
  const double start = now_seconds();
  const LoadOptions options{precision, precision == Precision::F32 ? Precision::F32 : Precision::F16};
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*loaded->executor, opened, options));
  loaded->model = std::move(model);
  m_loaded = std::move(loaded);
  m_emit({{"event", "loaded"}, {"model", m_loaded->model->opened().id}, {"weight_bytes", m_loaded->model->weights().bytes()}, {"seconds", now_seconds() - start}});
  return {};
}

Status WorkerSession::measure(const json& command) {
  if (!m_loaded)
    return fail(ErrorCode::InvalidArgument, "Nothing is loaded yet; send load first.");
  PARETO_TRY_ASSIGN(key, cell_key_from_json(command.value("cell", json())));
  MeasureOptions options;
  options.rules = rules_of(command.value("rules", json()));
  options.preview = command.contains("preview") && command["preview"] == true;
  options.prefilled_state = command.contains("prefilled_state") && command["prefilled_state"] == true;
  Calibration calibration;
  if (const auto given = calibration_from_json(command.value("calibration", json())))
    calibration = *given;
  if (find_device_family(m_loaded->device)) { // the coordinator knows the CPU's limits only
    if (!m_loaded->own_limits) {
      PARETO_TRY_ASSIGN(limits, calibration_of(m_loaded->device));
      m_loaded->own_limits = limits;
    }
    calibration = *m_loaded->own_limits;
  }
  PARETO_TRY_ASSIGN(measurement, measure_cell(*m_loaded->model, key, options, calibration));
  m_emit(to_json(measurement));
  return {};
}

bool WorkerSession::handle(const std::string& line) {
  const auto command = parse_strict_json(line, "worker command");
  Status done;
  if (!command || !command->is_object()) {
    done = command ? Status(fail(ErrorCode::InvalidArgument, "A worker command must be an object.")) : Status(command.error());
  } else {
    const std::string verb = text_of(*command, "cmd");
    if (verb == "quit")
      return false;
    if (verb == "load")
      done = load(*command);
    else if (verb == "measure")
      done = measure(*command);
    else if (verb == "park") {
      if (m_loaded)
        m_loaded->model->drop_programs();
      m_emit({{"event", "parked"}});
    } else
      done = fail(ErrorCode::InvalidArgument, "There is no worker command '" + verb + "'; the commands are load, measure, park and quit.");
  }
  if (!done)
    m_emit({{"event", "error"}, {"code", to_string(done.error().code)}, {"message", done.error().message}, {"where", done.error().where}});
  return true;
}

} // namespace pareto
