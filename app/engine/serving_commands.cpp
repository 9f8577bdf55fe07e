// SPDX-License-Identifier: GPL-3.0-or-later
// measure --arrivals and --reuse: a model as it is served.
#include "app/engine/serving_commands.h"

#include "core/formats/stated_context.h"
#include "core/measure/device_calibration.h"
#include "core/measure/metered_server.h"
#include "core/measure/model_server.h"
#include "core/measure/reuse.h"
#include "core/platform/cpu_info.h"
#include "core/platform/process.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <memory>

namespace pareto::engine {

namespace {

constexpr std::string_view kPoisson = "poisson:";

/// A model on its device.
struct Place {
  OpenedModel opened;
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
  const char* weights() const { return opened.weights(); }
};

Result<Place> open(const ServingPlace& place, int64_t longest, const Output& out) {
  PARETO_TRY_ASSIGN(precision, parse_precision(place.precision));
  PARETO_TRY_ASSIGN(opened, open_model(place.path));
  out.warn(opened.warnings);
  if (const auto beyond = beyond_stated_context(opened, longest))
    out.warn(*beyond);
  PARETO_TRY_ASSIGN(executor, make_executor(place.device));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened, load_options(precision)));
  return Place{std::move(opened), std::move(executor), std::move(model)};
}

std::optional<double> rate_of(const std::string& text) {
  double rate = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + kPoisson.size(), end, rate);
  return read.ec == std::errc() && read.ptr == end && rate > 0 && rate <= 1e6 ? std::optional(rate) : std::nullopt;
}

Result<std::vector<Arrival>> arrivals_of(const ServingPlace& place, const ServingRequest& request) {
  if (!request.arrivals.starts_with(kPoisson))
    return read_arrivals(request.arrivals);
  const auto rate = rate_of(request.arrivals);
  if (!rate)
    return fail(ErrorCode::InvalidArgument,
                "--arrivals takes poisson:RATE with requests a second above 0, or a CSV file; found '" +
                    request.arrivals + "'.",
                "--arrivals");
  if (place.prompts.size() > 1)
    return fail(ErrorCode::InvalidArgument, "--arrivals takes one --prompt; give a CSV file for several lengths.",
                "--prompt");
  PoissonArrivals process;
  process.per_second = *rate;
  process.seconds = request.duration;
  process.prompt_tokens = place.prompts.empty() ? process.prompt_tokens : place.prompts.front();
  process.answer_tokens = place.answer_tokens;
  process.seed = static_cast<uint64_t>(request.seed);
  return pareto::arrivals_of(process);
}

std::string spread_text(const char* name, const Spread& spread) {
  char text[200];
  const auto milliseconds = [](const std::optional<double>& value) {
    char number[32];
    std::snprintf(number, sizeof number, "%.4g", value.value_or(0));
    return std::string(value ? number : "-");
  };
  std::snprintf(text, sizeof text, "  %-4s p50 %.4g  p95 %s  p99 %s ms", name, spread.p50.value,
                milliseconds(spread.p95).c_str(), milliseconds(spread.p99).c_str());
  return text;
}

std::string energy_text(const protocol::ServedTold& told) {
  if (!told.joules_per_answer)
    return {};
  char text[256];
  if (told.idle_watts)
    std::snprintf(text, sizeof text, "\n  %.4g J per answer (%s; %.4g with %.3g W of idle)", *told.joules_per_answer,
                  told.energy_from.c_str(), *told.whole_joules_per_answer, *told.idle_watts);
  else
    std::snprintf(text, sizeof text, "\n  %.4g J per answer (%s, %s)", *told.joules_per_answer,
                  told.energy_from.c_str(), told.energy_source.c_str());
  return text;
}

std::string text_of(const protocol::ServedTold& told, const ServingReport& report) {
  char text[512];
  std::snprintf(text, sizeof text,
                "%s  %s: %lld requests in %.1f s, %.3g/s; %lld slots, chunks of %lld tokens  weights %s\n",
                told.model.c_str(), told.arrivals.c_str(), static_cast<long long>(told.requests), told.seconds,
                told.arrived_per_s, static_cast<long long>(told.slots), static_cast<long long>(told.chunk_tokens),
                told.weights.c_str());
  std::string all = text + spread_text("TTFT", report.ttft_ms) + "\n";
  if (report.tpot_ms)
    all += spread_text("TPOT", *report.tpot_ms) + "\n";
  all += spread_text("wait", report.wait_ms) + " of the whole answer\n";
  std::snprintf(text, sizeof text,
                "  %.3g answers/s within %g s, of %.3g/s; waiting for a slot %.2g (at most %lld); busy %.0f %%, %.1f "
                "answers under way",
                told.goodput_per_s, told.patience_s, told.answered_per_s, told.mean_queued,
                static_cast<long long>(told.most_queued), 100 * told.utilisation, told.mean_slots);
  all += text;
  if (told.other_cpus > 0.1) {
    std::snprintf(text, sizeof text, "\n  other programs took %.1f processors meanwhile", told.other_cpus);
    all += text;
  }
  return all + energy_text(told);
}

/// Processors that others keep busy.
class Others {
public:
  double cpus() const {
    const double wall = now_seconds() - m_wall, busy = machine_busy_seconds() - m_busy;
    return m_busy < 0 || !(wall > 0.1) ? 0 : std::max(0.0, (busy - (process_cpu_seconds() - m_own)) / wall);
  }

private:
  double m_wall = now_seconds(), m_busy = machine_busy_seconds(), m_own = process_cpu_seconds();
};

protocol::ServedTold told_of(const ServingReport& report, const ServingPlace& place, const ServingRequest& request) {
  protocol::ServedTold told;
  told.device = place.device;
  told.precision = place.precision;
  told.arrivals = request.arrivals;
  if (request.arrivals.starts_with(kPoisson))
    told.seed = request.seed;
  told.slots = request.slots;
  told.chunk_tokens = request.chunk;
  told.requests = report.n;
  told.seconds = report.seconds;
  told.ttft_ms = report.ttft_ms.p50;
  told.ttft_p95_ms = report.ttft_ms.p95;
  told.ttft_p99_ms = report.ttft_ms.p99;
  if (report.tpot_ms) {
    told.tpot_ms = report.tpot_ms->p50;
    told.tpot_p95_ms = report.tpot_ms->p95;
    told.tpot_p99_ms = report.tpot_ms->p99;
  }
  told.wait_ms = report.wait_ms.p50;
  told.wait_p95_ms = report.wait_ms.p95;
  told.wait_p99_ms = report.wait_ms.p99;
  told.wait_p95_ci95 = report.wait_ms.p95_ci95;
  told.arrived_per_s = report.arrived_per_s;
  told.answered_per_s = report.answered_per_s;
  told.patience_s = request.patience;
  told.goodput_per_s = report.goodput_per_s;
  told.goodput_ci95 = report.goodput_ci95;
  told.mean_queued = report.mean_queued;
  told.most_queued = report.most_queued;
  told.utilisation = report.utilisation;
  told.mean_slots = report.mean_slots;
  told.source = to_string(Source::Measured);
  return told;
}

void add_energy(const Energy& energy, protocol::ServedTold& told) {
  told.energy_source = to_string(energy.source);
  told.energy_from = energy.from;
  if (energy.source == Source::Missing)
    return;
  told.joules_per_answer = energy.joules_per_token;
  told.whole_joules_per_answer = energy.whole_joules_per_token;
  told.joules_per_answer_ci95 = energy.ci95;
  told.idle_watts = energy.idle_watts;
}

ServingRules rules_of(const ServingRequest& request) {
  ServingRules rules;
  rules.slots = static_cast<int>(request.slots);
  rules.chunk = request.chunk;
  rules.patience_seconds = request.patience;
  return rules;
}

Status find_greatest_load(const std::vector<Arrival>& arrivals, ModelServer& server, const ServingPlace& place,
                          const ServingRequest& request, const Output& out) {
  LoadRules rules;
  rules.start_per_s = load_of(arrivals);
  const auto trial = [&](double per_s) -> Result<LoadTrial> {
    server.start_over();
    PARETO_TRY_ASSIGN(tried, try_load(arrivals, per_s, server, rules_of(request), stop_requested));
    char text[128];
    std::snprintf(text, sizeof text, "  %.4g/s: %s", per_s, tried.kept ? "kept, p95 of the wait " : "not kept");
    const std::string wait = tried.kept ? std::to_string(*tried.p95_s) + " s" : "";
    out.report(protocol::LoadTried{tried.per_s, tried.p95_s, tried.kept}, text + wait);
    return tried;
  };
  PARETO_TRY_ASSIGN(found, find_load(rules, trial));
  const protocol::LoadTold told{place.path,
                                place.device,
                                place.precision,
                                found.kept_per_s,
                                found.failed_per_s,
                                request.patience,
                                static_cast<int64_t>(arrivals.size()),
                                to_string(found.kept_per_s ? Source::Measured : Source::Missing)};
  char text[200];
  if (!found.kept_per_s)
    std::snprintf(text, sizeof text, "No load keeps p95 of the wait within %g s.", request.patience);
  else
    std::snprintf(text, sizeof text, "Greatest load that keeps p95 of the wait within %g s: %s%.4g requests/s",
                  request.patience, found.failed_per_s ? "" : "at least ", *found.kept_per_s);
  out.report(told, text);
  return {};
}

std::string estimate_text(const std::optional<Estimate>& e) {
  if (!e)
    return "-";
  char text[96];
  if (e->ci95)
    std::snprintf(text, sizeof text, "%.3f ms [%.3f, %.3f]", e->value, e->ci95->low, e->ci95->high);
  else
    std::snprintf(text, sizeof text, "%.3f ms (preview)", e->value);
  return text;
}

void report(const Reuse& reuse, const Place& place, const Output& out) {
  const CellKey& key = reuse.key;
  char text[512];
  std::snprintf(text, sizeof text,
                "%-26s reuse   prompt  %6lld batch %2d, %lld tokens of it known  TTFT %s, of which copying back %s "
                "(%.2f MB)  read whole %s  weights %s",
                key.model.c_str(), static_cast<long long>(key.prompt_tokens), key.batch,
                static_cast<long long>(reuse.reused_tokens), estimate_text(reuse.ttft_ms).c_str(),
                estimate_text(reuse.restore_ms).c_str(), static_cast<double>(reuse.snapshot_bytes) / 1e6,
                estimate_text(reuse.whole_ms).c_str(), place.weights());
  out.report(protocol::ReuseTold{key.model, key.device, key.precision, place.weights(), key.batch, key.prompt_tokens,
                                 reuse.reused_tokens, reuse.ttft_ms, reuse.whole_ms, reuse.restore_ms,
                                 reuse.snapshot_bytes, to_string(Source::Measured)},
             text);
}

} // namespace

void declare_serving(Options& options, ServingRequest& request) {
  options.text(request.arrivals, "--arrivals", "A",
               "Serves requests as they come, poisson:RATE a second with one --prompt and --generate, or a CSV file "
               "with the columns time_s, prompt_tokens, answer_tokens");
  options.integer(request.seed, "--seed", {0, INT32_MAX}, "Of the arrivals");
  options.seconds(request.duration, "--duration", 0.001, kLongestTrace, "How long they come");
  options.seconds(request.patience, "--patience", 0.001, kLongestTrace, "How long somebody waits for an answer");
  options.integer(request.slots, "--slots", {1, 1024}, "Answers under way at once");
  options.integer(request.chunk, "--chunk", {1, 1 << 16}, "Tokens of a prompt read between two steps of the answers");
  options.toggle(request.find_load, "--find-load",
                 "Finds the most --arrivals that keep p95 of the wait within --patience");
  options.number(request.reuse, "--reuse", 0, 1, "Share of each --prompt that was read before, its state copied back");
}

Status measure_arrivals(const ServingPlace& place, const ServingRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(arrivals, arrivals_of(place, request));
  PARETO_TRY_ASSIGN(opened, open(place, longest_of(arrivals), out));
  PARETO_TRY_ASSIGN(server, ModelServer::make(*opened.model, longest_of(arrivals), rules_of(request)));
  PARETO_TRY_ASSIGN(limits, calibration_of(place.device));
  EnergyMeter meter(energy_place(place.device, limits, place.watts));
  MeteredServer metered(*server, meter);
  const Others others;
  catch_stop_signals();
  PARETO_TRY_ASSIGN(run, serve(arrivals, metered, rules_of(request), stop_requested));
  const ServingReport report = report_of(run, rules_of(request));
  protocol::ServedTold told = told_of(report, place, request);
  told.model = opened.opened.id;
  told.weights = opened.weights();
  told.state_bytes = server->state_bytes();
  told.other_cpus = others.cpus();
  add_energy(metered.energy_per_answer(run), told);
  out.report(told, text_of(told, report));
  return request.find_load ? find_greatest_load(arrivals, *server, place, request, out) : Status();
}

Status measure_reuse(const ServingPlace& place, const ServingRequest& request, const Output& out) {
  const std::vector<int64_t> prompts = place.prompts.empty() ? std::vector<int64_t>{2048} : place.prompts;
  PARETO_TRY_ASSIGN(opened, open(place, *std::max_element(prompts.begin(), prompts.end()), out));
  MeasureOptions options;
  options.rules.least = static_cast<int>(place.repeat);
  options.rules.budget_seconds = static_cast<double>(place.seconds);
  CellKey key;
  key.kind = CellKey::Kind::Prefill;
  key.model = opened.opened.id;
  key.device = place.device;
  key.precision = place.precision;
  for (int64_t batch : place.batches)
    for (int64_t prompt : prompts) {
      key.batch = static_cast<int>(batch);
      key.prompt_tokens = prompt;
      PARETO_TRY_ASSIGN(reuse, measure_reused(*opened.model, key, *request.reuse, options));
      report(reuse, opened, out);
    }
  return {};
}

} // namespace pareto::engine
