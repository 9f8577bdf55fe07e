// SPDX-License-Identifier: GPL-3.0-or-later
// replay: a switching policy with seeded requests on the live engine, a worker process for each of its models,
// predicted against replayed.
#include "app/engine/commands.h"
#include "app/engine/study_evidence.h"
#include "core/decide/policy/policy_event.h"
#include "core/decide/policy/replay.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/policy_words.h"
#include "core/decide/workload_point.h"
#include "core/measure/switching_server.h"
#include "core/platform/process.h"
#include "core/study/serving_crew.h"

#include <algorithm>
#include <memory>

namespace pareto::engine {

namespace {

constexpr int64_t kChunk = 512; ///< tokens of a prompt at a time, as prompts are measured

struct ReplayRequest {
  std::string study, store;
  int64_t requests = 20, seed = 0;
};

/// Who answers each request, as the ranges say; models that answer none are not loaded.
Assignment assignment_of(const std::vector<PolicyRange>& ranges, const std::vector<Arrival>& arrivals) {
  Assignment assignment;
  std::vector<Crew::Id>& models = assignment.models;
  for (const Arrival& arrival : arrivals) {
    const Contender& who = serves(ranges, arrival.prompt_tokens);
    const Crew::Id id{who.model, who.device};
    const auto found = std::find(models.begin(), models.end(), id);
    assignment.of.push_back(static_cast<size_t>(found - models.begin()));
    if (found == models.end())
      models.push_back(id);
  }
  return assignment;
}

/// What is known of the machine: how long a silent worker is waited for.
KnownLimits limits_of(const Evidence& evidence, const Assignment& assignment) {
  KnownLimits limits;
  limits.cpu = evidence.calibration();
  for (const auto& [model, device] : assignment.models)
    if (const Calibration* known = evidence.limits(device))
      limits.others[device] = *known;
  return limits;
}

protocol::ReplayTold told_of(const Replay& replay, const std::vector<ServingCrew::Worker>& workers) {
  protocol::ReplayTold told;
  told.requests = static_cast<int64_t>(replay.replayed_s.size());
  told.replayed_ms = 1e3 * replay.replayed_mean_s;
  if (replay.predicted_mean_s)
    told.predicted_ms = 1e3 * *replay.predicted_mean_s;
  told.ratio = replay.ratio;
  told.workers = static_cast<int64_t>(workers.size());
  int64_t together = 0;
  for (const ServingCrew::Worker& worker : workers) {
    told.served[worker.id.first] += worker.requests;
    told.worker_peak_rss_bytes[worker.id.first] += worker.peak_rss_bytes;
    together += worker.peak_rss_bytes;
  }
  if (together > 0)
    told.peak_rss_bytes = together;
  told.source = to_string(Source::Measured);
  return told;
}

std::string text_of(const protocol::ReplayTold& told) {
  const Voice english;
  const auto text = [&](double value, NumberFormat format) { return number_text(english, value, format); };
  std::string all = "Replayed " + std::to_string(told.requests) + " requests, one at a time, on " +
                    std::to_string(told.workers) + (told.workers == 1 ? " model" : " models, each") +
                    " in a process of its own";
  if (told.peak_rss_bytes)
    all += " (" + text(static_cast<double>(*told.peak_rss_bytes), NumberFormat::Bytes) + " at most)";
  all += ": a mean wait of " + text(told.replayed_ms, NumberFormat::Milliseconds);
  if (told.predicted_ms)
    all += ", predicted " + text(*told.predicted_ms, NumberFormat::Milliseconds);
  if (told.ratio)
    all += "; replayed over predicted " +
           estimate_text(english, told.ratio->value, told.ratio->ci95, NumberFormat::Number);
  return all;
}

Status replay(const ReplayRequest& request, const Output& out) {
  PARETO_TRY_ASSIGN(study, study_named(request.study));
  PARETO_TRY_ASSIGN(evidence, evidence_of(study, request.store, "replay", out));
  Comparison comparison;
  comparison.at = point_of(evidence.study().workload);
  const PolicyReport policy = policy_report(evidence, comparison);
  const Voice english;
  const std::string headline = policy_headline({english, evidence, comparison}, policy);
  out.line(policy_event(policy, headline), headline);
  if (policy.ranges.empty())
    return fail(ErrorCode::NotFound, "There is no policy to replay: no length is decided yet.");
  const std::vector<Arrival> arrivals =
      drawn_requests(policy.mix, static_cast<int>(request.requests), static_cast<uint64_t>(request.seed));
  ServingRules rules;
  rules.slots = 1;
  rules.chunk = kChunk;
  const Assignment assignment = assignment_of(policy.ranges, arrivals);
  catch_stop_signals();
  CrewOptions options;
  options.engine_path = own_program_path();
  options.stopped = stop_requested;
  PARETO_TRY_ASSIGN(crew, ServingCrew::start(assignment, arrivals, evidence.study().precision, rules, options,
                                             limits_of(evidence, assignment)));
  SwitchingServer switching(crew->servers(), [&](size_t at) { return assignment.of[at]; });
  PARETO_TRY_ASSIGN(run, serve(arrivals, switching, rules, stop_requested));
  const protocol::ReplayTold told =
      told_of(replay_of(evidence, comparison, policy.ranges, arrivals, run), crew->workers());
  out.report(told, text_of(told));
  return {};
}

} // namespace

Action declare_replay(Options& options) {
  const auto request = std::make_shared<ReplayRequest>();
  options.word(request->study, "STUDY", "A study document, or quick-look");
  options.text(request->store, "--store", "FILE", "The file of results (SQLite) that run wrote");
  options.integer(request->requests, "--requests", {1, 10'000}, "How many are drawn of the study's lengths");
  options.integer(request->seed, "--seed", {0, INT32_MAX}, "Of the requests");
  return [request](const Output& out) { return replay(*request, out); };
}

} // namespace pareto::engine
