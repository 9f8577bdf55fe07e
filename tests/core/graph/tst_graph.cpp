// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/graph.h"
#include "core/graph/operation.h"
#include "core/graph/recording_error.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <functional>
#include <set>

using namespace pareto;

/// Recording: shapes of every operation, tied weights, names by occurrence, constants and their keys.
class GraphTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void shapes() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor x = g.embed(g.tokens(), g.weight("e", {10, 8}, WeightUse::Matrix));
    QVERIFY(x.shape == (Dims{2, 3, 8}));
    QVERIFY(g.position_embed(g.weight("p", {16, 8}, WeightUse::Vector)).shape == (Dims{2, 3, 8}));
    QVERIFY(g.matmul(x, g.weight("w", {12, 8}, WeightUse::Matrix)).shape == (Dims{2, 3, 12}));
    const Tensor heads = x.reshape({2, 3, 2, 4});
    QVERIFY(g.block_matmul(heads, g.weight("b", {2, 4, 5}, WeightUse::Vector)).shape == (Dims{2, 3, 2, 5}));
    QVERIFY(g.add(x, g.weight("v", {8}, WeightUse::Vector)).shape == (Dims{2, 3, 8}));
    QVERIFY(g.mul(g.weight("v", {8}, WeightUse::Vector), x).shape == (Dims{2, 3, 8}));
    QVERIFY(g.reduce_sum(heads).shape == (Dims{2, 3, 2, 1}));
    QVERIFY(g.select_last(x).shape == (Dims{2, 8}));
    const Tensor best = g.arg_max(x);
    QVERIFY(best.shape == (Dims{2, 3}));
    QVERIFY(best.kind == Kind::I32);
    const Tensor kv = g.matmul(x, g.weight("kv", {6, 8}, WeightUse::Matrix)).reshape({2, 3, 1, 6});
    QVERIFY(g.attention(heads, kv.slice(3, 0, 4), kv.slice(3, 4, 2), {}, {}).shape == (Dims{2, 3, 2, 2}));
  }

  void tied_weights_are_one() {
    Graph g({1, 1, Phase::Decode});
    const Tensor first = g.weight("embed", {10, 8}, WeightUse::Matrix);
    const Tensor again = g.weight("embed", {10, 8}, WeightUse::Matrix);
    QCOMPARE(first.id, again.id);
    QCOMPARE(g.weights().size(), size_t{1});
  }

  void states_are_named_by_occurrence() {
    Graph g({1, 2, Phase::Prefill});
    for (const char* layer : {"layers.0", "layers.1"}) {
      g.push_scope(layer);
      g.push_scope("mixer");
      const Tensor q = g.input(g.scoped("q"), {1, 2, 4, 8});
      const Tensor k = g.input(g.scoped("k"), {1, 2, 2, 8});
      g.attention(q, k, k, {}, {.window = layer[7] == '1' ? 16 : 0, .pinned = 0});
      g.pop_scope();
      g.pop_scope();
    }
    QCOMPARE(g.states().size(), size_t{4});
    QCOMPARE(g.states()[0].name, std::string("layers.0.mixer.k_cache"));
    QCOMPARE(g.states()[3].name, std::string("layers.1.mixer.v_cache"));
    QVERIFY(g.states()[0].kind == StateKind::Append);
    QVERIFY(g.states()[2].kind == StateKind::Ring);
    QCOMPARE(g.states()[2].window, int64_t{16});
    QVERIFY(g.states()[2].shape == (Dims{2, 8}));
  }

  void constants() {
    Graph g({1, 1, Phase::Decode});
    const Tensor w = g.weight("a_log", {4}, WeightUse::Vector);
    const Tensor decay = g.scale(g.unary(w, UnaryFunction::Exp), -1);
    const Tensor live = g.add(g.input("x", {1, 1, 4}), decay);
    QVERIFY(g.constant(w.id));
    QVERIFY(g.constant(decay.id));
    QVERIFY(g.constant(g.literal({1, 2}, {2}).id));
    QVERIFY(!g.constant(live.id));
    // products and gathers of weights stay live: executors keep them packed
    QVERIFY(!g.constant(g.matmul(w.reshape({1, 4}), g.weight("m", {4, 4}, WeightUse::Matrix)).id));
  }

  /// Folded values are found by key, so different constants must never share one.
  void constant_keys_are_unique() {
    Graph g({1, 1, Phase::Decode});
    const Tensor w = g.weight("w", {2, 4}, WeightUse::Vector), other = g.weight("w2", {2, 4}, WeightUse::Vector);
    std::set<std::string> keys;
    const std::vector<Tensor> all{
        g.unary(w, UnaryFunction::Exp),
        g.unary(w, UnaryFunction::Sigmoid),
        g.unary(other, UnaryFunction::Exp),
        g.scale(w, 1e-7f),
        g.scale(w, 2e-7f),
        g.unary(w, UnaryFunction::Affine, 1, 1e-8f),
        g.unary(w, UnaryFunction::Affine, 1, 3e-8f),
        g.unary(w.slice(0, 0, 1), UnaryFunction::Exp),
        g.unary(w.slice(0, 1, 1), UnaryFunction::Exp),
        g.add(w, other),
        g.sub(w, other),
        g.sub(other, w),
        g.softmax_rows(w),
        g.cumulative_sum_rows(w),
        g.literal({1, 2}, {2}),
        g.literal({1, 3}, {2}),
    };
    for (const Tensor& each : all)
      QVERIFY2(keys.insert(g.constant_key(each.id)).second, g.constant_key(each.id).c_str());
  }

  /// The weights are folded once and every step shape must find its constants again.
  void constant_keys_do_not_depend_on_the_step() {
    for (const Architecture& architecture : architectures()) {
      const auto spec = built_in_model(architecture.id, "probe");
      REQUIRE(spec);
      const Model model(*spec);
      const auto keys = [](const Graph& graph) {
        std::set<std::string> all;
        for (size_t id = 0; id < graph.values().size(); ++id)
          if (graph.constant(static_cast<int32_t>(id)))
            all.insert(graph.constant_key(static_cast<int32_t>(id)));
        return all;
      };
      QVERIFY2(keys(model.record({1, 1, Phase::Decode})) == keys(model.record({3, 17, Phase::Prefill}, LogitRows::All)),
               architecture.id.c_str());
    }
  }

  /// An operation takes the old value of an entry and gives the new one.
  void state_entries_are_values() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor x = g.input("x", {2, 3, 8});
    g.token_shift(g.causal_conv(x, g.weight("w", {8, 4}, WeightUse::Vector), {}, {}, "tail"), "last");
    const auto& values = g.values();
    int32_t entry = 0;
    for (const Node& node : g.nodes()) {
      QCOMPARE(node.states.size(), size_t{1});
      const StateUse& use = node.states[0];
      QCOMPARE(use.entry, entry);
      const Value &before = values[static_cast<size_t>(use.before.id)],
                  &after = values[static_cast<size_t>(use.after.id)];
      QVERIFY(before.origin == Value::Origin::State && before.index == entry && before.entry == entry);
      QVERIFY(after.origin == Value::Origin::Node && after.entry == entry &&
              &g.nodes()[static_cast<size_t>(after.index)] == &node);
      QVERIFY(before.shape == g.states()[static_cast<size_t>(entry)].shape && after.shape == before.shape);
      QVERIFY(!g.constant(use.before.id) && !g.constant(use.after.id));
      QCOMPARE(values[static_cast<size_t>(node.output().id)].entry, -1);
      ++entry;
    }
    QCOMPARE(entry, 2);
  }

  /// The list, the variant and the table name the same operations in the same order.
  void operations_are_listed_once() {
    std::set<std::string> names;
    for (size_t op = 0; op < kOpCount; ++op) {
      QVERIFY(names.insert(to_string(static_cast<Op>(op))).second);
      QVERIFY(operation(static_cast<Op>(op)).signature);
    }
    QVERIFY(op_of(MatrixRecurrenceSpec{}) == Op::MatrixRecurrence);
    QCOMPARE(to_string(Op::MatrixRecurrence), "matrix_recurrence");
    QVERIFY(&operation(Op::Matmul) == &operations::matmul);
  }

  void specs_compare_by_content() {
    const auto table = [](double factor) {
      return std::make_shared<const RopeTable>(RopeTable{{1, 0.5}, {}, 100, factor});
    };
    QVERIFY(Spec(RopeSpec{true, table(1)}) == Spec(RopeSpec{true, table(1)}));
    QVERIFY(Spec(RopeSpec{true, table(1)}) != Spec(RopeSpec{true, table(2)}));
    QVERIFY(Spec(RopeSpec{true, table(1)}) != Spec(RopeSpec{false, table(1)}));
    QVERIFY(Spec(RopeSpec{}) == Spec(RopeSpec{}));
    QVERIFY(Spec(RopeSpec{true, table(1)}) != Spec(RopeSpec{true, nullptr}));
    QVERIFY(Spec(AttentionSpec{.window = 4}) != Spec(AttentionSpec{.window = 5}));
    QVERIFY(Spec(DiagonalRecurrenceSpec{.modes = 2}) != Spec(DiagonalRecurrenceSpec{.modes = 3}));
    QVERIFY(Spec(DiagonalRecurrenceSpec{.modes = 2}) != Spec(DiagonalRecurrenceSpec{.modes = 2, .complex = true}));
    QVERIFY(Spec(MatrixRecurrenceSpec{.reads = 2}) != Spec(MatrixRecurrenceSpec{}));
    QVERIFY(Spec(EvictingAttentionSpec{.by = EvictBy::Last}) != Spec(EvictingAttentionSpec{}));
    QVERIFY(Spec(EvictingAttentionSpec{.together = true}) != Spec(EvictingAttentionSpec{}));
    QVERIFY(Spec(SoftmaxSpec{}) != Spec(CumulativeSumSpec{}));
  }

  /// Every rule of a signature is there to be broken: the message says which.
  void broken_rules_are_named_data() {
    QTest::addColumn<int>("broken");
    QTest::addColumn<QString>("says");
    for (size_t i = 0; i < broken_nodes().size(); ++i)
      QTest::addRow("%d: %s", static_cast<int>(i), broken_nodes()[i].says)
          << static_cast<int>(i) << QString(broken_nodes()[i].says);
  }

  void broken_rules_are_named() {
    QFETCH(int, broken);
    QFETCH(QString, says);
    const BrokenNode node = broken_nodes()[static_cast<size_t>(broken)];
    const std::string said = end_of([&] { Graph({1, 2, Phase::Prefill}).record(node.spec, node.inputs); });
    QVERIFY2(said.rfind(std::string(to_string(op_of(node.spec))) + ": ", 0) == 0, said.c_str());
    QVERIFY2(QString::fromStdString(said).contains(says), said.c_str());
  }

  /// Nothing beside a tensor is read, or taken for a part of it.
  void axes_that_are_not_there() {
    const Tensor x = shaped({2, 8});
    const auto end = [](const std::function<void()>& recording) { return QString::fromStdString(end_of(recording)); };
    QCOMPARE(end([&] { x.slice(2, 0, 3); }),
             QString("slice: there are no 3 elements from 0 on along axis 2 of [2, 8]"));
    QCOMPARE(end([&] { x.slice(1, 6, 3); }),
             QString("slice: there are no 3 elements from 6 on along axis 1 of [2, 8]"));
    QCOMPARE(end([&] { x.permute({0, 2}); }), QString("there is no axis 2 of [2, 8]"));
    QCOMPARE(end([&] { (void)x.shape[-3]; }), QString("there is no axis -3 of [2, 8]"));
    QCOMPARE(end([&] { (void)Dims().back(); }), QString("there is no axis -1 of []"));
    QCOMPARE(end([&] { QCOMPARE(Dims()[1], int64_t{0}); }), QString()); // of a tensor that is not there
    QCOMPARE(end([&] { QCOMPARE(x.slice(-1, 6, 2).offset, int64_t{6}); }), QString());
  }

  /// A model whose recording ends is an error that names the place.
  void models_that_cannot_be_recorded() {
    auto spec = built_in_model("softmax-attention", "probe");
    REQUIRE(spec);
    auto& mixer = *spec->blocks[1].mixer()->as<AttentionMixer>();
    mixer.kv_heads = mixer.heads + 1;
    const Result<Graph> made = recorded([&]() -> Result<Graph> { return Model(*spec).record({1, 1, Phase::Decode}); });
    REQUIRE_REFUSED(made, "The model cannot be recorded: layers.1.mixer, attention: ");
    QVERIFY(made.error().code == ErrorCode::Internal);
  }

private:
  struct BrokenNode {
    Spec spec;
    std::vector<Tensor> inputs;
    const char* says;
  };

  /// What a recording ended with; empty: it did not.
  static std::string end_of(const std::function<void()>& recording) {
    try {
      recording();
    } catch (const RecordingError& error) {
      return error.what();
    }
    return {};
  }

  static Tensor shaped(const Dims& shape, Kind kind = Kind::Real) {
    Tensor tensor;
    tensor.id = 0;
    tensor.kind = kind;
    tensor.shape = shape;
    tensor.strides = dense_strides(shape);
    return tensor;
  }

  static std::vector<BrokenNode> broken_nodes() {
    const Tensor x3 = shaped({1, 2, 8}), x4 = shaped({1, 2, 2, 4}), none;
    const auto table = std::make_shared<const RopeTable>(RopeTable{{1, 1, 1}, {}, 100, 1});
    const auto matrix = [&](Tensor k, Tensor decay, Tensor beta, Tensor a) {
      return std::vector<Tensor>{x4, k, x4, decay, beta, a, a, none, none, none};
    };
    const Tensor head = shaped({1, 2, 2}), two = shaped({2, 8});
    const auto attention = [&](Tensor q, Tensor k, Tensor forget, Tensor probe, Tensor erase) {
      return std::vector<Tensor>{q, k, x4, none, forget, probe, erase, none, none, none};
    };
    const auto fast = [&](Tensor q, Tensor step, Tensor momentum) {
      std::vector<Tensor> inputs(kFastInputs);
      inputs[kFastQ] = inputs[kFastK] = q;
      inputs[kFastV] = x4;
      inputs[kFastStep] = step;
      inputs[kFastMomentum] = momentum;
      return inputs;
    };
    return {
        {EmbedSpec{}, {shaped({1, 2}), shaped({5, 4})}, "token ids"},
        {EmbedSpec{}, {shaped({1, 2}, Kind::I32), shaped({5, 4, 1})}, "table"},
        {EmbedSpec{}, {shaped({1, 2, 4}), shaped({5, 4})}, "probabilities [B,T,vocab]"},
        {EmbedSpec{.first_beyond = true}, {shaped({1, 2, 5}), shaped({5, 4})}, "what the table has"},
        {EmbedSpec{.exact = true}, {shaped({1, 2, 5}), shaped({5, 4})}, "whole numbers of all ids"},
        {PositionEmbedSpec{}, {shaped({5, 4, 1})}, "table"},
        {MatmulSpec{}, {x3, shaped({4, 7}), none}, "weight [out,in]"},
        {MatmulSpec{}, {x3, shaped({4, 8}), shaped({5})}, "bias"},
        {BlockMatmulSpec{}, {x4, shaped({3, 4, 5}), none}, "heads"},
        {BinarySpec{}, {x3, x4}, "one shape"},
        {GatedActivationSpec{}, {x3, x4}, "one shape"},
        {NormSpec{.group = 3}, {x3, none, none}, "whole groups"},
        {NormSpec{.kind = NormKind::Sinkhorn}, {x3, none, none}, "square matrices"},
        {NormSpec{.turns = 2}, {x3, none, none}, "by rows and columns"},
        {GatedNormSpec{}, {x3, x4, shaped({8})}, "x's shape"},
        {GatedNormSpec{.norm = {.kind = NormKind::Sinkhorn}}, {x4, x4, none}, "no matrices"},
        {EmbedSpec{.first_beyond = true, .exact = true}, {shaped({1, 2}, Kind::I32), shaped({5, 4})}, "of all ids"},
        {RouteSpec{.experts = 8}, {x3, head, none, shaped({1, 2, 1})}, "a correction of each logit"},
        {RouteSpec{.experts = 8}, {x3, shaped({8}), none, shaped({1, 2, 1})}, "as given"},
        {PoolBlocksSpec{.summary = BlockSummary::Weighted}, {x4, none}, "a logit of each element"},
        {PoolBlocksSpec{.overlaps = true}, {x4, none}, "weighted blocks overlap"},
        {RopeSpec{}, {x4}, "a table"},
        {RopeSpec{}, {x4, shaped({1, 2, 2, 3}), shaped({1, 2, 2, 3})}, "at most a head's pairs"},
        {RopeSpec{}, {x4, shaped({1, 2, 1, 2}), shaped({1, 2, 1, 2})}, "dense cos and sin"},
        {RopeSpec{false, table}, {x4}, "at most"},
        {ConvSpec{.width = 3}, {x3, shaped({8, 4}), none, none, none}, "weight [D,W]"},
        {TokenShiftSpec{}, {x4}, "[B,T,D]"},
        {AttentionSpec{}, attention(x3, x4, none, none, none), "there is no axis 3 of [1, 2, 8]"},
        {AttentionSpec{}, attention(shaped({1, 2, 2, 4, 1}), x4, none, none, none), "four axes"},
        {AttentionSpec{}, attention(x4, shaped({1, 2, 2, 5}), none, none, none), "as wide as q"},
        {AttentionSpec{.softcap = 1}, attention(x4, x4, head, none, none), "forgets by a gate"},
        {AttentionSpec{}, attention(x4, x4, none, x3, none), "a second query"},
        {AttentionSpec{.window = 3}, attention(x4, x4, none, none, head), "all of the past"},
        {AttentionSpec{.rule = AttentionRule::StickBreaking}, attention(x4, x4, head, none, none), "stick-breaking"},
        {AttentionSpec{.block = 2}, attention(x4, x4, none, none, none), "choices where it has blocks"},
        {AttentionSpec{.window = 3, .stride = 2}, attention(x4, x4, none, none, none), "has no window"},
        {AttentionSpec{.stride = 2}, attention(x4, x4, head, none, none), "in no other form"},
        {AttentionSpec{.mass = true}, attention(x4, x4, head, none, none), "its mass"},
        {AttentionSpec{.again = true}, attention(x4, x4, none, none, none), "another node's entries"},
        {MatrixRecurrenceSpec{}, matrix(shaped({1, 2, 2, 5}), none, none, none), "as wide as q"},
        {MatrixRecurrenceSpec{.decay = Decay::Scalar}, matrix(x4, none, none, none), "log decay"},
        {MatrixRecurrenceSpec{.removal = Removal::Delta}, matrix(x4, none, none, none), "beta"},
        {MatrixRecurrenceSpec{}, matrix(x4, none, head, none), "beta"},
        {MatrixRecurrenceSpec{.removal = Removal::LowRank}, matrix(x4, none, none, none), "a and b"},
        {MatrixRecurrenceSpec{.decay = Decay::Scalar, .levels = 3}, matrix(x4, head, none, none),
         "weights of two levels"},
        {MatrixRecurrenceSpec{.decay = Decay::Scalar, .levels = 3},
         {x4, x4, x4, head, none, none, none, shaped({1, 2, 2, 4}), none, none},
         "keeps levels"},
        {MatrixRecurrenceSpec{.writes = 2}, matrix(x4, none, none, none), "as a token writes"},
        {MatrixRecurrenceSpec{.reads = 2}, matrix(x4, none, none, none), "queries as it reads"},
        {MatrixRecurrenceSpec{.reads = 0}, matrix(x4, none, none, none), "queries as it reads"},
        {MatrixRecurrenceSpec{.reads = 2, .read_before = true},
         {shaped({1, 4, 2, 4}), x4, x4, none, none, none, none, none, none, none},
         "a scalar decay and its writes leave"},
        {MatrixRecurrenceSpec{.decay = Decay::Value, .read_before = true}, matrix(x4, x4, none, none), "only adds"},
        {MatrixRecurrenceSpec{.normaliser = Normaliser::SumEps, .read_before = true}, matrix(x4, none, none, none),
         "one write leaves"},
        {DiagonalRecurrenceSpec{.modes = 2}, {x3, x3, two, two, two, two}, "and no g"},
        {DiagonalRecurrenceSpec{.modes = 2}, {x3, none, two, two, two, none}, "what is read of them"},
        {DiagonalRecurrenceSpec{.modes = 3}, {x3, none, two, two, two, two}, "dense [modes,D]"},
        {DiagonalRecurrenceSpec{.modes = 2, .complex = true}, {x3, none, two, two, two, two}, "dense [modes,D]"},
        {DiagonalRecurrenceSpec{.read_before = true, .modes = 2}, {x3, none, two, two, two, two}, "no other form"},
        {DiagonalRecurrenceSpec{.complex = true}, {x3, x3}, "of modes only"},
        {DiagonalRecurrenceSpec{.sqrt_factor = true, .log_sum = true}, {x3, x3}, "no exponentials"},
        {DiagonalRecurrenceSpec{.angles = true}, {x3, x3}, "but for angles"},
        {DiagonalRecurrenceSpec{.log_sum = true, .angles = true}, {x3, none}, "only adds angles up"},
        {PairFeaturesSpec{}, {shaped({1, 2, 2, 300})}, "256 channels"},
        {SelectiveScanSpec{}, {x3, x4, shaped({8, 2}), head, head, none, none, none}, "u's shape"},
        {SelectiveScanSpec{}, {x3, x3, shaped({8, 3}), head, head, none, none, none}, "A [Di,N]"},
        {DiagonalRecurrenceSpec{}, {x3, x4}, "x and g"},
        {SlstmSpec{}, {x4, shaped({4, 2, 4, 4})}, "there is no axis 4 of [1, 2, 2, 4]"},
        {SlstmSpec{}, {shaped({1, 2, 3, 2, 4}), shaped({4, 2, 4, 4})}, "[B,T,4,H,D]"},
        {SlstmSpec{}, {shaped({1, 2, 4, 2, 4}), shaped({4, 2, 4, 5})}, "recurrent weight"},
        {FastWeightsSpec{}, fast(x4, none, none), "steps"},
        {FastWeightsSpec{}, fast(x4, head, head), "with InnerTraining::Momentum only"},
        {FastWeightsSpec{InnerTraining::Momentum}, fast(x4, head, none), "with InnerTraining::Momentum only"},
        {FastWeightsSpec{}, fast(shaped({1, 2, 1, 4}), head, none), "of v's heads"},
        {FastWeightsSpec{.mini_batch = 0}, fast(x4, head, none), "a token at least"},
        {RidgeSolveSpec{}, {x4, x4, head, none, shaped({2, 4})}, "log decay"},
        {EvictingAttentionSpec{.budget = 2, .recent = 3}, {x4, x4, x4}, "keeps the last token at least"},
        {SelectBlocksSpec{.heads = 1, .comb = {4, 1}}, {x4, none, none}, "room for all levels"},
        {SelectBlocksSpec{.score = BlockScore::Random, .heads = 1}, {x4, x4, none}, "where it scores none"},
        {RidgeSolveSpec{}, {x4, x4, head, head, shaped({4})}, "ridge [H,K]"},
        {SelectLastSpec{}, {x4}, "[B,T,D]"},
    };
  }
};

PARETO_TEST(GraphTest)
#include "tst_graph.moc"
