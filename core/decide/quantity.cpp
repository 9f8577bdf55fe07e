// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/quantity.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pareto {

namespace {

constexpr std::array<std::pair<Metric, const char*>, 8> kNames{{{Metric::Tpot, "tpot"},
                                                                {Metric::AnswerTime, "answer_time"},
                                                                {Metric::Ttft, "ttft"},
                                                                {Metric::DecodeRate, "decode_rate"},
                                                                {Metric::PrefillRate, "prefill_rate"},
                                                                {Metric::Memory, "memory"},
                                                                {Metric::State, "state"},
                                                                {Metric::Quality, "quality"}}};

} // namespace

const char* to_string(Metric metric) {
  for (const auto& [known, name] : kNames)
    if (known == metric)
      return name;
  return "unknown";
}

std::optional<Metric> metric_from_string(std::string_view text) {
  for (const auto& [metric, name] : kNames)
    if (text == name)
      return metric;
  return std::nullopt;
}

bool higher_is_better(Metric metric) { return metric == Metric::DecodeRate || metric == Metric::PrefillRate || metric == Metric::Quality; }

Source weaker(Source a, Source b) { return std::max(a, b); }

Quantity quantity_of(const Score& score) {
  const double scale = score.task == Score::Task::Lookup ? 100 : 1;
  Quantity q;
  q.value = score.value * scale;
  if (score.ci95 && score.task != Score::Task::Divergence) // there it belongs to the share of equal first choices
    q.ci95 = Interval{score.ci95->low * scale, score.ci95->high * scale};
  q.source = score.source;
  q.preview = !score.complete;
  q.n = static_cast<int>(std::min<int64_t>(score.n, INT32_MAX));
  q.time_utc = score.time_utc;
  q.file = score.file;
  q.bytes = score.bytes;
  q.tested_to = score.context;
  return q;
}

} // namespace pareto
