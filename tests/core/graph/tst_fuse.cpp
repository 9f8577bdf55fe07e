// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/differentiate.h"
#include "core/graph/passes/fuse.h"
#include "core/graph/passes/memory_plan.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

using namespace pareto;

namespace {

std::map<Fusion, int> found_in(const Schedule& schedule) {
  std::map<Fusion, int> found;
  for (const NodeGroup& group : schedule)
    if (group.fusion)
      ++found[*group.fusion];
  return found;
}

/// Plays the groups in order. Knows neither patterns nor lifetimes: what a group reads was made before, lies where it
/// was written, and is not written over by the group itself. What a pattern never writes is read by nobody else.
class ScheduleReplay {
public:
  ScheduleReplay(const Graph& graph, const Schedule& schedule)
      : m_graph(graph), m_schedule(schedule), m_plan(plan_memory(graph, schedule)),
        m_owner(static_cast<size_t>(m_plan.elements), -1) {}

  /// Empty when all is well.
  std::string run() {
    for (const NamedTensor& input : m_graph.inputs())
      write(input.tensor.id);
    for (const NodeGroup& group : m_schedule)
      if (const std::string wrong = play(group); !wrong.empty())
        return wrong;
    for (const Node& node : m_graph.nodes())
      if (!m_graph.constant(node) && m_done.count(&node) == 0)
        return "a node never runs";
    for (const NamedTensor& output : m_graph.outputs())
      if (!intact(output.tensor.id))
        return "the output " + output.name + " is lost";
    return {};
  }

private:
  std::string play(const NodeGroup& group) {
    const std::set<int32_t> unwritten(group.unwritten.begin(), group.unwritten.end());
    std::set<int32_t> inside;
    for (int32_t index : group.nodes) {
      const Node& node = m_graph.nodes()[static_cast<size_t>(index)];
      if (!m_done.insert(&node).second)
        return "a node runs twice";
      for (const Tensor& output : node.outputs)
        inside.insert(output.id);
    }
    for (int32_t value : unwritten)
      if (inside.erase(value) == 0 || m_plan.offset[static_cast<size_t>(value)] >= 0)
        return "a value that is not written is of another group or has room";
    for (int32_t value : inside)
      write(value);
    for (int32_t index : group.nodes)
      for (const Tensor& input : m_graph.nodes()[static_cast<size_t>(index)].inputs)
        if (input && unwritten.count(input.id) == 0 && !intact(input.id))
          return "an input of " + std::string(to_string(m_graph.nodes()[static_cast<size_t>(index)].op)) +
                 " is not there";
    return {};
  }

  void write(int32_t value) {
    const int64_t at = m_plan.offset[static_cast<size_t>(value)];
    std::fill_n(m_owner.begin() + at, m_graph.values()[static_cast<size_t>(value)].shape.elements(), value);
  }
  bool intact(int32_t value) const {
    const int64_t at = m_plan.offset[static_cast<size_t>(value)],
                  count = m_graph.values()[static_cast<size_t>(value)].shape.elements();
    const bool kept = m_graph.values()[static_cast<size_t>(value)].entry >= 0; // by a state, which has room of its own
    return at < 0 ? m_graph.constant(value) || kept
                  : std::all_of(m_owner.begin() + at, m_owner.begin() + at + count,
                                [&](int32_t owner) { return owner == value; });
  }

  const Graph& m_graph;
  const Schedule& m_schedule;
  MemoryPlan m_plan;
  std::vector<int32_t> m_owner;
  std::set<const Node*> m_done;
};

Graph recorded(const std::string& architecture, const StepShape& shape, LogitRows rows = LogitRows::Last) {
  return Model(built_in_model(architecture, "probe").value()).record(shape, rows);
}

/// A stream that products are made of.
struct Fork {
  Graph graph{{1, 3, Phase::Prefill}};
  Tensor x = graph.input("x", {1, 3, 8});
  Tensor weight(const char* name, int64_t out, int64_t in) { return graph.weight(name, {out, in}, WeightUse::Matrix); }
};

} // namespace

/// Patterns: where they are found, where they must not be, and that whatever is found can be run.
class FuseTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void sound_data() {
    QTest::addColumn<QString>("id");
    for (const Architecture& architecture : architectures())
      QTest::newRow(architecture.id.c_str()) << QString::fromStdString(architecture.id);
  }

  /// Any subset of patterns runs every node once, after what it reads, and nothing lies on anything else.
  void sound() {
    QFETCH(QString, id);
    const StepShape shapes[] = {{1, 1, Phase::Decode}, {3, 1, Phase::Decode}, {2, 33, Phase::Prefill}};
    std::vector<FusionSet> sets{FusionSet::none(), FusionSet::all()};
    for (size_t fusion = 0; fusion < kFusionCount; ++fusion) {
      sets.push_back(FusionSet::none().with(static_cast<Fusion>(fusion)));
      sets.push_back(FusionSet::all().without(static_cast<Fusion>(fusion)));
    }
    for (const StepShape& shape : shapes)
      for (const FusionSet set : sets) {
        const Graph graph = recorded(id.toStdString(), shape, LogitRows::All);
        const Schedule schedule = fuse(graph, set);
        QCOMPARE(ScheduleReplay(graph, schedule).run(), std::string());
        for (const auto& [fusion, count] : found_in(schedule))
          QVERIFY2(set.has(fusion), to_string(fusion));
        QVERIFY(plan_memory(graph, schedule).elements <=
                plan_memory(graph).elements * 3 / 2); // grouping may hold values longer, not many
      }
  }

  /// A training step: nodes with several outputs, weights that are read live, values that wait for the way back.
  void training_is_sound() {
    Graph g({2, 5, Phase::Prefill});
    const auto matrix = [&g](const char* name, int64_t out, int64_t in) {
      return g.weight(name, {out, in}, WeightUse::Matrix);
    };
    const Tensor x = g.embed(g.tokens(), matrix("table", 11, 8));
    const Tensor inside =
        g.gated(g.matmul(x, matrix("gate", 16, 8)), g.matmul(x, matrix("up", 16, 8)), UnaryFunction::Silu);
    const Tensor y =
        g.norm(g.add(x, g.matmul(inside, matrix("down", 8, 16))), {}, g.weight("norm", {8}, WeightUse::Vector));
    const Tensor loss = g.cross_entropy(g.matmul(y, matrix("head", 11, 8)), g.input("targets", {2, 5}, Kind::I32));
    g.mark_output("loss", loss);
    std::vector<WeightId> all(g.weights().size());
    std::iota(all.begin(), all.end(), 0);
    const auto training = differentiate(g, loss, all);
    REQUIRE(training);
    QVERIFY(std::any_of(training->nodes().begin(), training->nodes().end(),
                        [](const Node& node) { return node.outputs.size() > 1; }));
    for (const FusionSet set : {FusionSet::none(), FusionSet::all()})
      QCOMPARE(ScheduleReplay(*training, fuse(*training, set)).run(), std::string());
  }

  void recorded_order_is_the_graph() {
    const Graph graph = recorded("gated-deltanet", {1, 5, Phase::Prefill});
    int32_t before = -1;
    for (const NodeGroup& group : recorded_order(graph)) {
      QVERIFY(!group.fusion && group.nodes.size() == 1 && group.nodes[0] > before);
      before = group.nodes[0];
    }
    QCOMPARE(plan_memory(graph).elements, plan_memory(graph, recorded_order(graph)).elements);
  }

  void found_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("each_layer");
    QTest::newRow("softmax-attention") << "softmax-attention"
                                       << QStringList{"gated_product", "product_residual x2", "sibling_products",
                                                      "rope_cache"};
    QTest::newRow("gated-deltanet") << "gated-deltanet"
                                    << QStringList{"conv_norm x2", "recurrence_norm", "product_residual x3",
                                                   "gated_product", "sibling_products"};
    QTest::newRow("retnet") << "retnet"
                            << QStringList{"recurrence_norm", "product_residual x2", "gated_product",
                                           "sibling_products"};
  }

  /// What DESIGN names is found where it stands, once a layer. Siblings behind a norm go with it where that is wanted.
  void found() {
    QFETCH(QString, id);
    QFETCH(QStringList, each_layer);
    const auto spec = built_in_model(id.toStdString(), "probe");
    REQUIRE(spec);
    const auto layers = static_cast<int>(spec->blocks.size());
    QStringList names;
    const Graph graph = Model(*spec).record({1, 5, Phase::Prefill});
    for (const FusionSet set : {FusionSet::all(), FusionSet::all().without(Fusion::NormProduct)})
      for (const auto& [fusion, count] : found_in(fuse(graph, set)))
        names.append(QString("%1 in %2 places of %3 layers").arg(to_string(fusion)).arg(count).arg(layers));
    for (const QString& wanted : each_layer) {
      const QString name = wanted.section(' ', 0, 0);
      const int times = wanted.contains('x') && wanted.contains(' ') ? wanted.section('x', -1).toInt() : 1;
      const QString line = QString("%1 in %2 places of %3 layers").arg(name).arg(times * layers).arg(layers);
      QVERIFY2(names.contains(line), qPrintable(line + "; found: " + names.join(", ")));
    }
  }

  /// A value that someone else reads must exist by itself.
  void values_read_elsewhere_are_kept() {
    const auto residual_found = [](const auto& change) {
      Fork b;
      const Tensor y = b.graph.matmul(b.x, b.weight("w", 8, 8));
      const Tensor sum = b.graph.add(b.x, change(b.graph, y));
      b.graph.mark_output("sum", sum);
      return found_in(fuse(b.graph, FusionSet::all())).count(Fusion::ProductResidual) > 0;
    };
    QVERIFY(residual_found([](Graph&, Tensor y) { return y; }));
    QVERIFY(!residual_found([](Graph& g, Tensor y) {
      g.mark_output("watched", y);
      return y;
    }));
    QVERIFY(!residual_found([](Graph& g, Tensor y) {
      g.mark_output("also", g.unary(y, UnaryFunction::Silu));
      return y;
    }));
  }

  /// Only the whole product, in its own shape, takes what follows in place.
  void views_are_left_alone() {
    Fork b;
    const Tensor wide = b.graph.matmul(b.x, b.weight("w", 16, 8));
    b.graph.mark_output("sum", b.graph.add(b.x, wide.slice(2, 8, 8)));
    QVERIFY(found_in(fuse(b.graph, FusionSet::all())).empty());

    Fork broadcast;
    const Tensor one = broadcast.graph.matmul(broadcast.x, broadcast.weight("w", 1, 8));
    broadcast.graph.mark_output("sum", broadcast.graph.add(broadcast.x, one));
    QVERIFY(found_in(fuse(broadcast.graph, FusionSet::all())).empty());
  }

  /// In front of every mixer and feed-forward part, and of the head, where no pattern that saves more has its products.
  void norms_before_products() {
    constexpr FusionSet only = FusionSet::none().with(Fusion::NormProduct);
    for (const char* id : {"softmax-attention", "retnet"})
      QCOMPARE(found_in(fuse(recorded(id, {1, 5, Phase::Prefill}), only))[Fusion::NormProduct], 2 * 2 + 1);
    QCOMPARE(
        found_in(fuse(recorded("softmax-attention", {1, 1, Phase::Decode}), FusionSet::all()))[Fusion::NormProduct],
        2 + 1);
  }

  /// A norm goes with products alone, and only where nobody else reads it.
  void norms_read_elsewhere_are_left_alone() {
    const auto norms = [](bool watched, bool narrow) {
      Fork b;
      const Tensor x = b.graph.norm(b.x, {}, b.graph.weight("n", {8}, WeightUse::Vector));
      b.graph.mark_output("a", b.graph.matmul(x, b.weight("a", 4, 8)));
      b.graph.mark_output("b", b.graph.matmul(narrow ? x.slice(2, 0, 4) : x, b.weight("b", 5, narrow ? 4 : 8)));
      if (watched)
        b.graph.mark_output("x", x);
      return found_in(fuse(b.graph, FusionSet::all())).count(Fusion::NormProduct);
    };
    QCOMPARE(norms(false, false), 1u);
    QCOMPARE(norms(true, false), 0u);
    QCOMPARE(norms(false, true), 0u);
  }

  void products_of_different_inputs_are_no_siblings() {
    Fork b;
    const Tensor other = b.graph.input("other", {1, 3, 8});
    b.graph.mark_output("a", b.graph.matmul(b.x, b.weight("a", 4, 8)));
    b.graph.mark_output("b", b.graph.matmul(other, b.weight("b", 4, 8)));
    QVERIFY(found_in(fuse(b.graph, FusionSet::all())).empty());
    b.graph.mark_output("c", b.graph.matmul(b.x, b.weight("c", 5, 8)));
    QCOMPARE(found_in(fuse(b.graph, FusionSet::all()))[Fusion::SiblingProducts], 1);
  }

  void room_data() {
    QTest::addColumn<int>("fusion");
    QTest::addColumn<int>("values"); ///< inside the pattern, and whether they have room
    QTest::addColumn<int>("with_room");
    QTest::newRow("gated_product") << static_cast<int>(Fusion::GatedProduct) << 2 << 1;
    QTest::newRow("product_activation") << static_cast<int>(Fusion::ProductActivation) << 1 << 0;
    QTest::newRow("product_residual") << static_cast<int>(Fusion::ProductResidual) << 1 << 0;
    QTest::newRow("conv_norm") << static_cast<int>(Fusion::ConvNorm) << 1 << 0;
    QTest::newRow("rope_cache") << static_cast<int>(Fusion::RopeCache) << 2 << 0;
    QTest::newRow("recurrence_norm") << static_cast<int>(Fusion::RecurrenceNorm) << 1 << 1;
  }

  /// The plan gives room to what a pattern writes, and to nothing else of it.
  void room() {
    QFETCH(int, fusion);
    QFETCH(int, values);
    QFETCH(int, with_room);
    const auto pattern = static_cast<Fusion>(fusion);
    int found = 0;
    for (const char* id : {"softmax-attention", "gated-deltanet", "rwkv7"}) {
      const Graph graph = recorded(id, {2, 33, Phase::Prefill});
      const Schedule schedule = fuse(graph, FusionSet::none().with(pattern));
      const MemoryPlan plan = plan_memory(graph, schedule);
      for (const NodeGroup& group : schedule) {
        if (!group.fusion)
          continue;
        ++found;
        int inside = 0, placed = 0;
        for (size_t i = 0; i + 1 < group.nodes.size(); ++i) {
          const Node& node = graph.nodes()[static_cast<size_t>(group.nodes[i])];
          ++inside;
          placed += plan.offset[static_cast<size_t>(node.output().id)] >= 0 ? 1 : 0;
        }
        QCOMPARE(inside, values);
        QCOMPARE(placed, with_room);
      }
    }
    QVERIFY(found > 0);
  }

  /// A wide value inside a pattern was most of the step.
  void room_is_saved() {
    Fork b;
    const Tensor inside = b.graph.matmul(b.x, b.weight("w", 64, 8));
    b.graph.mark_output("y", b.graph.unary(inside, UnaryFunction::Silu));
    const auto elements = [&](FusionSet set) { return plan_memory(b.graph, fuse(b.graph, set)).elements; };
    QCOMPARE(elements(FusionSet::none()),
             int64_t{32 + 2 * 3 * 64}); // the input in whole lines, the product, the result
    QCOMPARE(elements(FusionSet::all()), int64_t{32 + 3 * 64});
  }

  void sets() {
    constexpr FusionSet some = FusionSet::none().with(Fusion::RopeCache);
    static_assert(some.has(Fusion::RopeCache) && !some.has(Fusion::ConvNorm));
    static_assert(FusionSet::all().without(Fusion::RopeCache).with(Fusion::RopeCache) == FusionSet::all());
    std::set<std::string> names;
    for (size_t fusion = 0; fusion < kFusionCount; ++fusion)
      QVERIFY(names.insert(to_string(static_cast<Fusion>(fusion))).second);
  }
};

PARETO_TEST(FuseTest)
#include "tst_fuse.moc"
