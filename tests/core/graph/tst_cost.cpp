// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/strict_json.h"
#include "core/graph/cost.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "tests/support/test_support.h"

#include <QDir>

using namespace pareto;

namespace {

Graph decode_graph(const ModelSpec& spec) { return Model(spec).record({1, 1, Phase::Decode}); }

ModelSpec one_block(Mixer mixer, FeedForward ffn) {
  ModelSpec spec;
  spec.vocab = 100;
  spec.hidden = 32;
  spec.blocks = {{std::move(mixer), ffn, Block::Residual::Pre, false}};
  return spec;
}

AttentionMixer attention(int64_t heads, int64_t kv_heads) {
  AttentionMixer mixer;
  mixer.heads = heads;
  mixer.kv_heads = kv_heads;
  mixer.head_dim = 8;
  return mixer;
}

} // namespace

/// Counted figures against figures by hand, and against those known of real models.
class CostTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void real_models_data() {
    QTest::addColumn<QString>("name");
    const QDir folder(QString::fromStdString(test::golden("configs")));
    for (const QString& file : folder.entryList({"*.json"}, QDir::Files))
      if (file != "expected.json")
        QTest::newRow(qPrintable(file)) << file.chopped(5);
  }

  void real_models() {
    QFETCH(QString, name);
    const auto expected = read_strict_json(test::golden("configs/expected.json"));
    REQUIRE(expected);
    QVERIFY2(expected->contains(name.toStdString()), "no expected figures for this configuration");
    const auto& facts = (*expected)[name.toStdString()];
    const auto model = open_model(test::golden("configs/" + name.toStdString() + ".json"));
    if (name == "mixtral-8x7b" || name == "deepseek-v3") { // mixture of experts comes later
      REQUIRE_REFUSED(model, "$.model_type = \"");
      REQUIRE_REFUSED(model, "is not supported by this version");
      QVERIFY(model.error().code == ErrorCode::Unsupported);
      return;
    }
    REQUIRE(model);
    const Graph graph = model->model.record({1, 1, Phase::Decode});
    QCOMPARE(parameter_count(graph), facts["parameters"].get<int64_t>());
    QCOMPARE(cache_bytes_per_token(graph, Precision::F16), facts["cache_bytes_per_token_f16"].get<int64_t>());
    int64_t window = 0;
    for (const StateDecl& state : graph.states())
      window = std::max(window, state.window);
    QCOMPARE(window, facts["window"].is_null() ? 0 : facts["window"].get<int64_t>());
  }

  void all_real_models_are_there() {
    QCOMPARE(QDir(QString::fromStdString(test::golden("configs"))).entryList({"*.json"}, QDir::Files).size(), 13);
  }

  void parameters_by_hand() {
    // grouped attention with biases on q, k, v: 32x32 + 2 x 16x32 + 32x32 (+ 32 + 16 + 16), gated ffn of 48, 3 norms, 2 tables
    AttentionMixer mixer = attention(4, 2);
    mixer.qkv_bias = true;
    const ModelSpec spec = one_block(mixer, {FeedForward::Kind::Gated, 48});
    const int64_t wanted = 2 * 100 * 32 + (32 * 32 + 2 * 16 * 32 + 32 * 32) + 64 + 3 * 48 * 32 + 3 * 32;
    QCOMPARE(parameter_count(spec), wanted);
    QCOMPARE(weight_bytes(decode_graph(spec), Precision::F32), wanted * 4);
    const int64_t vectors = 64 + 3 * 32;
    QCOMPARE(weight_bytes(decode_graph(spec), Precision::F16), (wanted - vectors) * 2 + vectors * 4);
    ModelSpec tied = spec;
    tied.tied = true;
    QCOMPARE(parameter_count(tied), wanted - 100 * 32);
  }

  void attention_state() {
    const Graph full = decode_graph(one_block(attention(4, 2), {FeedForward::Kind::Gated, 48}));
    QCOMPARE(cache_bytes_per_token(full, Precision::F16), int64_t{2 * 2 * 8 * 2});
    QCOMPARE(state_bytes(full, Precision::F16, 1000), int64_t{1000 * 64});
    QCOMPARE(state_bytes(full, Precision::F32, 1000), int64_t{1000 * 128});
    QCOMPARE(state_bytes(full, Precision::F32, 0), int64_t{0});
  }

  void a_window_saturates() {
    AttentionMixer mixer = attention(4, 4);
    mixer.window = 100;
    mixer.pinned = 4;
    const Graph graph = decode_graph(one_block(mixer, {FeedForward::Kind::Gated, 48}));
    const int64_t per_token = 2 * 4 * 8 * 2;
    QCOMPARE(state_bytes(graph, Precision::F16, 50), 50 * per_token);
    QCOMPARE(state_bytes(graph, Precision::F16, 104), 104 * per_token);
    QCOMPARE(state_bytes(graph, Precision::F16, 105), 104 * per_token);
    QCOMPARE(state_bytes(graph, Precision::F16, 1 << 20), 104 * per_token);
  }

  void recurrent_state_is_constant() {
    for (const char* id : {"linear-attention", "retnet", "gla", "hgrn2", "hgrn", "deltanet", "gated-deltanet", "rwkv7", "mamba", "mamba2", "rg-lru", "mingru"}) {
      const auto spec = built_in_model(id, "125m");
      REQUIRE(spec);
      const Graph graph = decode_graph(*spec);
      QVERIFY2(state_bytes(graph, Precision::F16, 128) > 0, id);
      QCOMPARE(state_bytes(graph, Precision::F16, 128), state_bytes(graph, Precision::F32, 65536)); // float32 at every precision
      QCOMPARE(cache_bytes_per_token(graph, Precision::F16), int64_t{0});
    }
  }

  void recurrent_state_by_hand() {
    const Graph mamba = decode_graph(one_block(MambaMixer{.inner = 64, .state = 16, .conv = 4, .rank = 2}, {FeedForward::Kind::None}));
    QCOMPARE(state_bytes(mamba, Precision::F16, 1), int64_t{4 * (64 * 16 + 3 * 64)});
    const Graph mamba2 = decode_graph(one_block(Mamba2Mixer{.heads = 4, .head_dim = 16, .state = 8, .groups = 2, .conv = 4}, {FeedForward::Kind::None}));
    QCOMPARE(state_bytes(mamba2, Precision::F16, 1), int64_t{4 * (4 * 16 * 8 + 3 * (64 + 2 * 2 * 8))});
    const Graph linear = decode_graph(one_block(LinearAttentionMixer{.heads = 4, .kv_heads = 4, .key_dim = 8, .value_dim = 8, .normalised = true},
                                                {FeedForward::Kind::Gated, 48}));
    QCOMPARE(state_bytes(linear, Precision::F16, 1), int64_t{4 * (4 * 8 * 8 + 4 * 8)});
    const Graph mingru = decode_graph(one_block(MinGruMixer{.inner = 40}, {FeedForward::Kind::Gated, 48}));
    QCOMPARE(state_bytes(mingru, Precision::F16, 1), int64_t{4 * 40});
  }

  void step_of_a_product() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor x = g.input("x", {2, 3, 8});
    g.mark_output("y", g.matmul(x, g.weight("w", {16, 8}, WeightUse::Matrix), g.weight("b", {16}, WeightUse::Vector)));
    const Cost cost = step_cost(g, {Precision::F16, Precision::F16}, 0);
    QCOMPARE(cost.flops, 2.0 * 6 * 16 * 8);
    QCOMPARE(cost.weight_bytes, 16 * 8 * 2 + 16 * 4.0);
    QCOMPARE(cost.state_bytes, 0.0);
    QCOMPARE(cost.bytes(), cost.weight_bytes);
  }

  void step_by_operation_adds_up() {
    Graph g({1, 2, Phase::Prefill});
    const Tensor x = g.input("x", {1, 2, 8}), w = g.weight("w", {8, 8}, WeightUse::Matrix);
    const Tensor y = g.matmul(x, w), z = g.matmul(g.add(x, y), w); // the same weight twice
    g.mark_output("last", g.select_last(z));
    const auto costs = operation_costs(g, {Precision::F16, Precision::F16}, 0);
    QCOMPARE(costs.size(), size_t{3});
    QCOMPARE(costs.at(Op::Matmul).weight_bytes, 8 * 8 * 2.0);
    QCOMPARE(costs.at(Op::Matmul).flops, 2 * (2.0 * 2 * 8 * 8));
    QCOMPARE(costs.at(Op::Matmul).value_bytes, 2 * 4.0 * (16 + 16));
    QCOMPARE(costs.at(Op::Binary).value_bytes, 4.0 * (16 + 16 + 16));
    QCOMPARE(costs.at(Op::Binary).weight_bytes, 0.0);
    QCOMPARE(costs.at(Op::SelectLast).value_bytes, 4.0 * (8 + 8)); // one row read, one written
    Cost sum;
    for (const auto& [op, cost] : costs)
      sum += cost;
    const Cost step = step_cost(g, {Precision::F16, Precision::F16}, 0);
    QCOMPARE(sum.flops, step.flops);
    QCOMPARE(sum.bytes(), step.bytes());
    QCOMPARE(sum.value_bytes, step.value_bytes);
  }

  void step_of_attention() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor q = g.input("q", {2, 3, 4, 8}), k = g.input("k", {2, 3, 2, 8}), v = g.input("v", {2, 3, 2, 8});
    g.mark_output("y", g.attention(q, k, v, {}, {}));
    const Cost cost = step_cost(g, {Precision::F32, Precision::F32}, 10);
    const double pairs = 11 + 12 + 13;
    QCOMPARE(cost.flops, 2 * pairs * 2 * 4 * (8 + 8));
    QCOMPARE(cost.state_bytes, 2.0 * 2 * (10 + 3) * 2 * 8 * 4); // two sequences, keys and values, past and present
  }

  void step_of_a_window() {
    Graph g({1, 2, Phase::Prefill});
    const Tensor q = g.input("q", {1, 2, 1, 8}), k = g.input("k", {1, 2, 1, 8});
    g.mark_output("y", g.attention(q, k, k, {}, {.window = 4, .pinned = 1}));
    QCOMPARE(step_cost(g, {}, 0).flops, 2.0 * (1 + 2) * 16);
    QCOMPARE(step_cost(g, {}, 3).flops, 2.0 * (4 + 5) * 16);
    QCOMPARE(step_cost(g, {}, 1000).flops, 2.0 * (5 + 5) * 16);
  }

  void step_of_recurrences() {
    Graph g({1, 5, Phase::Prefill});
    std::vector<Tensor> inputs(kMatrixInputs);
    inputs[kMatrixQ] = inputs[kMatrixK] = g.input("q", {1, 5, 2, 8});
    inputs[kMatrixV] = g.input("v", {1, 5, 2, 16});
    inputs[kMatrixLogDecay] = g.input("g", {1, 5, 2});
    inputs[kMatrixBeta] = g.input("beta", {1, 5, 2});
    g.mark_output("y", g.matrix_recurrence(inputs, {Decay::Scalar, Removal::Delta, Normaliser::None}));
    const Cost cost = step_cost(g, {}, 7);
    QCOMPARE(cost.flops, (4.0 + 1 + 2) * 5 * 2 * 8 * 16);
    QCOMPARE(cost.state_bytes, 2.0 * 2 * 8 * 16 * 4); // read and written
  }

  void tables_are_gathered_not_read() {
    const auto spec = built_in_model("softmax-attention", "probe");
    REQUIRE(spec);
    ModelSpec untied = *spec;
    untied.tied = false;
    const LoadOptions options{Precision::F32, Precision::F32};
    // the head is read whole either way, the embedding table never
    QCOMPARE(step_cost(decode_graph(untied), options, 64).weight_bytes, step_cost(decode_graph(*spec), options, 64).weight_bytes);
  }
};

QTEST_APPLESS_MAIN(CostTest)
#include "tst_cost.moc"
