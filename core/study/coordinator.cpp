// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/coordinator.h"

#include "core/exec/devices.h"
#include "core/formats/model_footprint.h"
#include "core/platform/process.h"
#include "core/study/plan.h"
#include "core/study/protocol/protocol.h"
#include "core/study/run_store.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

namespace pareto {

using nlohmann::json;

namespace {

constexpr double kPoll = 0.1;                           ///< seconds between looks at the stop flag
constexpr double kPatience = 2;                         ///< seconds a worker has to end by itself
constexpr int64_t kHeadroom = int64_t{512} << 20;       ///< left to the rest of the machine
constexpr int64_t kDeviceHeadroom = int64_t{128} << 20; ///< left of a device's own memory: command lists, the desktop

/// A model on a device as the coordinator knows it: its shape for the formulas, and its worker while it has one.
struct Member {
  OpenedModel opened;
  std::string device;
  Footprint footprint;
  std::optional<ChildProcess> worker;
  int64_t last_used = 0;
};

class Coordinator {
public:
  Coordinator(Study study, const CoordinatorOptions& options) : m_study(std::move(study)), m_options(options) {}

  Status run() {
    PARETO_TRY_ASSIGN(precision, parse_precision(m_study.precision));
    PARETO_TRY(open_members(load_options(precision)));
    PARETO_TRY_ASSIGN(store, RunStore::open(m_options.store_path));
    m_store = std::move(store);
    m_calibration = sharpened_calibration();
    PARETO_TRY_ASSIGN(run, m_store->begin_run(m_study, stored_calibration().dump()));
    m_run = run;
    emit(protocol::Started{m_run, m_study, m_calibration, m_options.store_path});
    PARETO_TRY_ASSIGN(complete, run_rounds(m_options.rounds >= 0 ? m_options.rounds : m_study.rounds));
    PARETO_TRY(
        m_store->finish_run(m_run, complete ? RunEnd::Complete : RunEnd::Stopped)); // workers may take a moment to go
    for (auto& [key, member] : m_members)
      end_worker(member);
    emit(protocol::Finished{m_run, !complete});
    return {};
  }

private:
  bool stopped() const { return m_options.stopped && m_options.stopped(); }
  void emit(const protocol::RunEvent& event) const {
    if (m_options.emit)
      m_options.emit(event);
  }

  Status open_members(LoadOptions load) {
    for (const std::string& id : m_study.models) {
      PARETO_TRY_ASSIGN(opened, open_model(id));
      for (const Warning& warning : opened.warnings)
        emit(protocol::Warned{warning.code, warning.message, id});
      for (const std::string& device : m_study.devices) {
        PARETO_TRY_ASSIGN(footprint, footprint_of(opened, load, packing_of(device)));
        m_members.emplace(std::pair(id, device), Member{opened, device, footprint, {}, 0});
      }
    }
    return {};
  }
  Member& member_of(const CellKey& key) { return m_members.at({key.model, key.device}); }

  /// The CPU's limits, and under "devices" those of the others as they become known.
  json stored_calibration() const {
    json stored = to_json(m_calibration);
    for (const auto& [device, limits] : m_limits)
      stored["devices"][device] = to_json(limits);
    return stored;
  }
  const Calibration& limits_of(const std::string& device) const {
    const auto known = m_limits.find(device);
    return known == m_limits.end() ? m_calibration : known->second;
  }

  std::vector<double> expected_of(const std::vector<PlannedCell>& plan) {
    std::vector<double> seconds;
    for (const PlannedCell& cell : plan)
      seconds.push_back(expected_seconds(member_of(cell.key).opened.model, member_of(cell.key).footprint, cell,
                                         options_of(m_study, cell), limits_of(cell.key.device)));
    return seconds;
  }

  /// Whether every round got through; 0 rounds go on until stopped.
  Result<bool> run_rounds(int rounds) {
    for (int round = 0; rounds == 0 || round < rounds; ++round) {
      if (stopped())
        return false;
      PARETO_TRY_ASSIGN(whole, run_round(round));
      if (!whole)
        return false;
      emit(protocol::RoundDone{round});
    }
    return true;
  }

  /// Whether every cell had its turn before the stop.
  Result<bool> run_round(int round) {
    const std::vector<PlannedCell> plan = plan_round(m_study, round, m_options.first);
    std::vector<double> expected = expected_of(plan);
    size_t known = m_limits.size();
    const double start = now_seconds();
    double done = 0;
    for (size_t i = 0; i < plan.size(); ++i) {
      if (stopped())
        return false;
      const double pace = done > 0 ? std::clamp((now_seconds() - start) / done, 0.2, 10.0) : 1.5;
      emit(protocol::Progress{round, static_cast<int>(i), static_cast<int>(plan.size()), plan[i].key,
                              std::accumulate(expected.begin() + static_cast<std::ptrdiff_t>(i), expected.end(), 0.0) *
                                  pace});
      PARETO_TRY_ASSIGN(measured, run_cell(plan[i]));
      if (!measured)
        return false;
      done += expected[i];
      if (m_limits.size() != known) { // a device showed what it can do: what is left of it takes another time
        expected = expected_of(plan);
        known = m_limits.size();
      }
    }
    return true;
  }

  /// Measures one cell and stores what came of it; only the store can fail the study. False: stopped before anything
  /// came.
  Result<bool> run_cell(const PlannedCell& cell) {
    const Result<Measurement> measured = measure(cell);
    if (stopped() && !measured)
      return false;
    Measurement result;
    if (measured) {
      result = *measured;
    } else {
      result.key = cell.key;
      result.fingerprint = member_of(cell.key).opened.fingerprint;
      result.error = measured.error().message;
      result.source = Source::Missing;
    }
    result.round = cell.round;
    if (cell.drift_check)
      check_drift(result);
    else if (!cell.early && result.error.empty() && m_first.error.empty() && m_first.samples_ms.empty())
      m_first = result;
    PARETO_TRY_ASSIGN(row, m_store->append(m_run, result));
    result.run = m_run;
    result.row = row;
    emit(protocol::Measured{std::move(result), m_run});
    return true;
  }

  /// The machine changed its speed while the study ran: every later comparison is off by that much.
  void check_drift(Measurement& again) const {
    const auto& before = m_first.tpot_ms ? m_first.tpot_ms : m_first.ttft_ms;
    const auto& after = again.tpot_ms ? again.tpot_ms : again.ttft_ms;
    if (!before || !after || !(again.key == m_first.key))
      return;
    const double change = after->value / before->value - 1;
    if (std::abs(change) > 0.05)
      again.noise.push_back("drift " + std::to_string(static_cast<int>(std::lround(100 * change))) + " %");
  }

  Result<Measurement> measure(const PlannedCell& cell) {
    Member& member = member_of(cell.key);
    const MeasureOptions options = options_of(m_study, cell);
    PARETO_TRY(make_room(member, cell_bytes(member.footprint, cell.key, options)));
    PARETO_TRY(ensure_worker(member, cell.key));
    member.last_used = ++m_clock;
    const protocol::Measure command{
        cell.key, options.rules, options.preview, options.prefilled_state, limits_of(cell.key.device), options.watts};
    const double expected =
        expected_seconds(member.opened.model, member.footprint, cell, options, limits_of(cell.key.device));
    PARETO_TRY_ASSIGN(event, ask<protocol::Measured>(member, command, expected));
    if (event.measurement.key == cell.key)
      return event.measurement;
    member.worker.reset();
    return about_another_cell();
  }

  /// Weights that parked workers hold in a device's own memory.
  int64_t held_on(const std::string& device) const {
    int64_t held = 0;
    for (const auto& [key, member] : m_members)
      held += member.device == device && member.worker ? member.footprint.weight_bytes() : 0;
    return held;
  }

  /// Ends parked workers, longest unused first, until the cell fits its device; refuses it with the figures when it
  /// never does.
  Status make_room(Member& wanted, int64_t bytes) {
    const int64_t needed = bytes + (wanted.worker ? 0 : wanted.footprint.weight_bytes());
    while (true) {
      const std::optional<int64_t> room = room_on(wanted.device, held_on(wanted.device));
      if (!room || needed <= *room)
        return {};
      Member* oldest = nullptr;
      for (auto& [key, member] : m_members)
        if (&member != &wanted && member.worker && (!oldest || member.last_used < oldest->last_used))
          oldest = &member;
      if (!oldest)
        return fail(ErrorCode::OutOfMemory,
                    "This cell needs " + std::to_string(needed >> 20) + " MiB with the weights and " +
                        std::to_string(std::max<int64_t>(0, *room) >> 20) + " MiB are free" +
                        (find_device_family(wanted.device) ? " on " + wanted.device : std::string()) +
                        "; fewer requests, a shorter context or a smaller size would fit.");
      end_worker(*oldest);
    }
  }

  Status ensure_worker(Member& member, const CellKey& key) {
    if (member.worker)
      return {};
    PARETO_TRY_ASSIGN(child, ChildProcess::start({m_options.engine_path, "worker"}));
    member.worker.emplace(std::move(child));
    const protocol::Load command{key.model, key.device, key.precision, !m_limits.count(key.device)};
    const auto loaded = ask<protocol::Loaded>(member, command, expected_load_seconds(member.footprint.weight_bytes()));
    if (!loaded) {
      end_worker(member);
      return loaded.error();
    }
    return keep_limits(key.device, loaded->limits);
  }

  /// A device that is not the CPU is calibrated by the first worker that opens it; the others are told.
  Status keep_limits(const std::string& device, const std::optional<Calibration>& limits) {
    if (!limits || m_limits.count(device))
      return {};
    m_limits[device] = *limits;
    PARETO_TRY(m_store->set_calibration(m_run, stored_calibration().dump()));
    emit(protocol::Limited{device, *limits});
    return {};
  }

  double now() const { return m_options.clock ? m_options.clock() : now_seconds(); }

  /// Sends a command and waits for its answer, looking at the stop flag and for signs of life meanwhile: any line is
  /// one.
  template <class Answer>
  Result<Answer> ask(Member& member, const protocol::Command& command, double expected) {
    const double patience = m_options.patience.seconds(expected);
    double alive = now();
    if (!member.worker->write_line(to_json(command).dump()))
      return lost(member);
    std::string line;
    while (true) {
      const double silent = now() - alive; // before the look: what comes in meanwhile counts
      const ChildProcess::Read read = member.worker->read_line(line, kPoll);
      if (stopped()) {
        member.worker.reset();
        return fail(ErrorCode::Cancelled, "Stopped.");
      }
      if (read == ChildProcess::Read::Ended)
        return lost(member);
      if (read == ChildProcess::Read::Nothing) {
        if (silent > patience)
          return hung(member, silent, expected);
        continue;
      }
      alive = now();
      if (auto answer = answer_in<Answer>(member, line))
        return std::move(*answer);
    }
  }

  /// What a line says to who waits for `Answer`; nothing where it is a sign of life and no more. Whatever comes after a
  /// line that cannot be understood may belong to this command: the worker goes.
  template <class Answer>
  static std::optional<Result<Answer>> answer_in(Member& member, const std::string& line) {
    const auto object = protocol::read_line(line);
    if (!object) {
      member.worker.reset();
      return fail(ErrorCode::Internal, "The measuring process answered something that is no event and was ended.");
    }
    auto event = protocol::read_event<protocol::WorkerEvent>(*object);
    if (!event && std::is_same_v<Answer, protocol::Measured>) { // no other event can be wrong
      member.worker.reset();
      return event.error().code == ErrorCode::InvalidFile
                 ? fail(ErrorCode::Internal,
                        "The measuring process answered what cannot be and was ended: " + event.error().message)
                 : about_another_cell();
    }
    if (!event)
      return std::nullopt;
    if (auto* answer = std::get_if<Answer>(&*event))
      return std::move(*answer);
    if (const auto* failed = std::get_if<protocol::Failed>(&*event))
      return refusal(member, failed->error);
    return std::nullopt;
  }

  static Error about_another_cell() {
    return fail(ErrorCode::Internal,
                "The measuring process answered about another cell than it was asked and was ended.");
  }

  /// The worker's own reason. After a lost device it goes: what a hung device holds comes back with its process only.
  /// One that lost a file it was reading has gone already.
  static Error refusal(Member& member, const Error& said) {
    if (said.code == ErrorCode::DeviceLost || said.code == ErrorCode::Io)
      end_worker(member);
    return fail(said.code, said.message.empty() ? "The measuring process gave no reason." : said.message, said.where);
  }

  Error lost(Member& member) {
    const std::string how = member.worker->reap();
    member.worker.reset();
    return fail(ErrorCode::Internal, "The measuring process ended early (" + how + "); " + likely_cause(how) + ".");
  }

  /// What such an end comes from more often than from anything else; the kernel kills by SIGKILL when memory is short.
  static std::string likely_cause(const std::string& how) {
    const auto by = [&](const char* signal) { return how.find(signal) != std::string::npos; };
    return by("SIGKILL")  ? "it may have run out of memory"
           : by("SIGBUS") ? "a file it reads may have been shortened"
                          : "the next cells go on with another";
  }

  static Error hung(Member& member, double silent, double expected) {
    member.worker.reset(); // killed; the next cell starts another
    const auto seconds = [](double value) { return std::to_string(std::max(1L, std::lround(value))) + " s"; };
    return fail(
        ErrorCode::Internal,
        "The measuring process said nothing for " + seconds(silent) + " where about " + seconds(expected) +
            " were expected, and was ended; fewer requests, a shorter context or a smaller size may get through.");
  }

  static void end_worker(Member& member) {
    if (!member.worker)
      return;
    if (member.worker->write_line(to_json(protocol::Command(protocol::Quit())).dump()))
      static_cast<void>(member.worker->wait(kPatience));
    member.worker.reset(); // killed where it did not go by itself
  }

  Study m_study;
  const CoordinatorOptions& m_options;
  std::map<std::pair<std::string, std::string>, Member> m_members; ///< by model and device
  std::unique_ptr<RunStore> m_store;
  Calibration m_calibration;
  std::map<std::string, Calibration> m_limits; ///< of devices other than the CPU
  Measurement m_first;                         ///< the first cell that was measured, for the drift check
  int64_t m_run = 0, m_clock = 0;
};

} // namespace

std::optional<int64_t> room_on(const std::string& device, int64_t held) {
  const auto facts = facts_of_device(device);
  const bool own = facts && !facts->software && facts->type != "integrated GPU";
  int64_t free = free_memory_of(device);
  if (free < 0 && own && facts->memory_bytes > 0)
    free = facts->memory_bytes - held;
  return free < 0 ? std::nullopt : std::optional(free - (own ? kDeviceHeadroom : kHeadroom));
}

Result<Study> fitted_study(const Study& study,
                           const std::function<std::optional<int64_t>(const std::string& device)>& room) {
  PARETO_TRY_ASSIGN(precision, parse_precision(study.precision));
  int64_t largest = 0;
  for (const std::string& id : study.models) {
    PARETO_TRY_ASSIGN(opened, open_model(id));
    PARETO_TRY_ASSIGN(footprint, footprint_of(opened, load_options(precision)));
    largest = std::max(largest, footprint.weight_bytes());
  }
  const bool fits = std::all_of(study.devices.begin(), study.devices.end(), [&](const std::string& device) {
    const std::optional<int64_t> free = room(device);
    return !free || largest < *free;
  });
  if (study.fallback_size.empty() || fits)
    return study;
  Study smaller = study;
  for (std::string& id : smaller.models)
    id = at_size(id, study.fallback_size);
  smaller.quality_group = study.fallback_group;
  return smaller;
}

Status run_study(const Study& study, const CoordinatorOptions& options) {
  PARETO_TRY_ASSIGN(fitted, fitted_study(study, [](const std::string& device) { return room_on(device); }));
  return Coordinator(fitted, options).run();
}

} // namespace pareto
