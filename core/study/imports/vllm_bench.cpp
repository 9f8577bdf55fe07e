// SPDX-License-Identifier: GPL-3.0-or-later
// vllm bench serve --save-result, one object; --append-result, one a line. SGLang's bench_serving has the same names.
#include "core/study/imports/run_reader.h"

#include <algorithm>

namespace pareto::imports {

namespace {

using nlohmann::json;

bool vllm_bench_recognises(const json& run) {
  return run.contains("completed") && (run.contains("median_ttft_ms") || run.contains("mean_ttft_ms"));
}

/// "20260715-101530"
std::string time_of(const std::string& date) {
  if (date.size() != 15 || date[8] != '-' || date.find_first_not_of("0123456789-") != std::string::npos)
    return {};
  return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2) + "T" + date.substr(9, 2) + ":" +
         date.substr(11, 2) + ":" + date.substr(13, 2);
}

Stated times_of(const json& run, const std::string& metric) {
  Stated stated;
  stated.value = number(run, {"median_" + metric + "_ms"});
  if (!stated.value) {
    stated.value = number(run, {"mean_" + metric + "_ms"});
    stated.is_mean = stated.value.has_value();
  }
  stated.p95 = number(run, {"p95_" + metric + "_ms"});
  stated.p99 = number(run, {"p99_" + metric + "_ms"});
  return stated;
}

/// With --save-detailed: seconds of each request, failed ones as zero.
std::vector<double> first_tokens(const json& run, int64_t completed) {
  std::vector<double> samples;
  if (const json* all = at(run, "ttfts"); all && all->is_array())
    for (const json& each : *all)
      if (each.is_number() && each.get<double>() > 0)
        samples.push_back(1e3 * each.get<double>());
  return static_cast<int64_t>(samples.size()) == completed ? samples : std::vector<double>();
}

Status vllm_bench_read(Imported& imported, const json& run, const ImportHints& hints, const std::string& name) {
  RunSaid said;
  const int64_t completed = whole(run, {"completed"}).value_or(0);
  if (completed < 1) {
    imported.left_out.push_back(name + " completed no request.");
    return {};
  }
  if (const int64_t failed = whole(run, {"failed"}).value_or(0); failed > 0)
    imported.left_out.push_back("In " + name + " " + std::to_string(failed) + " requests failed beside " +
                                std::to_string(completed) + " that are counted.");
  said.model = text(run, {"model_id", "model"});
  said.time_utc = time_of(text(run, {"date"}));
  if (const auto at_once = whole(run, {"max_concurrency"}))
    said.requests = static_cast<int>(std::min<int64_t>(*at_once, INT32_MAX));
  const auto count = static_cast<double>(completed);
  if (const auto prompts = number(run, {"total_input_tokens"}))
    said.prompt_tokens = *prompts / count;
  said.generated_tokens = whole(run, {"total_output_tokens"}).value_or(0) / completed;
  said.answers = completed;
  said.ttft_ms = times_of(run, "ttft");
  said.ttft_ms.samples = first_tokens(run, completed);
  said.tpot_ms = times_of(run, "tpot");
  said.decode_tokens_per_s = number(run, {"output_throughput"});
  return add_cells(imported, std::move(said), hints, name);
}

} // namespace

const Reader kVllmBench{
    "vLLM bench serve", vllm_bench_recognises, vllm_bench_read, {"\"total_input_tokens\"", "\"median_ttft_ms\""}};

} // namespace pareto::imports
