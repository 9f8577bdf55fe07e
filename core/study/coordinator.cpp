// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/coordinator.h"

#include "core/formats/model_footprint.h"
#include "core/measure/plausibility.h"
#include "core/measure/slices.h"
#include "core/platform/cpu_info.h"
#include "core/study/forecast.h"
#include "core/study/protocol/protocol.h"
#include "core/study/run_store.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace pareto {

using nlohmann::json;

namespace {

constexpr double kDrift = 0.05; ///< change of a value from one time to the next that is told

class Coordinator {
public:
  Coordinator(Study study, const CoordinatorOptions& options)
      : m_study(std::move(study)), m_options(options),
        m_crew(options, m_limits,
               [this](const Crew::Member& member, double seconds, const std::optional<Calibration>& limits) {
                 return take_loaded(member, seconds, limits);
               }) {}

  Status run() {
    PARETO_TRY(open_members());
    PARETO_TRY_ASSIGN(store, RunStore::open(m_options.store_path));
    m_store = std::move(store);
    m_limits.cpu = m_options.limits();
    bool complete = false;
    do {
      if (m_next)
        PARETO_TRY(take_up(*std::exchange(m_next, std::nullopt)));
      PARETO_TRY(find_stored());
      PARETO_TRY_ASSIGN(whole, run_one());
      complete = whole;
    } while (m_next && !stopped());
    m_crew.end_all();
    emit(protocol::Finished{m_run, !complete});
    return {};
  }

private:
  bool stopped() const { return m_options.stopped && m_options.stopped(); }

  /// Whether this run goes no further: it is stopped, or another study is to be measured.
  bool interrupted() {
    if (m_options.changed)
      if (auto next = m_options.changed())
        m_next = std::move(next);
    return stopped() || m_next;
  }

  /// Whether every round got through.
  Result<bool> run_one() {
    PARETO_TRY_ASSIGN(run, m_store->begin_run(m_study, stored_calibration().dump()));
    m_run = run;
    emit(protocol::Started{m_run, m_study, m_limits.cpu, m_options.store_path});
    PARETO_TRY_ASSIGN(complete, run_rounds(m_options.rounds >= 0 ? m_options.rounds : m_study.rounds));
    PARETO_TRY(
        m_store->finish_run(m_run, complete ? RunEnd::Complete : RunEnd::Stopped)); // workers may take a moment to go
    interrupted();                                                                  // a change that came last counts
    return complete;
  }

  /// Whoever is measured by both studies stays loaded.
  Status take_up(const Study& next) {
    PARETO_TRY_ASSIGN(study,
                      fitted_study(next, [this](const std::string& device) { return m_crew.whole_room(device); }));
    const bool other_weights = study.precision != m_study.precision;
    m_study = std::move(study);
    m_crew.drop([&](const Crew::Id& id) {
      const auto has = [](const std::vector<std::string>& all, const std::string& one) {
        return std::find(all.begin(), all.end(), one) != all.end();
      };
      return !other_weights && has(m_study.models, id.first) && has(m_study.devices, id.second);
    });
    m_stored.clear();
    m_values.clear();
    m_doubtful.clear();
    m_planned.clear();
    m_last.clear();
    m_forecast.start_over();
    return open_members();
  }
  void emit(const protocol::RunEvent& event) const {
    if (m_options.emit)
      m_options.emit(event);
  }

  /// Those that are not open yet.
  Status open_members() {
    PARETO_TRY_ASSIGN(precision, parse_precision(m_study.precision));
    const LoadOptions load = load_options(precision);
    for (const std::string& id : m_study.models) {
      if (std::all_of(m_study.devices.begin(), m_study.devices.end(), [&](const std::string& device) {
            return m_crew.members().count({id, device}) > 0;
          }))
        continue;
      PARETO_TRY_ASSIGN(opened, open_model(id));
      for (const Warning& warning : opened.warnings)
        emit(protocol::Warned{warning.code, warning.message, id});
      for (const std::string& device : m_study.devices) {
        PARETO_TRY_ASSIGN(footprint, footprint_of(opened, load, packing_of(device)));
        m_crew.add(id, opened, device, footprint);
      }
    }
    return {};
  }

  /// The CPU's limits, and under "devices" those of the others as they become known.
  json stored_calibration() const {
    json stored = to_json(m_limits.cpu);
    for (const auto& [device, limits] : m_limits.others)
      stored["devices"][device] = to_json(limits);
    return stored;
  }

  /// What the store has a value of: models may have been added since.
  Status find_stored() {
    for (const RunStore::StoredResult& each : m_store->read().results)
      note_stored(each.measurement);
    return {};
  }
  void note_stored(const Measurement& m) {
    const Crew::Member* member = m_crew.find(m.key);
    const bool same = member && (m.fingerprint.empty() || m.fingerprint == member->opened.fingerprint);
    if (same && m.error.empty() && !m.samples_ms.empty() && m.condition == Condition::Quiet)
      m_stored.insert(m.key);
  }

  /// A prompt is read the same way for all models of a place, so that they can be compared: in slices where one of them
  /// would take long.
  void choose_readings(std::vector<PlannedCell>& plan) {
    std::map<CellKey, Reading> readings;
    for (PlannedCell& cell : plan) {
      if (cell.key.kind != CellKey::Kind::Prefill)
        continue;
      CellKey place = cell.key;
      place.model.clear();
      if (!readings.count(place))
        readings[place] = reading_at(place);
      cell.how = readings[place];
    }
  }
  Reading reading_at(const CellKey& place) const {
    for (const auto& [id, member] : m_crew.members())
      if (member.device == place.device &&
          reading_of(member.footprint, place, MeasureOptions(), m_limits.of(place.device).roofline) == Reading::Slices)
        return Reading::Slices;
    return Reading::Whole;
  }

  bool denoises(const std::string& model) const {
    return m_crew.members().at({model, m_study.devices.front()}).footprint.denoising().denoises();
  }

  std::vector<PlannedCell> plan_of(int round, bool goes_on) {
    std::vector<PlannedCell> plan = plan_round(m_study, round,
                                               {[this](const CellKey& key) { return m_stored.count(key) > 0; },
                                                [this](const CellKey& place) { return m_crew.holds_all(place); },
                                                goes_on, [this](const std::string& model) { return denoises(model); }});
    choose_readings(plan);
    return plan;
  }

  PlannedWork work_of(const PlannedCell& cell) {
    const Crew::Member& member = m_crew.of(cell.key);
    const MeasureOptions options = options_of(m_study, cell);
    return {cell, options, expected_seconds(member.footprint, cell, options, m_limits.of(cell.key.device)),
            member.footprint.weight_bytes()};
  }
  std::vector<PlannedWork> work_of(const std::vector<PlannedCell>& plan) {
    std::vector<PlannedWork> work;
    for (const PlannedCell& cell : plan)
      work.push_back(work_of(cell));
    return work;
  }

  /// Whether every round got through; 0 rounds go on until stopped.
  Result<bool> run_rounds(int rounds) {
    for (int round = 0; rounds == 0 || round < rounds; ++round) {
      if (interrupted())
        return false;
      if (rounds == 0)
        m_forecast.start_over();
      PARETO_TRY_ASSIGN(whole, run_round(round, rounds));
      if (!whole)
        return false;
      emit(protocol::RoundDone{round});
      if (rounds == 0 || round + 1 < rounds)
        PARETO_TRY(look_at_limits_again());
    }
    return true;
  }

  /// A limit is what the machine can do at most: one that was seen while it was busy mends itself.
  Status look_at_limits_again() {
    const Roofline before = m_limits.cpu.roofline;
    m_limits.cpu = m_options.limits();
    if (m_limits.cpu.roofline == before)
      return {};
    PARETO_TRY(m_store->set_calibration(m_run, stored_calibration().dump()));
    emit(protocol::Limited{"cpu", m_limits.cpu});
    return {};
  }

  /// Whether every cell had its turn before the stop.
  Result<bool> run_round(int round, int rounds) {
    std::vector<PlannedWork> work = work_of(plan_of(round, rounds == 0 || round + 1 < rounds));
    const int later = std::max(0, rounds - round - 1); // like the next one each; none where they have no end
    const std::vector<PlannedWork> next =
        later > 0 ? work_of(plan_of(round + 1, later > 1)) : std::vector<PlannedWork>();
    const size_t planned = work.size();
    size_t limits = m_limits.others.size();
    m_doubtful.clear();
    m_planned.clear();
    for (size_t i = 0; i < work.size(); ++i) {
      if (interrupted())
        return false;
      const double left = seconds_left(std::span(work).subspan(i), i < planned ? planned : 0) +
                          later * (m_forecast.left(next, m_crew.all()) + m_forecast.repeats({}, next, next.size()));
      emit(protocol::Progress{round, static_cast<int>(i), static_cast<int>(work.size()), work[i].cell.key,
                              m_forecast.shown(left, m_crew.now())});
      PARETO_TRY_ASSIGN(measured, run_cell(work[i]));
      if (!measured)
        return false;
      if (i < planned)
        m_forecast.judged(m_doubtful.count(work[i].cell.key) > 0);
      if (m_limits.others.size() != limits) { // a device showed what it can do: what is left of it takes another time
        for (PlannedWork& each : work)
          each = work_of(each.cell);
        limits = m_limits.others.size();
      }
      if (i + 1 == planned)
        for (const PlannedCell& cell : once_more(planned))
          work.push_back(work_of(cell));
    }
    return true;
  }

  /// Of this round; `planned`: cells of its plan, 0 where those are through and what is left is their repeats.
  double seconds_left(std::span<const PlannedWork> work, size_t planned) {
    const double left = m_forecast.left(work, m_crew.loaded());
    if (planned == 0)
      return left;
    std::vector<PlannedWork> doubtful;
    for (const auto& [key, cell] : m_doubtful)
      doubtful.push_back(work_of(cell));
    return left + m_forecast.repeats(doubtful, work, planned);
  }

  /// Cells of this round that may not decide anything as they came back.
  std::vector<PlannedCell> once_more(size_t planned) const {
    std::vector<PlannedCell> cells;
    for (const auto& [key, cell] : m_doubtful)
      if (cells.size() < most_repeats(planned)) {
        cells.push_back(cell);
        cells.back().again = true;
      }
    return cells;
  }

  /// Measures one cell and stores what came of it; only the store can fail the study. False: stopped before anything
  /// came.
  Result<bool> run_cell(const PlannedWork& work) {
    const PlannedCell& cell = work.cell;
    m_loading_s = 0;
    const double start = m_crew.now();
    const Result<Measurement> measured = m_crew.measure(work);
    if (stopped() && !measured)
      return false;
    m_forecast.took(work, m_crew.now() - start - m_loading_s, measured ? &*measured : nullptr);
    Measurement result;
    if (measured) {
      result = *measured;
    } else {
      result.key = cell.key;
      result.fingerprint = m_crew.of(cell.key).opened.fingerprint;
      result.error = measured.error().message;
      result.source = Source::Missing;
    }
    result.round = cell.round;
    check_drift(result);
    judge(result, cell);
    note_stored(result);
    if (result.condition == Condition::Quiet)
      m_doubtful.erase(cell.key);
    else
      m_doubtful[cell.key] = cell;
    PARETO_TRY_ASSIGN(row, m_store->append(m_run, result));
    result.run = m_run;
    result.row = row;
    emit(protocol::Measured{std::move(result), m_run});
    return true;
  }

  /// The machine changed its speed since this cell was last measured: what was compared with it then is off by that
  /// much.
  void check_drift(Measurement& again) {
    const auto& value = again.tpot_ms ? again.tpot_ms : again.ttft_ms;
    if (!value || again.condition != Condition::Quiet)
      return;
    if (const auto before = m_values.find(again.key); before != m_values.end())
      if (const double change = value->value / before->second - 1; std::abs(change) > kDrift)
        again.noise.push_back("drift " + std::to_string(static_cast<int>(std::lround(100 * change))) + " %");
    m_values[again.key] = value->value;
  }

  PlausibilityFacts facts_of(const CellKey& key) const {
    static const int64_t cache = cache_bytes();
    return {&m_crew.of(key).footprint, m_limits.of(key.device).roofline, key.device == "cpu" ? cache : 0};
  }

  /// What contradicts other values of this run, or the machine, is suspect. Where that falls on one that was measured
  /// earlier in this round, it is measured again, and called so if it stays.
  void judge(Measurement& result, const PlannedCell& cell) {
    m_planned[cell.key] = cell;
    std::erase_if(m_last, [&](const Measurement& each) { return each.key == cell.key; });
    m_last.push_back(result);
    m_last.back().repetitions.clear();
    for (const Suspicion& each : suspicions(m_last, [this](const CellKey& key) { return facts_of(key); }))
      if (each.cell + 1 == m_last.size()) {
        result.condition = Condition::Suspect;
        result.lost_to = to_string(each.rule);
      } else if (const auto planned = m_planned.find(m_last[each.cell].key); planned != m_planned.end()) {
        m_doubtful.insert(*planned);
      }
  }

  Status take_loaded(const Crew::Member& member, double seconds, const std::optional<Calibration>& limits) {
    m_loading_s = seconds;
    m_forecast.loaded(member.footprint.weight_bytes(), seconds);
    return limits ? keep_limits(member.device, *limits) : Status();
  }

  /// A device that is not the CPU is calibrated by the first worker that opens it; the others are told.
  Status keep_limits(const std::string& device, const Calibration& limits) {
    if (!m_limits.others.emplace(device, limits).second)
      return {};
    PARETO_TRY(m_store->set_calibration(m_run, stored_calibration().dump()));
    emit(protocol::Limited{device, limits});
    return {};
  }

  Study m_study;
  const CoordinatorOptions& m_options;
  KnownLimits m_limits;
  Crew m_crew;
  std::unique_ptr<RunStore> m_store;
  std::optional<Study> m_next;               ///< to be measured instead
  std::set<CellKey> m_stored;                ///< cells that have a value
  std::map<CellKey, double> m_values;        ///< of this run, as last measured: milliseconds
  std::map<CellKey, PlannedCell> m_doubtful; ///< of this round: disturbed or suspect as last measured
  std::map<CellKey, PlannedCell> m_planned;  ///< of this round, as far as it has come
  std::vector<Measurement> m_last;           ///< of each cell of this run
  Forecast m_forecast;
  double m_loading_s = 0; ///< of the cell that is measured
  int64_t m_run = 0;
};

} // namespace

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
