// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decide/cost/loads.h"

#include "core/formats/config_reader.h"
#include "core/formats/strict_json.h"
#include "core/platform/files.h"

#include <algorithm>

namespace pareto {

namespace {

constexpr uint64_t kLoadsLargestFile = uint64_t{16} << 20;
constexpr Range<double> kRate{1e-9, 1e9}, kSeconds{1e-3, 1e7};

Result<MeasuredLoad> load_of(const nlohmann::json& event, const std::string& where, const Study& study) {
  ConfigReader reader(event, "$", where);
  MeasuredLoad load;
  load.model = reader.text("model", {});
  load.device = reader.text("device", {});
  load.precision = reader.text("precision", {});
  if (!reader.has("kept_per_s"))
    reader.refuse("kept_per_s", "is null: no load was kept within the patience.");
  load.per_s = reader.number("kept_per_s", kRate);
  if (reader.has("failed_per_s"))
    load.failed_per_s = reader.number("failed_per_s", {load.per_s, kRate.high});
  load.patience_s = reader.number("patience_s", kSeconds);
  load.prompt_tokens = study.workload.prompt_tokens;
  load.answer_tokens = study.workload.answer_tokens;
  PARETO_TRY(reader.status());
  return load;
}

std::string name_of(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

} // namespace

Result<std::vector<MeasuredLoad>> parse_loads(std::string_view lines, const std::string& file, const Study& study,
                                              const std::string& today) {
  std::vector<MeasuredLoad> loads;
  for (int number = 1; !lines.empty(); ++number) {
    const size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      continue;
    const std::string where = file + ", line " + std::to_string(number);
    PARETO_TRY_ASSIGN(event, parse_strict_json(line, where));
    if (!event.is_object() || event.value("event", nlohmann::json()) != "load")
      continue;
    PARETO_TRY_ASSIGN(load, load_of(event, where, study));
    load.from = name_of(file);
    load.date = today;
    loads.push_back(std::move(load));
  }
  if (loads.empty())
    return fail(ErrorCode::InvalidFile,
                file + " holds no event \"load\"; write it with measure --arrivals A --find-load --json.", file);
  return loads;
}

Result<std::vector<MeasuredLoad>> read_loads(const std::string& path, const Study& study, const std::string& today) {
  PARETO_TRY_ASSIGN(text, read_file(path, kLoadsLargestFile));
  return parse_loads(text, path, study, today);
}

void add_load(CostInputs& inputs, MeasuredLoad load) {
  std::erase_if(inputs.loads, [&](const MeasuredLoad& other) {
    return other.model == load.model && other.device == load.device && other.precision == load.precision &&
           other.patience_s == load.patience_s && other.prompt_tokens == load.prompt_tokens &&
           other.answer_tokens == load.answer_tokens;
  });
  inputs.loads.push_back(std::move(load));
}

} // namespace pareto
