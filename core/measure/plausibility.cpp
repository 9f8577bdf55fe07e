// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/plausibility.h"

#include "core/numeric/precision.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace pareto {

namespace {

constexpr double kOff = 1.1, kOffWithoutInterval = 1.25, kBetterThanLimit = 1.25;
constexpr int64_t kUnknownCache = int64_t{256} << 20;

/// A value that can be judged.
struct Judged {
  size_t cell;
  const Measurement* measurement;
  Estimate time_ms;
};

std::optional<Estimate> time_of(const Measurement& m) {
  return m.key.kind == CellKey::Kind::Decode ? m.tpot_ms : m.ttft_ms;
}

/// The last of each key.
std::map<CellKey, Judged> judged(std::span<const Measurement> cells) {
  std::map<CellKey, Judged> all;
  for (size_t i = 0; i < cells.size(); ++i)
    if (const auto time = time_of(cells[i]);
        time && time->value > 0 && cells[i].error.empty() && cells[i].condition != Condition::Disturbed)
      all.insert_or_assign(cells[i].key, Judged{i, &cells[i], *time});
  return all;
}

/// Slower beyond doubt.
bool is_slower(const Estimate& a, const Estimate& b) {
  if (!a.ci95 || !b.ci95)
    return a.value > kOffWithoutInterval * b.value;
  return a.value > kOff * b.value && a.ci95->low > b.ci95->high;
}

/// Two cells that cannot both be right.
struct Contradiction {
  const Judged *slower, *faster;
  Plausibility rule;
};

int64_t tokens_of(const CellKey& key) { return key.kind == CellKey::Kind::Decode ? key.context : key.prompt_tokens; }

/// Everything but the axis along which they are compared.
enum class Axis { Tokens, Requests };
CellKey apart_from(CellKey key, Axis axis) {
  if (axis == Axis::Tokens)
    key.context = key.prompt_tokens = 0;
  else
    key.batch = 0;
  return key;
}

/// Whether a decode step reads a state of one size at both.
bool same_state(const Judged& a, const Judged& b, const FactsOf& facts_of) {
  const CellKey& key = a.measurement->key;
  const Footprint* footprint = key.kind == CellKey::Kind::Decode ? facts_of(key).footprint : nullptr;
  return footprint &&
         footprint->state(1, key.context + 1).total() == footprint->state(1, b.measurement->key.context + 1).total();
}

/// The rule that two cells of one axis break, if any; `less` is the smaller task.
std::optional<Contradiction> contradiction(const Judged& less, const Judged& more, Axis axis, const FactsOf& facts_of) {
  const bool falls = is_slower(less.time_ms, more.time_ms), grows = is_slower(more.time_ms, less.time_ms);
  if (axis == Axis::Tokens && (falls || grows) && same_state(less, more, facts_of))
    return falls ? Contradiction{&less, &more, Plausibility::ConstantState}
                 : Contradiction{&more, &less, Plausibility::ConstantState};
  return falls ? std::optional(Contradiction{&less, &more, Plausibility::MoreTakesLonger}) : std::nullopt;
}

std::vector<Contradiction> contradictions(const std::map<CellKey, Judged>& all, Axis axis, const FactsOf& facts_of) {
  std::map<CellKey, std::vector<const Judged*>> lines;
  for (const auto& [key, each] : all)
    lines[apart_from(key, axis)].push_back(&each);
  std::vector<Contradiction> found;
  for (auto& [key, line] : lines) {
    std::sort(line.begin(), line.end(), [axis](const Judged* a, const Judged* b) {
      return axis == Axis::Tokens ? tokens_of(a->measurement->key) < tokens_of(b->measurement->key)
                                  : a->measurement->key.batch < b->measurement->key.batch;
    });
    for (size_t i = 0; i < line.size(); ++i)
      for (size_t j = i + 1; j < line.size(); ++j)
        if (const auto broken = contradiction(*line[i], *line[j], axis, facts_of))
          found.push_back(*broken);
  }
  return found;
}

/// Accuses who contradicts most of what is left, and of two who contradict only each other the slower one, until nobody
/// contradicts anybody.
void accuse(std::vector<Contradiction> left, std::map<size_t, Plausibility>& accused) {
  while (!left.empty()) {
    std::map<size_t, std::pair<int, int>> counts; // in all, and as the slower one
    for (const Contradiction& each : left) {
      counts[each.slower->cell].first += 1;
      counts[each.slower->cell].second += 1;
      counts[each.faster->cell].first += 1;
    }
    const size_t worst = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
                           return a.second < b.second;
                         })->first;
    const auto names = [worst](const Contradiction& each) {
      return each.slower->cell == worst || each.faster->cell == worst;
    };
    accused.emplace(worst, std::find_if(left.begin(), left.end(), names)->rule);
    std::erase_if(left, names);
  }
}

/// Faster than any program could be here.
bool beats_the_machine(const Judged& judged, const PlausibilityFacts& facts) {
  const Measurement& m = *judged.measurement;
  if (!facts.limits.known())
    return false;
  const bool decode = m.key.kind == CellKey::Kind::Decode;
  const auto precision = parse_precision(m.key.precision);
  const bool floats = precision && weights_of(*precision) != Precision::Q8 && weights_of(*precision) != Precision::Q4;
  const double tokens = static_cast<double>(m.key.batch) * (decode ? 1 : static_cast<double>(m.key.prompt_tokens)),
               cache = static_cast<double>(facts.cache_bytes > 0 ? facts.cache_bytes : kUnknownCache);
  const double bytes = decode ? std::max(0.0, m.bytes_per_token * tokens - cache) : 0,
               flops = floats ? m.flops_per_token * tokens : 0;
  const Estimate& time = judged.time_ms;
  const double slowest = time.ci95 ? time.ci95->high : time.value;
  return 1e3 * facts.limits.seconds(bytes, flops) > kBetterThanLimit * slowest;
}

} // namespace

const char* to_string(Plausibility rule) {
  switch (rule) {
  case Plausibility::ConstantState: return "constant state";
  case Plausibility::MoreTakesLonger: return "more takes longer";
  case Plausibility::WithinTheMachine: return "machine's limits";
  }
  return "";
}

std::vector<Suspicion> suspicions(std::span<const Measurement> cells, const FactsOf& facts_of) {
  const std::map<CellKey, Judged> all = judged(cells);
  std::map<size_t, Plausibility> accused;
  std::vector<Contradiction> broken = contradictions(all, Axis::Tokens, facts_of);
  for (const Contradiction& each : contradictions(all, Axis::Requests, facts_of))
    broken.push_back(each);
  accuse(std::move(broken), accused);
  for (const auto& [key, each] : all)
    if (beats_the_machine(each, facts_of(key)))
      accused.insert_or_assign(each.cell, Plausibility::WithinTheMachine);
  std::vector<Suspicion> found;
  for (const auto& [cell, rule] : accused)
    found.push_back({cell, rule});
  return found;
}

} // namespace pareto
