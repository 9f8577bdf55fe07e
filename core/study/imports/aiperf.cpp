// SPDX-License-Identifier: GPL-3.0-or-later
// profile_export_aiperf.json, and profile_export_genai_perf.json of its predecessor: metrics by name, each with unit,
// mean and percentiles. Some versions wrap them in "records" and call the first "ttft".
#include "core/study/imports/run_reader.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace pareto::imports {

namespace {

using nlohmann::json;

const json& metrics_of(const json& run) {
  const json* records = at(run, "records");
  return records && records->is_object() ? *records : run;
}

const json* metric(const json& run, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names)
    if (const json* found = at(metrics_of(run), name); found && found->is_object())
      return found;
  return nullptr;
}

const json* first_token(const json& run) { return metric(run, {"time_to_first_token", "ttft"}); }
const json* between_tokens(const json& run) { return metric(run, {"inter_token_latency", "itl"}); }

bool aiperf_recognises(const json& run) {
  return run.contains("aiperf_version") ||
         ((first_token(run) || between_tokens(run)) && (run.contains("input_config") || run.contains("records") ||
                                                        metric(run, {"request_count", "request_throughput"})));
}

/// What one of a metric's unit is worth in milliseconds; 0: a unit that is not known. Without one it is ms.
double worth(const json& metric) {
  constexpr std::pair<std::string_view, double> kUnits[] = {{"", 1},      {"ms", 1},    {"milliseconds", 1}, {"s", 1e3},
                                                            {"sec", 1e3}, {"us", 1e-3}, {"ns", 1e-6}};
  const std::string unit = text(metric, {"unit"});
  for (const auto& [name, value] : kUnits)
    if (unit == name)
      return value;
  return 0;
}

Stated times_of(const json* metric) {
  Stated stated = distribution(metric);
  const double ms = metric ? worth(*metric) : 1;
  for (std::optional<double>* value : {&stated.value, &stated.p95, &stated.p99}) {
    if (ms == 0)
      value->reset();
    else if (*value && ms != 1) // else to the last digit as it stands there
      **value *= ms;
  }
  return stated;
}

/// "loadgen" of one version is "phases" of another, with a warm-up before the phase that counts.
std::optional<int64_t> at_once(const json& run) {
  if (const json* phases = at(run, "input_config.phases"); phases && phases->is_array())
    for (const json& phase : *phases)
      if (text(phase, {"name"}) == "profiling")
        if (const auto found = whole(phase, {"concurrency"}))
          return found;
  return whole(run,
               {"input_config.loadgen.concurrency", "input_config.phases.0.concurrency", "input_config.concurrency",
                "input_config.concurrency.0", "input_config.perf_analyzer.stimulus.concurrency"});
}

Status aiperf_read(Imported& imported, const json& run, const ImportHints& hints, const std::string& name) {
  if (const json* cancelled = at(run, "was_cancelled");
      cancelled && cancelled->is_boolean() && cancelled->get<bool>()) {
    imported.left_out.push_back(name + " was cancelled.");
    return {};
  }
  RunSaid said;
  said.model = text(run, {"input_config.endpoint.model_names.0", "input_config.model_names.0",
                          "input_config.models.items.0.name", "input_config.models.0", "input_config.model.0",
                          "input_config.model"});
  said.time_utc = text(run, {"start_time"}).substr(0, 19);
  if (const auto count = at_once(run))
    said.requests = static_cast<int>(std::min<int64_t>(*count, INT32_MAX));
  const json& metrics = metrics_of(run);
  said.prompt_tokens = number(metrics, {"input_sequence_length.avg", "isl.avg"});
  said.generated_tokens = whole(metrics, {"output_sequence_length.avg", "osl.avg"}).value_or(0);
  said.answers = whole(metrics, {"request_count.avg", "request_count"}).value_or(0);
  said.ttft_ms = times_of(first_token(run));
  said.tpot_ms = times_of(between_tokens(run));
  said.decode_tokens_per_s = number(metrics, {"output_token_throughput.avg"});
  return add_cells(imported, std::move(said), hints, name);
}

} // namespace

const Reader kAiPerf{"AIPerf", aiperf_recognises, aiperf_read, {"\"aiperf_version\"", "\"time_to_first_token\""}};

} // namespace pareto::imports
