// SPDX-License-Identifier: GPL-3.0-or-later
// R19: what the runner reports against what really happened. A synthetic executor takes known delays and notes, with a
// clock of its own, how long each step took; the runner must report those times, whatever the machine was doing.
#include "core/measure/runner.h"
#include "core/numeric/statistics.h"
#include "tests/support/program.h"
#include "tests/support/sanitizers.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <ctime>

using namespace pareto;

namespace {

/// Not the runner's clock: CLOCK_MONOTONIC_RAW, in milliseconds.
double independent_ms() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC_RAW, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

struct Step {
  int tokens;
  int32_t position;
  double milliseconds;
};

/// What the synthetic machine does and what it did.
struct Machine {
  std::function<double(int step, int tokens)> delay_ms;
  std::vector<Step> taken;
  int64_t filled_to = -1;
  int64_t capacity = 0;
  int resets = 0;
  int broken_step = -1;
};

class FakeWeights : public Weights {
public:
  int64_t bytes() const override { return 4242; }
};

class FakeState : public State {
public:
  FakeState(Machine& machine, int slots, int64_t capacity) : m_machine(machine), m_slots(slots), m_capacity(capacity) {
    machine.capacity = capacity;
  }
  int slots() const override { return m_slots; }
  int64_t capacity() const override { return m_capacity; }
  int64_t bytes() const override { return 0; }
  void reset() override { ++m_machine.resets; }
  void fill_seeded(uint64_t, int64_t length) override { m_machine.filled_to = length; }
  std::unique_ptr<State> snapshot() const override { return nullptr; }
  Status restore(const State&) override { return {}; }
  Result<std::vector<float>> read(std::string_view, int, int64_t) const override { return std::vector<float>{}; }
  Status write(std::string_view, int, std::span<const float>) override { return {}; }

private:
  Machine& m_machine;
  int m_slots;
  int64_t m_capacity;
};

class FakeProgram : public Program {
public:
  FakeProgram(Machine& machine, StepShape shape)
      : m_machine(machine), m_shape(shape), m_next(static_cast<size_t>(shape.batch), 1) {}
  Status set_input(std::string_view, std::span<const float>) override { return {}; }
  Status run(State& state, const StepInput& input) override {
    if (input.position[0] + m_shape.tokens > state.capacity())
      return fail(ErrorCode::Internal, "The step leaves the state's capacity.");
    if (static_cast<int>(m_machine.taken.size()) == m_machine.broken_step)
      return fail(ErrorCode::Internal, "The synthetic step broke.");
    const double wanted = m_machine.delay_ms(static_cast<int>(m_machine.taken.size()), m_shape.tokens),
                 start = independent_ms();
    double now = start;
    while (now - start < wanted)
      now = independent_ms();
    m_machine.taken.push_back({m_shape.tokens, input.position[0], now - start});
    return {};
  }
  std::span<const float> output(std::string_view) const override { return {}; }
  std::span<const int32_t> output_i32(std::string_view) const override { return m_next; }
  int64_t activation_bytes() const override { return 777; }

private:
  Machine& m_machine;
  StepShape m_shape;
  std::vector<int32_t> m_next;
};

class FakeExecutor : public Executor {
public:
  explicit FakeExecutor(Machine& machine) : m_machine(machine) {}
  std::string name() const override { return "fake"; }
  Result<std::unique_ptr<Weights>> load(const Model&, TensorSource&, LoadOptions) override {
    return std::unique_ptr<Weights>(new FakeWeights);
  }
  Result<std::unique_ptr<Weights>> load(const Graph&, TensorSource&, LoadOptions) override {
    return std::unique_ptr<Weights>(new FakeWeights);
  }
  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights&) override {
    return std::unique_ptr<Program>(new FakeProgram(m_machine, graph.shape()));
  }
  Result<std::unique_ptr<State>> new_state(const Graph&, LoadOptions, int slots, int64_t capacity, int) override {
    return std::unique_ptr<State>(new FakeState(m_machine, slots, capacity));
  }

private:
  Machine& m_machine;
};

/// The reported times hold those taken, and hardly more: the clock around a step shows no less than the one inside it,
/// and most agree within 1 % or 50 microseconds. Of any one step the machine may take the CPU away between the clocks.
bool same_times(const std::vector<double>& reported_ms, const std::vector<double>& taken_ms) {
  size_t apart = 0;
  for (size_t i = 0; i < std::min(reported_ms.size(), taken_ms.size()); ++i) {
    if (reported_ms[i] < taken_ms[i])
      return false;
    apart += reported_ms[i] - taken_ms[i] > (test::kThreadSanitizer ? 4 : 1) * std::max(0.01 * taken_ms[i], 0.05);
  }
  return reported_ms.size() == taken_ms.size() && 4 * apart <= taken_ms.size();
}

CellKey decode_cell(int64_t context, int batch = 1) {
  CellKey key;
  key.model = "softmax-attention@probe";
  key.context = context;
  key.batch = batch;
  return key;
}

CellKey prefill_cell(int64_t prompt) {
  CellKey key;
  key.kind = CellKey::Kind::Prefill;
  key.model = "softmax-attention@probe";
  key.prompt_tokens = prompt;
  return key;
}

Result<Measurement> measured(Machine& machine, const CellKey& key, const MeasureOptions& options,
                             const Calibration& calibration = {}) {
  FakeExecutor executor(machine);
  PARETO_TRY_ASSIGN(opened, open_model(key.model));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(executor, opened, {}));
  return measure_cell(*model, key, options, calibration);
}

MeasureOptions exactly(int count, int warm_up = 1) {
  MeasureOptions options;
  options.rules.least = options.rules.most = count;
  options.rules.warm_up = warm_up;
  options.rules.budget_seconds = 1e9;
  options.witnesses = [](bool) { return Witnesses(); }; // whatever the machine was doing
  options.machine = nullptr;
  return options;
}

std::vector<double> last_times(const Machine& machine, size_t count) {
  std::vector<double> times;
  for (size_t i = machine.taken.size() - count; i < machine.taken.size(); ++i)
    times.push_back(machine.taken[i].milliseconds);
  return times;
}

} // namespace

class TestMeasureTruth : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void decode_times_are_those_taken();
  void warm_up_is_not_in_the_figures();
  void percentiles_only_with_enough_samples();
  void throughput_counts_every_sequence();
  void prefill_is_the_sum_of_its_steps();
  void prefill_starts_over_each_time();
  void seeded_and_prefilled_state();
  void context_stays_near_what_was_asked();
  void preview_has_no_interval();
  void roofline_is_least_time_over_time();
  void memory_is_refused_with_figures();
  void failing_step_is_the_cells_error();
  void cancelled_cell_keeps_what_it_has();
  void joules_are_those_of_the_timed_repetitions();
  void joules_by_watts_are_watts_times_the_median();
  void the_machine_is_looked_at_on_both_sides();
};

void TestMeasureTruth::decode_times_are_those_taken() {
  constexpr int kCount = 320; // enough for p99
  Machine machine;
  machine.delay_ms = [](int step, int) {
    return step % 97 == 11 ? 4.0 : step % 13 == 5 ? 1.5 : 0.4 + 0.1 * (step % 7);
  };
  const auto result = measured(machine, decode_cell(128), exactly(kCount));
  QVERIFY(result);
  const std::vector<double> truth = last_times(machine, kCount);
  QVERIFY(same_times(result->samples_ms, truth));
  QCOMPARE(result->tpot_ms->value, median(result->samples_ms));
  QCOMPARE(*result->tpot_p95_ms, quantile(result->samples_ms, 0.95));
  QCOMPARE(*result->tpot_p99_ms, quantile(result->samples_ms, 0.99));
  const auto interval = median_interval(result->samples_ms);
  QVERIFY(result->tpot_ms->ci95->low == interval->low && result->tpot_ms->ci95->high == interval->high);
  QCOMPARE(result->tpot_ms->n, kCount);
  QCOMPARE(result->generated_tokens, int64_t{kCount});
  QVERIFY(std::abs(*result->decode_tokens_per_s - 1e3 / result->tpot_ms->value) < 1e-6);
}

void TestMeasureTruth::warm_up_is_not_in_the_figures() {
  Machine machine;
  machine.delay_ms = [](int step, int) { return step < 3 ? 30.0 : 0.5; };
  const auto result = measured(machine, decode_cell(16), exactly(20, 3));
  QVERIFY(result);
  QCOMPARE(machine.taken.size(), size_t{23});
  QVERIFY(same_times(result->samples_ms, last_times(machine, 20)));
  QVERIFY(result->tpot_ms->value < 15);
}

void TestMeasureTruth::percentiles_only_with_enough_samples() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.01; };
  const auto few = measured(machine, decode_cell(16), exactly(58));
  QVERIFY(few && !few->tpot_p95_ms && !few->tpot_p99_ms);
  const auto some = measured(machine, decode_cell(16), exactly(59));
  QVERIFY(some && some->tpot_p95_ms && !some->tpot_p99_ms);
  const auto many = measured(machine, decode_cell(16), exactly(299));
  QVERIFY(many && many->tpot_p95_ms && many->tpot_p99_ms);
}

void TestMeasureTruth::throughput_counts_every_sequence() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 1.0; };
  const auto result = measured(machine, decode_cell(32, 8), exactly(12));
  QVERIFY(result);
  QVERIFY(same_times(result->samples_ms, last_times(machine, 12)));
  QCOMPARE(result->tpot_ms->value, median(result->samples_ms)); // a sequence waits for the whole step
  QVERIFY(std::abs(*result->decode_tokens_per_s - 8e3 / result->tpot_ms->value) < 1e-6);
}

void TestMeasureTruth::prefill_is_the_sum_of_its_steps() {
  Machine machine;
  machine.delay_ms = [](int, int tokens) { return tokens * 0.004; };
  const auto result = measured(machine, prefill_cell(1300), exactly(10));
  QVERIFY(result);
  QCOMPARE(machine.taken.size(), size_t{33}); // 512 + 512 + 276, eleven times
  std::vector<double> truth;
  for (size_t i = 3; i < 33; i += 3) {
    QCOMPARE(machine.taken[i].tokens, 512);
    QCOMPARE(machine.taken[i + 2].tokens, 276);
    QCOMPARE(machine.taken[i + 2].position, 1024);
    truth.push_back(machine.taken[i].milliseconds + machine.taken[i + 1].milliseconds +
                    machine.taken[i + 2].milliseconds);
  }
  QVERIFY(same_times(result->samples_ms, truth));
  QCOMPARE(result->ttft_ms->value, median(result->samples_ms));
  QVERIFY(std::abs(*result->prefill_tokens_per_s - 1300e3 / result->ttft_ms->value) < 1e-6);
  QVERIFY(!result->tpot_ms);
}

void TestMeasureTruth::prefill_starts_over_each_time() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.01; };
  const auto result = measured(machine, prefill_cell(64), exactly(5, 2));
  QVERIFY(result);
  QCOMPARE(machine.resets, 7);
  for (const Step& step : machine.taken)
    QCOMPARE(step.position, 0);
}

void TestMeasureTruth::seeded_and_prefilled_state() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.01; };
  const auto seeded = measured(machine, decode_cell(700), exactly(10));
  QVERIFY(seeded);
  QCOMPARE(seeded->state, std::string("seeded"));
  QCOMPARE(machine.filled_to, int64_t{700});
  QCOMPARE(machine.taken.size(), size_t{11});
  Machine other;
  other.delay_ms = machine.delay_ms;
  MeasureOptions options = exactly(10);
  options.prefilled_state = true;
  const auto prefilled = measured(other, decode_cell(700), options);
  QVERIFY(prefilled);
  QCOMPARE(prefilled->state, std::string("prefilled"));
  QCOMPARE(other.filled_to, int64_t{-1});
  QCOMPARE(other.taken[0].tokens, 512);
  QCOMPARE(other.taken[1].tokens, 188);
  QCOMPARE(other.taken[2].position, 700);
  QCOMPARE(prefilled->samples_ms.size(), size_t{10}); // the prompt is in none of them
}

void TestMeasureTruth::context_stays_near_what_was_asked() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.001; };
  QVERIFY(measured(machine, decode_cell(1000), exactly(500)));
  for (const Step& step : machine.taken)
    QVERIFY2(step.position >= 1000 && step.position < 1064, qPrintable(QString::number(step.position)));
}

void TestMeasureTruth::preview_has_no_interval() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.1; };
  MeasureOptions options = exactly(20);
  options.preview = true;
  const auto preview = measured(machine, decode_cell(16), options);
  QVERIFY(preview && preview->preview && !preview->tpot_ms->ci95);
  const auto few = measured(machine, decode_cell(16), exactly(9));
  QVERIFY(few && !few->preview && !few->tpot_ms->ci95); // what its rules ask for, yet too few for an interval
  const auto full = measured(machine, decode_cell(16), exactly(10));
  QVERIFY(full && !full->preview && full->tpot_ms->ci95);
}

void TestMeasureTruth::roofline_is_least_time_over_time() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 1.0; };
  Calibration calibration;
  calibration.roofline.bytes_per_s = 1e9;
  calibration.roofline.flops_per_s = 1e15; // memory is the limit
  const auto result = measured(machine, decode_cell(64), exactly(10), calibration);
  QVERIFY(result && result->roofline_share);
  QVERIFY(std::abs(*result->roofline_share - result->bytes_per_token / 1e6 / result->tpot_ms->value) < 1e-9);
  const auto unknown = measured(machine, decode_cell(64), exactly(10));
  QVERIFY(unknown && !unknown->roofline_share); // no calibration: missing, not 0
}

void TestMeasureTruth::memory_is_refused_with_figures() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.0; };
  const auto refused = measured(machine, decode_cell(int64_t{1} << 24, 1024), exactly(10));
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
  QVERIFY2(QRegularExpression("^This cell needs \\d+ MiB .* and \\d+ MiB are free; .*\\.$")
               .match(refused.error().message.c_str())
               .hasMatch(),
           refused.error().message.c_str());
  QVERIFY(machine.taken.empty());
}

void TestMeasureTruth::failing_step_is_the_cells_error() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.0; };
  machine.broken_step = 7;
  const auto result = measured(machine, decode_cell(16), exactly(10));
  QVERIFY(!result);
  QCOMPARE(result.error().message, std::string("The synthetic step broke."));
}

void TestMeasureTruth::cancelled_cell_keeps_what_it_has() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.01; };
  MeasureOptions options = exactly(1000);
  options.cancelled = [&] { return machine.taken.size() >= 6; };
  const auto result = measured(machine, decode_cell(16), options);
  QVERIFY(result);
  QCOMPARE(result->samples_ms.size(), size_t{5});
  QVERIFY(result->preview && !result->tpot_ms->ci95);
  options.cancelled = [] { return true; };
  const auto nothing = measured(machine, decode_cell(16), options);
  QVERIFY(nothing && !nothing->tpot_ms && nothing->samples_ms.empty()); // missing, not 0
}

namespace {

/// Two joules a step, whatever it does.
class StepCounter : public EnergyCounter {
public:
  explicit StepCounter(const Machine& machine) : m_machine(machine) {
    name = "two joules a step";
    step_seconds = 0;
  }
  Status start() override {
    m_first = m_machine.taken.size();
    return {};
  }
  Result<double> joules() override { return 2.0 * static_cast<double>(m_machine.taken.size() - m_first); }

private:
  const Machine& m_machine;
  size_t m_first = 0;
};

} // namespace

void TestMeasureTruth::joules_are_those_of_the_timed_repetitions() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.05; };
  EnergyCounters counters;
  counters.all.push_back(std::make_unique<StepCounter>(machine));
  MeasureOptions options = exactly(37, 3);
  options.counters = &counters;
  const auto step = measured(machine, decode_cell(64, 4), options);
  QVERIFY(step && step->energy && step->energy->source == Source::Measured);
  QCOMPARE(step->energy->joules_per_token, 2.0 / 4);
  QCOMPARE(step->energy->from, std::string("two joules a step"));
  QVERIFY(step->energy->ci95.has_value());
  const auto prompt = measured(machine, prefill_cell(1030), options); // 512 + 512 + 6
  QVERIFY(prompt && prompt->energy);
  QCOMPARE(prompt->energy->joules_per_token, 3 * 2.0 / 1030);
}

void TestMeasureTruth::joules_by_watts_are_watts_times_the_median() {
  Machine machine;
  machine.delay_ms = [](int step, int) { return 0.1 + 0.01 * (step % 5); };
  EnergyCounters none;
  MeasureOptions options = exactly(20);
  options.counters = &none;
  const auto missing = measured(machine, decode_cell(64), options);
  QVERIFY(missing && missing->energy->source == Source::Missing && !missing->energy->from.empty());
  options.watts = 65;
  const auto modelled = measured(machine, decode_cell(64, 2), options);
  QVERIFY(modelled && modelled->energy->source == Source::Modelled);
  const double wanted = 65 * modelled->tpot_ms->value / 1e3 / 2;
  QVERIFY(std::abs(modelled->energy->joules_per_token / wanted - 1) < 1e-9);
}

/// Before and after a cell of this processor, unless nobody is to look; of no device of its own.
void TestMeasureTruth::the_machine_is_looked_at_on_both_sides() {
  Machine machine;
  machine.delay_ms = [](int, int) { return 0.1; };
  MeasureOptions options = exactly(2);
  const auto alone = measured(machine, decode_cell(16), options);
  QVERIFY(alone && !alone->pace);
  MachineWatch watch;
  options.machine = &watch;
  const auto watched = measured(machine, decode_cell(16), options);
  QVERIFY(watched && watched->pace);
  QCOMPARE(watch.bytes(), MachineWatch::kBytes); // it did look
  CellKey elsewhere = decode_cell(16);
  elsewhere.device = "vulkan:0";
  MachineWatch unused;
  options.machine = &unused;
  const auto other = measured(machine, elsewhere, options);
  QVERIFY(other && !other->pace);
  QCOMPARE(unused.bytes(), int64_t{0});
}

PARETO_TEST(TestMeasureTruth)
#include "tst_measure_truth.moc"
