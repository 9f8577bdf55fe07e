// SPDX-License-Identifier: GPL-3.0-or-later
// What a device allocates is what the footprint says, and values that are not finite are never an answer.
#include "core/exec/model_runner.h"
#include "core/formats/model_footprint.h"
#include "core/model/catalogue.h"
#include "core/numeric/finite.h"
#include "tests/gpu/graph_steps.h"
#include "tests/gpu/vulkan_fixture.h"
#include "tests/support/edited_checkpoint.h"
#include "tests/support/program.h"

#include <QDir>

using namespace pareto;

namespace {

const std::vector<int32_t> kTokens{3, 17, 21, 5, 14, 20, 8, 2, 7, 1};

Result<std::vector<float>> last_logits(Executor& executor, const std::string& path, Precision precision,
                                       size_t at_once) {
  PARETO_TRY_ASSIGN(opened, open_model(path));
  PARETO_TRY_ASSIGN(model, LoadedModel::load(executor, opened, load_options(precision)));
  PARETO_TRY_ASSIGN(state, model->new_state(1, static_cast<int64_t>(kTokens.size()), static_cast<int>(at_once)));
  SequenceBatch sequence(*model, *state, 1);
  std::vector<float> logits;
  for (size_t at = 0; at < kTokens.size(); at += at_once) {
    PARETO_TRY_ASSIGN(program, sequence.step(std::span(kTokens).subspan(at, std::min(at_once, kTokens.size() - at)),
                                             LogitRows::Last));
    const auto row = program->output("logits");
    logits.assign(row.begin(), row.end());
  }
  return logits;
}

} // namespace

class VulkanFinite : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void initTestCase() {
    m_plain = test::validated_executor();
    VulkanOptions options;
    options.as_hardware = true;
    m_hardware = test::validated_executor(m_plain, options);
  }
  void cleanupTestCase() {
    m_plain = {};
    m_hardware = {};
  }

  void footprint_is_what_is_allocated() {
    if (!m_plain.executor)
      QSKIP(m_plain.skip.c_str());
    QStringList sources;
    const QDir root(QString::fromStdString(test::golden("hf")));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
      if (open_model(root.filePath(name).toStdString()))
        sources << root.filePath(name);
    for (const Architecture& architecture : architectures())
      sources << QString::fromStdString(architecture.id + "@probe");
    int weights = 0, states = 0;
    for (const QString& source : sources) {
      const auto opened = open_model(source.toStdString());
      REQUIRE(opened);
      const Graph decode = opened->model.record({1, 1, Phase::Decode});
      for (Precision precision : {Precision::F32, Precision::F16, Precision::BF16}) {
        const LoadOptions options = load_options(precision);
        const auto footprint = footprint_of(*opened, options, Packing::Vulkan);
        REQUIRE(footprint);
        const auto loaded = LoadedModel::load(*m_plain.executor, *opened, options);
        REQUIRE(loaded);
        QCOMPARE((*loaded)->weights().bytes(), footprint->weight_bytes());
        ++weights;
        for (int batch : {1, 3})
          for (int64_t length : {1, 40, 300}) {
            const auto state = m_plain.executor->new_state(decode, options, batch, length, 7);
            REQUIRE(state);
            QCOMPARE((*state)->bytes(), footprint->state(batch, length, 7).total());
            ++states;
          }
      }
    }
    qInfo("%d weights (source x precision), %d states (x batch x length): all equal", weights, states);
    QVERIFY(weights > 150);
    test::check_messages(*m_plain.executor);
  }

  void cache_overflow_data() {
    QTest::addColumn<bool>("as_hardware");
    QTest::addColumn<QString>("projection");
    QTest::addColumn<int>("at_once");
    for (bool hardware : {false, true})
      for (const char* projection : {"k_proj", "v_proj"})
        for (int at_once : {10, 1})
          QTest::addRow("%s, %d at once, hardware %d", projection, at_once, hardware)
              << hardware << projection << at_once;
  }

  /// Keys or values that float16 does not hold while the weights fit: an error at f16 with the way out, an answer at
  /// bf16.
  void cache_overflow() {
    QFETCH(bool, as_hardware);
    QFETCH(QString, projection);
    QFETCH(int, at_once);
    auto& vulkan = as_hardware ? m_hardware : m_plain;
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m");
    QVERIFY(test::edit_checkpoint("llama", path, [&](const std::string& name, std::vector<float>& values) {
      if (name.find("layers.1.self_attn." + projection.toStdString() + ".weight") != std::string::npos)
        test::scale_to(values, 60000);
    }));
    const auto refused = last_logits(*vulkan.executor, path, Precision::F16, static_cast<size_t>(at_once));
    REQUIRE_REFUSED(refused, "not finite in layer 1, in its mixer");
    REQUIRE_REFUSED(refused, (projection == "k_proj" ? ": its keys" : ": its values") +
                                 std::string(" overflow the f16 cache; choose the precision bf16 or f32."));
    const auto cpu = make_executor("cpu");
    REQUIRE(cpu);
    const auto got = last_logits(*vulkan.executor, path, Precision::BF16, static_cast<size_t>(at_once)),
               wanted = last_logits(**cpu, path, Precision::BF16, kTokens.size());
    REQUIRE(got);
    REQUIRE(wanted);
    for (size_t i = 0; i < wanted->size(); ++i)
      QVERIFY2(std::abs((*wanted)[i] - (*got)[i]) < 2e-2f * (1 + std::abs((*wanted)[i])),
               qPrintable(QString("%1: %2 and %3").arg(i).arg((*wanted)[i]).arg((*got)[i])));
    test::check_messages(*vulkan.executor);
  }

  void an_infinite_key_is_no_mask_data() {
    QTest::addColumn<bool>("as_hardware");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<float>("softcap");
    for (bool hardware : {false, true})
      for (int tokens : {1, 7})
        for (float softcap : {0.0f, 30.0f})
          QTest::addRow("%d at once, softcap %g, hardware %d", tokens, static_cast<double>(softcap), hardware)
              << hardware << tokens << softcap;
  }

  /// A key that overflows the cache makes a logit of -infinity, which a softmax would take for a mask, or one that a
  /// soft cap hides. Who sees it gives no number.
  void an_infinite_key_is_no_mask() {
    QFETCH(bool, as_hardware);
    QFETCH(int, tokens);
    QFETCH(float, softcap);
    auto& vulkan = as_hardware ? m_hardware : m_plain;
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    AttentionSpec spec;
    spec.softcap = softcap;
    const auto record = [&](int count) {
      Graph g({test::kBatch, count, count > 1 ? Phase::Prefill : Phase::Decode});
      const Tensor q = g.input("q", {test::kBatch, count, 2, 16}), k = g.input("k", {test::kBatch, count, 1, 16}),
                   v = g.input("v", {test::kBatch, count, 1, 16});
      g.mark_output("o", g.attention(q, k, v, {}, spec));
      return g;
    };
    constexpr int kLength = 42, kBad = 24;
    for (float key : {-80000.0f, 80000.0f}) {
      const auto value = [&](const std::string& name, int64_t at, int64_t width) {
        return name == "k" && at / (width * test::kBatch) == kBad ? key
                                                                  : 0.1f + 0.01f * std::abs(test::noise(name, at));
      };
      const auto out = test::step_outputs(*vulkan.executor, record, value,
                                          std::vector<int>(static_cast<size_t>(kLength / tokens), tokens), 0,
                                          {Precision::F16, Format::F16});
      REQUIRE(out);
      const size_t row = 2 * 16;
      for (size_t step = 0; step < static_cast<size_t>(kLength / tokens); ++step)
        for (size_t b = 0; b < test::kBatch; ++b)
          for (size_t t = 0; t < static_cast<size_t>(tokens); ++t) {
            const bool sees = step * static_cast<size_t>(tokens) + t >= kBad;
            QVERIFY2(all_finite(std::span(*out).subspan(
                         ((step * test::kBatch + b) * static_cast<size_t>(tokens) + t) * row, row)) != sees,
                     qPrintable(QString("step %1, token %2").arg(step).arg(t)));
          }
    }
    test::check_messages(*vulkan.executor);
  }

  void the_layer_is_named_data() {
    QTest::addColumn<bool>("as_hardware");
    QTest::addColumn<QString>("checkpoint");
    QTest::addColumn<QString>("tensor");
    for (bool hardware : {false, true})
      for (const auto& [checkpoint, tensor] : {std::pair("llama", "layers.1.mlp.down_proj.weight"),
                                               {"mamba2", "layers.1.mixer.out_proj.weight"},
                                               {"fla-gla", "layers.1.attn.o_proj.weight"}})
        QTest::addRow("%s, hardware %d", checkpoint, hardware) << hardware << checkpoint << tensor;
  }

  void the_layer_is_named() {
    QFETCH(bool, as_hardware);
    QFETCH(QString, checkpoint);
    QFETCH(QString, tensor);
    auto& vulkan = as_hardware ? m_hardware : m_plain;
    if (!vulkan.executor)
      QSKIP(vulkan.skip.c_str());
    const QTemporaryDir folder;
    bool found = false;
    QVERIFY(test::edit_checkpoint(checkpoint.toStdString(), test::inside(folder, "m"),
                                  [&](const std::string& name, std::vector<float>& values) {
                                    if (name.find(tensor.toStdString()) == std::string::npos)
                                      return;
                                    std::fill(values.begin(), values.end(), 3e38f);
                                    found = true;
                                  }));
    QVERIFY(found);
    for (size_t at_once : {kTokens.size(), size_t{1}})
      REQUIRE_REFUSED(last_logits(*vulkan.executor, test::inside(folder, "m"), Precision::F32, at_once),
                      "not finite in layer 1, in its ");
    test::check_messages(*vulkan.executor);
  }

  /// The square of a large row of the embedding overflows: a norm must not turn the row into zeros.
  void a_norm_does_not_hide_it() {
    for (auto* vulkan : {&m_plain, &m_hardware}) {
      if (!vulkan->executor)
        QSKIP(vulkan->skip.c_str());
      const QTemporaryDir folder;
      QVERIFY(test::edit_checkpoint("llama", test::inside(folder, "m"),
                                    [&](const std::string& name, std::vector<float>& values) {
                                      if (name == "model.embed_tokens.weight")
                                        std::fill_n(values.begin() + 7 * 32, 32, 1e25f);
                                    }));
      REQUIRE_REFUSED(last_logits(*vulkan->executor, test::inside(folder, "m"), Precision::F32, 1),
                      "not finite in layer 0, in its norm or sum at token 8");
    }
  }

private:
  test::Validated m_plain, m_hardware;
};

PARETO_TEST(VulkanFinite)
#include "tst_vulkan_finite.moc"
