// SPDX-License-Identifier: GPL-3.0-or-later
// guidellm benchmark --output-path FILE.json: a list of benchmarks, each at one strategy of load. Its "time per output
// token" counts the first token in; the field's TPOT is its "inter token latency".
#include "core/study/imports/run_reader.h"

#include <algorithm>
#include <cmath>

namespace pareto::imports {

namespace {

using nlohmann::json;

bool guide_llm_recognises(const json& run) {
  const json* all = at(run, "benchmarks");
  return all && all->is_array() &&
         std::any_of(all->begin(), all->end(), [](const json& each) { return at(each, "metrics") != nullptr; });
}

/// Streams of a concurrent strategy; of rates the mean number that was being answered.
std::optional<int> guide_llm_at_once(const json& benchmark) {
  const std::string kind = text(
      benchmark, {"config.strategy.type_", "args.strategy.type_", "scheduler.strategy.type_", "config.strategy.kind"});
  if (kind == "synchronous")
    return 1;
  auto count = number(benchmark, {"config.strategy.streams", "args.strategy.streams", "scheduler.strategy.streams",
                                  "config.strategy.max_concurrency"});
  if (kind != "concurrent" || !count)
    count = number(benchmark, {"metrics.request_concurrency.successful.mean"});
  return count ? std::optional(static_cast<int>(std::clamp(std::round(*count), 1.0, 1e9))) : std::nullopt;
}

Status read_benchmark(Imported& imported, const json& benchmark, const std::string& model, const ImportHints& hints,
                      const std::string& name) {
  RunSaid said;
  said.model = text(benchmark, {"config.backend.model", "worker.backend_model", "config.backend.target_model"});
  if (said.model.empty())
    said.model = model;
  said.requests = guide_llm_at_once(benchmark);
  said.prompt_tokens =
      number(benchmark, {"metrics.prompt_token_count.successful.mean", "metrics.prompt_tokens.successful.mean"});
  said.generated_tokens =
      whole(benchmark, {"metrics.output_token_count.successful.mean", "metrics.output_tokens.successful.mean"})
          .value_or(0);
  said.answers = whole(benchmark, {"metrics.request_totals.successful", "request_totals.successful",
                                   "run_stats.requests_made.successful"})
                     .value_or(0);
  said.time_utc = utc_of(number(benchmark, {"start_time", "run_stats.start_time"}).value_or(0));
  said.ttft_ms = distribution(at(benchmark, "metrics.time_to_first_token_ms.successful"));
  said.tpot_ms = distribution(at(benchmark, "metrics.inter_token_latency_ms.successful"));
  said.decode_tokens_per_s = number(benchmark, {"metrics.output_tokens_per_second.successful.mean"});
  return add_cells(imported, std::move(said), hints, name);
}

Status guide_llm_read(Imported& imported, const json& run, const ImportHints& hints, const std::string& name) {
  const json& benchmarks = *at(run, "benchmarks");
  const std::string model =
      text(run, {"args.model", "config.model", "args.backend_kwargs.model", "config.backend.model"});
  for (size_t i = 0; i < benchmarks.size(); ++i)
    PARETO_TRY(read_benchmark(imported, benchmarks[i], model, hints, run_name(name, i, benchmarks.size())));
  return {};
}

} // namespace

const Reader kGuideLlm{
    "GuideLLM", guide_llm_recognises, guide_llm_read, {"\"guidellm_version\"", "\"generative_benchmark\""}};

} // namespace pareto::imports
