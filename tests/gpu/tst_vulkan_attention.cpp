// SPDX-License-Identifier: GPL-3.0-or-later
// Attention and block-diagonal products against the reference executor: lengths around the tiles, windows whose edge
// lies in one, pinned tokens, groups and widths that are no multiple of a tile, narrow caches, batches of unequal
// lengths.
#include "core/model/architectures/recurrences.h"
#include "tests/gpu/graph_steps.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/program.h"

using namespace pareto;

namespace {

using test::kBatch;

struct Form {
  int64_t heads = 6, kv_heads = 2, keys = 64, values = 64;
  AttentionSpec spec{0.125f};
  bool sink = false;
};

Graph attention(const Form& form, int tokens) {
  Graph g({kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto input = [&](const char* name, int64_t heads, int64_t width) {
    return g.input(name, {kBatch, tokens, heads, width});
  };
  const Tensor q = input("q", form.heads, form.keys), k = input("k", form.kv_heads, form.keys),
               v = form.spec.value_prefix > 0 ? Tensor{} : input("v", form.kv_heads, form.values);
  std::vector<double> sinks;
  for (int64_t h = 0; h < form.heads; ++h)
    sinks.push_back(0.5 * static_cast<double>(h) - 1);
  g.mark_output("o", g.attention(q, k, v, form.sink ? g.literal(sinks, {form.heads}) : Tensor{}, form.spec));
  return g;
}

/// Gates, sticks, a second query, erasing, reflections (alone and with gates): one of them.
enum class Other { Gates, ChannelGates, Sticks, Probe, Erase, Reflect, GatedReflect };

struct OtherForm {
  Other other;
  int64_t heads, kv_heads, keys, values, window;
};

Graph other_attention(const OtherForm& form, int tokens) {
  Graph g({kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
  const auto input = [&](const char* name, std::initializer_list<int64_t> rest) {
    Dims dims{kBatch, tokens};
    for (int64_t extent : rest)
      dims.push_back(extent);
    return g.input(name, dims);
  };
  std::vector<Tensor> in(kAttentionInputs);
  in[kAttentionQ] = input("q", {form.heads, form.keys});
  in[kAttentionK] = input("k", {form.kv_heads, form.keys});
  in[kAttentionV] = input("v", {form.kv_heads, form.values});
  const bool channels = form.other == Other::ChannelGates;
  if (channels || form.other == Other::Gates || form.other == Other::GatedReflect) {
    const Tensor gates = channels ? input("gate", {form.heads, form.keys}) : input("gate", {form.heads});
    in[kAttentionForget] = recurrence::running_sum(g, g.unary(gates, UnaryFunction::LogSigmoid), "forget");
  }
  if (form.other == Other::Probe)
    in[kAttentionProbe] = input("probe", {form.heads, form.keys});
  if (form.other == Other::Erase)
    in[kAttentionErase] = g.unary(input("strength", {form.heads}), UnaryFunction::Sigmoid);
  if (form.other == Other::Reflect || form.other == Other::GatedReflect)
    in[kAttentionReflect] =
        g.scale(g.norm(input("direction", {form.kv_heads, form.keys}), {NormKind::L2, 1e-2f, 0}), 1.3f);
  AttentionSpec spec{1.0f / std::sqrt(static_cast<float>(form.keys))};
  spec.window = form.window;
  spec.pinned = form.window > 0 ? 3 : 0;
  if (form.other == Other::Sticks)
    spec.rule = AttentionRule::StickBreaking;
  g.mark_output("o", g.attention(in, spec));
  return g;
}

/// Logits of a few units, so that the softmax is neither flat nor one-hot.
float value_of(const std::string& name, int64_t at, int64_t) {
  return (name == "v" ? 1.0f : 1.6f) * test::noise(name, at);
}

} // namespace

class VulkanAttention : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    VulkanOptions hardware;
    hardware.as_hardware = true;
    m_sides = test::Sides::open({{}, hardware});
    QVERIFY(m_sides.reference);
  }
  void cleanupTestCase() { m_sides = {}; }

  void forms_data() {
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("kv_heads");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("values");
    QTest::addColumn<int>("window");
    QTest::addColumn<int>("pinned");
    QTest::addColumn<float>("softcap");
    QTest::addColumn<bool>("sink");
    QTest::addColumn<int>("block"); // tokens that see one another; 0: all
    QTest::addColumn<int>("cache");
    const int f32 = static_cast<int>(Format::F32), f16 = static_cast<int>(Format::F16),
              bf16 = static_cast<int>(Format::BF16);
    QTest::newRow("groups of three") << 6 << 2 << 64 << 64 << 0 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("every head its own keys") << 3 << 3 << 32 << 32 << 0 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("one head of keys for all") << 10 << 1 << 16 << 24 << 0 << 0 << 0.0f << true << 1 << f32;
    QTest::newRow("widths of no group of four") << 4 << 2 << 10 << 14 << 0 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("wide heads") << 2 << 1 << 136 << 132 << 0 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("window edge inside a tile") << 6 << 2 << 20 << 12 << 13 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("window and pinned") << 4 << 2 << 16 << 16 << 21 << 3 << 0.0f << false << 1 << f32;
    QTest::newRow("window, pinned, sink, softcap") << 4 << 1 << 16 << 16 << 9 << 5 << 5.0f << true << 1 << f32;
    QTest::newRow("softcap") << 6 << 2 << 20 << 20 << 0 << 0 << 3.0f << false << 1 << f32;
    QTest::newRow("not causal") << 6 << 2 << 20 << 20 << 0 << 0 << 0.0f << false << 0 << f32;
    QTest::newRow("blocks of eight") << 6 << 2 << 20 << 20 << 0 << 0 << 0.0f << false << 8 << f32;
    QTest::newRow("blocks of five, window, pinned, sink") << 4 << 1 << 16 << 16 << 13 << 2 << 0.0f << true << 5 << f16;
    QTest::newRow("not causal, window") << 4 << 2 << 16 << 16 << 9 << 1 << 0.0f << false << 0 << f32;
    QTest::newRow("float16 cache") << 6 << 2 << 20 << 12 << 0 << 0 << 0.0f << false << 1 << f16;
    QTest::newRow("bfloat16 cache, window") << 6 << 2 << 12 << 20 << 17 << 2 << 0.0f << false << 1 << bf16;
    QTest::newRow("values in the keys") << 6 << 1 << 24 << -16 << 0 << 0 << 0.0f << false << 1 << f32;
    QTest::newRow("odd values in the keys") << 4 << 2 << 11 << -9 << 13 << 2 << 0.0f << true << 1 << f16;
    QTest::newRow("a wide latent") << 3 << 1 << 320 << -288 << 0 << 0 << 0.0f << false << 1 << f16;
    QTest::newRow("float16 cache, odd width") << 4 << 2 << 11 << 13 << 0 << 0 << 0.0f << false << 1 << f16;
  }

  void forms() {
    QFETCH(int, heads);
    QFETCH(int, kv_heads);
    QFETCH(int, keys);
    QFETCH(int, values);
    QFETCH(int, window);
    QFETCH(int, pinned);
    QFETCH(float, softcap);
    QFETCH(bool, sink);
    QFETCH(int, block);
    QFETCH(int, cache);
    Form form{
        heads, kv_heads, keys, values, {1.0f / std::sqrt(static_cast<float>(keys)), block > 0, window, pinned, softcap},
        sink};
    form.spec.together = std::max(block, 1);
    form.spec.value_prefix = values < 0 ? -values : 0; // of the keys, in place of an input
    const auto record = [&](int tokens) { return attention(form, tokens); };
    const auto type = static_cast<Format>(cache);
    const float tolerance = type == Format::F32   ? 2e-5f
                            : type == Format::F16 ? 2e-3f
                                                  : 1.5e-2f; // of the rounded history
    const LoadOptions options{Precision::F32, type};
    for (const std::vector<int>& steps :
         {std::vector<int>{1, 7, 1, 33, 1, 1}, std::vector<int>{31, 5, 1}, std::vector<int>{70, 1, 65, 2, 1}}) {
      const auto want = test::step_outputs(*m_sides.reference, record, value_of, steps, 3);
      for (auto& vulkan : m_sides.vulkan) {
        if (!vulkan.executor)
          QSKIP(vulkan.skip.c_str());
        const QString problem = test::difference(
            test::step_outputs(*vulkan.executor, record, value_of, steps, 3, options), want, tolerance);
        QVERIFY2(problem.isEmpty(),
                 qPrintable(QString("%1 tokens first, %2: %3")
                                .arg(steps.front())
                                .arg(&vulkan == &m_sides.vulkan.front() ? "own kernels" : "GPU kernels", problem)));
      }
    }
    for (auto& vulkan : m_sides.vulkan)
      test::check_messages(*vulkan.executor);
  }

  void otherForms_data() {
    QTest::addColumn<int>("other");
    QTest::addColumn<std::vector<int64_t>>("shape"); // heads, kv heads, keys, values, window
    QTest::addColumn<int>("cache");
    using Shape = std::vector<int64_t>;
    const int f32 = static_cast<int>(Format::F32), f16 = static_cast<int>(Format::F16);
    const auto row = [](const char* name, Other other, const Shape& shape, int cache) {
      QTest::newRow(name) << static_cast<int>(other) << shape << cache;
    };
    row("forget gates", Other::Gates, {6, 2, 64, 32, 0}, f32);
    row("forget gates, window, float16", Other::Gates, {4, 1, 11, 13, 17}, f16);
    row("gates of channels", Other::ChannelGates, {6, 2, 20, 12, 0}, f32);
    row("gates of channels, window, float16", Other::ChannelGates, {4, 2, 11, 13, 17}, f16);
    row("sticks", Other::Sticks, {6, 2, 64, 32, 0}, f32);
    row("sticks, float16", Other::Sticks, {3, 1, 11, 13, 0}, f16);
    row("second query", Other::Probe, {6, 2, 64, 32, 0}, f32);
    row("second query, window, float16", Other::Probe, {4, 1, 11, 13, 17}, f16);
    row("erasing", Other::Erase, {3, 3, 64, 40, 0}, f32);
    row("erasing, float16", Other::Erase, {2, 2, 11, 13, 0}, f16);
    row("reflections", Other::Reflect, {6, 2, 64, 40, 0}, f32);
    row("reflections and gates, float16", Other::GatedReflect, {4, 1, 11, 13, 0}, f16);
  }

  /// What is not plain softmax, in short steps, over tiles, and over histories of several parts.
  void otherForms() {
    QFETCH(int, other);
    QFETCH(std::vector<int64_t>, shape);
    QFETCH(int, cache);
    const OtherForm form{static_cast<Other>(other), shape[0], shape[1], shape[2], shape[3], shape[4]};
    const auto record = [&](int tokens) { return other_attention(form, tokens); };
    const LoadOptions options{Precision::F32, static_cast<Format>(cache)};
    const float tolerance = options.cache == Format::F32 ? 2e-5f : 4e-3f;
    for (const std::vector<int>& steps :
         {std::vector<int>{1, 7, 1, 33, 1, 1}, std::vector<int>{70, 1, 65, 2, 1}, std::vector<int>{150, 150, 1, 1}}) {
      const auto want = test::step_outputs(*m_sides.reference, record, value_of, steps, 3);
      for (auto& vulkan : m_sides.vulkan) {
        if (!vulkan.executor)
          QSKIP(vulkan.skip.c_str());
        const QString problem = test::difference(
            test::step_outputs(*vulkan.executor, record, value_of, steps, 3, options), want, tolerance);
        QVERIFY2(problem.isEmpty(), qPrintable(QString("%1 tokens first: %2").arg(steps.front()).arg(problem)));
      }
    }
    for (auto& vulkan : m_sides.vulkan)
      test::check_messages(*vulkan.executor);
  }

  /// Histories of several pieces per lane and workgroup.
  void longHistory_agrees() {
    Form form;
    form.spec.scale = 0.2f;
    const auto record = [&](int tokens) { return attention(form, tokens); };
    const std::vector<int> steps{150, 150, 150, 1, 1};
    const auto want = test::step_outputs(*m_sides.reference, record, value_of, steps);
    for (auto& vulkan : m_sides.vulkan) {
      if (!vulkan.executor)
        QSKIP(vulkan.skip.c_str());
      const QString problem =
          test::difference(test::step_outputs(*vulkan.executor, record, value_of, steps), want, 2e-5f);
      QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
  }

  void blockMatmul_agrees_data() {
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("inside");
    QTest::addColumn<int>("outside");
    QTest::newRow("whole groups") << 3 << 32 << 64;
    QTest::newRow("outputs beyond a tile") << 2 << 20 << 100;
    QTest::newRow("no group of four") << 3 << 11 << 13;
  }
  void blockMatmul_agrees() {
    QFETCH(int, heads);
    QFETCH(int, inside);
    QFETCH(int, outside);
    const auto literal = [](Graph& g, const char* name, const Dims& shape) {
      std::vector<double> values;
      for (int64_t i = 0; i < shape.elements(); ++i)
        values.push_back(static_cast<double>(test::noise(name, i)));
      return g.literal(values, shape);
    };
    for (bool biased : {false, true}) {
      const auto record = [&](int tokens) {
        Graph g({kBatch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode});
        const Tensor x = g.input("x", {kBatch, tokens, heads, inside});
        g.mark_output("o", g.block_matmul(x, literal(g, "w", {heads, inside, outside}),
                                          biased ? literal(g, "b", {heads, outside}) : Tensor{}));
        return g;
      };
      for (const std::vector<int>& steps :
           {std::vector<int>{1}, std::vector<int>{5}, std::vector<int>{15}, std::vector<int>{37}}) {
        const auto want = test::step_outputs(*m_sides.reference, record, value_of, steps);
        for (auto& vulkan : m_sides.vulkan) {
          if (!vulkan.executor)
            QSKIP(vulkan.skip.c_str());
          const QString problem =
              test::difference(test::step_outputs(*vulkan.executor, record, value_of, steps), want, 1e-5f);
          QVERIFY2(problem.isEmpty(), qPrintable(QString("%1 tokens: %2").arg(steps.front()).arg(problem)));
        }
      }
    }
    for (auto& vulkan : m_sides.vulkan)
      test::check_messages(*vulkan.executor);
  }

private:
  test::Sides m_sides;
};

PARETO_TEST(VulkanAttention)
#include "tst_vulkan_attention.moc"
