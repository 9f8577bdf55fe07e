// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/metric_table.h"

#include "core/decide/quantity_math.h"
#include "core/measure/reuse.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace pareto {

namespace {

constexpr double kSecond = 1e3, kMinute = 60e3, kGigabyte = 1e9;
constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr AxisRule kAxis{0, 1, 5}; // below a ratio of 5 an axis from zero shows the differences honestly

using From = const MetricSource&;
using At = const OperatingPoint&;

bool is_reused(At at) { return reused_tokens(at.context, at.reused_share) > 0; }
/// Of what is read: all of a prompt, or what does not lie in the state already.
Quantity reading_ms(From source, At at) {
  return is_reused(at) ? difference_of(source.prefill_ms(at), source.reused_ms(at)) : source.prefill_ms(at);
}
Quantity reading_joules(From source, At at) {
  return is_reused(at) ? difference_of(source.prefill_joules(at), source.reused_joules(at)) : source.prefill_joules(at);
}
Quantity answer_time(From source, At at) {
  return sum_of(reading_ms(source, at), source.decode_ms(at),
                static_cast<double>(std::max<int64_t>(0, at.answer_tokens - 1)));
}
Quantity prefill_rate(From source, At at) {
  return rate_of(source.prefill_ms(at), static_cast<double>(at.requests) * static_cast<double>(at.context));
}
Quantity answer_joules(From source, At at) {
  return sum_of(reading_joules(source, at), source.decode_joules(at),
                static_cast<double>(std::max<int64_t>(0, at.answer_tokens - 1)));
}
int64_t state_bytes(From source, At at) { return source.footprint().state(at.requests, at.context).total(); }

// metric, id, unit, higher is better, kind, timed, crosses as, how to compute, axis, limit
constexpr MetricRow kRows[] = {
    {Metric::Tpot, "tpot", Unit::Milliseconds, false, MetricKind::Speed, Timed::Decode, Metric::Tpot,
     [](From s, At at) { return s.decode_ms(at); }, kAxis,
     LimitRule{"most_tpot_ms", 1, 1, true, kSecond, std::nullopt}},
    {Metric::AnswerTime, "answer_time", Unit::Milliseconds, false, MetricKind::Speed, Timed::Decode, Metric::AnswerTime,
     answer_time, kAxis, LimitRule{"most_answer_ms", kSecond, 2, true, kMinute, std::nullopt}},
    {Metric::Ttft, "ttft", Unit::Milliseconds, false, MetricKind::Speed, Timed::Prefill, Metric::Ttft, reading_ms,
     kAxis, std::nullopt},
    {Metric::DecodeRate, "decode_rate", Unit::TokensPerSecond, true, MetricKind::Speed, Timed::Decode, Metric::Tpot,
     [](From s, At at) { return rate_of(s.decode_ms(at), at.requests); }, kAxis, std::nullopt},
    {Metric::PrefillRate, "prefill_rate", Unit::TokensPerSecond, true, MetricKind::Speed, Timed::Prefill, Metric::Ttft,
     prefill_rate, kAxis, std::nullopt},
    {Metric::Memory, "memory", Unit::Bytes, false, MetricKind::Memory, Timed::Nothing, Metric::Memory,
     [](From s, At at) { return by_formula(s.footprint().weight_bytes() + state_bytes(s, at)); }, kAxis,
     LimitRule{"most_memory_bytes", kGigabyte, 2, true, kNever, std::nullopt}},
    {Metric::State, "state", Unit::Bytes, false, MetricKind::Memory, Timed::Nothing, Metric::State,
     [](From s, At at) { return by_formula(state_bytes(s, at)); }, kAxis, std::nullopt},
    {Metric::Energy, "energy", Unit::Joules, false, MetricKind::Energy, Timed::Decode, Metric::Energy,
     [](From s, At at) { return s.decode_joules(at); }, kAxis, std::nullopt},
    {Metric::AnswerEnergy, "answer_energy", Unit::Joules, false, MetricKind::Energy, Timed::Decode,
     Metric::AnswerEnergy, answer_joules, kAxis, std::nullopt},
    {Metric::Quality, "quality", Unit::OfTest, true, MetricKind::Quality, Timed::Nothing, Metric::Quality,
     [](From s, At at) { return s.quality(at); }, kAxis, LimitRule{"least_quality", 1, 1, false, kNever, std::nullopt}},
};

constexpr bool in_order() {
  for (size_t i = 0; i < std::size(kRows); ++i)
    if (kRows[i].metric != static_cast<Metric>(i))
      return false;
  return true;
}
static_assert(std::size(kRows) == kMetrics && in_order(), "Every metric has one row, in the order of the enumeration.");

} // namespace

const char* suffix(Unit unit) {
  switch (unit) {
  case Unit::Milliseconds: return "_ms";
  case Unit::TokensPerSecond: return "_tokens_per_s";
  case Unit::Bytes: return "_bytes";
  case Unit::Joules: return "_j";
  case Unit::OfTest: break;
  }
  return "";
}

const std::array<MetricRow, kMetrics>& metric_table() {
  static constexpr std::array<MetricRow, kMetrics> table = std::to_array(kRows);
  return table;
}

const MetricRow& row_of(Metric metric) { return metric_table()[static_cast<size_t>(metric)]; }
const char* to_string(Metric metric) { return row_of(metric).id; }
bool higher_is_better(Metric metric) { return row_of(metric).higher_is_better; }

std::optional<Metric> metric_from_string(std::string_view id) {
  for (const MetricRow& row : metric_table())
    if (id == row.id)
      return row.metric;
  return std::nullopt;
}

} // namespace pareto
