// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/measure/bench.h"

#include "core/formats/model_footprint.h"
#include "core/graph/cost.h"
#include "core/measure/bench_model.h"
#include "core/measure/calibration.h"
#include "core/measure/fusion_bench.h"
#include "core/measure/sampling.h"
#include "core/measure/slices.h"
#include "core/model/catalogue.h"
#include "core/numeric/statistics.h"
#include "core/platform/memory.h"
#include "core/platform/process.h"

#include <algorithm>
#include <cmath>

namespace pareto {

namespace {

constexpr const char* kModel = "softmax-attention@125m";
constexpr int64_t kShort = 128, kLong = 8192, kFar = 65'536;
constexpr int kRounds = 15;    ///< of a figure and its limit, alternating
constexpr int kLoadRounds = 5; ///< of seconds each
constexpr int kStarts = 15;
constexpr int kFlatSteps = 101;   ///< decode steps at either length
constexpr int64_t kSliced = 2048; ///< tokens of the prompt that is read both ways
constexpr int kSliceRounds = 5;
constexpr int64_t kHeadroom = int64_t{512} << 20;

Status prefill(BenchFigure& figure) {
  PARETO_TRY_ASSIGN(bench, BenchModel::load("cpu", kModel, Precision::F32));
  constexpr int kTokens = 512;
  PARETO_TRY_ASSIGN(prompt, PrefillOf::make(*bench.model, kTokens));
  const Cost cost = bench.model->footprint().step_cost({1, kTokens, Phase::Prefill}, 0);
  LimitProbe probe = LimitProbe::without_buffer();
  std::vector<double> shares, times, peaks;
  for (int round = 1; round < kRounds; ++round) {
    const double before = probe.flops_pass();
    PARETO_TRY_ASSIGN(time, prompt.seconds());
    const double peak = (before + probe.flops_pass()) / 2;
    times.push_back(1e3 * time);
    peaks.push_back(peak);
    shares.push_back(Roofline{.flops_per_s = peak}.flops_share(cost.flops, time));
  }
  figure.value = estimate_median(shares);
  figure.inputs = {
      {"prefill_ms", median(times)}, {"gflop", cost.flops / 1e9}, {"peak_gflops_per_s", median(peaks) / 1e9}};
  return {};
}

Status decode(BenchFigure& figure, Precision precision) {
  PARETO_TRY_ASSIGN(bench, BenchModel::load("cpu", kModel, precision));
  PARETO_TRY_ASSIGN(at, DecodeAt::make(*bench.model, kShort));
  PARETO_TRY_ASSIGN(probe, LimitProbe::make());
  const Cost cost = bench.model->footprint().step_cost({1, 1, Phase::Decode}, kShort);
  std::vector<double> shares, times, limits;
  for (int round = 0; round < kRounds; ++round) {
    const double before = probe.read_pass();
    std::vector<double> steps;
    for (int i = 0; i < 3; ++i) {
      PARETO_TRY_ASSIGN(time, at.seconds());
      steps.push_back(time);
    }
    const double limit = (before + probe.read_pass()) / 2, time = median(steps);
    times.push_back(1e3 * time);
    limits.push_back(limit);
    shares.push_back(Roofline{.bytes_per_s = limit}.bytes_share(cost.bytes(), time));
  }
  figure.value = estimate_median(shares);
  figure.inputs = {
      {"tpot_ms", median(times)}, {"mbytes", cost.bytes() / 1e6}, {"read_gbytes_per_s", median(limits) / 1e9}};
  return {};
}

Status cache_reading(BenchFigure& figure, Precision precision) {
  PARETO_TRY_ASSIGN(bench, BenchModel::load("cpu", kModel, precision));
  PARETO_TRY_ASSIGN(near, DecodeAt::make(*bench.model, kShort));
  PARETO_TRY_ASSIGN(far, DecodeAt::make(*bench.model, kLong));
  PARETO_TRY_ASSIGN(probe, LimitProbe::make());
  const Footprint& footprint = bench.model->footprint();
  const auto bytes = static_cast<double>(footprint.state(1, kLong).total() - footprint.state(1, kShort).total());
  std::vector<double> shares, extras, limits;
  for (int round = 0; round < kRounds; ++round) {
    const double before = probe.read_pass();
    std::vector<double> extra;
    for (int i = 0; i < 3; ++i) {
      PARETO_TRY_ASSIGN(shorter, near.seconds());
      PARETO_TRY_ASSIGN(longer, far.seconds());
      extra.push_back(longer - shorter);
    }
    const double limit = (before + probe.read_pass()) / 2, time = median(extra);
    extras.push_back(1e3 * time);
    limits.push_back(limit);
    shares.push_back(Roofline{.bytes_per_s = limit}.bytes_share(bytes, time));
  }
  figure.value = estimate_median(shares);
  figure.inputs = {
      {"extra_ms", median(extras)}, {"cache_mbytes", bytes / 1e6}, {"read_gbytes_per_s", median(limits) / 1e9}};
  return {};
}

Status engine_start(BenchFigure& figure, const std::string& engine_path) {
  std::vector<double> times;
  for (int i = 0; i < kStarts; ++i) {
    const double start = now_seconds();
    PARETO_TRY_ASSIGN(child, ChildProcess::start({engine_path, "generate", "softmax-attention@pilot", "--tokens-in",
                                                  "1,2,3", "--tokens", "1", "--json"}));
    std::string line;
    bool token = false; // "ready" comes before it
    for (ChildProcess::Read read = ChildProcess::Read::Nothing; !token && read != ChildProcess::Read::Ended;) {
      read = child.read_line(line, 1);
      token = read == ChildProcess::Read::Line && line.find("\"event\":\"token\"") != std::string::npos;
    }
    times.push_back(1e3 * (now_seconds() - start));
    if (!token)
      return fail(ErrorCode::Internal, "The engine at " + engine_path + " gave no token.");
    child.reap();
  }
  figure.value = estimate_median(times);
  return {};
}

/// Architectures whose every state entry is rewritten in place, whatever the length.
std::vector<std::string> recurrent_architectures() {
  std::vector<std::string> ids;
  for (const Architecture& a : architectures()) {
    const auto spec = built_in_model(a.id, "pilot");
    if (!spec)
      continue;
    const Graph graph = Model(*spec).record({1, 1, Phase::Decode});
    const auto& states = graph.states();
    if (!states.empty() &&
        std::all_of(states.begin(), states.end(), [](const StateDecl& s) { return s.kind == StateKind::Replace; }))
      ids.push_back(a.id);
  }
  return ids;
}

/// Decode at 65,536 tokens over decode at 128, and whether the state kept its size; the worst architecture is the
/// figure.
Status flat_state(BenchFigure& figure) {
  for (const std::string& id : recurrent_architectures()) {
    PARETO_TRY_ASSIGN(bench, BenchModel::load("cpu", id + "@pilot", Precision::F32));
    PARETO_TRY_ASSIGN(near, DecodeAt::make(*bench.model, kShort));
    PARETO_TRY_ASSIGN(far, DecodeAt::make(*bench.model, kFar));
    const Footprint& footprint = bench.model->footprint();
    if (near.bytes() != far.bytes() || footprint.state(1, kShort).total() != footprint.state(1, kFar).total())
      return fail(ErrorCode::Internal, "The state of " + id + " grows from " + std::to_string(near.bytes()) + " to " +
                                           std::to_string(far.bytes()) + " bytes.");
    std::vector<double> ratios;
    for (int i = 0; i < kFlatSteps; ++i) { // either goes first as often: whoever does finds colder caches
      const bool far_first = i % 2 == 1;
      PARETO_TRY_ASSIGN(first, far_first ? far.seconds() : near.seconds());
      PARETO_TRY_ASSIGN(second, far_first ? near.seconds() : far.seconds());
      ratios.push_back(far_first ? first / second : second / first);
    }
    const Estimate ratio = estimate_median(ratios);
    figure.inputs.emplace_back(id, ratio.value);
    if (ratio.value > figure.value.value)
      figure.value = ratio;
  }
  return {};
}

/// Loading seeded 1.3 B float16 weights over writing zeros to as much fresh memory.
Status seeded_load(BenchFigure& figure) {
  PARETO_TRY_ASSIGN(opened, open_model("softmax-attention@1.3b"));
  PARETO_TRY_ASSIGN(footprint, footprint_of(opened, {Precision::F16, Format::F16}));
  const int64_t bytes = footprint.weight_bytes(), free = available_memory_bytes();
  if (bytes + kHeadroom > free)
    return fail(ErrorCode::OutOfMemory, "1.3 B float16 weights need " + std::to_string(bytes >> 20) + " MiB and " +
                                            std::to_string(free >> 20) + " MiB are free.");
  LimitProbe probe = LimitProbe::without_buffer();
  PARETO_TRY_ASSIGN(executor, make_executor("cpu"));
  std::vector<double> ratios, loads, zeros;
  for (int round = 0; round < kLoadRounds; ++round) {
    PARETO_TRY_ASSIGN(before, probe.zero_fresh(bytes));
    const double start = now_seconds();
    {
      PARETO_TRY_ASSIGN(model, LoadedModel::load(*executor, opened, {Precision::F16, Format::F16}));
      loads.push_back(now_seconds() - start);
    }
    PARETO_TRY_ASSIGN(after, probe.zero_fresh(bytes));
    zeros.push_back((before + after) / 2);
    ratios.push_back(loads.back() / zeros.back());
  }
  figure.value = estimate_median(ratios);
  figure.inputs = {{"load_s", median(loads)}, {"zeros_s", median(zeros)}, {"mbytes", static_cast<double>(bytes) / 1e6}};
  return {};
}

/// A prompt's time from slices over its time when it is read, the two in turn; the architecture whose ratio is furthest
/// from 1 is the figure. Steps of 256 tokens, as a machine takes them that is slow for the model: whole readings take
/// 512.
Result<Estimate> slices_over_whole(LoadedModel& model, const CellKey& key) {
  MeasureOptions options;
  options.rules.warm_up = 0;
  options.rules.least = options.rules.most = 1;
  constexpr PromptSteps kSteps{kSliced, 256};
  PARETO_TRY_ASSIGN(sliced, model.new_state(1, kSliced, kSteps.tokens));
  PARETO_TRY_ASSIGN(read, model.new_state(1, kSliced, static_cast<int>(options.prefill_step)));
  SequenceBatch sequence(model, *read, 1);
  const auto whole = [&]() -> Status {
    read->reset();
    sequence.set_position(0);
    return read_to(model, sequence, key.batch, kSliced, options.prefill_step);
  };
  const auto once = [](const SamplingRules&, const std::function<Status()>& step) -> Result<TimedSteps> {
    Status status;
    const double seconds = seconds_of(step, status);
    PARETO_TRY(status);
    return TimedSteps{{1e3 * seconds}};
  };
  std::vector<double> ratios;
  for (int round = 0; round <= kSliceRounds; ++round) {
    Status status;
    const double seconds = seconds_of(whole, status);
    PARETO_TRY(status);
    PARETO_TRY_ASSIGN(slices, measure_slices(model, *sliced, key, options, kSteps, once));
    if (round > 0) // the first compiles and touches its memory
      ratios.push_back(sums_of(kSteps, slices).front() / (1e3 * seconds));
  }
  return estimate_median(ratios, kSliceRounds);
}

Status slices(BenchFigure& figure) {
  for (const Architecture& a : architectures()) {
    CellKey key;
    key.kind = CellKey::Kind::Prefill;
    key.model = a.id + "@125m";
    key.prompt_tokens = kSliced;
    PARETO_TRY_ASSIGN(bench, BenchModel::load("cpu", key.model, Precision::F16));
    PARETO_TRY_ASSIGN(ratio, slices_over_whole(*bench.model, key));
    figure.inputs.emplace_back(a.id, ratio.value);
    if (std::abs(ratio.value - 1) >= figure.value.value)
      figure.value = {std::abs(ratio.value - 1), {}, ratio.n};
  }
  return {};
}

struct Item {
  BenchFigure figure; ///< without its value
  std::function<Status(BenchFigure&, const BenchOptions&)> measure;
};

std::vector<Item> items() {
  using F = BenchFigure;
  using O = BenchOptions;
  std::vector<Item> all{
      {bench_figure("prefill-f32", "prefill of 512 tokens, 125 M transformer, of the multiply-add peak", "share", 0.55,
                    true),
       [](F& f, const O&) { return prefill(f); }},
      {bench_figure("decode-f32", "decode at 128 tokens in float32, of the read bandwidth", "share", 0.80, true),
       [](F& f, const O&) { return decode(f, Precision::F32); }},
      {bench_figure("decode-f16", "decode at 128 tokens in float16, of the read bandwidth", "share", 0.60, true),
       [](F& f, const O&) { return decode(f, Precision::F16); }},
      {bench_figure("cache-f32", "cache reading at 8192 tokens in float32, of the read bandwidth", "share", 0.30, true),
       [](F& f, const O&) { return cache_reading(f, Precision::F32); }},
      {bench_figure("cache-f16", "cache reading at 8192 tokens in float16, of the read bandwidth", "share", 0.30, true),
       [](F& f, const O&) { return cache_reading(f, Precision::F16); }},
      {bench_figure("start", "engine process from start to first token, pilot shape", "ms", 150, false),
       [](F& f, const O& o) { return engine_start(f, o.engine_path); }},
      {bench_figure("flat-state", "recurrent decode at 65536 tokens over 128, constant state, worst architecture",
                    "ratio", 1.10, false),
       [](F& f, const O&) { return flat_state(f); }},
      {bench_figure("seeded-load", "seeded 1.3 B float16 weights over writing zeros to fresh memory", "ratio", 1.30,
                    false),
       [](F& f, const O&) { return seeded_load(f); }},
      {bench_figure("slices", "2048 tokens in slices against read whole, 125 M in float16, worst architecture", "share",
                    0.05, false),
       [](F& f, const O&) { return slices(f); }},
  };
#define PARETO_ITEM(Name, name)                                                                                        \
  all.push_back({fusion_figure(Fusion::Name), [](F& f, const O&) { return measure_fusion(f, Fusion::Name); }});
  PARETO_FUSIONS(PARETO_ITEM)
#undef PARETO_ITEM
  return all;
}

} // namespace

BenchFigure bench_figure(const char* id, const char* title, const char* unit, double goal, bool at_least) {
  BenchFigure figure;
  figure.id = id;
  figure.title = title;
  figure.unit = unit;
  figure.goal = goal;
  figure.at_least = at_least;
  return figure;
}

std::vector<std::string> bench_ids() {
  std::vector<std::string> ids;
  for (const Item& item : items())
    ids.push_back(item.figure.id);
  return ids;
}

Status check_bench_ids(const std::vector<std::string>& wanted, const std::vector<std::string>& known) {
  for (const std::string& id : wanted)
    if (std::find(known.begin(), known.end(), id) == known.end()) {
      std::string list;
      for (const std::string& figure : known)
        list += (list.empty() ? "" : ", ") + figure;
      return fail(ErrorCode::InvalidArgument, "There is no figure '" + id + "'; the figures are " + list + ".", id);
    }
  return {};
}

Status run_benches(const BenchOptions& options) {
  PARETO_TRY(check_bench_ids(options.only, bench_ids()));
  for (const Item& item : items()) {
    if (!options.only.empty() &&
        std::find(options.only.begin(), options.only.end(), item.figure.id) == options.only.end())
      continue;
    BenchFigure figure = item.figure;
    if (const Status done = item.measure(figure, options); !done)
      figure.missing = done.error().message;
    options.emit(figure);
  }
  return {};
}

} // namespace pareto
