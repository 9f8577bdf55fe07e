// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/quality/score.h"

#include "core/json_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace pareto {

namespace {

using nlohmann::json;

constexpr std::string_view kOwn = "own:";
constexpr int64_t kMostCurvePoints = 64; ///< doublings of a length

json interval(const std::optional<Interval>& ci) { return ci ? json::array({ci->low, ci->high}) : json(nullptr); }

const json* field(const json& event, const char* key) {
  const auto found = event.find(key);
  return found == event.end() || found->is_null() ? nullptr : &*found;
}

std::string text(const json& event, const char* key) {
  const json* value = field(event, key);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::optional<double> number(const json& event, const char* key) {
  const json* value = field(event, key);
  if (!value || !value->is_number())
    return std::nullopt;
  const double read = value->get<double>();
  return std::isfinite(read) ? std::optional(read) : std::nullopt;
}

/// A count; 0 where it is absent, no integer, negative or too large for one.
int64_t count(const json& event, const char* key) {
  const json* value = field(event, key);
  if (!value || !value->is_number_integer() || (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX))
    return 0;
  return std::max<int64_t>(0, value->get<int64_t>());
}

std::optional<Interval> read_interval(const json& event, const char* name = "ci95") {
  const json* ends = field(event, name);
  if (!ends || !ends->is_array() || ends->size() != 2 || !(*ends)[0].is_number() || !(*ends)[1].is_number())
    return std::nullopt;
  const Interval read{(*ends)[0].get<double>(), (*ends)[1].get<double>()};
  return std::isfinite(read.low) && std::isfinite(read.high) && read.low <= read.high ? std::optional(read)
                                                                                      : std::nullopt;
}

std::vector<Score::CurvePoint> read_curve(const json& event) {
  std::vector<Score::CurvePoint> curve;
  const json* points = field(event, "curve");
  if (!points || !points->is_array())
    return curve;
  for (const json& point : *points)
    if (const auto value = point.is_object() ? number(point, "value") : std::nullopt;
        value && static_cast<int64_t>(curve.size()) < kMostCurvePoints)
      curve.push_back({count(point, "position"), *value, count(point, "tokens")});
  return curve;
}

Error wrong(const char* name, const char* what) {
  return fail(ErrorCode::InvalidArgument, std::string("A score's ") + name + " must be " + what + ".", name);
}

} // namespace

const char* to_string(Score::Task task) {
  switch (task) {
  case Score::Task::BitsPerByte: return "bits_per_byte";
  case Score::Task::Lookup: return "lookup";
  case Score::Task::Divergence: return "divergence";
  }
  return "bits_per_byte";
}

json to_json(const Score& score) {
  json event{{"event", "score"},
             {"model", score.model},
             {"fingerprint", score.fingerprint},
             {"precision", score.precision},
             {"task", to_string(score.task)},
             {"context", score.context},
             {"value", score.value},
             {"ci95", interval(score.ci95)},
             {"n", score.n},
             {"bytes", score.bytes},
             {"file", score.file},
             {"complete", score.complete},
             {"source", to_string(score.source)},
             {"time_utc", score.time_utc}};
  event["unit"] = score.task == Score::Task::BitsPerByte ? "bits per byte"
                  : score.task == Score::Task::Lookup    ? "accuracy"
                                                         : "nats";
  if (score.task != Score::Task::Divergence) {
    event["curve"] = json::array();
    for (const Score::CurvePoint& point : score.curve)
      event["curve"].push_back({{"position", point.position}, {"value", point.value}, {"tokens", point.tokens}});
  }
  if (score.task == Score::Task::Lookup)
    event["chance"] = or_null(score.chance);
  if (score.task == Score::Task::Divergence) {
    event["against"] = score.against;
    event["p99"] = or_null(score.p99);
    event["same_top1"] = or_null(score.same_top1);
    event["difference_bits_per_byte"] = or_null(score.difference);
    event["difference_ci95"] = interval(score.difference_ci95);
  }
  return event;
}

Result<Score> score_from_json(const json& event) {
  if (!event.is_object())
    return fail(ErrorCode::InvalidArgument, "A score must be an object.");
  Score score;
  const std::string task = text(event, "task");
  bool known = false;
  for (Score::Task each : {Score::Task::BitsPerByte, Score::Task::Lookup, Score::Task::Divergence})
    if (task == to_string(each)) {
      score.task = each;
      known = true;
    }
  if (!known)
    return wrong("task", "bits_per_byte, lookup or divergence");
  score.model = text(event, "model");
  score.precision = text(event, "precision");
  score.fingerprint = text(event, "fingerprint");
  if (score.model.empty())
    return wrong("model", "a text that is not empty");
  if (score.precision.empty())
    return wrong("precision", "a text that is not empty");
  const auto value = number(event, "value");
  if (!value || *value < 0 || (score.task == Score::Task::Lookup && *value > 1))
    return wrong("value", score.task == Score::Task::Lookup ? "a number from 0 to 1" : "a number from 0 on");
  score.value = *value;
  score.against = text(event, "against");
  if (score.task == Score::Task::Divergence && score.against.empty())
    return wrong("against", "the precision it was compared with");
  score.context = count(event, "context");
  score.ci95 = read_interval(event);
  score.chance = number(event, "chance");
  score.p99 = number(event, "p99");
  score.same_top1 = number(event, "same_top1");
  score.difference = number(event, "difference_bits_per_byte");
  score.difference_ci95 = read_interval(event, "difference_ci95");
  score.n = count(event, "n");
  score.bytes = count(event, "bytes");
  score.file = text(event, "file");
  score.curve = read_curve(event);
  const json* complete = field(event, "complete");
  score.complete = !complete || !complete->is_boolean() || complete->get<bool>();
  score.source = text(event, "source") == to_string(Source::Imported) ? Source::Imported : Source::Measured;
  score.time_utc = text(event, "time_utc");
  return score;
}

std::string own_metric(const Score& score) {
  if (score.task == Score::Task::Divergence)
    return {};
  const std::string id = std::string(kOwn) + to_string(score.task);
  return score.task == Score::Task::Lookup ? id : id + "@" + std::to_string(score.context);
}

bool is_own_metric(const std::string& metric) { return metric.rfind(kOwn, 0) == 0; }

bool is_own_lookup(const std::string& metric) { return metric == std::string(kOwn) + to_string(Score::Task::Lookup); }

int64_t own_metric_context(const std::string& metric) {
  const size_t at = metric.find('@');
  int64_t context = 0;
  if (at != std::string::npos)
    std::from_chars(metric.data() + at + 1, metric.data() + metric.size(), context);
  return context;
}

} // namespace pareto
