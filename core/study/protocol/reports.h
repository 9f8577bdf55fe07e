// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/study/protocol/messages.h"

#include <map>

/// What the commands that run no study answer with --json, for scripts: one struct an event (DESIGN section 6). An
/// optional that is empty is null on the wire, or absent where the comment says so.
namespace pareto::protocol {

// --- architectures, describe

struct ArchitectureTold {
  static constexpr const char* kName = "architecture";
  std::string id, name, family, section;
  std::vector<std::string> sizes;
  std::string paper, source, idea, promise, weakness, complexity;
};
struct ModelTold {
  static constexpr const char* kName = "model";
  std::string model_type, architecture;
  int64_t parameters = 0, active_parameters = 0;
  std::string precision;
  int64_t weight_bytes = 0, cache_bytes_per_token = 0, state_bytes = 0;
  std::optional<int64_t> window, max_context;
  int64_t vocab = 0, layers = 0, hidden = 0;
  bool assumed_shape = false;
  std::string weights; ///< "checkpoint", or "seeded"
};
/// What one step of `batch` tokens reads of a mixture of experts where all are equally likely (core/graph/ops/route.h).
struct ExpertsTold {
  static constexpr const char* kName = "experts";
  int64_t batch = 1;
  int64_t layers = 0, experts = 0, chosen = 0, zero_experts = 0; ///< of the first layer that has some, and how many do
  double distinct = 0;                                           ///< experts of a layer read, on average
  double weight_bytes = 0;                                       ///< of all weights read by that step
};
struct MemoryTold {
  static constexpr const char* kName = "memory";
  int64_t context = 0, batch = 1;
  int64_t weight_bytes = 0, growing_bytes = 0, windowed_bytes = 0, fixed_bytes = 0, total_bytes = 0;
  int64_t activation_bytes = 0;                      ///< a step's own values
  std::optional<int64_t> memory_bytes, requests_fit; ///< where --memory asked; otherwise absent
};
struct LayerTold {
  static constexpr const char* kName = "layer";
  int64_t context = 0, batch = 1;
  std::optional<int64_t> layer; ///< null: of no layer
  std::string kind;
  int64_t weight_bytes = 0, growing_bytes = 0, windowed_bytes = 0, fixed_bytes = 0, total_bytes = 0;
};

// --- measure --arrivals, --reuse

/// What a server of one model did with the requests that came (core/measure/serving.h).
struct ServedTold {
  static constexpr const char* kName = "served";
  std::string model, device, precision, weights;
  std::string arrivals;        ///< "poisson:2", or the file
  std::optional<int64_t> seed; ///< null: of a file
  int64_t slots = 0, chunk_tokens = 0, state_bytes = 0, requests = 0;
  double seconds = 0; ///< to the last token
  std::optional<Estimate> ttft_ms;
  std::optional<double> ttft_p95_ms, ttft_p99_ms; ///< null: too few requests
  std::optional<Estimate> tpot_ms;                ///< null: answers of one token
  std::optional<double> tpot_p95_ms, tpot_p99_ms;
  std::optional<Estimate> wait_ms; ///< of the whole answer
  std::optional<double> wait_p95_ms, wait_p99_ms;
  std::optional<Interval> wait_p95_ci95;
  double arrived_per_s = 0, answered_per_s = 0, patience_s = 0;
  double goodput_per_s = 0; ///< answers within the patience
  std::optional<Interval> goodput_ci95;
  double mean_queued = 0;
  int64_t most_queued = 0;
  double utilisation = 0, mean_slots = 0;
  double other_cpus = 0; ///< processors that other programs kept busy meanwhile
  std::optional<double> joules_per_answer, whole_joules_per_answer; ///< without and with idle; null: not known
  std::optional<Interval> joules_per_answer_ci95;
  std::optional<double> idle_watts;
  std::string energy_source; ///< "measured" by counters, "modelled" by watts, or "missing"
  std::string energy_from;   ///< the counters, the watts, or why there is none
  std::string source;
};
/// One load that was tried on the way to the greatest one.
struct LoadTried {
  static constexpr const char* kName = "load_trial";
  double per_s = 0;
  std::optional<double> wait_p95_s; ///< null: too many waited too long before all were answered
  bool kept = false;
};
struct LoadTold {
  static constexpr const char* kName = "load";
  std::string model, device, precision;
  std::optional<double> kept_per_s;   ///< null: not even the least load that was tried
  std::optional<double> failed_per_s; ///< null: every load was kept
  double patience_s = 0;
  int64_t requests = 0;
  std::string source;
};
/// A prompt whose beginning was read before (core/measure/reuse.h).
struct ReuseTold {
  static constexpr const char* kName = "reuse";
  std::string model, device, precision, weights;
  int64_t batch = 1, prompt_tokens = 0, reused_tokens = 0;
  std::optional<Estimate> ttft_ms, whole_ttft_ms, restore_ms;
  int64_t snapshot_bytes = 0;
  std::string source;
};

// --- verify, logits

struct CaseTold {
  static constexpr const char* kName = "case";
  std::string op, name, status; ///< "pass", "fail", "unsupported"
  double max_abs_error = 0;
  std::string worst_tensor;
  std::string reason; ///< absent where empty
};
struct CasesTold {
  static constexpr const char* kName = "summary";
  int64_t pass = 0, fail = 0, unsupported = 0;
};
struct LogitsWritten {
  static constexpr const char* kName = "logits";
  std::string file;
  int64_t tokens = 0;
};

// --- reproduce

/// A stored value and the same cell measured again.
struct Reproduced {
  static constexpr const char* kName = "reproduced";
  int64_t run = 0, row = 0; ///< where the store holds it: "RUN:CELL"
  CellKey cell;
  std::string outcome; ///< "agree", "disagree", "not_comparable", "not_judged"
  std::string metric;  ///< "tpot_ms", "ttft_ms"
  std::optional<Estimate> before, now;
  std::string before_condition, now_condition; ///< "quiet", "disturbed", "suspect"
  std::optional<double> ratio;                 ///< of the medians, now to before
  std::string reason;                          ///< why it is not judged or compared; absent where it is
  std::optional<double> machine_ratio{}; ///< the pace of the machine itself, now to before; absent where not known
};

// --- replay

/// A switching policy on seeded requests, one at a time, each served by its model's own worker process.
struct ReplayTold {
  static constexpr const char* kName = "replay";
  int64_t requests = 0, workers = 0;     ///< processes, one a model and device
  std::map<std::string, int64_t> served; ///< requests by model
  double replayed_ms = 0;                ///< mean wait
  std::optional<double> predicted_ms;    ///< of the same requests, by the curves; null where they do not know one
  std::optional<Estimate> ratio;         ///< replayed over predicted: the median of all requests
  std::optional<int64_t> peak_rss_bytes; ///< of all workers, shared pages in each; null where the system does not say
  std::map<std::string, int64_t> worker_peak_rss_bytes; ///< by model
  std::string source;
};

// --- bench

struct GoalTold {
  static constexpr const char* kName = "bench";
  std::string id, title, unit;
  std::optional<double> value;
  std::optional<Interval> ci95;
  int32_t n = 0;
  double goal = 0;
  bool at_least = true, met = false;
  std::map<std::string, double> inputs; ///< medians behind the figure, units in the names
  std::optional<std::string> reason;    ///< why there is no value
  std::string source;                   ///< "measured", or "missing"
};
struct RateTold {
  static constexpr const char* kName = "rate";
  std::string model, precision;
  std::optional<Estimate> prefill_tokens_per_s, decode_tokens_per_s;
  std::optional<std::string> reason;
  std::string source;
};
struct OperationTold {
  static constexpr const char* kName = "operation";
  std::string model, phase, operation;
  int64_t dispatches = 0; ///< of one step, as all that follows
  double seconds = 0, step_share = 0, flops = 0, bytes = 0, flops_per_s = 0, bytes_per_s = 0;
  std::optional<double> flops_share, bytes_share; ///< of the device's peaks
  std::string source;
};
struct NotTimed {
  static constexpr const char* kName = "missing";
  std::string what, reason, source;
};

using ReportEvent = std::variant<Unknown, ArchitectureTold, ModelTold, ExpertsTold, MemoryTold, LayerTold, CaseTold,
                                 CasesTold, LogitsWritten, Reproduced, ReplayTold, GoalTold, RateTold, OperationTold,
                                 NotTimed, ServedTold, LoadTried, LoadTold, ReuseTold, Warned, Failed>;

} // namespace pareto::protocol
