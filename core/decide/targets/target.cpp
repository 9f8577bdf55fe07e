// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/targets/target.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace pareto {

namespace {

using nlohmann::json;
using Runs = std::vector<const PublishedRun*>;

constexpr double kPooledMargin = 1.2, kOwnMargin = 1.1; ///< beyond the 5th and 95th percentile
constexpr double kFixedStep = 0.25e-3, kShareStep = 0.02;
constexpr int kFixedSteps = 25, kFirstShare = 15, kLastShare = 50; ///< 0 to 6 ms; 0.30 to 1.00

struct Weighted {
  double value, weight;
};

double quantile(std::vector<Weighted> values, double share) {
  std::sort(values.begin(), values.end(), [](const Weighted& a, const Weighted& b) { return a.value < b.value; });
  double total = 0, passed = 0;
  for (const Weighted& one : values)
    total += one.weight;
  for (const Weighted& one : values)
    if ((passed += one.weight) >= share * total)
      return one.value;
  return values.empty() ? 0 : values.back().value;
}

double middle(const DecodeRule& rule, double rated) { return rule.fixed + rated / rule.share; }

/// Of each run `of(run)`, every machine counting equally.
template <class Of>
std::vector<Weighted> weighted(const Runs& runs, Of of) {
  std::map<std::string_view, int> count;
  for (const PublishedRun* run : runs)
    ++count[run->machine];
  std::vector<Weighted> values;
  for (const PublishedRun* run : runs)
    values.push_back({of(*run), 1.0 / count[run->machine]});
  return values;
}

/// Measured speed over the middle's.
std::vector<Weighted> factors(const Runs& runs, const DecodeRule& rule) {
  return weighted(runs, [&](const PublishedRun& run) { return middle(rule, run.rated_seconds) / run.seconds; });
}

void set_factors(DecodeRule& rule, const Runs& runs, double margin) {
  const std::vector<Weighted> seen = factors(runs, rule);
  rule.low = quantile(seen, 0.05) / margin;
  rule.high = quantile(seen, 0.95) * margin;
}

double typical_error(const Runs& runs, const DecodeRule& rule) {
  return quantile(weighted(runs,
                           [&](const PublishedRun& run) {
                             return std::abs(std::log(middle(rule, run.rated_seconds) / run.seconds));
                           }),
                  0.5);
}

/// The fixed time and share with the least median error: searched, as the median has no gradient.
DecodeRule fit(const Runs& runs) {
  DecodeRule best;
  double least = std::numeric_limits<double>::infinity();
  for (int step = 0; step < kFixedSteps; ++step)
    for (int share = kFirstShare; share <= kLastShare; ++share) {
      DecodeRule rule;
      rule.fixed = step * kFixedStep;
      rule.share = share * kShareStep;
      const double error = typical_error(runs, rule);
      if (error < least) {
        least = error;
        best = rule;
      }
    }
  set_factors(best, runs, kPooledMargin);
  std::set<std::string_view> machines;
  for (const PublishedRun* run : runs)
    machines.insert(run->machine);
  best.runs = static_cast<int>(runs.size());
  best.machines = static_cast<int>(machines.size());
  return best;
}

template <class Take>
Runs runs_where(const std::vector<PublishedRun>& all, Take take) {
  Runs runs;
  for (const PublishedRun& run : all)
    if (take(run))
      runs.push_back(&run);
  return runs;
}

double number_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0;
}

std::string text_of(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Long contexts (weights_only) read more than their weights and say nothing about a share.
bool tells_decode(const json& row) {
  return row.is_object() && text_of(row, "phase") == "decode" && number_of(row, "batch") == 1 &&
         number_of(row, "weight_bytes_per_step") > 0 && number_of(row, "tokens_per_s") > 0 &&
         !(row.contains("weights_only") && row["weights_only"] == true);
}

SpeedGroup group_of(const json& row) {
  const std::string architecture = text_of(row["model"], "architecture");
  return architecture.find("MoE") == std::string::npos ? SpeedGroup::Dense : SpeedGroup::MixtureOfExperts;
}

size_t index(SpeedGroup group) { return static_cast<size_t>(group); }

} // namespace

Result<SpeedBands> SpeedBands::parse(const json& speeds, const MachineCatalogue& catalogue) {
  if (!speeds.is_object() || !speeds.contains("rows") || !speeds["rows"].is_array())
    return fail(ErrorCode::InvalidFile, "There is no list 'rows' of published speeds.", "rows");
  SpeedBands bands;
  size_t at = 0;
  for (const json& row : speeds["rows"]) {
    const std::string place = "rows[" + std::to_string(at++) + "]";
    if (!tells_decode(row))
      continue;
    const std::string id = text_of(row, "machine");
    const Machine* machine = catalogue.find(id);
    if (!machine || !row.contains("model") || !row["model"].is_object())
      return fail(ErrorCode::InvalidFile, place + " names no machine of the catalogue, or no model.", place);
    if (machine->bandwidth)
      bands.m_runs.push_back({id, group_of(row), number_of(row, "weight_bytes_per_step") / *machine->bandwidth,
                              1 / number_of(row, "tokens_per_s")});
  }
  for (const SpeedGroup group : {SpeedGroup::Dense, SpeedGroup::MixtureOfExperts})
    bands.m_pooled[index(group)] =
        fit(runs_where(bands.m_runs, [&](const PublishedRun& run) { return run.group == group; }));
  return bands;
}

DecodeRule SpeedBands::rule(std::string_view machine, SpeedGroup group) const {
  DecodeRule rule = m_pooled[index(group)];
  const Runs own =
      runs_where(m_runs, [&](const PublishedRun& run) { return run.group == group && run.machine == machine; });
  if (own.size() < static_cast<size_t>(kOwnRuns))
    return rule;
  set_factors(rule, own, kOwnMargin);
  rule.runs = static_cast<int>(own.size());
  rule.machines = 1;
  rule.own = true;
  return rule;
}

std::optional<TimeBand> SpeedBands::decode(const Machine& machine, SpeedGroup group, double bytes) const {
  const DecodeRule used = rule(machine.id, group);
  if (!machine.bandwidth || used.runs == 0)
    return std::nullopt;
  const double rated = bytes / *machine.bandwidth, expected = pareto::middle(used, rated);
  const double low = std::max(rated, expected / used.high), high = std::max(low, expected / used.low);
  return TimeBand{low, std::clamp(expected, low, high), high};
}

BandCoverage SpeedBands::leave_one_machine_out() const {
  std::map<std::pair<std::string_view, SpeedGroup>, DecodeRule> without;
  BandCoverage coverage;
  std::vector<Weighted> errors;
  for (const PublishedRun& held : m_runs) {
    const auto [place, added] = without.try_emplace({held.machine, held.group});
    if (added)
      place->second = fit(runs_where(
          m_runs, [&](const PublishedRun& run) { return run.group == held.group && run.machine != held.machine; }));
    const double factor = middle(place->second, held.rated_seconds) / held.seconds;
    ++coverage.runs;
    coverage.outside += factor < place->second.low || factor > place->second.high;
    errors.push_back({std::abs(1 / factor - 1), 1});
  }
  coverage.median_error = quantile(errors, 0.5);
  return coverage;
}

} // namespace pareto
