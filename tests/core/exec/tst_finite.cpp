// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/model_runner.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/gguf/gguf.h"
#include "core/formats/tensor_source.h"
#include "core/measure/runner.h"
#include "core/numeric/finite.h"
#include "core/numeric/half.h"
#include "core/quality/text_evaluation.h"
#include "core/text/generator.h"
#include "tests/core/exec/executors.h"
#include "tests/support/edited_checkpoint.h"
#include "tests/support/program.h"

#include <numeric>
#include <regex>

using namespace pareto;

namespace {

namespace fs = std::filesystem;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
const std::vector<int32_t> kPromptTokens{3, 17, 21, 5, 14, 20, 8, 2, 7, 1};
const char* const kExecutors[] = {"reference", "baseline", "avx2"};

Result<std::unique_ptr<LoadedModel>> load(Executor& executor, const std::string& path, Precision precision) {
  PARETO_TRY_ASSIGN(opened, open_model(path));
  return LoadedModel::load(executor, opened, load_options(precision));
}

/// Logits of the last of `tokens`, read in steps of so many.
Result<std::vector<float>> last_logits(LoadedModel& model, std::span<const int32_t> tokens, size_t at_once) {
  PARETO_TRY_ASSIGN(state, model.new_state(1, static_cast<int64_t>(tokens.size()), static_cast<int>(at_once)));
  SequenceBatch sequence(model, *state, 1);
  std::vector<float> logits;
  for (size_t at = 0; at < tokens.size(); at += at_once) {
    PARETO_TRY_ASSIGN(program,
                      sequence.step(tokens.subspan(at, std::min(at_once, tokens.size() - at)), LogitRows::Last));
    const auto row = program->output("logits");
    logits.assign(row.begin(), row.end());
  }
  return logits;
}

/// Overwrites `count` bytes of a file.
void poke(const std::string& path, int64_t at, const void* bytes, int64_t count) {
  QFile file(QString::fromStdString(path));
  QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
  QCOMPARE(file.write(static_cast<const char*>(bytes), count), count);
}

/// One attention node of two query heads on one key head.
Graph attention_graph(StepShape shape, AttentionSpec spec) {
  Graph g(shape);
  const int64_t batch = shape.batch, tokens = shape.tokens;
  const Tensor q = g.input("q", {batch, tokens, 2, 4}), k = g.input("k", {batch, tokens, 1, 4}),
               v = g.input("v", {batch, tokens, 1, 4});
  g.mark_output("o", g.attention(q, k, v, {}, spec));
  return g;
}

class NoWeights : public TensorSource {
public:
  Format stored(const WeightDecl&) const override { return Format::F32; }
  Status read_rows(const WeightDecl& weight, int64_t, int64_t, std::span<float>) override {
    return fail(ErrorCode::NotFound, weight.name);
  }
};

} // namespace

/// A value that is not finite is an error that names the tensor or the layer it comes from, never an answer.
class FiniteTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void every_place_of_a_span_is_seen() {
    for (size_t length = 0; length < 50; ++length) {
      std::vector<float> values(length, -3e38f);
      QVERIFY(all_finite(values));
      for (size_t at = 0; at < length; ++at)
        for (float bad : {NAN, -NAN, kInfinity, -kInfinity}) {
          values[at] = bad;
          QVERIFY(!all_finite(values));
          values[at] = 0;
        }
    }
  }

  void limits_of_the_16_bit_types() {
    for (int sign : {1, -1})
      for (int64_t i = -3; i <= 3; ++i) {
        const float half = static_cast<float>(sign) *
                           std::bit_cast<float>(std::bit_cast<uint32_t>(kBeyondHalf) + static_cast<uint32_t>(i));
        const float narrow = static_cast<float>(sign) *
                             std::bit_cast<float>(std::bit_cast<uint32_t>(kBeyondBfloat16) + static_cast<uint32_t>(i));
        QCOMPARE(any_reaches(std::span(&half, 1), kBeyondHalf), std::isinf(half_to_float(float_to_half(half))));
        QCOMPARE(any_reaches(std::span(&narrow, 1), kBeyondBfloat16),
                 std::isinf(bfloat16_to_float(float_to_bfloat16(narrow))));
      }
  }

  void a_bad_weight_is_named_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("checkpoint");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<float>("value");
    for (const char* executor : kExecutors)
      for (const auto& [checkpoint, tensor] : {std::pair("llama", "model.layers.1.self_attn.q_proj.weight"),
                                               {"llama", "model.layers.0.input_layernorm.weight"},
                                               {"llama", "lm_head.weight"},
                                               {"gpt2", "transformer.h.1.mlp.c_fc.weight"},
                                               {"gpt2", "transformer.wpe.weight"},
                                               {"gpt_neox", "gpt_neox.layers.0.attention.query_key_value.bias"},
                                               {"phi3", "model.layers.1.mlp.gate_up_proj.weight"},
                                               {"mamba", "backbone.layers.0.mixer.A_log"},
                                               {"mamba2", "backbone.layers.1.mixer.conv1d.weight"},
                                               {"fla-rwkv7", "model.layers.1.attn.k_k"},
                                               {"fla-hgrn2", "model.lower_bounds"}})
        for (float value : {NAN, kInfinity, -kInfinity})
          QTest::addRow("%s, %s in %s of %s", executor,
                        std::isnan(value) ? "NaN"
                        : value > 0       ? "inf"
                                          : "-inf",
                        tensor, checkpoint)
              << executor << checkpoint << tensor << value;
  }

  void a_bad_weight_is_named() {
    QFETCH(QString, executor_name);
    QFETCH(QString, checkpoint);
    QFETCH(QString, tensor);
    QFETCH(float, value);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const QTemporaryDir folder;
    bool found = false;
    QVERIFY(test::edit_checkpoint(checkpoint.toStdString(), test::inside(folder, "m"),
                                  [&](const std::string& name, std::vector<float>& values) {
                                    if (name == tensor.toStdString()) {
                                      values[values.size() - 2] = value;
                                      found = true;
                                    }
                                  }));
    QVERIFY2(found, "no such tensor");
    for (Precision precision : {Precision::F32, Precision::F16, Precision::BF16, Precision::Q8, Precision::Q4}) {
      const auto loaded = load(*executor, test::inside(folder, "m"), precision);
      REQUIRE_REFUSED(loaded, "Tensor '" + tensor.toStdString() + "' holds values that are not finite");
      QCOMPARE(loaded.error().where, tensor.toStdString());
    }
  }

  void a_bad_block_is_named_data() {
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("at");
    QTest::newRow("f16") << "llama-f16-tied-spm"
                         << "token_embd.weight" << 34;
    QTest::newRow("bf16") << "llama-bf16"
                          << "blk.1.ffn_down.weight" << 0;
    QTest::newRow("q8_0 scale") << "llama-q8_0-v2-align64"
                                << "blk.0.attn_q.weight" << 34 * 3;
    QTest::newRow("q4_0 scale") << "llama-q4_0"
                                << "blk.1.ffn_up.weight" << 18 * 5;
    QTest::newRow("q4_1 scale") << "llama-q4_1-tied"
                                << "blk.0.attn_output.weight" << 20;
    QTest::newRow("q4_1 minimum") << "llama-q4_1-tied"
                                  << "blk.0.attn_output.weight" << 20 * 7 + 2;
    QTest::newRow("q5_0 scale") << "llama-q5_0-q5_1"
                                << "blk.0.attn_k.weight" << 0;
  }

  /// A scale that is no number spoils its block, whether the block is kept or decoded.
  void a_bad_block_is_named() {
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    QFETCH(int, at);
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "model.gguf");
    fs::copy_file(test::golden("gguf/models/" + model.toStdString() + "/model.gguf"), path);
    fs::permissions(path, fs::perms::owner_all);
    int64_t offset = -1;
    {
      const std::string bytes = test::read_file(path);
      const auto file = GgufFile::open(path);
      REQUIRE(file);
      for (const GgufTensor& one : file->tensors())
        if (one.name == tensor.toStdString())
          offset = static_cast<int64_t>(bytes.find(
              std::string(reinterpret_cast<const char*>(one.data.data()), std::min<size_t>(one.data.size(), 256))));
    }
    QVERIFY(offset > 0);
    const uint16_t nan = model == "llama-bf16" ? 0x7fc0 : 0x7e00;
    poke(path, offset + at, &nan, 2);
    for (const char* name : kExecutors) {
      const auto executor = test::executor_named(name);
      for (Precision precision : {Precision::F32, Precision::F16, Precision::BF16, Precision::Q8, Precision::Q4})
        if (executor)
          REQUIRE_REFUSED(load(*executor, path, precision),
                          "Tensor '" + tensor.toStdString() + "' holds values that are not finite");
    }
  }

  /// float16 ends at 65504: where a weight is larger, it says so and what holds it.
  void weights_beyond_float16() {
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m"), tensor = "model.layers.1.mlp.down_proj.weight";
    QVERIFY(test::edit_checkpoint("llama", path, [&](const std::string& name, std::vector<float>& values) {
      if (name == tensor)
        values[5] = -70000;
    }));
    for (const char* name : kExecutors) {
      const auto executor = test::executor_named(name);
      if (!executor)
        continue;
      const auto half = load(*executor, path, Precision::F16);
      REQUIRE_REFUSED(half, "Tensor '" + tensor +
                                "' holds -70000, which overflows f16 to infinity; choose the precision bf16 or f32.");
      for (Precision precision : {Precision::F32, Precision::BF16, Precision::Q8}) {
        const auto loaded = load(*executor, path, precision);
        REQUIRE(loaded);
        REQUIRE(last_logits(**loaded, kPromptTokens, kPromptTokens.size()));
      }
    }
  }

  void the_cache_of_a_precision() {
    QVERIFY(load_options(Precision::F32).cache == Format::F32);
    QVERIFY(load_options(Precision::BF16).cache ==
            Format::BF16); // a float16 cache overflows where bfloat16 weights do not
    for (Precision precision : {Precision::F16, Precision::Q8, Precision::Q4})
      QVERIFY(load_options(precision).cache == Format::F16);
  }

  void cache_overflow_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("checkpoint");
    QTest::addColumn<QString>("projection");
    QTest::addColumn<int>("at_once");
    for (const char* executor : kExecutors)
      for (const auto& [checkpoint, projection] : {std::pair("llama", "layers.1.self_attn.k_proj.weight"),
                                                   {"llama", "layers.1.self_attn.v_proj.weight"},
                                                   {"mistral-window", "layers.1.self_attn.k_proj.weight"},
                                                   {"qwen2", "layers.1.self_attn.k_proj.weight"}})
        for (int at_once : {10, 1})
          QTest::addRow("%s, %s of %s, %d at once", executor, projection, checkpoint, at_once)
              << executor << checkpoint << projection << at_once;
  }

  /// Keys or values that float16 does not hold while the weights fit: an error at f16 with the way out, an answer at
  /// bf16.
  void cache_overflow() {
    QFETCH(QString, executor_name);
    QFETCH(QString, checkpoint);
    QFETCH(QString, projection);
    QFETCH(int, at_once);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m");
    QVERIFY(
        test::edit_checkpoint(checkpoint.toStdString(), path, [&](const std::string& name, std::vector<float>& values) {
          if (name.find(projection.toStdString()) != std::string::npos)
            test::scale_to(values, 60000);
        }));
    for (Precision precision : {Precision::F16, Precision::Q8, Precision::Q4}) {
      const auto loaded = load(*executor, path, precision);
      REQUIRE(loaded);
      const auto refused = last_logits(**loaded, kPromptTokens, static_cast<size_t>(at_once));
      REQUIRE_REFUSED(refused, "not finite in layer 1, in its mixer");
      REQUIRE_REFUSED(refused, (projection.contains("k_proj") ? ": its keys" : ": its values") +
                                   std::string(" overflow the f16 cache; choose the precision bf16 or f32."));
      QCOMPARE(refused.error().where, std::string("layers.1.mixer"));
    }
    const auto loaded = load(*executor, path, Precision::BF16);
    REQUIRE(loaded);
    const auto logits = last_logits(**loaded, kPromptTokens, static_cast<size_t>(at_once));
    REQUIRE(logits);
    const auto reference = test::executor_named("reference");
    const auto oracle = load(*reference, path, Precision::BF16);
    REQUIRE(oracle);
    const auto wanted = last_logits(**oracle, kPromptTokens, kPromptTokens.size());
    REQUIRE(wanted);
    for (size_t i = 0; i < wanted->size(); ++i)
      QVERIFY2(std::abs((*wanted)[i] - (*logits)[i]) < 2e-2f * (1 + std::abs((*wanted)[i])),
               qPrintable(QString("%1: %2 and %3").arg(i).arg((*wanted)[i]).arg((*logits)[i])));
  }

  void an_infinite_key_is_no_mask_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<float>("softcap");
    QTest::addColumn<int>("window");
    for (const char* executor : kExecutors)
      for (int tokens : {1, 5, 40})
        for (float softcap : {0.0f, 30.0f})
          for (int window : {0, 24})
            QTest::addRow("%s, %d at once, softcap %g, window %d", executor, tokens, static_cast<double>(softcap),
                          window)
                << executor << tokens << softcap << window;
  }

  /// One key overflows the cache so that its logit is -infinity, which a softmax would take for a mask, or +infinity
  /// behind a soft cap. Who sees it gives no number; who does not is not touched.
  void an_infinite_key_is_no_mask() {
    QFETCH(QString, executor_name);
    QFETCH(int, tokens);
    QFETCH(float, softcap);
    QFETCH(int, window);
    EXECUTOR_OR_SKIP(executor, executor_name);
    constexpr int kLength = 80, kBad = 37;
    AttentionSpec spec;
    spec.softcap = softcap;
    spec.window = window;
    for (float key : {-80000.0f, 80000.0f}) {
      const Graph graph = attention_graph({1, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode}, spec);
      NoWeights source;
      const auto weights = executor->load(graph, source, {});
      REQUIRE(weights);
      const auto program = executor->compile(graph, **weights);
      REQUIRE(program);
      const auto state = executor->new_state(graph, {Precision::F16, Format::F16}, 1, kLength, tokens);
      REQUIRE(state);
      for (int at = 0; at < kLength; at += tokens) {
        std::vector<float> q(static_cast<size_t>(tokens) * 8), k(static_cast<size_t>(tokens) * 4), v(k.size());
        for (size_t i = 0; i < q.size(); ++i)
          q[i] = 0.1f + 0.01f * static_cast<float>(i % 7);
        for (size_t i = 0; i < k.size(); ++i)
          k[i] = v[i] = 0.1f * static_cast<float>((i + static_cast<size_t>(at)) % 11);
        if (kBad >= at && kBad < at + tokens)
          std::fill_n(k.begin() + 4 * (kBad - at), 4, key);
        REQUIRE((*program)->set_input("q", q));
        REQUIRE((*program)->set_input("k", k));
        REQUIRE((*program)->set_input("v", v));
        const std::vector<int32_t> count{tokens}, position{at}, slot{0};
        REQUIRE((*program)->run(**state, {{}, count, position, slot, {}, true}));
        const auto out = (*program)->output("o");
        for (int t = 0; t < tokens; ++t) {
          const bool sees = at + t >= kBad && (window == 0 || at + t < kBad + window);
          const auto row = out.subspan(static_cast<size_t>(t) * 8, 8);
          QVERIFY2(all_finite(row) != sees, qPrintable(QString("token %1").arg(at + t)));
        }
      }
    }
  }

  void the_layer_is_named_data() {
    QTest::addColumn<QString>("executor_name");
    QTest::addColumn<QString>("checkpoint");
    for (const char* executor : {"baseline", "avx2"})
      for (const char* checkpoint :
           {"llama", "mistral-window", "gpt2", "gpt_neox", "phi3", "olmo2", "mamba", "falcon_mamba", "mamba2",
            "recurrent_gemma", "fla-retnet", "fla-gla", "fla-hgrn", "fla-hgrn2", "fla-delta_net", "fla-gated_deltanet",
            "fla-rwkv7", "fla-linear_attn"})
        QTest::addRow("%s on %s", checkpoint, executor) << executor << checkpoint;
  }

  /// A product of layer 1 overflows float32: the prompt as a whole, and token by token.
  void the_layer_is_named() {
    QFETCH(QString, executor_name);
    QFETCH(QString, checkpoint);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m");
    const std::regex last(checkpoint.endsWith("mamba")
                              ? "layers\\.1\\.mixer\\.in_proj\\.weight" // what its scan gives is too small to overflow
                              : "(layers|h)\\.1\\..*(down_proj|out_proj|o_proj|c_proj|dense_4h_to_h|channel_mixer."
                                "value|ffn.value)\\.weight");
    bool found = false;
    QVERIFY(
        test::edit_checkpoint(checkpoint.toStdString(), path, [&](const std::string& name, std::vector<float>& values) {
          if (!found && std::regex_search(name, last)) {
            std::fill(values.begin(), values.end(), 3e38f);
            found = true;
          }
        }));
    QVERIFY2(found, "no tensor that ends layer 1");
    for (size_t at_once : {kPromptTokens.size(), size_t{1}}) {
      const auto loaded = load(*executor, path, Precision::F32);
      REQUIRE(loaded);
      const auto refused = last_logits(**loaded, kPromptTokens, at_once);
      REQUIRE_REFUSED(refused, "not finite in layer 1, in its ");
      REQUIRE_REFUSED(refused, ": its arithmetic overflows float32");
      QVERIFY(refused.error().where.rfind("layers.1", 0) == 0);
    }
  }

  void a_later_token_is_named_data() { the_layer_is_named_data(); }

  /// One row of the embedding is so large that its square overflows: a norm must not turn that into zeros. The tokens
  /// before it are answered; states have a past when it comes.
  void a_later_token_is_named() {
    QFETCH(QString, executor_name);
    QFETCH(QString, checkpoint);
    EXECUTOR_OR_SKIP(executor, executor_name);
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m");
    constexpr int kBad = 7; // token id; the ninth of the prompt
    bool found = false;
    QVERIFY(
        test::edit_checkpoint(checkpoint.toStdString(), path, [&](const std::string& name, std::vector<float>& values) {
          if (!std::regex_search(name, std::regex("(embed_tokens|embeddings?|wte|embed_in)\\.weight$")))
            return;
          const auto model = open_model(test::golden("hf/" + checkpoint.toStdString()));
          const auto width = static_cast<size_t>(model->model.spec().hidden);
          for (size_t i = 0; i < width; ++i)
            values[kBad * width + i] = i % 2 ? -1e25f : 1e25f;
          found = true;
        }));
    QVERIFY(found);
    const auto loaded = load(*executor, path, Precision::F32);
    REQUIRE(loaded);
    const auto before = std::span(kPromptTokens).first(8);
    for (size_t at_once : {size_t{4}, size_t{1}}) {
      REQUIRE(last_logits(**loaded, before, at_once));
      const auto refused = last_logits(**loaded, std::span(kPromptTokens).first(9), at_once);
      REQUIRE_REFUSED(refused, "not finite in layer 0");
      REQUIRE_REFUSED(refused, "at token 8");
    }
  }

  /// Everything that reads logits refuses.
  void no_answer_is_given() {
    const auto executor = test::executor_named("baseline");
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "m");
    QVERIFY(test::edit_checkpoint("llama", path, [&](const std::string& name, std::vector<float>& values) {
      if (name == "model.layers.1.mlp.down_proj.weight")
        std::fill(values.begin(), values.end(), 3e38f);
    }));
    const auto opened = open_model(path);
    REQUIRE(opened);
    const auto loaded = LoadedModel::load(*executor, *opened, load_options(Precision::F32));
    REQUIRE(loaded);
    const std::string said = "not finite in layer 1, in its feed-forward part";
    REQUIRE_REFUSED(prompt_logits(*opened, *executor, kPromptTokens, {4}), said);
    GenerateRequest request;
    request.prompt = kPromptTokens;
    request.tokens = 4;
    REQUIRE_REFUSED(generate(**loaded, request, [](int32_t) { return true; }), said);
    TokenizedText text;
    for (int i = 0; i < 64; ++i) {
      text.ids.push_back(i % 50);
      text.bytes.push_back(1);
    }
    REQUIRE_REFUSED(score_text(**loaded, text, 32, {}), said);
    CellKey key;
    key.model = path;
    key.device = "cpu";
    key.precision = "f32";
    key.kind = CellKey::Kind::Decode;
    key.batch = 2;
    key.context = 16;
    REQUIRE_REFUSED(measure_cell(**loaded, key, {}, {}), said);
    key.kind = CellKey::Kind::Prefill;
    key.prompt_tokens = 16;
    REQUIRE_REFUSED(measure_cell(**loaded, key, {}, {}), said);
  }
};

PARETO_TEST(FiniteTest)
#include "tst_finite.moc"
