// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/study/imports/run_reader.h"

#include "core/numeric/precision.h"
#include "core/numeric/statistics.h"
#include "core/printable.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace pareto::imports {

using nlohmann::json;

namespace {

constexpr double kMostTokens = 1 << 24, kLatest = 4e9; ///< tokens of a prompt; seconds since 1970
constexpr int kMostRequests = 4096;
constexpr size_t kLongestName = 200; ///< bytes

std::string listed(const std::vector<std::string>& parts) {
  std::string all;
  for (size_t i = 0; i < parts.size(); ++i)
    all += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return all;
}

/// What neither the run nor a hint says, as one sentence.
Status require(const RunSaid& run, const std::string& tool, const std::string& name) {
  std::vector<std::string> lacking, options;
  const auto need = [&](bool there, const char* what, const char* option) {
    if (there)
      return;
    lacking.emplace_back(what);
    options.emplace_back(option);
  };
  need(!run.model.empty(), "the model", "--model");
  need(!run.machine.empty(), "the machine", "--on");
  need(!run.precision.empty(), "the precision of the weights", "--precision");
  need(run.requests.has_value(), "how many requests it had at once", "--requests");
  if (lacking.empty())
    return {};
  return fail(ErrorCode::InvalidArgument,
              name + " (" + tool + ") does not say " + listed(lacking) + "; add " + listed(options) + ".",
              options.front());
}

Measurement cell_of(const RunSaid& run, CellKey::Kind kind, int64_t tokens) {
  Measurement m;
  m.key.kind = kind;
  m.key.model = run.model;
  m.key.device = run.machine;
  m.key.precision = run.precision;
  m.key.batch = *run.requests;
  (kind == CellKey::Kind::Decode ? m.key.context : m.key.prompt_tokens) = tokens;
  m.device_name = run.machine;
  m.state = "prefilled";
  m.generated_tokens = kind == CellKey::Kind::Decode ? run.generated_tokens : 0;
  m.weight_bytes = run.weight_bytes;
  m.source = Source::Imported;
  m.time_utc = run.time_utc;
  return m;
}

/// The value as it is stated; an interval only where there are samples to make one of.
Estimate estimate_of(const Stated& stated, int64_t answers) {
  Estimate estimate;
  estimate.value = *stated.value;
  estimate.n = static_cast<int>(std::min<int64_t>(answers, INT32_MAX));
  if (stated.samples.empty())
    return estimate;
  const Estimate own = estimate_median(stated.samples);
  estimate.ci95 = own.ci95;
  estimate.n = own.n;
  return estimate;
}

void take_noise(Measurement& m, const Stated& stated) {
  if (stated.is_mean)
    m.noise.emplace_back("mean");
  m.samples_ms = stated.samples;
}

} // namespace

const json* at(const json& document, std::string_view path) {
  const json* here = &document;
  while (!path.empty()) {
    const size_t dot = std::min(path.find('.'), path.size());
    const std::string key(path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (here->is_object() && here->contains(key)) {
      here = &(*here)[key];
      continue;
    }
    size_t index = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
    if (!here->is_array() || error != std::errc() || end != key.data() + key.size() || index >= here->size())
      return nullptr;
    here = &(*here)[index];
  }
  return here;
}

std::optional<double> number(const json& document, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths)
    if (const json* found = at(document, path); found && found->is_number()) {
      const double value = found->get<double>();
      if (std::isfinite(value) && value >= 0)
        return value;
    }
  return std::nullopt;
}

std::optional<int64_t> whole(const json& document, std::initializer_list<std::string_view> paths) {
  const auto value = number(document, paths);
  return value && *value < 9e18 ? std::optional(static_cast<int64_t>(std::llround(*value))) : std::nullopt;
}

std::string text(const json& document, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths)
    if (const json* found = at(document, path); found && found->is_string() && !found->get<std::string>().empty())
      return found->get<std::string>();
  return {};
}

std::string run_name(const std::string& file, size_t index, size_t count) {
  return count > 1 ? file + ", run " + std::to_string(index + 1) : file;
}

Status add_cells(Imported& imported, RunSaid run, const ImportHints& hints, const std::string& name) {
  run.model = hints.model.value_or(printable(run.model, kLongestName));
  run.machine = hints.machine.value_or(printable(run.machine, kLongestName));
  run.precision = hints.precision.value_or(run.precision);
  if (hints.requests)
    run.requests = hints.requests;
  PARETO_TRY(require(run, imported.tool, name));
  PARETO_TRY(parse_precision(run.precision));
  if (*run.requests < 1 || *run.requests > kMostRequests)
    return fail(ErrorCode::InvalidFile, name + " states " + std::to_string(*run.requests) +
                                            " requests at once; up to " + std::to_string(kMostRequests) +
                                            " are taken.");
  const bool prompt = run.prompt_tokens && *run.prompt_tokens >= 0.5 && *run.prompt_tokens <= kMostTokens;
  const bool reads = prompt && run.ttft_ms.value, writes = run.tpot_ms.value.has_value();
  if (run.depth < 0 || static_cast<double>(run.depth) > kMostTokens || (!reads && !writes)) {
    imported.left_out.push_back(name +
                                " states no time to the first token and none per token at a place that is known.");
    return {};
  }
  const int64_t tokens = prompt ? std::llround(*run.prompt_tokens) : run.depth;
  if (reads) {
    Measurement& m = imported.cells.emplace_back(cell_of(run, CellKey::Kind::Prefill, tokens));
    m.ttft_ms = estimate_of(run.ttft_ms, run.answers);
    m.prefill_tokens_per_s = run.prefill_tokens_per_s;
    take_noise(m, run.ttft_ms);
  }
  if (writes) {
    Measurement& m = imported.cells.emplace_back(cell_of(run, CellKey::Kind::Decode, tokens));
    m.tpot_ms = estimate_of(run.tpot_ms, run.answers);
    m.tpot_p95_ms = run.tpot_ms.p95;
    m.tpot_p99_ms = run.tpot_ms.p99;
    m.decode_tokens_per_s = run.decode_tokens_per_s;
    take_noise(m, run.tpot_ms);
  }
  return {};
}

Stated distribution(const json* object) {
  Stated stated;
  if (!object)
    return stated;
  stated.value = number(*object, {"median", "p50", "percentiles.p50"});
  if (!stated.value) {
    stated.value = number(*object, {"mean", "avg"});
    stated.is_mean = stated.value.has_value();
  }
  stated.p95 = number(*object, {"p95", "percentiles.p95"});
  stated.p99 = number(*object, {"p99", "percentiles.p99"});
  return stated;
}

std::string utc_of(double seconds) {
  if (!(seconds > 0) || seconds > kLatest)
    return {};
  using namespace std::chrono;
  const sys_seconds time{std::chrono::seconds(static_cast<int64_t>(seconds))};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

} // namespace pareto::imports
