// SPDX-License-Identifier: GPL-3.0-or-later
// replay: a switching policy with seeded requests on the live engine, predicted against replayed.
#include "app/engine/commands.h"
#include "app/engine/study_evidence.h"
#include "core/decide/policy/policy_event.h"
#include "core/decide/policy/replay.h"
#include "core/decide/words/numbers.h"
#include "core/decide/words/policy_words.h"
#include "core/decide/workload_point.h"
#include "core/measure/model_server.h"
#include "core/measure/switching_server.h"
#include "core/platform/process.h"

#include <algorithm>
#include <memory>

namespace pareto::engine {

namespace {

constexpr int64_t kChunk = 512; ///< tokens of a prompt at a time, as prompts are measured

struct ReplayRequest {
  std::string study, store;
  int64_t requests = 20, seed = 0;
};

/// A model of the policy, loaded.
struct Held {
  std::string id;
  std::unique_ptr<Executor> executor;
  std::unique_ptr<LoadedModel> model;
  std::unique_ptr<ModelServer> server;
};

Result<Held> hold(const std::string& id, const Study& study, const std::string& device, int64_t longest,
                  const ServingRules& rules) {
  PARETO_TRY_ASSIGN(precision, parse_precision(study.precision));
  PARETO_TRY_ASSIGN(opened, open_model(id));
  PARETO_TRY_ASSIGN(executor, make_executor(device));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened, load_options(precision)));
  PARETO_TRY_ASSIGN(server, ModelServer::make(*model, longest, rules));
  return Held{id, std::move(executor), std::move(model), std::move(server)};
}

/// Every model that serves some of the requests, each loaded once; of each request which of them.
struct ReplayedMachine {
  std::vector<Held> held;
  std::vector<size_t> serves;
};

Result<ReplayedMachine> machine_of(const Evidence& evidence, const std::vector<PolicyRange>& ranges,
                                   const std::vector<Arrival>& arrivals, const ServingRules& rules) {
  ReplayedMachine machine;
  for (const Arrival& arrival : arrivals) {
    const Contender& who = serves(ranges, arrival.prompt_tokens);
    auto found =
        std::find_if(machine.held.begin(), machine.held.end(), [&](const Held& held) { return held.id == who.model; });
    if (found == machine.held.end()) {
      PARETO_TRY_ASSIGN(held, hold(who.model, evidence.study(), who.device, longest_of(arrivals), rules));
      machine.held.push_back(std::move(held));
      found = std::prev(machine.held.end());
    }
    machine.serves.push_back(static_cast<size_t>(found - machine.held.begin()));
  }
  return machine;
}

void report(const Replay& replay, const ReplayedMachine& machine, const Output& out) {
  const Voice english;
  const auto seconds = [&](double s) { return number_text(english, 1e3 * s, NumberFormat::Milliseconds); };
  nlohmann::json served = nlohmann::json::object();
  for (const Held& held : machine.held)
    served[held.id] =
        std::count(machine.serves.begin(), machine.serves.end(), static_cast<size_t>(&held - machine.held.data()));
  nlohmann::json event{{"event", "replay"},
                       {"requests", replay.replayed_s.size()},
                       {"served", std::move(served)},
                       {"replayed_ms", 1e3 * replay.replayed_mean_s},
                       {"predicted_ms", nullptr},
                       {"ratio", nullptr},
                       {"source", to_string(Source::Measured)}};
  std::string text = "Replayed " + std::to_string(replay.replayed_s.size()) + " requests, one at a time, on " +
                     std::to_string(machine.held.size()) + " models: a mean wait of " + seconds(replay.replayed_mean_s);
  if (replay.predicted_mean_s) {
    event["predicted_ms"] = 1e3 * *replay.predicted_mean_s;
    text += ", predicted " + seconds(*replay.predicted_mean_s);
  }
  if (replay.ratio) {
    event["ratio"] = {{"median", replay.ratio->value}, {"n", replay.ratio->n}};
    if (replay.ratio->ci95)
      event["ratio"]["ci95"] = {replay.ratio->ci95->low, replay.ratio->ci95->high};
    text += "; replayed over predicted " +
            estimate_text(english, replay.ratio->value, replay.ratio->ci95, NumberFormat::Number);
  }
  out.line(event, text);
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
  PARETO_TRY_ASSIGN(machine, machine_of(evidence, policy.ranges, arrivals, rules));
  std::vector<Server*> servers;
  for (const Held& held : machine.held)
    servers.push_back(held.server.get());
  SwitchingServer switching(servers, [&](size_t at) { return machine.serves[at]; });
  catch_stop_signals();
  PARETO_TRY_ASSIGN(run, serve(arrivals, switching, rules, stop_requested));
  report(replay_of(evidence, comparison, policy.ranges, arrivals, run), machine, out);
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
