// SPDX-License-Identifier: GPL-3.0-or-later
// llama-bench -o json, -o jsonl: one object a test; times of each repetition in nanoseconds, rates in tokens a second.
#include "core/numeric/statistics.h"
#include "core/study/imports/run_reader.h"

#include <filesystem>
#include <string_view>
#include <utility>

namespace pareto::imports {

namespace {

using nlohmann::json;

/// The formats that are kept as one of ours; of others a person says which is meant.
std::string precision_of(const std::string& type) {
  constexpr std::pair<std::string_view, const char*> kPrecisions[] = {
      {"Q4_", "q4"}, {"Q8_0", "q8"}, {"BF16", "bf16"}, {"F16", "f16"}, {"F32", "f32"}};
  for (const auto& [mark, precision] : kPrecisions)
    if (type.find(mark) != std::string::npos)
      return precision;
  return {};
}

std::string machine_of(const json& run) {
  const std::string gpu = text(run, {"gpu_info"});
  return !gpu.empty() && number(run, {"n_gpu_layers"}).value_or(1) > 0 ? gpu : text(run, {"cpu_info"});
}

/// Milliseconds of one of `parts` equal parts of each repetition.
Stated times_of(const json& run, double parts) {
  Stated stated;
  if (const json* all = at(run, "samples_ns"); all && all->is_array())
    for (const json& each : *all)
      if (each.is_number() && each.get<double>() > 0)
        stated.samples.push_back(each.get<double>() / 1e6 / parts);
  if (!stated.samples.empty())
    stated.value = median(stated.samples);
  else if (const auto mean = number(run, {"avg_ns"}); mean && *mean > 0) {
    stated.value = *mean / 1e6 / parts;
    stated.is_mean = true;
  }
  return stated;
}

bool llama_bench_recognises(const json& run) {
  return run.contains("avg_ts") && run.contains("n_prompt") && run.contains("n_gen");
}

Status llama_bench_read(Imported& imported, const json& run, const ImportHints& hints, const std::string& name) {
  const int64_t prompt = whole(run, {"n_prompt"}).value_or(0), generated = whole(run, {"n_gen"}).value_or(0),
                depth = whole(run, {"n_depth"}).value_or(0);
  if ((prompt > 0) == (generated > 0) || (prompt > 0 && depth > 0)) {
    imported.left_out.push_back(name + (prompt > 0 && generated > 0
                                            ? " times reading and writing together (-pg): neither can be told apart."
                                            : " times no whole prompt and no answer."));
    return {};
  }
  RunSaid said;
  said.model = std::filesystem::path(text(run, {"model_filename", "model_type"})).filename().string();
  said.machine = machine_of(run);
  said.precision = precision_of(text(run, {"model_type"}));
  said.time_utc = text(run, {"test_time"});
  said.requests = 1;
  said.weight_bytes = whole(run, {"model_size"}).value_or(0);
  said.depth = depth;
  if (prompt > 0) {
    said.prompt_tokens = static_cast<double>(prompt);
    said.ttft_ms = times_of(run, 1);
    said.prefill_tokens_per_s = number(run, {"avg_ts"});
  } else {
    said.generated_tokens = generated;
    said.tpot_ms = times_of(run, static_cast<double>(generated));
    said.decode_tokens_per_s = number(run, {"avg_ts"});
  }
  said.answers = static_cast<int64_t>((prompt > 0 ? said.ttft_ms : said.tpot_ms).samples.size());
  return add_cells(imported, std::move(said), hints, name);
}

} // namespace

const Reader kLlamaBench{"llama-bench", llama_bench_recognises, llama_bench_read, {"\"avg_ts\"", "\"samples_ns\""}};

} // namespace pareto::imports
