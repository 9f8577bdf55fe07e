// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks as lists of branches: the published forms, and what goes beyond them (gates, shared branches, mixers side by
// side).
#include "core/formats/config.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/footprint.h"
#include "core/model/same_spec.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/program.h"

#include <QRegularExpression>

#include <algorithm>
#include <set>

using namespace pareto;
using test::logits_of;
using test::opened;
using test::some_tokens;

namespace {

using Residual = Block::Residual;

constexpr int64_t kHidden = 32, kVocab = 48, kTokens = 21;

Mixer attention() { return AttentionMixer{.heads = 2, .kv_heads = 1, .head_dim = 16, .rope = plain_rope(16)}; }
Mixer mamba() { return MambaMixer{.inner = 40, .state = 8, .conv = 3, .rank = 2}; }
FeedForward ffn() { return GatedFeedForward{24}; }

ModelSpec model_of(std::vector<Block> blocks) {
  ModelSpec spec;
  spec.vocab = kVocab;
  spec.hidden = kHidden;
  spec.blocks = std::move(blocks);
  return spec;
}

Result<std::vector<float>> logits(const ModelSpec& spec, const std::vector<int>& steps = {static_cast<int>(kTokens)},
                                  const char* executor = "reference") {
  const auto fast = test::executor_named(executor, 1);
  PARETO_TRY_ASSIGN(model, LoadedModel::load(*fast, opened(spec, "probe"), {}, 3));
  return logits_of(*model, some_tokens(kTokens, kVocab), steps);
}

/// Names of the weights of one layer outside of its parts: norms and gates.
QStringList around(const Block& block) {
  QStringList names;
  const Graph graph = Model(model_of({block})).record({1, 1, Phase::Decode});
  const QRegularExpression inside(QStringLiteral("^(mixer|ffn)[0-9]*\\."));
  for (const WeightDecl& weight : graph.weights()) {
    const QString name = QString::fromStdString(weight.name);
    if (const QString own = name.section(QLatin1Char('.'), 2); name.startsWith("layers.0.") && !own.contains(inside))
      names << own;
  }
  return names;
}

void gate_all(Block& block, BranchGate gate) {
  for (Branch& branch : block.branches)
    branch.gate = gate;
}

Block side_by_side() {
  Block block;
  block.parallel = true;
  block.branches = {{attention()}, {mamba(), Branch::Input::NormBefore}};
  return block;
}

} // namespace

class BlocksTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void forms_data() {
    QTest::addColumn<int>("residual");
    QTest::addColumn<QStringList>("names");
    const auto row = [](const char* name, Residual residual, const QStringList& names) {
      QTest::newRow(name) << static_cast<int>(residual) << names;
    };
    row("pre", Residual::Pre, {"mixer_norm.weight", "ffn_norm.weight"});
    row("post", Residual::Post, {"mixer_post_norm.weight", "ffn_post_norm.weight"});
    row("parallel", Residual::Parallel, {"mixer_norm.weight", "ffn_norm.weight"});
    row("one norm for both", Residual::ParallelShared, {"mixer_norm.weight"});
    row("sandwich", Residual::Sandwich,
        {"mixer_norm.weight", "mixer_post_norm.weight", "ffn_norm.weight", "ffn_post_norm.weight"});
  }

  /// A published form is made, found again in its branches, and has the norms that it is known for.
  void forms() {
    QFETCH(int, residual);
    QFETCH(QStringList, names);
    const Block block(attention(), ffn(), static_cast<Residual>(residual));
    QVERIFY(block.residual() == static_cast<Residual>(residual));
    QCOMPARE(around(block), names);
    for (int other = 0; other <= static_cast<int>(Residual::Sandwich); ++other)
      QCOMPARE(same_block(block, Block(attention(), ffn(), static_cast<Residual>(other))), other == residual);
    const auto whole = logits(model_of({block, block})), single = logits(model_of({block, block}), {1});
    REQUIRE(whole);
    REQUIRE(single);
    COMPARE_LOGITS(*single, *whole, 1e-6);
  }

  void mixer_alone() {
    const Block block(mamba(), std::nullopt);
    QCOMPARE(block.branches.size(), size_t{1});
    QVERIFY(block.residual() == Residual::Pre);
    QVERIFY(!block.ffn());
    QVERIFY(block.mixer()->as<MambaMixer>());
    QVERIFY(!block.mixer()->as<AttentionMixer>());
  }

  /// A factor of 0 leaves the stream as it was; a learned gate begins as none.
  void gates() {
    Block plain(attention(), ffn()), closed = plain, learned = plain;
    gate_all(closed, {BranchGate::Kind::Factor, 0});
    gate_all(learned, {BranchGate::Kind::Channels});
    const auto without = logits(model_of({})), none = logits(model_of({closed})), open = logits(model_of({plain})),
               gated = logits(model_of({learned}));
    REQUIRE(without);
    REQUIRE(none);
    REQUIRE(open);
    REQUIRE(gated);
    QVERIFY(*none == *without);
    QVERIFY(*gated == *open);
    QVERIFY(*open != *without);
    QVERIFY(around(learned).contains(QStringLiteral("ffn_gate.weight")));
    QVERIFY(!same_block(plain, closed) && !same_block(plain, learned));
    QVERIFY(!closed.residual() && !learned.residual());
  }

  /// Layers that share a branch have one set of weights and a state each.
  void shared_branches() {
    Block block(attention(), ffn());
    for (Branch& branch : block.branches)
      branch.shared = "a";
    const ModelSpec twice = model_of({block, block, block});
    const Graph graph = Model(twice).record({1, 1, Phase::Decode});
    std::set<std::string> weights, states;
    for (const WeightDecl& weight : graph.weights())
      weights.insert(weight.name);
    for (const StateDecl& state : graph.states())
      states.insert(state.name);
    QVERIFY(weights.count("shared.a.mixer.q_proj.weight") && weights.count("shared.a.ffn_norm.weight"));
    QVERIFY(std::none_of(weights.begin(), weights.end(),
                         [](const std::string& name) { return name.rfind("layers.", 0) == 0; }));
    QCOMPARE(states.size(), size_t{6});
    QVERIFY(states.count("layers.2.mixer.k_cache"));
    const auto whole = logits(twice), single = logits(twice, {1}), other = logits(model_of({block}));
    REQUIRE(whole);
    REQUIRE(single);
    REQUIRE(other);
    COMPARE_LOGITS(*single, *whole, 1e-6);
    QVERIFY(*whole != *other);
    QCOMPARE(parameter_count(twice), parameter_count(model_of({block})));
  }

  /// Attention and a state space read one norm and add to the stream together (Falcon-H1, Hymba).
  void mixers_side_by_side() {
    const ModelSpec spec = model_of({side_by_side(), side_by_side()});
    QCOMPARE(architecture_of(spec), std::string("hybrid"));
    QVERIFY(!spec.blocks[0].residual());
    const auto wanted = logits(spec);
    REQUIRE(wanted);
    for (const auto& steps : std::vector<std::vector<int>>{{static_cast<int>(kTokens)}, {1}, {5, 9, 7}}) {
      const auto got = logits(spec, steps, "baseline");
      REQUIRE(got);
      COMPARE_LOGITS(*got, *wanted, 1e-4);
    }
    QCOMPARE(around(spec.blocks[0]), QStringList{"mixer_norm.weight"});
  }

  /// What a blueprint has no word for is refused with its layer.
  void blueprints_refuse() {
    Block gated(attention(), ffn());
    gate_all(gated, {BranchGate::Kind::Factor, 0.5f});
    for (const Block& block : {gated, side_by_side()})
      REQUIRE_REFUSED(blueprint_to_json(model_of({Block(attention(), ffn()), block}), "x"),
                      "Layer 1 joins its parts with");
  }
};

PARETO_TEST(BlocksTest)
#include "tst_blocks.moc"
