// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/coordinator.h"

#include "core/checkpoint/strict_json.h"
#include "core/checkpoint/tensor_source.h"
#include "core/graph/cost.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"
#include "core/study/measurement_json.h"
#include "core/study/plan.h"
#include "core/study/run_store.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace pareto {

using nlohmann::json;

namespace {

constexpr double kPoll = 0.1;                          ///< seconds between looks at the stop flag
constexpr double kPatience = 2;                        ///< seconds a worker has to end by itself
constexpr int64_t kHeadroom = int64_t{512} << 20;      ///< left to the rest of the machine

/// A model as the coordinator knows it: its shape for the formulas, and its worker while it has one.
struct Member {
  OpenedModel opened;
  int64_t weight_bytes = 0;
  std::optional<ChildProcess> worker;
  int64_t last_used = 0;
};

class Coordinator {
public:
  Coordinator(Study study, const CoordinatorOptions& options)
      : m_study(std::move(study)), m_options(options) {}

  Status run() {
    PARETO_TRY_ASSIGN(precision, parse_precision(m_study.precision));
    m_load = load_options(precision);
    PARETO_TRY(open_members());
    PARETO_TRY_ASSIGN(store, RunStore::open(m_options.store_path));
    m_store = std::move(store);
    m_calibration = sharpened_calibration();
    PARETO_TRY_ASSIGN(run, m_store->begin_run(m_study, to_json(m_calibration).dump()));
    m_run = run;
    emit({{"event", "started"}, {"run", m_run}, {"study", to_json(m_study)}, {"calibration", to_json(m_calibration)}, {"store", m_options.store_path}});
    const int rounds = m_options.rounds >= 0 ? m_options.rounds : m_study.rounds;
    for (int round = 0; (rounds == 0 || round < rounds) && !stopped(); ++round) {
      PARETO_TRY(run_round(round));
      if (!stopped())
        emit({{"event", "round"}, {"round", round}});
    }
    for (auto& [id, member] : m_members)
      end_worker(member);
    PARETO_TRY(m_store->finish_run(m_run));
    emit({{"event", "finished"}, {"run", m_run}, {"stopped", stopped()}});
    return {};
  }

private:
  bool stopped() const { return m_options.stopped && m_options.stopped(); }
  void emit(const json& event) const {
    if (m_options.emit)
      m_options.emit(event);
  }

  Status open_members() {
    for (const std::string& id : m_study.models) {
      PARETO_TRY_ASSIGN(opened, open_model(id));
      const Graph graph = opened.model.record({1, 1, Phase::Decode});
      PARETO_TRY_ASSIGN(source, open_weights(opened)); // its blocks decide how they are kept
      m_members.emplace(id, Member{opened, weight_bytes(graph, m_load.weights, formats_of(*source, m_load.weights)), {}, 0});
    }
    return {};
  }

  Status run_round(int round) {
    const std::vector<PlannedCell> plan = plan_round(m_study, round);
    std::vector<double> expected;
    double ahead = 0;
    for (const PlannedCell& cell : plan) {
      expected.push_back(expected_seconds(m_members.at(cell.key.model).opened.model, m_load, cell, options_of(m_study, cell), m_calibration));
      ahead += expected.back();
    }
    const double start = now_seconds();
    double done = 0;
    for (size_t i = 0; i < plan.size() && !stopped(); ++i) {
      const double pace = done > 0 ? std::clamp((now_seconds() - start) / done, 0.2, 10.0) : 1.5;
      emit({{"event", "progress"}, {"round", round}, {"done", i}, {"total", plan.size()}, {"cell", to_json(plan[i].key)}, {"remaining_s", (ahead - done) * pace}});
      PARETO_TRY(run_cell(plan[i]));
      done += expected[i];
    }
    return {};
  }

  /// Measures one cell and stores what came of it; only the store can fail the study.
  Status run_cell(const PlannedCell& cell) {
    const Result<Measurement> measured = measure(cell);
    if (stopped() && !measured)
      return {};
    Measurement result;
    if (measured) {
      result = *measured;
    } else {
      result.key = cell.key;
      result.error = measured.error().message;
      result.source = Source::Missing;
    }
    result.round = cell.round;
    if (cell.drift_check)
      check_drift(result);
    else if (result.error.empty() && m_first.error.empty() && m_first.samples_ms.empty())
      m_first = result;
    PARETO_TRY(m_store->append(m_run, result));
    json event = to_json(result);
    event["run"] = m_run;
    emit(event);
    return {};
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
    Member& member = m_members.at(cell.key.model);
    const MeasureOptions options = options_of(m_study, cell);
    PARETO_TRY(make_room(member, cell_bytes(member.opened.model, m_load, cell.key, options)));
    PARETO_TRY(ensure_worker(member, cell.key));
    member.last_used = ++m_clock;
    const json command{{"cmd", "measure"}, {"cell", to_json(cell.key)}, {"preview", options.preview}, {"calibration", to_json(m_calibration)},
                       {"rules", {{"warm_up", options.rules.warm_up}, {"least", options.rules.least}, {"most", options.rules.most}, {"budget_seconds", options.rules.budget_seconds}}}};
    PARETO_TRY_ASSIGN(event, ask(member, command, "result"));
    const auto measurement = measurement_from_json(event);
    if (measurement && measurement->key == cell.key)
      return measurement;
    member.worker.reset();
    return fail(ErrorCode::Internal, "The measuring process answered about another cell than it was asked and was ended.");
  }

  /// Ends parked workers, longest unused first, until the cell fits; refuses it with the figures when it never does.
  Status make_room(Member& wanted, int64_t bytes) {
    const int64_t needed = bytes + (wanted.worker ? 0 : wanted.weight_bytes) + kHeadroom;
    while (available_memory_bytes() < needed) {
      Member* oldest = nullptr;
      for (auto& [id, member] : m_members)
        if (&member != &wanted && member.worker && (!oldest || member.last_used < oldest->last_used))
          oldest = &member;
      if (!oldest)
        return fail(ErrorCode::OutOfMemory, "This cell needs " + std::to_string(needed >> 20) + " MiB with the weights and " + std::to_string(available_memory_bytes() >> 20) +
                                                " MiB are free; fewer requests, a shorter context or a smaller size would fit.");
      end_worker(*oldest);
    }
    return {};
  }

  Status ensure_worker(Member& member, const CellKey& key) {
    if (member.worker)
      return {};
    PARETO_TRY_ASSIGN(child, ChildProcess::start({m_options.engine_path, "worker"}));
    member.worker.emplace(std::move(child));
    const auto loaded = ask(member, {{"cmd", "load"}, {"model", key.model}, {"device", key.device}, {"precision", key.precision}}, "loaded");
    if (!loaded) {
      end_worker(member);
      return loaded.error();
    }
    return {};
  }

  /// Sends a command and waits for its answer, looking at the stop flag meanwhile.
  Result<json> ask(Member& member, const json& command, const std::string& answer) {
    if (!member.worker->write_line(command.dump()))
      return lost(member);
    std::string line;
    while (true) {
      const ChildProcess::Read read = member.worker->read_line(line, kPoll);
      if (stopped()) {
        member.worker.reset();
        return fail(ErrorCode::Cancelled, "Stopped.");
      }
      if (read == ChildProcess::Read::Ended)
        return lost(member);
      if (read == ChildProcess::Read::Nothing)
        continue;
      const auto event = parse_strict_json(line, "worker answer");
      const auto text = [&](const char* key) { return event->contains(key) && (*event)[key].is_string() ? (*event)[key].get<std::string>() : std::string(); };
      if (!event || !event->is_object()) { // whatever it answers from here on may belong to this command
        member.worker.reset();
        return fail(ErrorCode::Internal, "The measuring process answered something that is no event and was ended.");
      }
      if (text("event") == answer)
        return *event;
      if (text("event") == "error")
        return refusal(member, error_code_of(text("code")).value_or(ErrorCode::Unsupported), text("message"), text("where"));
    }
  }

  /// The worker's own reason. After a lost device it goes: what a hung device holds comes back with its process only.
  static Error refusal(Member& member, ErrorCode code, const std::string& message, const std::string& where) {
    if (code == ErrorCode::DeviceLost)
      end_worker(member);
    return fail(code, message.empty() ? "The measuring process gave no reason." : message, where);
  }

  Error lost(Member& member) {
    const std::string how = member.worker->reap();
    member.worker.reset();
    return fail(ErrorCode::Internal, "The measuring process ended early (" + how + "); it may have run out of memory.");
  }

  static void end_worker(Member& member) {
    if (!member.worker)
      return;
    if (member.worker->write_line(R"({"cmd":"quit"})"))
      static_cast<void>(member.worker->wait(kPatience));
    member.worker.reset(); // killed where it did not go by itself
  }

  Study m_study;
  const CoordinatorOptions& m_options;
  LoadOptions m_load;
  std::map<std::string, Member> m_members;
  std::unique_ptr<RunStore> m_store;
  Calibration m_calibration;
  Measurement m_first; ///< the first cell that was measured, for the drift check
  int64_t m_run = 0, m_clock = 0;
};

} // namespace

Result<Study> fitted_study(const Study& study, int64_t free_bytes) {
  PARETO_TRY_ASSIGN(precision, parse_precision(study.precision));
  int64_t largest = 0;
  for (const std::string& id : study.models) {
    PARETO_TRY_ASSIGN(opened, open_model(id));
    largest = std::max(largest, weight_bytes(opened.model.record({1, 1, Phase::Decode}), precision));
  }
  if (study.fallback_size.empty() || free_bytes <= 0 || largest + kHeadroom < free_bytes)
    return study;
  Study smaller = study;
  for (std::string& id : smaller.models)
    if (const size_t at = id.rfind('@'); at != std::string::npos)
      id = id.substr(0, at + 1) + study.fallback_size;
  smaller.quality_group = study.fallback_group;
  return smaller;
}

Status run_study(const Study& study, const CoordinatorOptions& options) {
  PARETO_TRY_ASSIGN(fitted, fitted_study(study, available_memory_bytes()));
  return Coordinator(fitted, options).run();
}

} // namespace pareto
