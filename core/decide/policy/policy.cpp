// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/policy/policy.h"

#include "core/decide/memory_taken.h"
#include "core/decide/quantity_math.h"

#include <algorithm>

namespace pareto {

namespace {

/// The first token count of (same, other] at which somebody else is chosen than at `same`.
int64_t turn(const ChosenAt& chosen, int64_t same, int64_t other) {
  const auto here = chosen(same);
  while (same + 1 < other) {
    const int64_t middle = same + (other - same) / 2;
    (chosen(middle) == here ? same : other) = middle;
  }
  return other;
}

/// Lengths where who is chosen changes, with who it is from there on.
std::vector<std::pair<int64_t, std::optional<Contender>>> turns(const ChosenAt& chosen, int64_t first, int64_t last) {
  std::vector<std::pair<int64_t, std::optional<Contender>>> all{{first, chosen(first)}};
  for (int64_t at = first; at < last;) {
    const int64_t next = std::min(at * 2, last);
    const auto there = chosen(next);
    while (all.back().second != there) { // somebody may come between the two
      const int64_t from = turn(chosen, std::max(at, all.back().first), next);
      all.emplace_back(from, chosen(from));
    }
    at = next;
  }
  return all;
}

Quantity wait_at(const Evidence& evidence, const Comparison& comparison, const Contender& who,
                 const LengthClass& lengths) {
  OperatingPoint at = place_on(comparison.at, who);
  at.context = lengths.prompt_tokens;
  at.answer_tokens = lengths.answer_tokens;
  return evidence.value(who.model, Metric::AnswerTime, at);
}

/// The mean over all requests; its interval is that of all ends together.
Quantity mean_wait(const Evidence& evidence, const Comparison& comparison, const Serving& serving,
                   const LengthMix& mix) {
  std::optional<Quantity> mean;
  double value = 0, low = 0, high = 0;
  bool bounded = true;
  for (const LengthClass& lengths : mix) {
    const Quantity wait = wait_at(evidence, comparison, serving(lengths), lengths);
    if (!wait.value)
      return wait;
    value += lengths.share * *wait.value;
    const Interval ends = wait.ci95.value_or(Interval{*wait.value, *wait.value});
    bounded &= wait.ci95.has_value();
    low += lengths.share * ends.low;
    high += lengths.share * ends.high;
    if (mean)
      take_weaker(*mean, wait);
    else
      mean = wait;
  }
  mean->value = value;
  mean->ci95 = bounded ? std::optional(Interval{low, high}) : std::nullopt;
  return *mean;
}

/// Of one contender with its longest request of those it serves; nothing where it serves none.
std::optional<Quantity> memory_of(const Evidence& evidence, const Comparison& comparison, const Contender& who,
                                  const Serving& serving, const LengthMix& mix) {
  OperatingPoint at = place_on(comparison.at, who);
  at.context = 0;
  for (const LengthClass& lengths : mix)
    if (serving(lengths) == who)
      at.context = std::max(at.context, lengths.prompt_tokens + lengths.answer_tokens);
  return at.context > 0 ? std::optional(evidence.value(who.model, Metric::Memory, at)) : std::nullopt;
}

Quantity memory_of_all(const Evidence& evidence, const Comparison& comparison, const std::vector<Contender>& held,
                       const Serving& serving, const LengthMix& mix) {
  std::optional<Quantity> sum;
  for (const Contender& who : held) {
    const auto memory = memory_of(evidence, comparison, who, serving, mix);
    if (!memory)
      continue;
    if (!memory->value)
      return *memory;
    sum = sum ? sum_of(*sum, *memory, 1) : *memory;
  }
  return sum.value_or(missing(Gap::NotMeasured, "Nothing is served."));
}

Blend blend(const Evidence& evidence, const Comparison& comparison, const std::vector<Contender>& held,
            const Serving& serving, const LengthMix& mix) {
  const Study& study = evidence.study();
  Blend made;
  made.wait = mean_wait(evidence, comparison, serving, mix);
  made.memory = memory_of_all(evidence, comparison, held, serving, mix);
  made.cost = month_cost(study, mix, capacity_of(evidence, serving, mix, patience_s(study)));
  return made;
}

std::vector<Contender> held_by(const std::vector<PolicyRange>& ranges) {
  std::vector<Contender> held;
  for (const PolicyRange& range : ranges)
    if (std::find(held.begin(), held.end(), range.serves) == held.end())
      held.push_back(range.serves);
  return held;
}

std::optional<bool> fits(const Evidence& evidence, const PolicyReport& report) {
  const std::optional<int64_t> memory =
      report.ranges.empty() ? std::nullopt : memory_of_device(evidence, report.ranges.front().serves.device);
  if (!memory || !report.switching.memory.value)
    return std::nullopt;
  return *report.switching.memory.value <= static_cast<double>(*memory);
}

} // namespace

std::vector<PolicyRange> policy_ranges(const ChosenAt& chosen, int64_t first, int64_t last) {
  std::vector<PolicyRange> ranges;
  int64_t undecided_from = first;
  for (const auto& [from, who] : turns(chosen, first, last)) {
    if (!who) { // whoever serves so far goes on
      if (!ranges.empty() && ranges.back().decided)
        ranges.push_back({from, last, ranges.back().serves, false});
      continue;
    }
    if (ranges.empty() && from > undecided_from)
      ranges.push_back({undecided_from, from - 1, *who, false});
    ranges.push_back({from, last, *who, true});
  }
  for (size_t i = 0; i + 1 < ranges.size(); ++i)
    ranges[i].to = ranges[i + 1].from - 1;
  return ranges;
}

std::vector<PolicyRange> policy_ranges(const Evidence& evidence, const Comparison& comparison) {
  const auto chosen = [&](int64_t tokens) -> std::optional<Contender> {
    const MapCell cell = map_cell(evidence, comparison, tokens, comparison.at.requests);
    return cell.state == MapCell::State::Won ? std::optional(cell.winner) : std::nullopt;
  };
  return policy_ranges(chosen, kShortestPrompt, kLongestPrompt);
}

const Contender& serves(const std::vector<PolicyRange>& ranges, int64_t tokens) {
  for (const PolicyRange& range : ranges)
    if (tokens <= range.to)
      return range.serves;
  return ranges.back().serves;
}

const PolicyRange* PolicyReport::first_switch() const {
  for (size_t i = 1; i < ranges.size(); ++i)
    if (ranges[i].serves != ranges[i - 1].serves)
      return &ranges[i];
  return nullptr;
}

std::optional<double> PolicyReport::saved_share() const {
  if (!best || !switching.wait.value || !(*singles[*best].wait.value > 0))
    return std::nullopt;
  return 1 - *switching.wait.value / *singles[*best].wait.value;
}

PolicyReport policy_report(const Evidence& evidence, const Comparison& comparison) {
  PolicyReport report;
  report.mix = length_mix(evidence.study());
  report.ranges = policy_ranges(evidence, comparison);
  for (const Contender& who : contenders(evidence, comparison)) {
    const auto serving = [&](const LengthClass&) { return who; };
    report.singles.push_back(blend(evidence, comparison, {who}, serving, report.mix));
    report.singles.back().who = who;
    const Quantity& wait = report.singles.back().wait;
    if (may_decide(wait) && (!report.best || *wait.value < *report.singles[*report.best].wait.value))
      report.best = report.singles.size() - 1;
  }
  if (report.ranges.empty())
    return report;
  const auto serving = [&](const LengthClass& lengths) { return serves(report.ranges, lengths.prompt_tokens); };
  report.switching = blend(evidence, comparison, held_by(report.ranges), serving, report.mix);
  report.fits = fits(evidence, report);
  return report;
}

} // namespace pareto
