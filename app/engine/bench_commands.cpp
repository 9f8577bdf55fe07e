// SPDX-License-Identifier: GPL-3.0-or-later
// bench: how near this program comes to the limits of this machine, or of one of its other devices.
#include "app/engine/commands.h"
#include "core/measure/bench.h"
#include "core/measure/device_bench.h"
#include "core/platform/process.h"

#include <cstdio>
#include <memory>

namespace pareto::engine {

namespace {

std::string shown(double value, const std::string& unit) {
  char text[48];
  if (unit == "share")
    std::snprintf(text, sizeof text, "%.1f %%", 100 * value);
  else
    std::snprintf(text, sizeof text, unit == "ms" ? "%.1f ms" : unit == "tokens/s" ? "%.2f tokens/s" : "%.3f", value);
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

std::optional<std::string> reason_of(const std::string& missing) {
  return missing.empty() ? std::nullopt : std::optional(missing);
}
Source source_of(const std::string& missing) { return missing.empty() ? Source::Measured : Source::Missing; }

protocol::GoalTold event(const BenchFigure& f) {
  protocol::GoalTold event{f.id, f.title, f.unit, {}, f.value.ci95, f.value.n, f.goal, f.at_least, f.met(), {}, {}, {}};
  if (f.missing.empty())
    event.value = f.value.value;
  event.inputs.insert(f.inputs.begin(), f.inputs.end());
  event.reason = reason_of(f.missing);
  event.source = to_string(source_of(f.missing));
  return event;
}

/// Counts goals while they are printed.
class Goals {
public:
  explicit Goals(const Output& out) : m_out(out) {}
  void add(const BenchFigure& figure) {
    ++m_all;
    m_missed += !figure.met();
    m_out.report(event(figure), row(figure));
  }
  Status finish() const {
    if (m_missed > 0)
      return fail(ErrorCode::Internal, std::to_string(m_missed) + " of " + std::to_string(m_all) +
                                           " goals are not met; they are marked above.");
    return {};
  }

private:
  const Output& m_out;
  int m_all = 0, m_missed = 0;
};

void report_rate(const RateFigure& f, const Output& out) {
  char text[192];
  if (f.missing.empty())
    std::snprintf(text, sizeof text, "rate      %-30s prefill %8.2f tokens/s  decode %8.2f tokens/s", f.model.c_str(),
                  f.prefill_tokens_per_s->value, f.decode_tokens_per_s->value);
  const bool there = f.missing.empty();
  out.report(protocol::RateTold{f.model, "f32", f.prefill_tokens_per_s, f.decode_tokens_per_s, reason_of(f.missing),
                                to_string(source_of(f.missing))},
             there ? text : "rate      missing " + f.model + ": " + f.missing);
}

/// "12.3 GFLOP/s (45 %)"; a dash where there is no such work.
std::string achieved(double per_s, double share, const char* unit) {
  if (per_s <= 0)
    return "-";
  char text[64];
  std::snprintf(text, sizeof text, share > 0 ? "%.3g %s (%.1f %%)" : "%.3g %s", per_s / 1e9, unit, 100 * share);
  return text;
}

void report_operation(const OperationFigure& f, const Output& out) {
  char text[256];
  std::snprintf(text, sizeof text, "operation %-7s  %-20s %4lldx %10.3f ms  %5.1f %% of the step  %-26s %-24s %s",
                f.phase.c_str(), f.operation.c_str(), static_cast<long long>(f.dispatches), 1e3 * f.seconds,
                100 * f.step_share, achieved(f.flops_per_s(), f.flops_share, "GFLOP/s").c_str(),
                achieved(f.bytes_per_s(), f.bytes_share, "GB/s").c_str(), f.model.c_str());
  const auto share = [](double value) { return value > 0 ? std::optional(value) : std::nullopt; };
  out.report(protocol::OperationTold{f.model, f.phase, f.operation, f.dispatches, f.seconds, f.step_share, f.flops,
                                     f.bytes, f.flops_per_s(), f.bytes_per_s(), share(f.flops_share),
                                     share(f.bytes_share), to_string(Source::Measured)},
             text);
}

struct BenchRequest {
  std::string device = "cpu";
  std::vector<std::string> only, models;
};

Status bench_device(const BenchRequest& request, const Output& out) {
  Goals goals(out);
  DeviceBenchOptions options;
  options.device = request.device;
  options.only = request.only;
  options.models = request.models;
  options.emit_device = [&](const DeviceFacts& facts, const Result<Calibration>& limits) {
    report_device(facts, &limits, out);
  };
  options.emit_goal = [&](const BenchFigure& figure) { goals.add(figure); };
  options.emit_rate = [&](const RateFigure& figure) { report_rate(figure, out); };
  options.emit_operation = [&](const OperationFigure& figure) { report_operation(figure, out); };
  options.emit_missing = [&](const std::string& what, const std::string& reason) {
    out.report(protocol::NotTimed{what, reason, to_string(Source::Missing)}, "missing   " + what + ": " + reason);
  };
  PARETO_TRY(run_device_bench(options));
  return goals.finish();
}

Status bench(const BenchRequest& request, const Output& out) {
  if (request.device != "cpu")
    return bench_device(request, out);
  if (!request.models.empty())
    return fail(ErrorCode::InvalidArgument,
                "--models belongs to --device vulkan:N; the figures of the CPU have their own models.", "--models");
  Goals goals(out);
  BenchOptions options;
  options.engine_path = own_program_path();
  options.only = request.only;
  options.emit = [&](const BenchFigure& figure) { goals.add(figure); };
  PARETO_TRY(run_benches(options));
  return goals.finish();
}

} // namespace

Action declare_bench(Options& options) {
  const auto request = std::make_shared<BenchRequest>();
  options.names(request->only, "--only", "NAME,...", "These figures alone: prefill-f32, decode-f32, ...");
  options.text(request->device, "--device", "D", "cpu or vulkan:N");
  options.names(request->models, "--models", "ID@SIZE,...", "With a device: the models that are timed");
  return [request](const Output& out) { return bench(*request, out); };
}

} // namespace pareto::engine
