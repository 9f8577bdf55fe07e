// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/worker.h"

#include "core/exec/devices.h"
#include "core/graph/recording_error.h"
#include "core/measure/device_calibration.h"
#include "core/measure/model_server.h"
#include "core/measure/runner.h"
#include "core/study/protocol/protocol.h"

#include <memory>
#include <new>
#include <optional>

namespace pareto {

namespace {

constexpr int64_t kMostSlots = 1024, kLargestChunk = 1 << 16;

} // namespace

struct WorkerSession::Loaded {
  std::string device;
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
  std::unique_ptr<ModelServer> server;   ///< where it serves
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

WorkerSession::WorkerSession(Emit emit, double beat_seconds) : m_emit(std::move(emit)), m_beat_seconds(beat_seconds) {}
WorkerSession::~WorkerSession() = default;

Status WorkerSession::load(const protocol::Load& command) {
  PARETO_TRY_ASSIGN(precision, parse_precision(command.precision));
  auto loaded = std::make_unique<Loaded>();
  loaded->device = command.device;
  PARETO_TRY_ASSIGN(executor, make_executor(loaded->device));
  loaded->executor = std::move(executor);
  PARETO_TRY_ASSIGN(opened, open_model(command.model));
  const double start = now_seconds();
  const LoadOptions options = load_options(precision);
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*loaded->executor, opened, options));
  loaded->model = std::move(model);
  m_loaded = std::move(loaded);
  protocol::Loaded event{m_loaded->model->opened().id, m_loaded->model->weights().bytes(), now_seconds() - start,
                         std::nullopt};
  if (command.limits && find_device_family(m_loaded->device)) { // the CPU's are known to who asks
    PARETO_TRY_ASSIGN(limits, m_loaded->limits());
    event.limits = std::move(limits);
  }
  m_emit(event);
  return {};
}

Status WorkerSession::measure(const protocol::Measure& command) {
  if (!m_loaded)
    return fail(ErrorCode::InvalidArgument, "Nothing is loaded yet; send load first.");
  const CellKey& key = command.cell;
  if (key.model != m_loaded->model->opened().id || key.device != m_loaded->device ||
      key.precision != to_string(m_loaded->model->options().weights))
    return fail(ErrorCode::InvalidArgument,
                "The cell is about " + key.model + " on " + key.device + " at " + key.precision + "; loaded is " +
                    m_loaded->model->opened().id + " on " + m_loaded->device + " at " +
                    to_string(m_loaded->model->options().weights) + ".",
                "cell");
  m_loaded->server.reset(); // a cell is measured with nothing beside it
  MeasureOptions options;
  options.rules = command.rules;
  options.preview = command.preview;
  options.prefilled_state = command.prefilled_state;
  options.watts = command.watts;
  options.how = command.how;
  Calibration calibration =
      command.calibration.value_or(Calibration()); // without a usable one the roofline share is missing
  if (find_device_family(m_loaded->device) && calibration.type.empty()) { // those given are the CPU's, or none
    PARETO_TRY_ASSIGN(limits, m_loaded->limits());
    calibration = limits;
  }
  options.cancelled = [this, beat = now_seconds()]() mutable { // asked between repetitions
    if (now_seconds() - beat >= m_beat_seconds) {
      m_emit(protocol::Alive());
      beat = now_seconds();
    }
    return false;
  };
  const auto measurement = measure_cell(*m_loaded->model, key, options, calibration);
  if (measurement) {
    m_emit(protocol::Measured{*measurement, std::nullopt});
    return {};
  }
  return forget_lost_device(measurement.error());
}

/// All that is loaded lay on that device; a new load opens it anew.
Error WorkerSession::forget_lost_device(Error error) {
  if (error.code == ErrorCode::DeviceLost)
    m_loaded.reset();
  return error;
}

Status WorkerSession::serve(const protocol::Serve& command) {
  if (!m_loaded)
    return fail(ErrorCode::InvalidArgument, "Nothing is loaded yet; send load first.");
  const auto within = [](int64_t value, int64_t most) { return value >= 1 && value <= most; };
  if (!within(command.slots, kMostSlots) || !within(command.chunk, kLargestChunk) ||
      !within(command.capacity, 2 * kLongestRequest))
    return fail(ErrorCode::InvalidArgument, "A server has 1 to " + std::to_string(kMostSlots) +
                                                " slots, chunks of 1 to " + std::to_string(kLargestChunk) +
                                                " tokens, and sequences of 1 to " +
                                                std::to_string(2 * kLongestRequest) + ".");
  ServingRules rules;
  rules.slots = command.slots;
  rules.chunk = command.chunk;
  m_loaded->server.reset(); // its memory first
  auto server = ModelServer::make(*m_loaded->model, command.capacity, rules);
  if (!server)
    return forget_lost_device(server.error());
  m_loaded->server = std::move(*server);
  m_emit(protocol::Serving{m_loaded->server->state_bytes()});
  return {};
}

Status WorkerSession::step(const protocol::Step& command) {
  if (!m_loaded || !m_loaded->server)
    return fail(ErrorCode::InvalidArgument, "Nothing serves yet; send serve first.");
  ModelServer& server = *m_loaded->server;
  const auto seconds = server.step(command.step);
  if (!seconds)
    return forget_lost_device(seconds.error());
  protocol::Stepped event{*seconds, {}};
  if (command.step.gives_tokens())
    for (const ServedRow& row : command.step.rows)
      event.tokens.push_back(server.answers()[row.request].back());
  m_emit(event);
  return {};
}

bool WorkerSession::handle(const std::string& line) {
  bool over = false;
  Status done;
  try {
    done = recorded([&] { return obey(line, over); });
  } catch (const std::bad_alloc&) { // what was half made is gone; what was loaded before still is
    done = fail(
        ErrorCode::OutOfMemory,
        "There is not enough memory for this; close other programs, or choose a smaller size or a shorter context.");
  }
  if (!done)
    m_emit(protocol::Failed{done.error()});
  return !over;
}

Status WorkerSession::park() {
  if (m_loaded) {
    m_loaded->server.reset();
    m_loaded->model->drop_programs();
  }
  m_emit(protocol::Parked());
  return {};
}

Status WorkerSession::obey(const std::string& line, bool& over) {
  PARETO_TRY_ASSIGN(command, protocol::read_command(line));
  return std::visit(protocol::Visitor{[this](const protocol::Load& each) { return load(each); },
                                      [this](const protocol::Measure& each) { return measure(each); },
                                      [this](const protocol::Serve& each) { return serve(each); },
                                      [this](const protocol::Step& each) { return step(each); },
                                      [this](const protocol::Park&) { return park(); },
                                      [&over](const protocol::Quit&) {
                                        over = true;
                                        return Status();
                                      }},
                    command);
}

} // namespace pareto
