// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/tensor_source.h"
#include "core/numeric/format_codec.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

/// One attention layer of two kv heads of some width; window 0 = full.
Graph attention_graph(StepShape shape, int64_t window, int64_t pinned, int64_t width = 4) {
  Graph g(shape);
  const int64_t batch = shape.batch, tokens = shape.tokens;
  const Tensor q = g.input("q", {batch, tokens, 2, width}), k = g.input("k", {batch, tokens, 2, width}),
               v = g.input("v", {batch, tokens, 2, width});
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
    for (const char* name : test::kExecutors)
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
    for (const char* name : test::kExecutors) {
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

  /// Q8_0 rows hold what the format's own encoder leaves, a third of float32's bytes or less; rows that are no whole
  /// blocks are float16.
  void eight_bit_rows() {
    for (const char* name : test::kExecutors) {
      const auto executor = test::executor_named(name);
      if (!executor)
        continue;
      const LoadOptions options{Precision::F32, Format::Q8_0};
      const auto made = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0, 64), options, 1, 20, 1);
      REQUIRE(made);
      std::vector<float> rows(7 * 128);
      for (size_t i = 0; i < rows.size(); ++i)
        rows[i] = std::sin(static_cast<float>(i)) * static_cast<float>(1 + i / 32);
      std::vector<float> kept = rows;
      round_to(Format::Q8_0, kept);
      REQUIRE((*made)->write("k_cache", 0, rows));
      const auto read = (*made)->read("k_cache", 0, 100);
      REQUIRE(read);
      if (QString(name) != "reference") { // which rounds what steps bring, and holds what it is given
        QVERIFY(*read == kept);
        QCOMPARE((*made)->bytes(), int64_t{2 * 2 * 20 * (64 / 32 * 34)});
      }
      const auto odd = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0, 48), options, 1, 20, 1);
      REQUIRE(odd);
      if (QString(name) != "reference")
        QCOMPARE((*odd)->bytes(), int64_t{2 * 2 * 20 * 48 * 2});
    }
  }

  /// A value that is not finite says so, also from a block.
  void eight_bit_rows_keep_what_is_not_finite() {
    for (const char* name : {"baseline", "avx2"}) {
      const auto executor = test::executor_named(name);
      if (!executor)
        continue;
      const auto made = executor->new_state(attention_graph({1, 1, Phase::Decode}, 0, 0, 32),
                                            {Precision::F32, Format::Q8_0}, 1, 4, 1);
      REQUIRE(made);
      for (const float bad : {INFINITY, -INFINITY, NAN}) {
        std::vector<float> rows(64, 1.0f);
        rows[40] = bad;
        REQUIRE((*made)->write("v_cache", 0, rows));
        const auto read = (*made)->read("v_cache", 0, 1);
        REQUIRE(read);
        QVERIFY(std::all_of(read->begin(), read->begin() + 32, [](float x) { return std::abs(x - 1) < 1e-3f; }));
        QVERIFY(std::isnan((*read)[40]));
      }
    }
  }

  /// Against a float16 cache of the same weights: within 2 % of the peak logit (a level of a block is 1/127 of its
  /// largest value, a float16 1/2048 of its own). The reference, which rounds alike, is nearer than that; a prompt read
  /// whole says what it says token by token.
  void eight_bit_cache_of_a_model() {
    auto spec = *built_in_model("softmax-attention", "pilot");
    spec.blocks.resize(2, spec.blocks.front());
    const auto tokens = test::some_tokens(90, spec.vocab);
    const auto logits = [&](const char* executor_name, Format cache, const std::vector<int>& steps) {
      const auto executor = test::executor_named(executor_name);
      const auto model = LoadedModel::load(*executor, test::opened(spec, "pilot"), {Precision::F32, cache}, 7);
      return *test::logits_of(**model, tokens, steps);
    };
    const auto half = logits("baseline", Format::F16, {90}), eight = logits("baseline", Format::Q8_0, {90});
    QVERIFY(eight != half);
    QVERIFY2(test::relative_error(eight, half) <= 2e-2, qPrintable(QString::number(test::relative_error(eight, half))));
    const auto steps = logits("baseline", Format::Q8_0, {50, 1}), want = logits("reference", Format::Q8_0, {90});
    QVERIFY2(test::relative_error(steps, eight) <= 5e-3,
             qPrintable(QString::number(test::relative_error(steps, eight))));
    QVERIFY2(test::relative_error(eight, want) <= 5e-3, qPrintable(QString::number(test::relative_error(eight, want))));
  }

  /// Key channels that all heads share, kept once, are keys in which each head has them (tied and grouped latent
  /// attention, arXiv 2505.21487); so is a value that lies in a key.
  void shared_channels_are_keys_written_out() {
    constexpr int64_t kHeads = 6, kOwn = 2, kWide = 24, kPart = 16, kShared = 10;
    const auto record = [&](int tokens, bool shared) {
      Graph g({2, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
      const auto input = [&](const char* name, int64_t heads, int64_t width) {
        return g.input(name, {2, tokens, heads, width});
      };
      const Tensor k = input("k", kOwn, kWide), same = input("same", 1, kShared);
      std::vector<Tensor> in(kAttentionInputs);
      in[kAttentionQ] = input("q", kHeads, kPart + kShared);
      in[kAttentionK] = shared ? k : g.concat(k.slice(3, 0, kPart), same.broadcast({2, tokens, kOwn, kShared}));
      (shared ? in[kAttentionShared] : in[kAttentionV]) = shared ? same : k;
      AttentionSpec spec{0.2f};
      spec.value_prefix = shared ? kWide : 0;
      g.mark_output("o", g.attention(in, spec));
      return g;
    };
    for (const char* name : test::kExecutors) {
      const auto executor = test::executor_named(name);
      if (!executor)
        continue;
      std::vector<std::vector<float>> outputs;
      for (const bool shared : {true, false}) {
        std::vector<float>& all = outputs.emplace_back();
        NoWeights none;
        const Graph first = record(70, shared);
        const auto weights = executor->load(first, none, {});
        const auto state = executor->new_state(first, {}, 2, 80, 70);
        REQUIRE(weights);
        REQUIRE(state);
        const std::vector<int32_t> slot{0, 1};
        for (int32_t done = 0; const int tokens : {70, 1, 5}) {
          const auto program = executor->compile(record(tokens, shared), **weights);
          REQUIRE(program);
          for (const auto& [input, width] :
               {std::pair{"q", kHeads * (kPart + kShared)}, {"k", kOwn * kWide}, {"same", kShared}}) {
            std::vector<float> values(static_cast<size_t>(2 * tokens * width));
            for (size_t i = 0; i < values.size(); ++i)
              values[i] =
                  std::sin(static_cast<float>(3 * i + 7 * static_cast<size_t>(width)) + static_cast<float>(done));
            REQUIRE((*program)->set_input(input, values));
          }
          const std::vector<int32_t> count{tokens, tokens}, position{done, done};
          StepInput step;
          step.count = count;
          step.position = position;
          step.slot = slot;
          REQUIRE((*program)->run(**state, step));
          const auto rows = (*program)->output("o");
          all.insert(all.end(), rows.begin(), rows.end());
          done += tokens;
        }
      }
      QVERIFY(test::relative_error(outputs[0], outputs[1]) < 1e-6);
    }
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
    REQUIRE_REFUSED(parse_precision("fp16"), "use f32, f16, bf16, q8, q8-kv8, q4 or q4-kv8");
    for (const Precision precision : precisions())
      QVERIFY(*parse_precision(to_string(precision)) == precision);
    QVERIFY(load_options(Precision::Q4Kv8).cache == Format::Q8_0);
    QVERIFY(load_options(Precision::Q4Kv8).weights == Precision::Q4);
  }
};

PARETO_TEST(StateTest)
#include "tst_state.moc"
