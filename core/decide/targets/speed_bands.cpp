// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/speed_bands.h"

#include "core/decide/targets/band_fit.h"
#include "core/decide/targets/list_text.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <set>

namespace pareto {

namespace {

using nlohmann::json;

constexpr const char* kPoolNames[] = {"decode_dense",  "decode_experts", "batch",          "prefill_geforce",
                                      "prefill_apple", "prefill_other",  "prefill_experts"};
static_assert(std::size(kPoolNames) == kSpeedPools);
constexpr const char* kWidthNames[] = {"4-bit", "8-bit", "16-bit", "32-bit"};
static_assert(std::size(kWidthNames) == kWeightWidths);
constexpr const char* kProofNames[] = {"own", "alike", "few", "unproven"};
static_assert(std::size(kProofNames) == static_cast<size_t>(Proof::Unproven) + 1);

size_t index(SpeedPool pool) { return static_cast<size_t>(pool); }

template <class Take>
Runs runs_where(const std::vector<PublishedRun>& all, Take take) {
  Runs runs;
  for (const PublishedRun& run : all)
    if (take(run))
      runs.push_back(&run);
  return runs;
}

SpeedPool pool_of_run(const PublishedRun& run) { return pool_of(run.phase, run.group, run.kind); }

double number_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

/// Long contexts (weights_only) read more than their weights and say nothing about a share of them.
bool reads_more(const json& row) { return row.contains("weights_only") && row["weights_only"] == true; }

/// Of more requests at once than this, operations bound as much as bytes do.
constexpr double kMostAtOnce = 32;

/// Rate and work of a row, where it tells both.
void take_rates(PublishedRun& run, const json& row, const Machine& machine, double batch) {
  const double speed = number_at(row, "tokens_per_s");
  const std::string phase = text_of(row, "phase");
  if (!(speed > 0) || !(batch > 0))
    return;
  if (phase == "decode" && batch <= kMostAtOnce && !reads_more(row) && machine.bandwidth) {
    run.phase = batch > 1 ? RunPhase::Batch : RunPhase::Decode;
    run.rated = number_at(row, "weight_bytes_per_step") / *machine.bandwidth;
    run.seconds = batch / speed;
  } else if (const auto rate = reference_rate(machine); phase == "prefill" && batch == 1 && rate) {
    run.phase = RunPhase::Prefill;
    run.rated = number_at(row, "achieved_flops") / speed / *rate;
    run.seconds = 1 / speed;
  }
}

/// Nothing: the row tells nothing of a band.
Result<std::optional<PublishedRun>> read_run(const json& row, const MachineCatalogue& catalogue,
                                             const std::string& place) {
  if (!row.is_object() || !row.contains("model") || !row["model"].is_object())
    return fail(ErrorCode::InvalidFile, place + " names no model.", place);
  PublishedRun run;
  run.machine = text_of(row, "machine");
  const Machine* machine = catalogue.find(run.machine);
  if (!machine)
    return fail(ErrorCode::InvalidFile, place + " names no machine of the catalogue.", place);
  run.kind = machine->kind;
  const json& model = row["model"];
  run.group = text_of(model, "architecture").find("MoE") == std::string::npos ? SpeedGroup::Dense : SpeedGroup::Experts;
  run.width = width_of(number_at(model, "bits"));
  take_rates(run, row, *machine, number_at(row, "batch"));
  if (!(run.rated > 0) || !(run.seconds > 0))
    return std::optional<PublishedRun>();
  return std::optional(std::move(run));
}

/// Elementwise the later of both.
TimeBand later(const TimeBand& a, const TimeBand& b) {
  return {std::max(a.low, b.low), std::max(a.middle, b.middle), std::max(a.high, b.high)};
}
TimeBand around(const TimeBand& a, const TimeBand& b) {
  return {std::min(a.low, b.low), a.middle, std::max(a.high, b.high)};
}

TimeBand spread(const SpeedRule& rule, double rated) {
  const double middle = middle_of(rule, rated);
  return {middle / rule.high, middle, middle / rule.low};
}

TimeBand at_least(TimeBand band, double limit) {
  band.low = std::max(band.low, limit);
  band.high = std::max(band.high, band.low);
  band.middle = std::clamp(band.middle, band.low, band.high);
  return band;
}

/// No unit that the data sheet states does more; 0 where it states no rate of matrix units.
double least_seconds(const Machine& machine, double flops) {
  if (!machine.fp16 && !machine.int8)
    return 0;
  return flops / std::max({machine.fp32.value_or(0), machine.fp16.value_or(0), machine.int8.value_or(0)});
}

/// Rules fitted without a machine, by machine and pool.
using Without = std::map<std::pair<std::string_view, SpeedPool>, SpeedRule>;

const SpeedRule& rule_without(Without& known, const std::vector<PublishedRun>& all, std::string_view machine,
                              SpeedPool pool) {
  const auto [place, added] = known.try_emplace({machine, pool});
  if (added)
    place->second = fitted(pool, runs_where(all, [&](const PublishedRun& run) {
                             return !run.imported && run.machine != machine && pool_of_run(run) == pool;
                           }));
  return place->second;
}

} // namespace

WeightWidth width_of(double bits) {
  return bits < 7    ? WeightWidth::Four
         : bits < 12 ? WeightWidth::Eight
         : bits < 24 ? WeightWidth::Sixteen
                     : WeightWidth::ThirtyTwo;
}
const char* to_string(WeightWidth width) { return kWidthNames[static_cast<size_t>(width)]; }
const char* to_string(SpeedPool pool) { return kPoolNames[index(pool)]; }
const char* to_string(Proof proof) { return kProofNames[static_cast<size_t>(proof)]; }

SpeedPool pool_of(RunPhase phase, SpeedGroup group, MachineKind kind) {
  const bool dense = group == SpeedGroup::Dense, geforce = kind == MachineKind::GeForce,
             apple = kind == MachineKind::Apple;
  switch (phase) {
  case RunPhase::Decode: return dense ? SpeedPool::DecodeDense : SpeedPool::DecodeExperts;
  case RunPhase::Batch: return SpeedPool::Batch;
  case RunPhase::Prefill: break;
  }
  if (!dense)
    return SpeedPool::PrefillExperts;
  return geforce ? SpeedPool::PrefillGeForce : apple ? SpeedPool::PrefillApple : SpeedPool::PrefillOther;
}

std::optional<double> reference_rate(const Machine& machine) {
  return machine.kind == MachineKind::Apple || machine.kind == MachineKind::Processor ? machine.fp32 : machine.fp16;
}

Result<SpeedBands> SpeedBands::parse(const json& speeds, const MachineCatalogue& catalogue) {
  if (!speeds.is_object() || !speeds.contains("rows") || !speeds["rows"].is_array())
    return fail(ErrorCode::InvalidFile, "There is no list 'rows' of published speeds.", "rows");
  SpeedBands bands;
  size_t at = 0;
  for (const json& row : speeds["rows"]) {
    PARETO_TRY_ASSIGN(run, read_run(row, catalogue, "rows[" + std::to_string(at++) + "]"));
    if (run)
      bands.m_runs.push_back(*std::move(run));
  }
  for (size_t pool = 0; pool < kSpeedPools; ++pool)
    bands.m_pooled[pool] =
        fitted(static_cast<SpeedPool>(pool),
               runs_where(bands.m_runs, [&](const PublishedRun& run) { return index(pool_of_run(run)) == pool; }));
  return bands;
}

void SpeedBands::add(PublishedRun imported) {
  imported.imported = true;
  m_runs.push_back(std::move(imported));
}

SpeedRule SpeedBands::rule(std::string_view machine, SpeedPool pool) const {
  const SpeedRule& pooled = m_pooled[index(pool)];
  const auto of_machine = [&](bool imported) {
    return runs_where(m_runs, [&](const PublishedRun& run) {
      return run.machine == machine && pool_of_run(run) == pool && (run.imported || !imported);
    });
  };
  if (pooled.runs == 0)
    return pooled;
  if (const Runs imported = of_machine(true); !imported.empty())
    return narrowed(pooled, pool, imported);
  const Runs own = of_machine(false);
  return own.size() < static_cast<size_t>(kEnoughRuns) ? pooled : narrowed(pooled, pool, own);
}

TimeBand SpeedBands::band(const Machine& machine, SpeedPool pool, double rated) const {
  return spread(rule(machine.id, pool), rated);
}

std::optional<TimeBand> SpeedBands::step(const Machine& machine, SpeedGroup group, const StepWork& work,
                                         int requests) const {
  const SpeedPool pool = pool_of(RunPhase::Decode, group, machine.kind);
  if (!machine.bandwidth || m_pooled[index(pool)].runs == 0)
    return std::nullopt;
  const double rated = (work.weight_bytes + work.state_bytes) / *machine.bandwidth;
  TimeBand time = band(machine, pool, rated);
  if (requests > 1 && m_pooled[index(SpeedPool::Batch)].runs > 0)
    time = around(time, band(machine, SpeedPool::Batch, rated));
  const auto rate = reference_rate(machine);
  const SpeedPool reads = pool_of(RunPhase::Prefill, group, machine.kind);
  if (requests > 1 && rate && m_pooled[index(reads)].runs > 0)
    time = later(time, band(machine, reads, work.flops / *rate));
  return at_least(time, std::max(rated, least_seconds(machine, work.flops)));
}

std::optional<TimeBand> SpeedBands::reading(const Machine& machine, SpeedGroup group, const StepWork& work,
                                            double weight_bytes) const {
  const SpeedPool pool = pool_of(RunPhase::Prefill, group, machine.kind);
  const auto rate = reference_rate(machine);
  if (!machine.bandwidth || !rate || m_pooled[index(pool)].runs == 0)
    return std::nullopt;
  return at_least(band(machine, pool, work.flops / *rate),
                  std::max(weight_bytes / *machine.bandwidth, least_seconds(machine, work.flops)));
}

Backed SpeedBands::backing(const Machine& machine, RunPhase phase, SpeedGroup group, WeightWidth width) const {
  const SpeedPool pool = pool_of(phase, group, machine.kind);
  if (const SpeedRule used = rule(machine.id, pool); used.own)
    return {Proof::Own, used.runs};
  if (phase == RunPhase::Batch && group == SpeedGroup::Experts)
    return {};
  const Runs alike = runs_where(m_runs, [&](const PublishedRun& run) {
    return run.kind == machine.kind && run.phase == phase && run.group == group && run.width == width;
  });
  const auto count = static_cast<int>(alike.size());
  return {count >= kEnoughRuns ? Proof::Alike : count > 0 ? Proof::Few : Proof::Unproven, count};
}

std::vector<BandCoverage> SpeedBands::leave_one_machine_out() const {
  Without without;
  std::vector<BandCoverage> all(kSpeedPools);
  std::vector<std::vector<Weighted>> errors(kSpeedPools);
  std::vector<std::set<std::string_view>> machines(kSpeedPools);
  for (const PublishedRun& held : m_runs) {
    if (held.imported)
      continue;
    const size_t at = index(pool_of_run(held));
    const SpeedRule& rule = rule_without(without, m_runs, held.machine, static_cast<SpeedPool>(at));
    TimeBand band = rule.runs > 0 ? spread(rule, held.rated) : TimeBand{0, 0, 0};
    if (held.phase == RunPhase::Batch) // as step() does
      band = around(band, spread(rule_without(without, m_runs, held.machine, SpeedPool::DecodeDense), held.rated));
    ++all[at].runs;
    all[at].outside += held.seconds < band.low || held.seconds > band.high;
    errors[at].push_back({std::abs(band.middle / held.seconds - 1), 1});
    machines[at].insert(held.machine);
  }
  for (size_t at = 0; at < kSpeedPools; ++at) {
    all[at].pool = static_cast<SpeedPool>(at);
    all[at].machines = static_cast<int>(machines[at].size());
    all[at].median_error = weighted_quantile(errors[at], 0.5);
  }
  return all;
}

CoverageFacts coverage_facts(const std::vector<BandCoverage>& pools) {
  CoverageFacts facts;
  for (const BandCoverage& pool : pools) {
    facts.runs += pool.runs;
    facts.outside += pool.outside;
    if (pool.pool == SpeedPool::DecodeDense)
      facts.decode_error = pool.median_error;
  }
  return facts;
}

} // namespace pareto
