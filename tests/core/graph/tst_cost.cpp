// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/cost.h"
#include "core/graph/operation.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace pareto;

/// Counted figures against figures by hand.
class CostTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void step_of_a_product() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor x = g.input("x", {2, 3, 8});
    g.mark_output("y", g.matmul(x, g.weight("w", {16, 8}, WeightUse::Matrix), g.weight("b", {16}, WeightUse::Vector)));
    const Cost cost = step_cost(g, {Precision::F16, Format::F16}, 0);
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
    const auto costs = operation_costs(g, {Precision::F16, Format::F16}, 0);
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
    const Cost step = step_cost(g, {Precision::F16, Format::F16}, 0);
    QCOMPARE(sum.flops, step.flops);
    QCOMPARE(sum.bytes(), step.bytes());
    QCOMPARE(sum.value_bytes, step.value_bytes);
  }

  /// The cache holds all; a step reads the keys of all blocks, and of the tokens those of the blocks it chooses.
  void step_of_chosen_blocks() {
    Graph g({1, 1, Phase::Decode});
    const auto input = [&](const char* name, int64_t heads) { return g.input(name, {1, 1, heads, 32}); };
    SelectBlocksSpec choice{BlockScore::Plain, 64, 4};
    const Tensor chosen = g.select_blocks(input("choose", 4), input("block_key", 2), {}, choice);
    AttentionSpec spec;
    spec.block = 64;
    g.mark_output("y", g.attention(input("q", 4), input("k", 2), input("v", 2), {}, spec, chosen));
    const LoadOptions options{Precision::F16, Format::F16};
    constexpr double kRow = 2 * 32 * 2; // bytes of both heads
    const auto costs = operation_costs(g, options, 8192);
    QCOMPARE(costs.at(Op::SelectBlocks).state_bytes, kRow * (8192 / 64 + 1.0 / 64));
    QCOMPARE(costs.at(Op::Attention).state_bytes, 2 * kRow * (4 * 64 + 1));
    QCOMPARE(costs.at(Op::Attention).flops, 2.0 * 4 * 64 * 4 * (32 + 32));
    QCOMPARE(operation_costs(g, options, 100).at(Op::Attention).state_bytes, 2 * kRow * (100 + 1)); // all there is
    int64_t held = 0;
    for (const StateDecl& state : g.states())
      held += entry_layout(state, options.cache, 8192, 1, Packing::Cpu).slot_bytes;
    QCOMPARE(static_cast<double>(held), kRow * (2 * 8192 + 8192 / 64));
  }

  /// Rows that stand for a block each: a step reads those of the blocks it chooses, and all is one row a block.
  void step_of_chosen_entries() {
    Graph g({1, 1, Phase::Decode});
    const auto input = [&](const char* name, int64_t heads) { return g.input(name, {1, 1, heads, 32}); };
    SelectBlocksSpec choice{BlockScore::Relu, 4, 16};
    const Tensor chosen = g.select_blocks(input("choose", 4), input("block_key", 1), {}, choice);
    AttentionSpec spec;
    spec.block = spec.stride = 4;
    spec.value_prefix = 32;
    const auto read = g.attention_and_mass(input("q", 4), input("k", 1), {}, spec, chosen);
    g.mark_output("y", read[kAttentionRead]);
    g.mark_output("mass", read[kAttentionMass]);
    const LoadOptions options{Precision::F16, Format::F16};
    constexpr double kRow = 32 * 2; // bytes
    const auto costs = operation_costs(g, options, 8192);
    QCOMPARE(costs.at(Op::Attention).state_bytes, kRow * (16 + 1.0 / 4));
    QCOMPARE(costs.at(Op::Attention).flops, 2.0 * 16 * 4 * (32 + 32));
    int64_t held = 0;
    for (const StateDecl& state : g.states())
      held += entry_layout(state, options.cache, 8192, 1, Packing::Cpu).slot_bytes;
    QCOMPARE(static_cast<double>(held), kRow * 2 * 8192 / 4);
  }

  /// A step reads all keys of the past and writes them reflected, in float32 whatever the cache keeps.
  void step_of_reflections() {
    Graph g({1, 1, Phase::Decode});
    const auto input = [&](const char* name, int64_t heads) { return g.input(name, {1, 1, heads, 32}); };
    std::vector<Tensor> in(kAttentionInputs);
    in[kAttentionQ] = input("q", 4);
    in[kAttentionK] = input("k", 2);
    in[kAttentionV] = input("v", 2);
    in[kAttentionReflect] = input("u", 2);
    g.mark_output("y", g.attention(in, {}));
    const Cost cost = operation_costs(g, {Precision::F16, Format::F16}, 100).at(Op::Attention);
    constexpr double kKeys = 2 * 32 * 4, kValues = 2 * 32 * 2; // bytes of both heads
    QCOMPARE(cost.state_bytes, kKeys * (2 * 100 + 1) + kValues * (100 + 1));
    QCOMPARE(cost.flops, 2.0 * 101 * 4 * (32 + 32) + 4.0 * 32 * (4 + 2 * 100)); // read; of 4 queries and 2 x 100 keys
  }

  /// Of eight experts a step reads two for one token, and on average nearly all for many.
  void step_of_experts() {
    for (const auto& [batch, distinct] : {std::pair{1, 2.0}, {2, 3.5}, {64, 8.0}}) {
      Graph g({batch, 1, Phase::Decode});
      RouteSpec spec;
      spec.chosen = 2;
      spec.experts = 8;
      const auto routed = g.route(g.input("logits", {batch, 1, 8}), {}, spec);
      const Tensor rows = g.expert_rows(g.input("x", {batch, 1, 32}), routed);
      const Tensor made = g.expert_matmul(rows, g.weight("w", {8 * 16, 32}, WeightUse::Matrix),
                                          g.weight("b", {8 * 16}, WeightUse::Vector), routed);
      g.mark_output("y", g.expert_sum(made, routed[kRouteWeights], routed));
      QVERIFY(std::abs(distinct_experts(8, 2, batch) - distinct) < 1e-6);
      const Cost cost = operation_costs(g, {}, 0).at(Op::ExpertMatmul);
      QCOMPARE(cost.weight_bytes, distinct / 8 * 4 * (8 * 16 * 32 + 8 * 16));
      QCOMPARE(cost.flops, 2.0 * 2 * batch * 16 * 32);
      QCOMPARE(parameter_count(g), int64_t{8 * 16 * 33});
      QCOMPARE(active_parameter_count(g), int64_t{2 * 16 * 33});
      const std::vector<ExpertUse> uses = expert_uses(g);
      QCOMPARE(uses.size(), size_t{1});
      QVERIFY(uses[0].experts == 8 && uses[0].chosen == 2 && uses[0].logits == 8);
    }
  }

  void step_of_attention() {
    Graph g({2, 3, Phase::Prefill});
    const Tensor q = g.input("q", {2, 3, 4, 8}), k = g.input("k", {2, 3, 2, 8}), v = g.input("v", {2, 3, 2, 8});
    g.mark_output("y", g.attention(q, k, v, {}, {}));
    const Cost cost = step_cost(g, {Precision::F32, Format::F32}, 10);
    const double pairs = 11 + 12 + 13;
    QCOMPARE(cost.flops, 2 * pairs * 2 * 4 * (8 + 8));
    QCOMPARE(cost.state_bytes, 2.0 * 2 * (10 + 3) * 2 * 8 * 4); // two sequences, keys and values, past and present
  }

  /// Of what sees its whole past no token is counted by itself: the same as in a window that holds all.
  void step_of_a_window_that_holds_all() {
    for (const bool causal : {true, false})
      for (const int tokens : {1, 7, 512}) {
        const auto flops = [&](int64_t window, int64_t context) {
          Graph g({1, tokens, Phase::Prefill});
          const Tensor q = g.input("q", {1, tokens, 2, 8}), k = g.input("k", {1, tokens, 1, 8});
          AttentionSpec spec;
          spec.causal = causal;
          spec.window = window;
          g.mark_output("y", g.attention(q, k, k, {}, spec));
          return step_cost(g, {}, context).flops;
        };
        for (const int64_t context : {0, 1, 511, 262'144})
          QCOMPARE(flops(0, context), flops(int64_t{1} << 40, context));
      }
  }

  void step_of_a_window() {
    Graph g({1, 2, Phase::Prefill});
    const Tensor q = g.input("q", {1, 2, 1, 8}), k = g.input("k", {1, 2, 1, 8});
    g.mark_output("y", g.attention(q, k, k, {}, {.window = 4, .pinned = 1}));
    QCOMPARE(step_cost(g, {}, 0).flops, 2.0 * (1 + 2) * 16);
    QCOMPARE(step_cost(g, {}, 3).flops, 2.0 * (4 + 5) * 16);
    QCOMPARE(step_cost(g, {}, 1000).flops, 2.0 * (5 + 5) * 16);
  }

  /// Where all tokens of a step see one another they see the window of the first.
  void step_of_a_canvas() {
    Graph g({1, 3, Phase::Prefill});
    const Tensor q = g.input("q", {1, 3, 1, 8}), k = g.input("k", {1, 3, 1, 8});
    g.mark_output("y", g.attention(q, k, k, {}, {.causal = false, .window = 4}));
    QCOMPARE(step_cost(g, {}, 2).flops, 2.0 * 3 * (2 + 3) * 16);
    QCOMPARE(step_cost(g, {}, 1000).flops, 2.0 * 3 * (3 + 3) * 16);
  }

  void step_of_means_of_a_table() {
    Graph g({2, 3, Phase::Prefill});
    g.mark_output("y", g.embed(g.input("p", {2, 3, 10}), g.weight("table", {10, 8}, WeightUse::Matrix)));
    const Cost cost = step_cost(g, {Precision::F32, Format::F32}, 0);
    QCOMPARE(cost.flops, 2.0 * 2 * 3 * 8 * 10);
    QCOMPARE(cost.weight_bytes, 4.0 * 10 * 8);
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

  /// A state is read and written once however many modes, queries or writes share it.
  void step_of_modes_and_reads() {
    Graph g({2, 3, Phase::Prefill});
    const auto input = [&](const char* name, std::initializer_list<int64_t> rest, int64_t rows) {
      Dims shape{2, 3 * rows};
      for (const int64_t extent : rest)
        shape.push_back(extent);
      return g.input(name, shape);
    };
    std::vector<Tensor> driven(kDiagonalInputs), read(kMatrixInputs);
    driven[kDiagonalX] = input("x", {8}, 1);
    for (size_t part = kDiagonalKeepRe; part <= kDiagonalReadIm; ++part)
      driven[part] = g.literal(std::vector<double>(40), {5, 8});
    DiagonalRecurrenceSpec modes;
    modes.modes = 5;
    g.diagonal_recurrence(driven, modes);
    read[kMatrixQ] = input("q", {1, 4}, 3);
    read[kMatrixK] = input("k", {1, 4}, 2);
    read[kMatrixV] = input("v", {1, 7}, 2);
    MatrixRecurrenceSpec several;
    several.writes = 2;
    several.reads = 3;
    QVERIFY((g.matrix_recurrence(read, several).shape == Dims{2, 9, 1, 7}));
    const auto costs = operation_costs(g, {}, 0);
    QCOMPARE(costs.at(Op::DiagonalRecurrence).flops, 11.0 * 2 * 3 * 8 * 5);
    QCOMPARE(costs.at(Op::DiagonalRecurrence).state_bytes, 4.0 * 2 * 2 * (2 * 5 * 8));
    QCOMPARE(costs.at(Op::MatrixRecurrence).flops, (2.0 * 3 + 2.0 * 2) * 2 * 3 * 4 * 7); // 3 reads, 2 writes
    QCOMPARE(costs.at(Op::MatrixRecurrence).state_bytes, 4.0 * 2 * 2 * (4 * 7));
  }

  /// Of four levels the last one holds the far past, and each of the two before it something at every second position:
  /// those are faded, and one takes up the token.
  void step_of_levels() {
    Graph g({1, 1, Phase::Decode});
    std::vector<Tensor> inputs(kMatrixInputs);
    inputs[kMatrixQ] = inputs[kMatrixK] = g.input("q", {1, 1, 2, 8});
    inputs[kMatrixV] = g.input("v", {1, 1, 2, 16});
    inputs[kMatrixLogDecay] = g.input("g", {1, 1, 2});
    inputs[kMatrixLevels] = g.input("levels", {1, 1, 2, 4});
    MatrixRecurrenceSpec spec{Decay::Scalar, Removal::None, Normaliser::None};
    spec.levels = 4;
    g.mark_output("y", g.matrix_recurrence(inputs, spec));
    QCOMPARE(step_cost(g, {}, 1000).state_bytes, (2 * (0.5 + 0.5 + 1) + 1) * 2 * 8 * 16 * 4);
    QCOMPARE(step_cost(g, {}, 0).state_bytes, (2 * (0.5 + 0.5 + 60.0 / 64) + 1) * 2 * 8 * 16 * 4);
  }

  /// Of four tables a token reads and writes the two it chooses; many tokens touch nearly all.
  void step_of_chosen_tables() {
    for (const auto& [tokens, touched] : {std::pair{1, 0.5}, {2, 0.75}}) {
      Graph g({1, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
      RouteSpec route;
      route.chosen = 2;
      route.experts = 4;
      const auto routed = g.route(g.input("logits", {1, tokens, 4}), {}, route);
      const Tensor rows = g.expert_rows(g.input("x", {1, tokens, 8}), routed).reshape({1, 2 * tokens, 1, 8});
      std::vector<Tensor> inputs(kMatrixInputs);
      inputs[kMatrixQ] = inputs[kMatrixK] = inputs[kMatrixV] = rows;
      inputs[kMatrixOffsets] = routed[kRouteOffsets];
      inputs[kMatrixOrder] = routed[kRouteOrder];
      g.mark_output("y", g.matrix_recurrence(inputs, {}));
      const Cost cost = operation_costs(g, {}, 7).at(Op::MatrixRecurrence);
      QCOMPARE(cost.state_bytes, 2.0 * touched * 4 * 8 * 8 * 4); // read and written
      QCOMPARE(cost.flops, 4.0 * 2 * tokens * 8 * 8);
    }
  }

  void costs_are_those_of_every_node_data() {
    QTest::addColumn<QString>("id");
    for (const Architecture& a : architectures())
      QTest::newRow(a.id.c_str()) << QString::fromStdString(a.id);
  }

  /// What is added up once is the same at any depth: the sum is that of asking every operation again.
  void costs_are_those_of_every_node() {
    QFETCH(QString, id);
    const auto spec = built_in_model(id.toStdString(), "probe");
    REQUIRE(spec);
    for (const StepShape shape : {StepShape{3, 1, Phase::Decode}, {1, 70, Phase::Prefill}}) {
      const Graph graph = Model(*spec).record(shape);
      const StepCosts costs(graph, {});
      for (const int64_t depth : {0, 1, 63, 4'000, 100'000}) {
        std::map<Op, double> flops;
        for (const Node& node : graph.nodes())
          if (!graph.constant(node))
            flops[node.op] += operation(node.op).flops(node, depth);
        const auto counted = costs.by_operation(depth);
        QCOMPARE(counted.size(), flops.size());
        for (const auto& [op, cost] : counted)
          QVERIFY2(std::abs(cost.flops - flops.at(op)) <= 1e-12 * flops.at(op), to_string(op));
      }
    }
  }

  void tables_are_gathered_not_read() {
    const auto spec = built_in_model("softmax-attention", "probe");
    REQUIRE(spec);
    ModelSpec untied = *spec;
    untied.tied = false;
    const LoadOptions options{Precision::F32, Format::F32};
    const auto decode = [](const ModelSpec& shape) { return Model(shape).record({1, 1, Phase::Decode}); };
    // the head is read whole either way, the embedding table never
    QCOMPARE(step_cost(decode(untied), options, 64).weight_bytes, step_cost(decode(*spec), options, 64).weight_bytes);
  }
};

PARETO_TEST(CostTest)
#include "tst_cost.moc"
