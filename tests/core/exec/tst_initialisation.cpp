// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/seeded_source.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

constexpr size_t kLayers = 48;
constexpr float kTame = 1e4f; ///< far inside float16; the logarithm of no past at all is meant to lie outside

void add_rows() {
  QTest::addColumn<QString>("id");
  for (const Architecture& architecture : architectures())
    QTest::newRow(architecture.id.c_str()) << QString::fromStdString(architecture.id);
}

/// The probe shape with its pattern repeated to 48 layers.
ModelSpec deep(const QString& id) {
  ModelSpec spec = *built_in_model(id.toStdString(), "probe");
  const std::vector<Block> pattern = spec.blocks;
  while (spec.blocks.size() < kLayers) {
    Block next = pattern[spec.blocks.size() % pattern.size()];
    next.pre_norm = false; // RWKV-7's first layer only
    spec.blocks.push_back(next);
  }
  return spec;
}

} // namespace

/// Seeded random weights keep every activation tame in deep stacks, whatever the architecture.
class InitialisationTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void deep_stacks_data() { add_rows(); }

  void deep_stacks() {
    QFETCH(QString, id);
    const ModelSpec spec = deep(id);
    constexpr int kTokens = 40;
    Graph graph = Model(spec).record({1, kTokens, Phase::Prefill}, LogitRows::All);
    std::vector<std::string> watched;
    for (const Node& node : std::vector<Node>(graph.nodes()))
      if (node.output().kind == Kind::Real && !graph.constant(node)) {
        watched.push_back(std::to_string(watched.size()) + " " + to_string(node.op) + " " + node.scope);
        graph.mark_output(watched.back(), node.output());
      }
    const auto executor = test::executor_named("baseline");
    const auto source = make_seeded_source(5);
    const auto weights = executor->load(graph, *source, {Precision::F16, Format::F32});
    REQUIRE(weights);
    const auto program = executor->compile(graph, **weights);
    REQUIRE(program);
    const auto state = executor->new_state(graph, {}, 1, kTokens, kTokens);
    REQUIRE(state);
    const auto tokens = test::some_tokens(kTokens, spec.vocab);
    const std::vector<int32_t> count{kTokens}, zero{0};
    StepInput input;
    input.tokens = tokens;
    input.count = count;
    input.position = input.slot = zero;
    REQUIRE((*program)->run(**state, input));
    QVERIFY(watched.size() > kLayers * 5);
    for (const std::string& name : watched) {
      const auto values = (*program)->output(name);
      const bool tame = std::all_of(values.begin(), values.end(), [](float value) { // false for NaN
        return std::abs(value) < kTame || std::abs(value) == -kLogOfNothing;
      });
      QVERIFY2(tame && !values.empty(), name.c_str());
    }
    const auto logits = (*program)->output("logits");
    const auto [low, high] = std::minmax_element(logits.begin(), logits.end());
    QVERIFY2(*high - *low > 0.1f, "the logits are flat: a signal died on the way");
  }

  void seeded_state_data() { add_rows(); }

  /// A state filled from the seed, as `measure` uses it: finite logits, the same for the same seed.
  void seeded_state() {
    QFETCH(QString, id);
    const auto spec = built_in_model(id.toStdString(), "probe");
    REQUIRE(spec);
    const auto executor = test::executor_named("baseline");
    for (const Format cache : {Format::F32, Format::F16}) {
      const auto model = LoadedModel::load(*executor, test::opened(*spec, "probe"), {Precision::F32, cache});
      REQUIRE(model);
      std::vector<float> first;
      for (const int64_t length : {int64_t{1}, int64_t{63}, int64_t{500}, int64_t{500}}) {
        const auto state = (*model)->new_state(2, 520, 8);
        REQUIRE(state);
        (*state)->fill_seeded(9, length);
        SequenceBatch sequence(**model, **state, 2);
        sequence.set_position(length);
        std::vector<float> logits;
        for (int step = 0; step < 3; ++step) {
          const auto program = sequence.step(std::vector<int32_t>{3, 5}, LogitRows::Last);
          REQUIRE(program);
          const auto rows = (*program)->output("logits");
          logits.assign(rows.begin(), rows.end());
          for (const float value : rows)
            QVERIFY(std::isfinite(value));
        }
        if (length == 500 && !first.empty())
          QVERIFY(first == logits);
        if (length == 500)
          first = logits;
      }
    }
  }
};

PARETO_TEST(InitialisationTest)
#include "tst_initialisation.moc"
