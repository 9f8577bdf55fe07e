// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/answer/wait_bars.h"

#include <algorithm>

namespace pareto {

namespace {

/// All tokens of an answer but the first, at the time of one.
Quantity all_but_the_first(Quantity one, int64_t tokens) {
  const auto times = static_cast<double>(std::max<int64_t>(0, tokens - 1));
  if (one.value)
    one.value = *one.value * times;
  if (one.ci95)
    one.ci95 = Interval{one.ci95->low * times, one.ci95->high * times};
  return one;
}

} // namespace

std::optional<double> WaitBar::reading_share() const {
  if (!reading.value || !writing.value || *reading.value + *writing.value <= 0)
    return std::nullopt;
  return *reading.value / (*reading.value + *writing.value);
}

InTime in_time(const Quantity& wait, double patience_ms) {
  if (!may_decide(wait))
    return InTime::Unknown;
  const Interval ends = wait.ci95.value_or(Interval{*wait.value, *wait.value});
  return ends.high <= patience_ms ? InTime::Yes : ends.low > patience_ms ? InTime::No : InTime::Open;
}

std::vector<WaitBar> wait_bars(const Evidence& evidence, const Comparison& comparison,
                               const std::vector<Ranked>& places, double patience_ms) {
  std::vector<WaitBar> bars;
  for (const Ranked& place : places) {
    if (place.kind == Ranked::Kind::OtherSize)
      continue;
    const OperatingPoint at = place_on(comparison.at, place.who);
    WaitBar bar{place.who, evidence.value(place.who.model, Metric::Ttft, at),
                all_but_the_first(evidence.value(place.who.model, Metric::Tpot, at), at.answer_tokens),
                place.figures[kWaitFigure].quantity};
    bar.in_time = in_time(bar.total, patience_ms);
    bars.push_back(std::move(bar));
  }
  return bars;
}

} // namespace pareto
