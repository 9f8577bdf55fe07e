// SPDX-License-Identifier: GPL-3.0-or-later
// bench: how near this program comes to the limits of this machine.
#include "app/engine/arguments.h"
#include "app/engine/commands.h"
#include "core/measure/bench.h"
#include "core/platform/process.h"

#include <cstdio>

namespace pareto::engine {

namespace {

std::string shown(double value, const std::string& unit) {
  char text[48];
  if (unit == "share")
    std::snprintf(text, sizeof text, "%.1f %%", 100 * value);
  else
    std::snprintf(text, sizeof text, unit == "ms" ? "%.1f ms" : "%.3f", value);
  return text;
}

std::string row(const BenchFigure& f) {
  const std::string goal = std::string(f.at_least ? ">= " : "<= ") + shown(f.goal, f.unit);
  std::string text = f.met() ? "met     " : f.missing.empty() ? "missed  " : "missing ";
  text += f.id + std::string(f.id.size() < 12 ? 12 - f.id.size() : 1, ' ');
  if (!f.missing.empty())
    return text + f.missing;
  text += shown(f.value.value, f.unit);
  if (f.value.ci95)
    text += " [" + shown(f.value.ci95->low, f.unit) + ", " + shown(f.value.ci95->high, f.unit) + "]";
  text += " (goal " + goal + ")  " + f.title;
  for (const auto& [name, value] : f.inputs) {
    char part[96];
    std::snprintf(part, sizeof part, "%s %.4g", name.c_str(), value);
    text += std::string(&f.inputs.front().first == &name ? ": " : ", ") + part;
  }
  return text;
}

nlohmann::json event(const BenchFigure& f) {
  nlohmann::json inputs = nlohmann::json::object();
  for (const auto& [name, value] : f.inputs)
    inputs[name] = value;
  const bool there = f.missing.empty();
  return {{"event", "bench"}, {"id", f.id}, {"title", f.title}, {"unit", f.unit}, {"value", there ? nlohmann::json(f.value.value) : nlohmann::json(nullptr)},
          {"ci95", f.value.ci95 ? nlohmann::json::array({f.value.ci95->low, f.value.ci95->high}) : nlohmann::json(nullptr)}, {"n", f.value.n}, {"goal", f.goal},
          {"at_least", f.at_least}, {"met", f.met()}, {"inputs", inputs}, {"reason", there ? nlohmann::json(nullptr) : nlohmann::json(f.missing)}, {"source", there ? "measured" : "missing"}};
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  for (size_t begin = 0; begin < list.size();) {
    const size_t comma = std::min(list.find(',', begin), list.size());
    parts.push_back(list.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return parts;
}

} // namespace

Status run_bench(int argc, char** argv) {
  PARETO_TRY_ASSIGN(arguments, Arguments::parse(argc, argv, {"--only"}, {"--json"}));
  if (!arguments.positional().empty())
    return fail(ErrorCode::InvalidArgument, "bench takes no names; give --only with a list of figures.", arguments.positional().front());
  Output out(arguments.has("--json"));
  int not_met = 0, all = 0;
  BenchOptions options;
  options.engine_path = own_program_path();
  options.only = split(arguments.text("--only", {}));
  options.emit = [&](const BenchFigure& figure) {
    ++all;
    not_met += !figure.met();
    out.line(event(figure), row(figure));
  };
  PARETO_TRY(run_benches(options));
  if (not_met > 0)
    return fail(ErrorCode::Internal, std::to_string(not_met) + " of " + std::to_string(all) + " goals are not met; they are marked above.");
  return {};
}

} // namespace pareto::engine
