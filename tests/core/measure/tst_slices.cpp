// SPDX-License-Identifier: GPL-3.0-or-later
// Prefill in slices: that the sum over a prompt is right for curves whose sum is known, that both ways of reading do
// the same work for every architecture, and that a seeded state is right at any depth. No clock: a synthetic machine
// says what a step takes.
#include "core/exec/devices.h"
#include "core/formats/model_footprint.h"
#include "core/measure/slices.h"
#include "core/model/catalogue.h"
#include "core/model/denoising.h"
#include "tests/core/exec/catalogue_checks.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <QtTest>

#include <cmath>
#include <numeric>
#include <random>

using namespace pareto;

namespace {

using Curve = std::function<double(int64_t depth, int64_t tokens)>; ///< milliseconds of a step

/// A step of an executor that computes nothing and notes what it was asked.
struct Asked {
  int64_t depth = -1, tokens = 0;
};

class IdleState : public State {
public:
  int slots() const override { return 1; }
  int64_t capacity() const override { return INT64_MAX; }
  int64_t bytes() const override { return 0; }
  void reset() override {}
  void fill_seeded(uint64_t, int64_t length) override { filled_to = length; }
  std::unique_ptr<State> snapshot() const override { return nullptr; }
  Status restore(const State&) override { return {}; }
  Result<std::vector<float>> read(std::string_view, int, int64_t) const override { return std::vector<float>{}; }
  Status write(std::string_view, int, std::span<const float>) override { return {}; }
  int64_t filled_to = -1;
};

class IdleWeights : public Weights {
public:
  int64_t bytes() const override { return 0; }
};

class IdleProgram : public Program {
public:
  IdleProgram(Asked& asked, int64_t tokens) : m_asked(asked), m_tokens(tokens) {}
  Status set_input(std::string_view, std::span<const float>) override { return {}; }
  Status run(State&, const StepInput& input) override {
    m_asked = {input.position[0], m_tokens};
    return {};
  }
  std::span<const float> output(std::string_view) const override { return {}; }
  std::span<const int32_t> output_i32(std::string_view) const override { return {}; }
  int64_t activation_bytes() const override { return 0; }

private:
  Asked& m_asked;
  int64_t m_tokens;
};

class IdleExecutor : public Executor {
public:
  std::string name() const override { return "idle"; }
  Result<std::unique_ptr<Weights>> load(const Model&, TensorSource&, LoadOptions) override {
    return std::unique_ptr<Weights>(new IdleWeights);
  }
  Result<std::unique_ptr<Weights>> load(const Graph&, TensorSource&, LoadOptions) override {
    return std::unique_ptr<Weights>(new IdleWeights);
  }
  Result<std::unique_ptr<Program>> compile(const Graph& graph, const Weights&) override {
    return std::unique_ptr<Program>(new IdleProgram(asked, graph.shape().tokens));
  }
  Result<std::unique_ptr<State>> new_state(const Graph&, LoadOptions, int, int64_t, int) override {
    return std::unique_ptr<State>(new IdleState);
  }
  Asked asked;
};

CellKey prompt_of(const std::string& model, int64_t tokens, int requests = 1) {
  CellKey key;
  key.kind = CellKey::Kind::Prefill;
  key.model = model;
  key.prompt_tokens = tokens;
  key.batch = requests;
  return key;
}

/// What slices of this prompt come to on a machine whose steps take what `curve` says, each `samples` times.
Result<std::vector<Slice>> sliced(const std::string& model, const PromptSteps& steps, const Curve& curve,
                                  MeasureOptions options = {}, int samples = 3, bool disturbed = false) {
  IdleExecutor executor;
  PARETO_TRY_ASSIGN(opened, open_model(model));
  PARETO_TRY_ASSIGN(loaded, LoadedModel::load(executor, opened, {}));
  IdleState state;
  const auto timed = [&](const SamplingRules&, const std::function<Status()>& step) -> Result<TimedSteps> {
    PARETO_TRY(step());
    return TimedSteps{
        std::vector<double>(static_cast<size_t>(samples), curve(executor.asked.depth, executor.asked.tokens)),
        disturbed};
  };
  PARETO_TRY_ASSIGN(slices, measure_slices(*loaded, state, prompt_of(model, steps.prompt), options, steps, timed));
  if (state.filled_to != steps.prompt)
    return fail(ErrorCode::Internal, "The state was not filled to the end of the prompt.");
  return slices;
}

/// Nobody looks at the machine: what is asked here is what is read, not how long it takes, and each look takes more
/// time than reading a prompt of these models.
MeasureOptions unwatched() {
  MeasureOptions options;
  options.witnesses = [](bool) { return Witnesses(); };
  options.machine = nullptr;
  return options;
}

double exact(const PromptSteps& steps, const Curve& curve) {
  double sum = 0;
  for (int64_t i = 0; i < steps.full(); ++i)
    sum += curve(i * steps.tokens, steps.tokens);
  return steps.rest() > 0 ? sum + curve(steps.full() * steps.tokens, steps.rest()) : sum;
}

bool denoises(const Architecture& a) { return denoising_of(open_model(a.id + "@probe")->model).denoises(); }

/// Rows: every architecture whose prompts are read in slices. Work and memory are counted on an executor that computes
/// nothing; one of each family, or all under --deep, is `computed` on the processor as well. Those that denoise, whose
/// next step depends on what was computed, are always.
void add_architectures() {
  QTest::addColumn<QString>("model");
  QTest::addColumn<bool>("computed");
  test::OneOfEachFamily chosen;
  for (const Architecture& a : architectures())
    if (test::is_read_in_slices(a))
      for (const bool computed : {false, true})
        if (computed ? chosen(a) || denoises(a) : !denoises(a))
          QTest::addRow("%s%s", a.id.c_str(), computed ? " on the processor" : "")
              << QString::fromStdString(a.id + "@probe") << computed;
}

/// The executor of such a row, two threads on the processor.
std::unique_ptr<Executor> executor_of_row() {
  QFETCH(bool, computed);
  if (!computed)
    return std::make_unique<IdleExecutor>();
  auto executor = make_executor("cpu");
  return executor ? std::move(*executor) : nullptr;
}

} // namespace

class TestSlices : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void every_step_counts_once();
  void straight_lines_are_summed_exactly();
  void known_curves_are_summed_data();
  void known_curves_are_summed();
  void noise_is_no_bend();
  void what_was_disturbed_is_not_refined();
  void a_quick_look_takes_both_ends();
  void windows_are_seen_on_both_sides();
  void draws_are_as_many_as_the_fewest_samples();
  void few_samples_of_each_slice_give_an_interval();
  void long_prompts_are_sliced();
  void steps_have_256_to_512_rows();
  void both_ways_do_the_same_work_data();
  void both_ways_do_the_same_work();
  void texts_seen_whole_are_read_whole();
  void a_seeded_state_is_right_at_any_depth_data();
  void a_seeded_state_is_right_at_any_depth();
  void very_long_prompts_are_measured_data();
  void very_long_prompts_are_measured();
  void memory_of_the_whole_prompt_is_asked_for();
  void cancelled_slices_keep_whole_draws();
};

void TestSlices::every_step_counts_once() {
  std::mt19937 random(15);
  for (int round = 0; round < 200; ++round) {
    const PromptSteps steps{1 + static_cast<int64_t>(random() % 20'000), 1 + static_cast<int64_t>(random() % 512)};
    std::set<int64_t> depths;
    for (int i = 0; i < 4; ++i)
      depths.insert(steps.step_at(static_cast<int64_t>(random()) % steps.prompt));
    const std::vector<double> counts = steps_by_depth(steps, std::vector(depths.begin(), depths.end()));
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    QVERIFY(std::abs(all - static_cast<double>(steps.full())) < 1e-6);
    QVERIFY(std::all_of(counts.begin(), counts.end(), [](double count) { return count >= 0; }));
  }
}

void TestSlices::straight_lines_are_summed_exactly() {
  const Curve line = [](int64_t depth, int64_t tokens) {
    return 0.01 * static_cast<double>(tokens) * (100 + 0.02 * static_cast<double>(depth));
  };
  for (const auto& [prompt, tokens] : {std::pair{2048, 512}, {2049, 512}, {65'536, 256}, {65'535, 256}, {100, 512}}) {
    const PromptSteps steps{prompt, std::min<int64_t>(tokens, prompt)};
    const auto slices = sliced("softmax-attention@probe", steps, line);
    QVERIFY(slices);
    const double truth = exact(steps, line), sum = prompt_ms(steps, *slices, 0);
    QVERIFY2(std::abs(sum / truth - 1) < 1e-9, qPrintable(QString("%1 for %2").arg(sum).arg(truth)));
  }
}

void TestSlices::known_curves_are_summed_data() {
  QTest::addColumn<QString>("shape");
  for (const char* shape : {"constant", "line", "cliff", "square", "window", "two slopes"})
    QTest::newRow(shape) << shape;
}

void TestSlices::known_curves_are_summed() {
  QFETCH(QString, shape);
  const PromptSteps steps{65'536, 256};
  const Curve curve = [&](int64_t at, int64_t) -> double {
    const auto d = static_cast<double>(at);
    if (shape == "constant")
      return 50;
    if (shape == "line")
      return 50 + d / 500;
    if (shape == "cliff") // a cache level is left
      return d < 20'000 ? 50 : 80;
    if (shape == "square")
      return 50 + d * d / 2e7;
    if (shape == "window") // that no state of the graph tells
      return 50 + std::min(d, 4'096.0) / 50;
    return 50 + d / 2'000 + std::max(0.0, d - 40'000) / 200;
  };
  const auto slices = sliced("softmax-attention@probe", steps, curve);
  QVERIFY(slices);
  const double truth = exact(steps, curve), sum = prompt_ms(steps, *slices, 0);
  QVERIFY2(std::abs(sum / truth - 1) < 0.03, qPrintable(QString("%1 for %2").arg(sum).arg(truth)));
  std::set<int64_t> depths;
  for (const Slice& slice : *slices)
    depths.insert(slice.depth);
  QCOMPARE(depths.size(), slices->size());
  QVERIFY(depths.size() <= 9 && depths.count(0) && depths.count(steps.last()) &&
          depths.count(steps.step_at(steps.last() / 2)));
  if (shape == "constant" || shape == "line")
    QCOMPARE(depths.size(), size_t{3});
}

void TestSlices::noise_is_no_bend() {
  const PromptSteps steps{4096, 256};
  std::vector<Slice> slices{{0, 256, {10, 12}}, {2048, 256, {13, 15}}, {3840, 256, {14, 16}}};
  QVERIFY(bends(steps, slices).empty()); // 14 where 13.1 was expected, and 2 between samples
  for (Slice& slice : slices)
    slice.samples_ms.back() = slice.samples_ms.front() + 0.01;
  const std::vector<int64_t> more = bends(steps, slices);
  QCOMPARE(more, (std::vector<int64_t>{1024, 2816}));
  // A single sample shows no noise: 3 % off is none, 9 % is a bend.
  slices = {{0, 256, {100}}, {2048, 256, {103}}, {4096, 256, {100}}};
  QVERIFY(bends(steps, slices).empty());
  slices[1].samples_ms = {109};
  QVERIFY(!bends(steps, slices).empty());
}

void TestSlices::what_was_disturbed_is_not_refined() {
  const PromptSteps steps{65'536, 256};
  const Curve bent = [](int64_t depth, int64_t) { return depth < 20'000 ? 50.0 : 80.0; };
  const auto quiet = sliced("softmax-attention@probe", steps, bent),
             disturbed = sliced("softmax-attention@probe", steps, bent, {}, 3, true);
  QVERIFY(quiet && disturbed);
  QVERIFY(quiet->size() > 3);
  QCOMPARE(disturbed->size(), size_t{3});
}

void TestSlices::a_quick_look_takes_both_ends() {
  MeasureOptions quick;
  quick.preview = true;
  const PromptSteps steps{2048, 128};
  const Curve bent = [](int64_t depth, int64_t) { return depth > 500 && depth < 1500 ? 9.0 : 1.0; };
  const auto growing = sliced("softmax-attention@probe", steps, bent, quick),
             constant = sliced("gated-deltanet@probe", steps, bent, quick),
             thorough = sliced("gated-deltanet@probe", steps, [](int64_t, int64_t) { return 1.0; });
  QVERIFY(growing && constant && thorough);
  QCOMPARE(growing->size(), size_t{2});
  QCOMPARE(growing->back().depth, int64_t{1920});
  QCOMPARE(constant->size(), size_t{1}); // a step costs the same anywhere
  QCOMPARE(thorough->size(), size_t{2});
}

void TestSlices::windows_are_seen_on_both_sides() {
  const auto spec = built_in_model("sliding-window", "probe");
  QVERIFY(spec);
  const Graph step = Model(*spec).record({1, 64, Phase::Prefill});
  int64_t end = 0;
  for (const StateDecl& state : step.states())
    end = std::max(end, state.window + state.pinned);
  QVERIFY(end > 0);
  const PromptSteps steps{100 * end, 64};
  const std::vector<int64_t> depths = first_depths(step, steps, true, false);
  QVERIFY(std::any_of(depths.begin(), depths.end(), [&](int64_t d) { return d >= end && d < end + 64; }));
  QVERIFY(std::any_of(depths.begin(), depths.end(), [&](int64_t d) { return d <= end && d > end - 2 * 64; }));
  const std::vector<int64_t> within = first_depths(step, {end / 64 * 64, 64}, true, false);
  QVERIFY(std::all_of(within.begin(), within.end(), [&](int64_t d) { return d < end; }));
}

void TestSlices::draws_are_as_many_as_the_fewest_samples() {
  const PromptSteps steps{1100, 512};
  const std::vector<Slice> slices{{0, 512, {1, 2, 3}}, {512, 512, {10, 20}}, {1024, 76, {100, 200, 300}}};
  QCOMPARE(sums_of(steps, slices), (std::vector<double>{111, 222}));
  QVERIFY(sums_of(steps, {}).empty());
}

/// By hand: two slices of two samples, each 1 % off its middle, of a prompt of 100 and 300 ms: s = sqrt(4 * 0.01^2 /
/// 2), of the sum sqrt((100^2 + 300^2) / 2) of it, and t = 4.303 with two degrees of freedom.
void TestSlices::few_samples_of_each_slice_give_an_interval() {
  const std::vector<Slice> slices{{0, 512, {99, 101}}, {512, 512, {297, 303}}};
  const auto interval = interval_of_slices(1024, slices);
  const double half = 4.30265 * std::sqrt(2e-4) * std::sqrt((1e4 + 9e4) / 2);
  QVERIFY(interval && std::abs(interval->low - (400 - half)) < 1e-3 && std::abs(interval->high - (400 + half)) < 1e-3);
  QVERIFY(!interval_of_slices(1024, {}));
  QVERIFY(!interval_of_slices(1024, std::vector<Slice>{{0, 512, {99, 101}}, {512, 512, {300}}}));
}

void TestSlices::long_prompts_are_sliced() {
  const auto opened = open_model("softmax-attention@125m");
  QVERIFY(opened);
  const Footprint footprint = *footprint_of(*opened, {});
  const auto reading = [&](int64_t tokens, int requests, Roofline limits, MeasureOptions options = {}) {
    return reading_of(footprint, prompt_of("softmax-attention@125m", tokens, requests), options, limits);
  };
  const Roofline machine{1.5e10, 2e11};
  QCOMPARE(reading(512, 1, machine), Reading::Whole);
  QCOMPARE(reading(65'536, 1, machine), Reading::Slices);
  QCOMPARE(reading(512, 64, machine), Reading::Slices); // many requests are as long
  QCOMPARE(reading(65'536, 1, {1e12, 1e14}), Reading::Whole);
  QCOMPARE(reading(65'536, 1, {}), Reading::Whole); // nobody knows
  MeasureOptions whole;
  whole.how = Reading::Whole;
  QCOMPARE(reading(65'536, 1, machine, whole), Reading::Whole);
}

void TestSlices::steps_have_256_to_512_rows() {
  const auto opened = open_model("softmax-attention@1.3b");
  QVERIFY(opened);
  const Footprint footprint = *footprint_of(*opened, {});
  const auto tokens = [&](int64_t prompt, int requests, Roofline limits, bool quick = false) {
    MeasureOptions options;
    options.preview = quick;
    return slice_steps(footprint, prompt_of("softmax-attention@1.3b", prompt, requests), options, limits).tokens;
  };
  const Roofline slow{1.5e10, 2e11}, fast{1e12, 1e14};
  QCOMPARE(tokens(65'536, 1, fast), int64_t{512});
  QCOMPARE(tokens(65'536, 1, slow), int64_t{256});
  QCOMPARE(tokens(65'536, 8, slow), int64_t{32});
  QCOMPARE(tokens(2'048, 8, slow, true), int64_t{16});
  QCOMPARE(tokens(2'048, 1024, slow), int64_t{8}); // chunked kernels read several at once
  QCOMPARE(tokens(100, 1, fast), int64_t{100});
}

void TestSlices::both_ways_do_the_same_work_data() { add_architectures(); }

/// Where every token sees all there is nothing to slice, whatever is asked for.
void TestSlices::texts_seen_whole_are_read_whole() {
  const auto opened = open_model("masked-diffusion@probe");
  QVERIFY(opened);
  MeasureOptions options;
  options.how = Reading::Slices;
  const Footprint footprint = *footprint_of(*opened, {});
  QCOMPARE(reading_of(footprint, prompt_of("masked-diffusion@probe", 262'144), options, {}), Reading::Whole);
}

void TestSlices::both_ways_do_the_same_work() {
  QFETCH(QString, model);
  QFETCH(bool, computed);
  const auto executor = executor_of_row();
  const auto opened = open_model(model.toStdString());
  QVERIFY(executor && opened);
  const auto loaded = LoadedModel::load(*executor, *opened, {});
  QVERIFY(loaded);
  for (int requests : {1, 3}) {
    const CellKey key = prompt_of(model.toStdString(), computed ? test::deep(1'100, 2'100) : 2'100, requests);
    MeasureOptions options = unwatched();
    options.rules.warm_up = 0;
    options.rules.least = options.rules.most = 1;
    options.how = Reading::Whole;
    const auto whole = measure_cell(**loaded, key, options, {});
    options.how = Reading::Slices;
    const auto slices = measure_cell(**loaded, key, options, {});
    QVERIFY2(whole && slices, slices ? "" : slices.error().message.c_str());
    QVERIFY(whole->how == Reading::Whole && whole->slices.empty());
    QVERIFY(slices->how == Reading::Slices && slices->state == "seeded" && !slices->slices.empty());
    QCOMPARE(slices->flops_per_token, whole->flops_per_token);
    QCOMPARE(slices->bytes_per_token, whole->bytes_per_token);
    QCOMPARE(slices->state_bytes, whole->state_bytes);
    QCOMPARE(slices->samples_ms.size(), size_t{1});
    QVERIFY(slices->ttft_ms && slices->prefill_tokens_per_s && !slices->tpot_ms);

    // What the slices stand for is what is computed when the prompt is read.
    const PromptSteps steps = largest_slice_steps(key, options);
    std::vector<int64_t> depths;
    double work = 0;
    for (const Slice& slice : slices->slices)
      if (slice.tokens == steps.tokens)
        depths.push_back(slice.depth);
    const auto flops = [&](int64_t depth, int64_t tokens) {
      return step_cost(opened->model.record({requests, static_cast<int>(tokens), Phase::Prefill}), {}, depth).flops;
    };
    const std::vector<double> counts = steps_by_depth(steps, depths);
    for (size_t i = 0; i < depths.size(); ++i)
      work += counts[i] * flops(depths[i], steps.tokens);
    if (steps.rest() > 0)
      work += flops(steps.full() * steps.tokens, steps.rest());
    const double expected = prompt_cost((*loaded)->footprint(), key, steps.tokens).flops;
    QVERIFY2(std::abs(work / expected - 1) < 0.01, qPrintable(QString("%1 of %2").arg(work).arg(expected)));
  }
}

void TestSlices::a_seeded_state_is_right_at_any_depth_data() {
  QTest::addColumn<QString>("model");
  for (const Architecture& a : architectures())
    if (test::is_read_in_slices(a))
      QTest::newRow(a.id.c_str()) << QString::fromStdString(a.id + "@probe");
}

/// A step at a depth gives the same whether the state was filled to that depth or far beyond it.
void TestSlices::a_seeded_state_is_right_at_any_depth() {
  QFETCH(QString, model);
  auto executor = make_executor("cpu");
  const auto opened = open_model(model.toStdString());
  QVERIFY(executor && opened);
  const auto loaded = LoadedModel::load(**executor, *opened, {});
  QVERIFY(loaded);
  constexpr int64_t kCapacity = 1'536;
  constexpr int kTokens = 48;
  for (int64_t depth : {int64_t{0}, int64_t{47}, int64_t{512}, kCapacity - kTokens}) {
    const auto shallow = test::step_at(**loaded, kCapacity, kTokens, depth, depth),
               deep = test::step_at(**loaded, kCapacity, kTokens, kCapacity, depth);
    QVERIFY(shallow && deep);
    QCOMPARE(*deep, *shallow);
  }
}

void TestSlices::very_long_prompts_are_measured_data() { add_architectures(); }

void TestSlices::very_long_prompts_are_measured() {
  QFETCH(QString, model);
  constexpr int kTokens = 262'144;
  const auto executor = executor_of_row();
  const auto opened = open_model(model.toStdString());
  QVERIFY(executor && opened);
  const auto loaded = LoadedModel::load(*executor, *opened, {});
  QVERIFY(loaded);
  MeasureOptions options = unwatched();
  options.preview = true;
  options.rules.warm_up = 0;
  options.rules.least = options.rules.most = 1;
  options.how = Reading::Slices;
  const CellKey key = prompt_of(model.toStdString(), kTokens);
  const auto result = measure_cell(**loaded, key, options, {});
  QVERIFY2(result, result ? "" : result.error().message.c_str());
  QVERIFY(result->ttft_ms && result->preview && !result->ttft_ms->ci95);
  QCOMPARE(result->slices.back().depth, denoising_of(opened->model).denoises()
                                            ? int64_t{kTokens} // the first pass over the block behind the prompt
                                            : int64_t{kTokens - 512});
}

void TestSlices::memory_of_the_whole_prompt_is_asked_for() {
  IdleExecutor executor;
  const auto opened = open_model("softmax-attention@probe");
  const auto loaded = LoadedModel::load(executor, *opened, {});
  MeasureOptions options;
  options.how = Reading::Slices;
  const CellKey key = prompt_of("softmax-attention@probe", 1 << 20, 1024);
  QVERIFY(cell_bytes((*loaded)->footprint(), key, options) >
          (*loaded)->footprint().state(1024, 1 << 20, 8).total()); // and a step's own values
  const auto refused = measure_cell(**loaded, key, options, {});
  QVERIFY(!refused);
  QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
  QCOMPARE(executor.asked.depth, int64_t{-1});
}

void TestSlices::cancelled_slices_keep_whole_draws() {
  auto executor = make_executor("cpu");
  const auto opened = open_model("softmax-attention@probe");
  const auto loaded = LoadedModel::load(**executor, *opened, {});
  MeasureOptions options = unwatched();
  options.how = Reading::Slices;
  options.rules.least = options.rules.most = 4;
  for (int looks : {0, 3, 7}) {
    int left = looks;
    options.cancelled = [&] { return left-- <= 0; };
    const auto result = measure_cell(**loaded, prompt_of("softmax-attention@probe", 2'048), options, {});
    QVERIFY(result);
    QVERIFY(result->samples_ms.empty() && !result->ttft_ms && result->preview); // missing, not 0
  }
}

PARETO_TEST(TestSlices)
#include "tst_slices.moc"
