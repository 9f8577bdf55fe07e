// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/policy/replay.h"

#include "core/numeric/statistics.h"

#include <numeric>
#include <random>

namespace pareto {

namespace {

constexpr double kApart = 1e5; ///< seconds: the clock of a trace jumps over what is idle

std::optional<double> predicted(const Evidence& evidence, const Comparison& comparison,
                                const std::vector<PolicyRange>& ranges, const Arrival& arrival) {
  const Contender& who = serves(ranges, arrival.prompt_tokens);
  OperatingPoint at = place_on(comparison.at, who);
  at.context = arrival.prompt_tokens;
  at.answer_tokens = arrival.answer_tokens;
  at.requests = 1;
  const Quantity wait = evidence.value(who.model, Metric::AnswerTime, at);
  return wait.value ? std::optional(*wait.value / 1e3) : std::nullopt;
}

double mean(const std::vector<double>& values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

std::vector<Arrival> drawn_requests(const LengthMix& mix, int count, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Arrival> arrivals;
  for (int i = 0; i < count; ++i) {
    double at = static_cast<double>(random() >> 11) / 9007199254740992.0;
    size_t which = 0;
    while (which + 1 < mix.size() && at >= mix[which].share)
      at -= mix[which++].share;
    arrivals.push_back({kApart * i, mix[which].prompt_tokens, mix[which].answer_tokens});
  }
  return arrivals;
}

Replay replay_of(const Evidence& evidence, const Comparison& comparison, const std::vector<PolicyRange>& ranges,
                 const std::vector<Arrival>& arrivals, const ServingRun& run) {
  Replay replay;
  std::vector<double> known, ratios;
  for (size_t i = 0; i < arrivals.size(); ++i) {
    const double took = run.requests[i].wait();
    replay.replayed_s.push_back(took);
    replay.predicted_s.push_back(predicted(evidence, comparison, ranges, arrivals[i]));
    if (!replay.predicted_s.back())
      continue;
    known.push_back(*replay.predicted_s.back());
    ratios.push_back(took / known.back());
  }
  replay.replayed_mean_s = mean(replay.replayed_s);
  if (known.size() == arrivals.size())
    replay.predicted_mean_s = mean(known);
  if (!ratios.empty())
    replay.ratio = estimate_median(ratios, 6);
  return replay;
}

} // namespace pareto
