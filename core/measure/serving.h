// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/measure/arrivals.h"
#include "core/numeric/estimate.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace pareto {

/// One row of a step: tokens [position, position + tokens) of a request, in its slot.
struct ServedRow {
  size_t request = 0; ///< its place among the arrivals
  int slot = 0;
  int64_t position = 0, tokens = 1;
  int64_t total = 0; ///< of prompt and answer
};

/// What a server does at once: a chunk of one prompt, or one token of every answer under way.
struct ServingStep {
  bool prefill = false;
  bool ends_prompt = false; ///< of a prefill: it gives the answer's first token
  std::vector<ServedRow> rows;
  /// Whether every row gives a token of its answer.
  bool gives_tokens() const { return !prefill || ends_prompt; }
};

/// What takes time: a loaded model (model_server.h), one in a process of its own (core/study/serving_crew.h), or a
/// formula.
class Server {
public:
  virtual ~Server() = default;
  /// Does the step; returns the seconds it took.
  virtual Result<double> step(const ServingStep& step) = 0;
};

struct ServingRules {
  int slots = 8;                ///< sequences at once
  int64_t chunk = 128;          ///< tokens of a prompt that are read between two steps of the answers
  double patience_seconds = 10; ///< how long somebody waits for an answer
  /// Stop as soon as more than this share of the requests has surely waited longer than that; 1 = never.
  double give_up_share = 1;
};

/// What became of a request; moments in seconds of the trace.
struct Served {
  double arrived = 0, admitted = 0, first = 0, done = 0;
  int64_t prompt_tokens = 0, answer_tokens = 0;
  double wait() const { return done - arrived; }
};

struct ServingRun {
  std::vector<Served> requests; ///< in the order of their arrival
  double seconds = 0;           ///< from the first moment of the trace to the last token
  double busy_seconds = 0;      ///< of them in steps
  int64_t steps = 0, most_queued = 0;
  bool given_up = false; ///< some requests have no answer
};

/// Continuous batching on a clock of its own. Who comes first gets the next free slot and keeps it to the end of the
/// answer; chunks of the oldest prompt that is not read yet and steps of all answers take turns. The clock goes on by
/// what steps take; while there is nothing to do it jumps to the next arrival, so that idle time costs nobody time.
Result<ServingRun> serve(std::span<const Arrival> arrivals, Server& server, const ServingRules& rules,
                         const std::function<bool()>& cancelled = {});

/// Of all answers of a run, in milliseconds.
struct Spread {
  Estimate p50; ///< with its interval, for as many as are independent (core/numeric/statistics.h)
  std::optional<double> p95, p99;
  std::optional<Interval> p95_ci95; ///< order statistics at the number of independent answers
};

struct ServingReport {
  Spread ttft_ms, wait_ms;
  std::optional<Spread> tpot_ms; ///< of answers of more than one token
  double arrived_per_s = 0, answered_per_s = 0;
  double goodput_per_s = 0;             ///< answers a second that came in time
  std::optional<Interval> goodput_ci95; ///< by batch means: 16 groups of neighbours, from 160 requests on
  double mean_queued = 0;               ///< requests that wait for a slot, or for the step under way to end
  int64_t most_queued = 0;
  double utilisation = 0, mean_slots = 0; ///< share of the time in steps; sequences under way
  double seconds = 0;
  int n = 0;
};
/// Of a run that was not given up. All requests count, those of the first moments too: the trace begins with an idle
/// server, as stated.
ServingReport report_of(const ServingRun& run, const ServingRules& rules);

// --- The greatest load

struct LoadRules {
  double start_per_s = 1;
  double precision = 0.02; ///< between the greatest load that was kept and the least that was not
  int most_doublings = 20; ///< either way, until one of each kind is known
};
struct LoadTrial {
  double per_s = 0;
  std::optional<double> p95_s; ///< of the wait; none: given up
  bool kept = false;
};
struct LoadFound {
  std::optional<double> kept_per_s;   ///< none: not even the least load that was tried
  std::optional<double> failed_per_s; ///< none: every load was kept
  std::vector<LoadTrial> trials;
};
/// Bisection in the logarithm of the load, after doubling or halving from the start. `trial` answers for one load.
Result<LoadFound> find_load(const LoadRules& rules, const std::function<Result<LoadTrial>(double per_s)>& trial);
/// One trial on the same requests at another pace: whether p95 of the wait stays within the patience.
Result<LoadTrial> try_load(const std::vector<Arrival>& arrivals, double per_s, Server& server, ServingRules rules,
                           const std::function<bool()>& cancelled = {});

} // namespace pareto
