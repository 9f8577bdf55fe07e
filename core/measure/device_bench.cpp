// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/device_bench.h"

#include "core/exec/devices.h"
#include "core/graph/cost.h"
#include "core/measure/bench_model.h"
#include "core/measure/device_calibration.h"
#include "core/model/catalogue.h"
#include "core/numeric/statistics.h"

#include <algorithm>
#include <set>

namespace pareto {

namespace {

constexpr const char* kModel = "softmax-attention@125m";
constexpr int kTokens = 128;                ///< of a prompt, and of the context of decode
constexpr int kPrefills = 5, kDecodes = 15; ///< samples behind a figure
constexpr int kSteps = 5;                   ///< profiled steps

bool holds(const std::vector<std::string>& list, const std::string& wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

/// Tokens per second of the same steps on the device and on the CPU, taken in turns.
template <class Steps>
Status against_cpu(BenchFigure& figure, const std::string& device, int tokens, int rounds) {
  PARETO_TRY_ASSIGN(bench, BenchModel::load(device, kModel, Precision::F32));
  PARETO_TRY_ASSIGN(reference, BenchModel::load("cpu", kModel, Precision::F32));
  PARETO_TRY_ASSIGN(steps, Steps::make(*bench.model, kTokens));
  PARETO_TRY_ASSIGN(cpu_steps, Steps::make(*reference.model, kTokens));
  std::vector<double> rates, cpu_rates, shares;
  for (int round = 0; round < rounds; ++round) {
    PARETO_TRY_ASSIGN(here, steps.seconds());
    PARETO_TRY_ASSIGN(there, cpu_steps.seconds());
    rates.push_back(tokens / here);
    cpu_rates.push_back(tokens / there);
    shares.push_back(there / here);
  }
  figure.value = estimate_median(rates);
  figure.inputs = {{"cpu_tokens_per_s", median(cpu_rates)}, {"share_of_cpu", median(shares)}};
  return {};
}

Status prefill_rate(BenchFigure& figure, const std::string& device, const Result<Calibration>&) {
  return against_cpu<PrefillOf>(figure, device, kTokens, kPrefills);
}

Status decode_rate(BenchFigure& figure, const std::string& device, const Result<Calibration>&) {
  return against_cpu<DecodeAt>(figure, device, 1, kDecodes);
}

Status large_decode(BenchFigure& figure, const std::string& device, const Result<Calibration>& limits) {
  PARETO_TRY(limits);
  PARETO_TRY_ASSIGN(bench, BenchModel::load(device, "softmax-attention@1.3b", Precision::F16));
  PARETO_TRY_ASSIGN(at, DecodeAt::make(*bench.model, kTokens));
  const Cost cost = bench.model->footprint().step_cost({1, 1, Phase::Decode}, kTokens);
  std::vector<double> shares, times;
  for (int round = 0; round < kDecodes; ++round) {
    PARETO_TRY_ASSIGN(time, at.seconds());
    times.push_back(1e3 * time);
    shares.push_back(limits->roofline.bytes_share(cost.bytes(), time));
  }
  figure.value = estimate_median(shares);
  figure.inputs = {{"tpot_ms", median(times)},
                   {"mbytes", cost.bytes() / 1e6},
                   {"copy_gbytes_per_s", limits->roofline.bytes_per_s / 1e9}};
  return {};
}

struct Item {
  BenchFigure figure;    ///< without its value
  bool software = false; ///< a goal for software devices; otherwise for GPUs
  Status (*measure)(BenchFigure&, const std::string&, const Result<Calibration>&);
};

std::vector<Item> items() {
  return {{bench_figure("prefill-125m", "prefill of 128 tokens, 125 M transformer in float32", "tokens/s", 40, true),
           true, prefill_rate},
          {bench_figure("decode-125m", "decode at 128 tokens, 125 M transformer in float32", "tokens/s", 10, true),
           true, decode_rate},
          {bench_figure("decode-1.3b", "decode at 128 tokens, 1.3 B transformer in float16, of the copy bandwidth",
                        "share", 0.35, true),
           false, large_decode}};
}

/// The part of the bench that goes through the architectures.
class ModelTour {
public:
  ModelTour(const DeviceBenchOptions& options, const Result<Calibration>& limits, bool rates, bool operations)
      : m_options(options), m_limits(limits), m_rates(rates), m_operations(operations) {}

  Status run() {
    for (const std::string& id : models()) {
      PARETO_TRY_ASSIGN(opened, open_model(id));
      static_cast<void>(opened);
    }
    for (const std::string& id : models()) {
      if (m_rates)
        m_options.emit_rate(rate(id));
      if (const Status done = m_operations ? operations(id) : Status(); !done)
        m_options.emit_missing(id, done.error().message);
    }
    return {};
  }

private:
  std::vector<std::string> models() const {
    if (!m_options.models.empty())
      return m_options.models;
    std::vector<std::string> ids;
    for (const Architecture& a : architectures())
      ids.push_back(a.id + "@125m");
    return ids;
  }

  template <class Steps>
  static Result<Estimate> rate_of(Steps& steps, int tokens, int rounds) {
    std::vector<double> rates;
    for (int round = 0; round < rounds; ++round) {
      PARETO_TRY_ASSIGN(time, steps.seconds());
      rates.push_back(tokens / time);
    }
    return estimate_median(rates);
  }

  Status measure_rate(RateFigure& figure) const {
    PARETO_TRY_ASSIGN(bench, BenchModel::load(m_options.device, figure.model, Precision::F32));
    {
      PARETO_TRY_ASSIGN(steps, PrefillOf::make(*bench.model, kTokens));
      PARETO_TRY_ASSIGN(rate, rate_of(steps, kTokens, kSteps));
      figure.prefill_tokens_per_s = rate;
    }
    PARETO_TRY_ASSIGN(steps, DecodeAt::make(*bench.model, kTokens));
    PARETO_TRY_ASSIGN(rate, rate_of(steps, 1, kDecodes));
    figure.decode_tokens_per_s = rate;
    return {};
  }

  RateFigure rate(const std::string& id) const {
    RateFigure figure;
    figure.model = id;
    if (const Status done = measure_rate(figure); !done)
      figure.missing = done.error().message;
    return figure;
  }

  Status operations(const std::string& id) {
    PARETO_TRY_ASSIGN(opened, open_model(id));
    const Graph prompt = opened.model.record({1, kTokens, Phase::Prefill}),
                token = opened.model.record({1, 1, Phase::Decode});
    if (!has_new(prompt, "prefill") && !has_new(token, "decode"))
      return {};
    auto executor = find_device_family(m_options.device)->make_profiling(m_options.device);
    if (!executor) { // the device cannot time operations: said once
      m_operations = false;
      m_options.emit_missing("operations", executor.error().message);
      return {};
    }
    ProfilingExecutor& clock = **executor;
    PARETO_TRY_ASSIGN(bench, BenchModel::load(std::move(*executor), id, Precision::F32));
    {
      PARETO_TRY_ASSIGN(steps, PrefillOf::make(*bench.model, kTokens));
      PARETO_TRY(profile(bench, clock, steps, prompt, 0, "prefill"));
    }
    PARETO_TRY_ASSIGN(steps, DecodeAt::make(*bench.model, kTokens));
    return profile(bench, clock, steps, token, kTokens, "decode");
  }

  bool has_new(const Graph& graph, const std::string& phase) const {
    return std::any_of(graph.nodes().begin(), graph.nodes().end(), [&](const Node& node) {
      return !graph.constant(node) && m_seen.count({phase, node.op}) == 0;
    });
  }

  /// Times of one step by operation: medians over the steps.
  template <class Steps>
  static Result<std::map<std::string, OperationTime>> step_times(ProfilingExecutor& clock, Steps& steps) {
    std::map<std::string, std::vector<double>> samples;
    std::map<std::string, OperationTime> times;
    for (int i = 0; i < kSteps; ++i) {
      clock.clear_operation_times();
      PARETO_TRY(steps.step());
      times = clock.operation_times(); // dispatches are the same every time
      for (const auto& [name, time] : times)
        samples[name].push_back(time.seconds);
    }
    for (auto& [name, time] : times)
      time.seconds = median(samples[name]);
    return times;
  }

  template <class Steps>
  Status profile(const BenchModel& bench, ProfilingExecutor& clock, Steps& steps, const Graph& graph, int64_t context,
                 const std::string& phase) {
    PARETO_TRY_ASSIGN(times, step_times(clock, steps));
    double total = 0;
    for (const auto& [name, time] : times)
      total += time.seconds;
    for (const auto& [op, cost] :
         operation_costs(graph, bench.model->options(), context, bench.model->footprint().formats())) {
      const auto time = times.find(to_string(op));
      if (time == times.end() || time->second.seconds <= 0 || !m_seen.insert({phase, op}).second)
        continue;
      OperationFigure figure;
      figure.model = bench.model->opened().id;
      figure.phase = phase;
      figure.operation = to_string(op);
      figure.dispatches = time->second.dispatches;
      figure.seconds = time->second.seconds;
      figure.step_share = figure.seconds / total;
      figure.flops = cost.flops;
      figure.bytes = cost.bytes() + cost.value_bytes;
      if (m_limits) {
        figure.flops_share = m_limits->roofline.flops_share(figure.flops, figure.seconds);
        figure.bytes_share = m_limits->roofline.bytes_share(figure.bytes, figure.seconds);
      }
      m_options.emit_operation(figure);
    }
    return {};
  }

  const DeviceBenchOptions& m_options;
  const Result<Calibration>& m_limits;
  bool m_rates, m_operations;
  std::set<std::pair<std::string, Op>> m_seen; ///< phase and operation shown already
};

Result<DeviceFacts> facts_of(const std::string& device) {
  const DeviceFamily* family = find_device_family(device);
  if (!family) {
    PARETO_TRY_ASSIGN(executor, make_executor(device)); // says why there is no such device
    return fail(ErrorCode::InvalidArgument,
                "bench --device takes a device besides the CPU; without it the CPU is measured.", device);
  }
  for (const DeviceFacts& facts : family->list())
    if (facts.device == device)
      return facts;
  PARETO_TRY_ASSIGN(executor, family->make(device));
  return fail(ErrorCode::NotFound, "There is no device '" + device + "'; `devices` lists them.", device);
}

} // namespace

std::vector<std::string> device_bench_ids() {
  std::vector<std::string> ids;
  for (const Item& item : items())
    ids.push_back(item.figure.id);
  ids.insert(ids.end(), {"rates", "operations"});
  return ids;
}

Status run_device_bench(const DeviceBenchOptions& options) {
  PARETO_TRY(check_bench_ids(options.only, device_bench_ids()));
  PARETO_TRY_ASSIGN(facts, facts_of(options.device));
  const auto limits = calibration_of(options.device);
  options.emit_device(facts, limits);
  for (const Item& item : items()) {
    if (options.only.empty() ? item.software != facts.software : !holds(options.only, item.figure.id))
      continue;
    BenchFigure figure = item.figure;
    if (const Status done = item.measure(figure, options.device, limits); !done)
      figure.missing = done.error().message;
    options.emit_goal(figure);
  }
  const bool rates = options.only.empty() || holds(options.only, "rates"),
             operations = options.only.empty() || holds(options.only, "operations");
  return rates || operations ? ModelTour(options, limits, rates, operations).run() : Status();
}

} // namespace pareto
