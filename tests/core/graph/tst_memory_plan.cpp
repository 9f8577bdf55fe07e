// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/memory_plan.h"
#include "core/model/catalogue.h"
#include "core/model/model.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

using namespace pareto;

namespace {

/// Plays a step over an arena that remembers who wrote each element last; a value read after another one was written
/// over it is an overlap. Knows nothing of lifetimes.
class ArenaReplay {
public:
  ArenaReplay(const Graph& graph, const MemoryPlan& plan)
      : m_graph(graph), m_plan(plan), m_owner(static_cast<size_t>(plan.elements), -1) {}

  /// Empty when the plan is sound.
  std::string run() {
    for (const NamedTensor& input : m_graph.inputs())
      write(input.tensor.id);
    for (const Node& node : m_graph.nodes()) {
      if (m_graph.constant(node))
        continue;
      for (const Tensor& output : node.outputs)
        write(output.id);
      for (const Tensor& input : node.inputs)
        if (input && !intact(input.id)) // checked after the write: nothing is computed in place
          return "an input of " + std::string(to_string(node.op)) + " in " + node.scope + " was overwritten";
    }
    for (const NamedTensor& output : m_graph.outputs())
      if (!intact(output.tensor.id))
        return "the output " + output.name + " was overwritten";
    for (const NamedTensor& input : m_graph.inputs())
      if (!intact(input.tensor.id))
        return "the input " + input.name + " was overwritten";
    return {};
  }

private:
  void write(int32_t value) {
    const int64_t at = m_plan.offset[static_cast<size_t>(value)];
    std::fill_n(m_owner.begin() + at, m_graph.values()[static_cast<size_t>(value)].shape.elements(), value);
  }
  bool intact(int32_t value) const {
    const int64_t at = m_plan.offset[static_cast<size_t>(value)];
    if (at < 0) // what a state keeps has room of its own
      return m_graph.constant(value) || m_graph.values()[static_cast<size_t>(value)].entry >= 0;
    const int64_t count = m_graph.values()[static_cast<size_t>(value)].shape.elements();
    return std::all_of(m_owner.begin() + at, m_owner.begin() + at + count,
                       [&](int32_t owner) { return owner == value; });
  }

  const Graph& m_graph;
  const MemoryPlan& m_plan;
  std::vector<int32_t> m_owner;
};

} // namespace

class MemoryPlanTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void no_live_values_overlap_data() {
    QTest::addColumn<QString>("id");
    for (const Architecture& architecture : architectures())
      QTest::newRow(architecture.id.c_str()) << QString::fromStdString(architecture.id);
  }

  void no_live_values_overlap() {
    QFETCH(QString, id);
    const auto spec = built_in_model(id.toStdString(), "probe");
    REQUIRE(spec);
    const StepShape shapes[] = {
        {1, 1, Phase::Decode}, {3, 1, Phase::Decode}, {1, 7, Phase::Prefill}, {2, 33, Phase::Prefill}};
    for (const StepShape& shape : shapes)
      for (const LogitRows rows : {LogitRows::All, LogitRows::Last}) {
        const Graph graph = Model(*spec).record(shape, rows);
        const MemoryPlan plan = plan_memory(graph);
        QCOMPARE(ArenaReplay(graph, plan).run(), std::string());
        int64_t together = 0;
        for (size_t value = 0; value < graph.values().size(); ++value) {
          if (graph.values()[value].entry >= 0) { // kept in place in the State
            QCOMPARE(plan.offset[value], int64_t{-1});
            continue;
          }
          QCOMPARE(plan.offset[value] < 0, graph.constant(static_cast<int32_t>(value)));
          if (plan.offset[value] < 0)
            continue;
          QCOMPARE(plan.offset[value] % 16, int64_t{0});
          together += graph.values()[value].shape.elements();
        }
        QVERIFY2(plan.elements < together, "no two values share space");
      }
  }

  /// The replay itself notices a plan that is wrong.
  void replay_finds_an_overlap() {
    Graph g({1, 1, Phase::Decode});
    const Tensor x = g.input("x", {1, 1, 32});
    const Tensor a = g.unary(x, UnaryFunction::Exp);
    g.mark_output("y", g.add(a, g.unary(a, UnaryFunction::Silu)));
    MemoryPlan plan = plan_memory(g);
    QCOMPARE(ArenaReplay(g, plan).run(), std::string());
    plan.offset[2] = plan.offset[1];
    QVERIFY(!ArenaReplay(g, plan).run().empty());
  }

  void dead_values_give_their_space_back() {
    Graph g({1, 1, Phase::Decode});
    Tensor x = g.input("x", {1, 1, 64});
    for (int i = 0; i < 50; ++i)
      x = g.unary(x, UnaryFunction::Silu);
    g.mark_output("y", x);
    QCOMPARE(plan_memory(g).elements, int64_t{3 * 64}); // the input stays, two take turns
  }
};

PARETO_TEST(MemoryPlanTest)
#include "tst_memory_plan.moc"
