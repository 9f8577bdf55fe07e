// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/graph/passes/fuse.h"
#include "tests/core/exec/random_operations.h"
#include "tests/core/exec/sequences.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <QDir>

using namespace pareto;
using test::Random;
using test::RandomOperation;

namespace {

constexpr double kSame = 1e-6; ///< of the peak

std::unique_ptr<Executor> executor_with(FusionSet fusions, const std::string& set, int threads) {
  auto made = make_cpu_executor({.threads = threads, .instruction_set = set, .fusions = fusions});
  return made ? std::move(*made) : nullptr;
}

Tensor input(Graph& g, const char* name, std::initializer_list<int64_t> rest) {
  Dims dims{g.shape().batch, g.shape().tokens};
  for (int64_t extent : rest)
    dims.push_back(extent);
  return g.input(name, dims);
}

Tensor matrix(Graph& g, const char* name, int64_t out, int64_t in) {
  return g.weight(name, {out, in}, WeightUse::Matrix);
}

/// The pattern in an odd shape, its inputs strided where the executor allows it.
using Maker = std::function<void(Graph&)>;
using PatternMaker = Maker (*)(Random&);

Maker gated_product(Random& random) {
  return [=, in = test::odd_width(random), out = test::odd_width(random), bias = random() % 2](Graph& g) {
    const Tensor x = input(g, "x", {in + 3}).slice(2, 2, in),
                 b = bias ? g.weight("b", {out}, WeightUse::Vector) : Tensor{};
    const Tensor up = g.matmul(x, matrix(g, "u", out, in)); // before the gate: either order is recorded somewhere
    g.mark_output("y", g.gated(g.matmul(x, matrix(g, "g", out, in), b), up, UnaryFunction::Silu));
  };
}

Maker product_activation(Random& random) {
  const auto function =
      test::pick(random, {UnaryFunction::Sigmoid, UnaryFunction::GeluTanh, UnaryFunction::Tanh, UnaryFunction::Affine});
  return [=, in = test::odd_width(random), out = test::odd_width(random)](Graph& g) {
    const Tensor y = g.matmul(input(g, "x", {in}), matrix(g, "w", out, in), g.weight("b", {out}, WeightUse::Vector));
    g.mark_output("y", g.unary(y.reshape({y.shape[0], y.shape[1], out, 1}), function, 0.5f, 0.25f));
  };
}

Maker product_residual(Random& random) {
  return [=, in = test::odd_width(random), out = test::odd_width(random), left = random() % 2](Graph& g) {
    const Tensor stream = input(g, "r", {out + 5}).slice(2, 1, out),
                 y = g.matmul(input(g, "x", {in}), matrix(g, "w", out, in));
    g.mark_output("y", left ? g.add(y, stream) : g.add(stream, y));
  };
}

Maker sibling_products(Random& random) {
  return [=, in = test::odd_width(random), a = test::odd_width(random), b = test::odd_width(random),
          c = test::odd_width(random)](Graph& g) {
    const Tensor x = input(g, "x", {in});
    const Tensor first = g.matmul(x, matrix(g, "a", a, in)), between = g.unary(first, UnaryFunction::Silu),
                 alone = g.reduce_sum(between);
    const Tensor second = g.matmul(x, matrix(g, "b", b, in), g.weight("v", {b}, WeightUse::Vector)),
                 third = g.matmul(x, matrix(g, "c", c, in));
    g.mark_output(
        "y", g.add(g.add(g.reduce_sum(second), g.reduce_sum(third)), g.add(alone, g.reduce_sum(g.mul(first, first)))));
  };
}

Maker norm_product(Random& random) {
  const auto kind = test::pick(random, {NormKind::Rms, NormKind::Layer});
  return [=, width = test::odd_width(random), a = test::odd_width(random), b = test::odd_width(random),
          alone = random() % 3 == 0](Graph& g) {
    const Tensor x = g.norm(input(g, "x", {width + 2}).slice(2, 1, width), {kind, 1e-5f, 0},
                            g.weight("n", {width}, WeightUse::Vector));
    const Tensor first = g.matmul(x, matrix(g, "a", a, width), g.weight("v", {a}, WeightUse::Vector));
    g.mark_output(
        "y",
        alone ? first : g.add(g.reduce_sum(g.mul(first, first)), g.reduce_sum(g.matmul(x, matrix(g, "b", b, width)))));
  };
}

Maker conv_norm(Random& random) {
  const int64_t heads = test::pick<int64_t>(random, {1, 2, 3, 5}), width = test::small_width(random);
  const auto kind = test::pick(random, {NormKind::L2, NormKind::Rms, NormKind::Sum});
  return [=](Graph& g) {
    const Tensor x = input(g, "pos", {heads * width + 2}).slice(2, 1, heads * width);
    const Tensor y = g.causal_conv(x, g.weight("pos_w", {heads * width, 4}, WeightUse::Vector), {},
                                   {4, UnaryFunction::Silu}, "tail");
    g.mark_output("y", g.norm(y.reshape({y.shape[0], y.shape[1], heads, width}), {kind, 1e-6f, 0}));
  };
}

Maker rope_cache(Random& random) {
  const int64_t kv = test::pick<int64_t>(random, {1, 2, 3}), heads = kv * test::pick<int64_t>(random, {1, 2, 5}),
                width = 2 * test::small_width(random);
  const int64_t window = test::pick<int64_t>(random, {0, 0, 7});
  auto table = std::make_shared<RopeTable>();
  for (int64_t j = 0; j < std::max<int64_t>(1, width / test::pick<int64_t>(random, {2, 4})); ++j)
    table->inv_freq.push_back(1.0 / static_cast<double>(1 + 3 * j));
  return [=, interleaved = random() % 2 == 1, keys_alone = random() % 3 == 0](Graph& g) {
    const RopeSpec spec{interleaved, table};
    const Tensor q = input(g, "q", {heads, width}), k = input(g, "k", {kv, width + 2}).slice(3, 1, width),
                 v = input(g, "v", {kv, width});
    g.mark_output("y", g.attention(keys_alone ? q : g.rope(q, spec), g.rope(k, spec), v, {},
                                   {.scale = 0.3f, .window = window, .pinned = window > 0 ? 2 : 0}));
  };
}

Maker recurrence_norm(Random& random) {
  const int64_t heads = test::pick<int64_t>(random, {1, 2, 3, 5}), keys = test::small_width(random),
                width = test::pick<int64_t>(random, {4, 9, 16, 33, 130});
  const int gate = static_cast<int>(random() % 3);
  return [=](Graph& g) {
    std::vector<Tensor> inputs(kMatrixInputs);
    inputs[kMatrixQ] = input(g, "q", {heads, keys});
    inputs[kMatrixK] = input(g, "k", {heads, keys});
    inputs[kMatrixV] = input(g, "v", {heads, width});
    inputs[kMatrixLogDecay] = input(g, "log", {heads});
    const Tensor o = g.matrix_recurrence(inputs, {Decay::Scalar, Removal::None, Normaliser::None, 1}),
                 w = g.weight("w", {width}, WeightUse::Vector);
    if (gate == 0)
      return g.mark_output("y", g.norm(o, {NormKind::Rms, 1e-5f, 0}, w));
    const Tensor z = input(g, "z", {heads, width + 1}).slice(3, 1, width);
    g.mark_output("y", g.gated_norm(o, z, w, {{NormKind::Rms, 1e-5f, 0}, UnaryFunction::Silu, gate == 2}));
  };
}

/// Sized by the list: a pattern without its odd shapes does not compile.
#define PARETO_MAKER(Name, name) name,
constexpr PatternMaker kMakers[kFusionCount] = {PARETO_FUSIONS(PARETO_MAKER)};
#undef PARETO_MAKER

bool finds(const Graph& graph, Fusion fusion) {
  const Schedule schedule = fuse(graph, FusionSet::none().with(fusion));
  return std::any_of(schedule.begin(), schedule.end(), [](const NodeGroup& group) { return group.fusion.has_value(); });
}

QStringList models() {
  QStringList found;
  for (const Architecture& architecture : architectures())
    found.append(QString::fromStdString(architecture.id + "@probe"));
  const QDir goldens(QString::fromStdString(test::golden("hf")));
  for (const QString& name : goldens.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    if (open_model(goldens.filePath(name).toStdString()))
      found.append(goldens.filePath(name));
  return found;
}

} // namespace

/// Nodes that run together give what they give one by one.
class FusedTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void odd_shapes_data() {
    QTest::addColumn<int>("fusion");
    QTest::addColumn<QString>("set");
    for (size_t fusion = 0; fusion < kFusionCount; ++fusion)
      for (const char* set : {"baseline", "avx2"})
        QTest::addRow("%s on %s", to_string(static_cast<Fusion>(fusion)), set) << static_cast<int>(fusion) << set;
  }

  void odd_shapes() {
    QFETCH(int, fusion);
    QFETCH(QString, set);
    if (set == "avx2" && !cpu_info().avx2)
      QSKIP("this processor has no AVX2");
    const auto one = FusionSet::none().with(static_cast<Fusion>(fusion));
    const auto with = executor_with(one, set.toStdString(), 2),
               without = executor_with(FusionSet::none(), set.toStdString(), 2);
    const auto reference = test::executor_named("reference");
    for (uint32_t seed = 0; seed < 30; ++seed) {
      Random random(seed);
      RandomOperation o;
      o.batch = test::pick(random, {1, 2, 3});
      o.steps = {test::pick(random, {1, 2, 5, 17, 33, 64, 65}), 1, test::pick(random, {2, 7, 16})};
      o.record = kMakers[fusion](random);
      Graph graph({o.batch, o.steps[0], Phase::Prefill});
      o.record(graph);
      QVERIFY2(finds(graph, static_cast<Fusion>(fusion)), qPrintable(QString("seed %1: nothing is fused").arg(seed)));
      const auto fused = test::run_operation(*with, o, seed), plain = test::run_operation(*without, o, seed),
                 truth = test::run_operation(*reference, o, seed);
      REQUIRE(fused);
      REQUIRE(plain);
      REQUIRE(truth);
      COMPARE_LOGITS(*fused, *plain, kSame);
      COMPARE_LOGITS(*fused, *truth, 1e-4);
    }
  }

  void whole_models_data() {
    QTest::addColumn<QString>("model");
    QVERIFY(models().size() >= 37 + 12);
    for (const QString& model : models())
      QTest::addRow("%s", qPrintable(model.section('/', -1))) << model;
  }

  /// Every pattern that a model has, alone, and all of them: read whole, in parts and token by token.
  void whole_models() {
    QFETCH(QString, model);
    const auto opened = open_model(model.toStdString());
    REQUIRE(opened);
    std::vector<FusionSet> sets{FusionSet::all()};
    for (size_t fusion = 0; fusion < kFusionCount; ++fusion)
      if (finds(opened->model.record({1, 1, Phase::Decode}), static_cast<Fusion>(fusion)))
        sets.push_back(FusionSet::none().with(static_cast<Fusion>(fusion)));
    const auto tokens = test::some_tokens(41, opened->model.spec().vocab);
    const std::vector<std::vector<int>> splits{{41}, {1}, {17, 1, 5, 18}};
    const auto logits = [&](FusionSet fusions) {
      std::vector<float> all;
      const auto executor = executor_with(fusions, "", test::deep(1, 2)); // odd_shapes has two threads in any run
      const auto loaded = LoadedModel::load(*executor, *opened, load_options(Precision::F32));
      for (const auto& steps : splits)
        if (const auto got =
                loaded ? test::logits_of(**loaded, tokens, steps) : Result<std::vector<float>>(loaded.error());
            got)
          all.insert(all.end(), got->begin(), got->end());
      return all;
    };
    const std::vector<float> plain = logits(FusionSet::none());
    QCOMPARE(plain.size(), splits.size() * tokens.size() * static_cast<size_t>(opened->model.spec().vocab));
    for (const FusionSet set : sets)
      COMPARE_LOGITS(logits(set), plain, kSame);
  }
};

PARETO_TEST(FusedTest)
#include "tst_fused.moc"
