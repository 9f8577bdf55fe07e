// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor_source.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

/// One attention layer of two kv heads of width 4; window 0 = full.
Graph attention_graph(StepShape shape, int64_t window, int64_t pinned) {
  Graph g(shape);
  const int64_t batch = shape.batch, tokens = shape.tokens;
  const Tensor q = g.input("q", {batch, tokens, 2, 4}), k = g.input("k", {batch, tokens, 2, 4}),
               v = g.input("v", {batch, tokens, 2, 4});
  AttentionSpec spec;
  spec.window = window;
  spec.pinned = pinned;
  g.mark_output("o", g.attention(q, k, v, {}, spec));
  return g;
}

std::vector<float> counted(int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  std::iota(values.begin(), values.end(), 1.0f);
  return values;
}

class NoWeights : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t, int64_t, std::span<float>) override {
    return fail(ErrorCode::NotFound, weight.name);
  }
};

} // namespace

/// State entries by name, and every way to ask a step for what it cannot do.
class StateTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void entries_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"reference", "baseline", "avx2"})
      QTest::newRow(name) << name;
  }

  void entries() {
    QFETCH(QString, name);
    EXECUTOR_OR_SKIP(executor, name);
    const auto made = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0), {}, 2, 20, 4);
    REQUIRE(made);
    State& state = **made;
    const auto seven = counted(7 * 8);
    REQUIRE(state.write("k_cache", 1, seven));
    const auto all = state.read("k_cache", 1, 100), last = state.read("k_cache", 1, 3),
               other = state.read("k_cache", 0, 100);
    REQUIRE(all);
    REQUIRE(last);
    REQUIRE(other);
    QVERIFY(*all == seven);
    QVERIFY(std::equal(last->begin(), last->end(), seven.end() - 24, seven.end()));
    QVERIFY(other->empty());
    REQUIRE_REFUSED(state.read("elsewhere", 0, 1), "no state entry 'elsewhere'");
    REQUIRE_REFUSED(state.write("elsewhere", 0, seven), "no state entry 'elsewhere'");
    REQUIRE_REFUSED(state.write("k_cache", 0, counted(9)), "does not take 9 values");
    REQUIRE_REFUSED(state.read("k_cache", 2, 1), "no slot 2");
    REQUIRE_REFUSED(state.write("k_cache", -1, seven), "no slot -1");
    const auto saved = state.snapshot();
    REQUIRE(state.write("k_cache", 1, counted(8)));
    REQUIRE(state.restore(*saved));
    const auto back = state.read("k_cache", 1, 100);
    REQUIRE(back);
    QVERIFY(*back == seven);
    state.reset();
    const auto empty = state.read("k_cache", 1, 100);
    REQUIRE(empty);
    QVERIFY(empty->empty());
    const auto larger = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0), {}, 3, 20, 4);
    REQUIRE(larger);
    REQUIRE_REFUSED(state.restore(**larger), "snapshot made from itself");
  }

  /// A wrapped ring holds the pinned rows and the last window; what it says is what was written.
  void ring() {
    const auto executor = test::executor_named("baseline");
    const auto made = executor->new_state(attention_graph({1, 1, Phase::Decode}, 4, 2), {}, 1, 100, 3);
    REQUIRE(made);
    const auto written = counted(50 * 8);
    REQUIRE((*made)->write("k_cache", 0, written));
    const auto held = (*made)->read("k_cache", 0, 100);
    REQUIRE(held);
    QVERIFY(held->size() >= 4 * 8); // at least the window
    QVERIFY(std::equal(held->begin(), held->end(), written.end() - static_cast<std::ptrdiff_t>(held->size()),
                       written.end()));
    // bounded by window + pinned + largest step
    QVERIFY((*made)->bytes() <= 2 * ((4 + 2 + 3) * 8 * 4 + 64));
  }

  void ring_smaller_than_its_pinned_rows() {
    const auto executor = test::executor_named("baseline");
    const auto made = executor->new_state(attention_graph({1, 1, Phase::Decode}, 4, 30), {}, 1, 5, 2);
    REQUIRE(made);
    const auto written = counted(5 * 8);
    REQUIRE((*made)->write("k_cache", 0, written));
    const auto held = (*made)->read("k_cache", 0, 100);
    REQUIRE(held);
    QVERIFY(*held == written);
  }

  /// Written past states continue like computed ones, pinned rows of a wrapped ring included.
  void written_history_is_read() {
    constexpr int64_t kPast = 40;
    const auto keys = counted(kPast * 8), values = counted(kPast * 8);
    std::vector<std::vector<float>> outputs;
    for (const char* name : {"reference", "baseline", "avx2"}) {
      const auto executor = test::executor_named(name);
      if (!executor)
        continue;
      const Graph graph = attention_graph({1, 1, Phase::Decode}, 6, 3);
      NoWeights source;
      const auto weights = executor->load(graph, source, {});
      REQUIRE(weights);
      const auto program = executor->compile(graph, **weights);
      REQUIRE(program);
      const auto state = executor->new_state(graph, {}, 1, 64, 1);
      REQUIRE(state);
      std::vector<float> small(keys);
      for (float& value : small)
        value = std::sin(value);
      REQUIRE((*state)->write("k_cache", 0, small));
      REQUIRE((*state)->write("v_cache", 0, values));
      for (const char* input : {"q", "k", "v"})
        REQUIRE((*program)->set_input(input, counted(8)));
      const std::vector<int32_t> count{1}, position{kPast}, slot{0};
      StepInput step;
      step.count = count;
      step.position = position;
      step.slot = slot;
      REQUIRE((*program)->run(**state, step));
      const auto out = (*program)->output("o");
      outputs.emplace_back(out.begin(), out.end());
    }
    for (const auto& output : outputs)
      COMPARE_LOGITS(output, outputs.front(), 1e-5);
  }

  void refused_steps_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<std::vector<int>>("tokens");
    QTest::addColumn<std::vector<int>>("count");
    QTest::addColumn<std::vector<int>>("position");
    QTest::addColumn<std::vector<int>>("slot");
    QTest::addColumn<QString>("sentence");
    using List = std::vector<int>;
    for (const char* name : {"reference", "baseline"}) {
      const auto row = [&](const char* what, List tokens, List count, List position, List slot, const char* sentence) {
        QTest::addRow("%s on %s", what, name)
            << name << std::move(tokens) << std::move(count) << std::move(position) << std::move(slot) << sentence;
      };
      const List four{1, 2, 3, 4};
      row("good", four, {2, 2}, {0, 0}, {0, 1}, "");
      row("good at the end", four, {2, 1}, {6, 7}, {1, 0}, "");
      row("good, padding is anything", {1, -7, 3, 1 << 30}, {1, 1}, {0, 0}, {0, 1}, "");
      row("one count", four, {2}, {0, 0}, {0, 1}, "compiled for 2 sequences");
      row("one position", four, {2, 2}, {0}, {0, 1}, "compiled for 2 sequences");
      row("three slots", four, {2, 2}, {0, 0}, {0, 1, 2}, "compiled for 2 sequences");
      row("no tokens of a sequence", four, {0, 2}, {0, 0}, {0, 1}, "brings 0 tokens; this step takes 1 to 2");
      row("too many tokens", four, {2, 3}, {0, 0}, {0, 1}, "Sequence 1 brings 3 tokens");
      row("slot beyond", four, {2, 2}, {0, 0}, {0, 2}, "names the slot 2; slots are 0 to 1");
      row("slot below", four, {2, 2}, {0, 0}, {-1, 1}, "names the slot -1");
      row("slot twice", four, {2, 2}, {0, 0}, {1, 1}, "each at most once");
      row("position below", four, {2, 2}, {0, -1}, {0, 1}, "holds 8 tokens");
      row("full", four, {2, 2}, {0, 7}, {0, 1}, "holds 8 tokens; this step needs 9");
      row("token beyond", {1, 2, 3, 128}, {2, 2}, {0, 0}, {0, 1}, "Token 128 is outside the vocabulary 0..127");
      row("token below", {1, -1, 3, 4}, {2, 2}, {0, 0}, {0, 1}, "Token -1 is outside");
      row("too few tokens", {1, 2, 3}, {2, 2}, {0, 0}, {0, 1}, "takes 4 token ids; 3 were given");
    }
  }

  void refused_steps() {
    QFETCH(QString, name);
    QFETCH(QString, sentence);
    const auto spec = built_in_model("sliding-window", "probe");
    REQUIRE(spec);
    EXECUTOR_OR_SKIP(executor, name);
    const auto model = LoadedModel::load(*executor, test::opened(*spec, "probe"), {});
    REQUIRE(model);
    const auto state = (*model)->new_state(2, 8, 2);
    REQUIRE(state);
    const auto program = (*model)->program({2, 2, Phase::Prefill}, LogitRows::Last);
    REQUIRE(program);
    const auto list = [](const char* column) {
      const auto values = *static_cast<std::vector<int>*>(QTest::qData(column, qMetaTypeId<std::vector<int>>()));
      return std::vector<int32_t>(values.begin(), values.end());
    };
    const auto tokens = list("tokens"), count = list("count"), position = list("position"), slot = list("slot");
    StepInput input;
    input.tokens = tokens;
    input.count = count;
    input.position = position;
    input.slot = slot;
    if (sentence.isEmpty())
      REQUIRE((*program)->run(**state, input));
    else
      REQUIRE_REFUSED((*program)->run(**state, input), sentence.toStdString());
  }

  void a_step_larger_than_the_rings() {
    const auto spec = built_in_model("sliding-window", "probe");
    REQUIRE(spec);
    for (const char* name : {"reference", "baseline"}) {
      const auto executor = test::executor_named(name);
      const auto model = LoadedModel::load(*executor, test::opened(*spec, "probe"), {});
      REQUIRE(model);
      const auto state = (*model)->new_state(1, 100, 4);
      REQUIRE(state);
      SequenceBatch sequence(**model, **state, 1);
      REQUIRE_REFUSED(sequence.step(test::some_tokens(5, 128), LogitRows::Last),
                      "made for steps of at most 4 tokens; this step has 5");
    }
  }

  void strangers() {
    const auto fast = test::executor_named("baseline"), slow = test::executor_named("reference");
    const Graph graph = attention_graph({1, 1, Phase::Decode}, 0, 0);
    NoWeights source;
    const auto fast_weights = fast->load(graph, source, {}), slow_weights = slow->load(graph, source, {});
    REQUIRE(fast_weights);
    REQUIRE(slow_weights);
    REQUIRE_REFUSED(fast->compile(graph, **slow_weights), "loaded by another executor");
    REQUIRE_REFUSED(slow->compile(graph, **fast_weights), "loaded by another executor");
    const auto fast_program = fast->compile(graph, **fast_weights), slow_program = slow->compile(graph, **slow_weights);
    REQUIRE(fast_program);
    REQUIRE(slow_program);
    const auto fast_state = fast->new_state(graph, {}, 1, 4, 1), slow_state = slow->new_state(graph, {}, 1, 4, 1);
    REQUIRE(fast_state);
    REQUIRE(slow_state);
    REQUIRE_REFUSED((*fast_program)->run(**slow_state, {}), "made by another executor");
    REQUIRE_REFUSED((*slow_program)->run(**fast_state, {}), "made by another executor");
    REQUIRE_REFUSED((*fast_program)->set_input("z", counted(8)), "no input 'z'");
    REQUIRE_REFUSED((*fast_program)->set_input("q", counted(7)), "takes 8 values");
    REQUIRE_REFUSED((*slow_program)->set_input("q", counted(7)), "takes 8 values");
    for (const auto* program : {&fast_program, &slow_program}) {
      QVERIFY((**program)->output("z").empty());
      QVERIFY((**program)->output_i32("z").empty());
    }
  }

  /// What does not fit is refused with both figures, before it is touched.
  void too_much() {
    const auto executor = test::executor_named("baseline");
    const auto state = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0), {}, 4, int64_t{1} << 34, 1);
    REQUIRE_REFUSED(state, " MiB are free");
    QVERIFY(state.error().code == ErrorCode::OutOfMemory);
    ModelSpec spec = *built_in_model("softmax-attention", "1.3b");
    spec.blocks.resize(1000, spec.blocks.front());
    const auto model = LoadedModel::load(*executor, test::opened(spec, "huge"), {});
    REQUIRE_REFUSED(model, "The weights need ");
    QVERIFY(model.error().code == ErrorCode::OutOfMemory);
  }

  void learned_positions_end() {
    const auto model = open_model(test::golden("hf/gpt2"));
    REQUIRE(model);
    const auto executor = test::executor_named("baseline");
    const auto loaded = LoadedModel::load(*executor, *model, {});
    REQUIRE(loaded);
    const int64_t positions = model->model.spec().positions;
    REQUIRE_REFUSED((*loaded)->new_state(1, positions + 1, 1), "learned positions");
    REQUIRE((*loaded)->new_state(1, positions, 1));
  }

  void devices() {
    REQUIRE(make_executor("cpu"));
    REQUIRE(make_executor("reference"));
    REQUIRE_REFUSED(make_executor("vulkan:0"), "Vulkan");
    REQUIRE_REFUSED(make_executor("tpu"), "There is no device 'tpu'");
    REQUIRE_REFUSED(parse_precision("fp16"), "use f32, f16, bf16, q8 or q4");
    for (const Precision precision : {Precision::F32, Precision::F16, Precision::BF16})
      QVERIFY(*parse_precision(to_string(precision)) == precision);
  }
};

PARETO_TEST(StateTest)
#include "tst_state.moc"
