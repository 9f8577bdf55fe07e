// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/model_runner.h"
#include "core/exec/step_memory.h"
#include "core/formats/model_footprint.h"
#include "core/formats/seeded_source.h"
#include "core/formats/strict_json.h"
#include "core/graph/cost.h"
#include "core/model/architectures/linear_attention.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/gated.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <filesystem>

using namespace pareto;

namespace {

namespace fs = std::filesystem;

constexpr Precision kPrecisions[] = {Precision::F32, Precision::F16, Precision::BF16,
                                     Precision::Q8,  Precision::Q4,  Precision::Q8Kv8};

Footprint seeded(const ModelSpec& spec, LoadOptions options) {
  return {Model(spec), stored_by(*make_seeded_source(0)), options};
}

ModelSpec one_block(Mixer mixer, std::optional<FeedForward> ffn) {
  ModelSpec spec;
  spec.vocab = 96;
  spec.hidden = 32;
  spec.blocks = {{std::move(mixer), std::move(ffn)}};
  return spec;
}

/// A mixer of an architecture whose settings stand in its file alone.
Mixer mixer_with(const char* architecture, const char* key, int64_t value) {
  const FieldTable& fields = find_architecture(architecture)->fields;
  Mixer mixer(fields.fresh());
  fields.row(key).set(mixer, value);
  return mixer;
}

AttentionMixer attention(int64_t heads, int64_t kv_heads) {
  AttentionMixer mixer;
  mixer.heads = heads;
  mixer.kv_heads = kv_heads;
  mixer.head_dim = 8;
  return mixer;
}

int64_t state_of(const ModelSpec& spec, Format cache, int64_t length) {
  return seeded(spec, {Precision::F16, cache}).state(1, length).total();
}

/// Every golden checkpoint and GGUF file this build reads, and every built-in architecture.
QStringList sources() {
  QStringList all;
  for (const char* folder : {"hf", "gguf/models"}) {
    const QDir root(QString::fromStdString(test::golden(folder)));
    for (const QString& name : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
      const QString path = root.filePath(name);
      if (open_model(path.toStdString()))
        all << path;
    }
  }
  for (const Architecture& architecture : architectures())
    all << QString::fromStdString(architecture.id + "@probe");
  return all;
}

} // namespace

/// Bytes by formula against bytes by hand, against those known of real models, and against what the executor allocates.
class FootprintTest : public QObject {
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
    REQUIRE(model);
    const auto footprint = footprint_of(*model, {Precision::F16, Format::F16});
    REQUIRE(footprint);
    QCOMPARE(footprint->parameters(), facts["parameters"].get<int64_t>());
    QCOMPARE(footprint->active_parameters() == footprint->parameters(),
             expert_uses(model->model.record({1, 1, Phase::Decode})).empty());
    if (facts.contains("active_parameters"))
      QCOMPARE(footprint->active_parameters(), facts["active_parameters"].get<int64_t>());
    QCOMPARE(footprint->cache_bytes_per_token(), facts["cache_bytes_per_token_f16"].get<int64_t>());
    int64_t window = 0;
    for (const FootprintPart& part : footprint->parts())
      for (const StateDecl& state : part.states)
        window = std::max(window, state.window);
    QCOMPARE(window, facts["window"].is_null() ? 0 : facts["window"].get<int64_t>());
    if (!facts.contains("memory_f16"))
      return;
    for (const auto& [length, bytes] : facts["memory_f16"].items())
      QCOMPARE(footprint->state(1, std::stoll(length)).total(), bytes.get<int64_t>());
    QCOMPARE(footprint->state(1, 1 << 20).fixed, facts["fixed_state_bytes"].get<int64_t>());
    QCOMPARE(footprint->state(1, 1).growing, facts["growing_bytes_per_token_f16"].get<int64_t>());
    int64_t windowed = 0;
    for (const auto& one : facts["windowed"])
      windowed += one["layers"].get<int64_t>() * one["window"].get<int64_t>() * one["bytes_per_token"].get<int64_t>();
    QCOMPARE(footprint->state(1, 1 << 20).windowed, windowed);
  }

  void all_real_models_are_there() {
    QCOMPARE(QDir(QString::fromStdString(test::golden("configs"))).entryList({"*.json"}, QDir::Files).size(), 22);
  }

  void weights_by_hand() {
    // grouped attention with biases on q, k, v: 32x32 + 2 x 16x32 + 32x32 (+ 32 + 16 + 16), gated ffn of 48, 3 norms, 2
    // tables
    AttentionMixer mixer = attention(4, 2);
    mixer.qkv_bias = true;
    ModelSpec spec = one_block(mixer, swiglu(48));
    const int64_t wanted = 2 * 96 * 32 + (32 * 32 + 2 * 16 * 32 + 32 * 32) + 64 + 3 * 48 * 32 + 3 * 32,
                  vectors = 64 + 3 * 32;
    const Footprint full = seeded(spec, {}), half = seeded(spec, {Precision::F16, Format::F16});
    QCOMPARE(full.parameters(), wanted);
    QCOMPARE(full.weight_bytes(), wanted * 4);
    QCOMPARE(half.weight_bytes(), (wanted - vectors) * 2 + vectors * 4);
    spec.tied = true;
    QCOMPARE(seeded(spec, {}).weight_bytes(), (wanted - 96 * 32) * 4);
    spec.vocab = 97; // the last panel of the table is fifteen rows short
    QCOMPARE(seeded(spec, {}).weight_bytes(), (wanted - 96 * 32 + 16 * 32) * 4);
    QCOMPARE(seeded(spec, {}).parameters(), wanted - 96 * 32 + 32);
  }

  void parts_are_layers_and_what_lies_outside() {
    ModelSpec spec = one_block(attention(4, 2), swiglu(48));
    spec.blocks.push_back({Mamba2Mixer{}, std::nullopt});
    spec.norm.one_plus = true; // the last norm's 1 + w is folded
    const Footprint footprint = seeded(spec, {Precision::F16, Format::F16});
    QStringList kinds;
    int64_t weights = 0;
    for (const FootprintPart& part : footprint.parts()) {
      kinds << QString::number(part.layer) + " " + QString::fromStdString(part.kind);
      weights += part.weight_bytes;
      QVERIFY(part.weight_bytes > 0);
    }
    QCOMPARE(kinds, QStringList({"-1 embedding", "0 softmax-attention", "1 mamba2", "-1 final_norm", "-1 head"}));
    QCOMPARE(weights, footprint.weight_bytes());
    QCOMPARE(footprint.state(footprint.parts()[1], 1, 10).growing, int64_t{10 * 2 * 2 * 8 * 2});
    QCOMPARE(footprint.state(footprint.parts()[2], 1, 10).growing, int64_t{0});
    QCOMPARE(footprint.state(footprint.parts()[2], 1, 10).fixed, footprint.state(1, 10).fixed);
  }

  void attention_state() {
    const ModelSpec full = one_block(attention(4, 2), swiglu(48));
    QCOMPARE(seeded(full, {Precision::F16, Format::F16}).cache_bytes_per_token(), int64_t{2 * 2 * 8 * 2});
    QCOMPARE(state_of(full, Format::F16, 1000), int64_t{1000 * 64});
    QCOMPARE(state_of(full, Format::BF16, 1000), int64_t{1000 * 64});
    QCOMPARE(state_of(full, Format::F32, 1000), int64_t{1000 * 128});
    QCOMPARE(state_of(full, Format::F32, 0), int64_t{0});
  }

  void a_window_saturates() {
    AttentionMixer mixer = attention(4, 4);
    mixer.window = 100;
    mixer.pinned = 4;
    const Footprint footprint = seeded(one_block(mixer, swiglu(48)), {Precision::F16, Format::F16});
    const int64_t per_token = 2 * 4 * 8 * 2;
    for (const auto& [length, held] : {std::pair(50, 50), {104, 104}, {105, 104}, {1 << 20, 104}})
      QCOMPARE(footprint.state(1, length).windowed, held * per_token);
    QCOMPARE(footprint.state(1, 1 << 20, 32).windowed,
             (104 + 31) * per_token); // steps of 32 tokens write before they read
    QCOMPARE(footprint.state(3, 1 << 20).total(), 3 * 104 * per_token);
  }

  void recurrent_state_is_constant() {
    for (const char* id : {"linear-attention", "retnet", "gla", "hgrn2", "hgrn", "deltanet", "gated-deltanet", "rwkv7",
                           "mamba", "mamba2", "rg-lru", "mingru"}) {
      const auto spec = built_in_model(id, "125m");
      REQUIRE(spec);
      QVERIFY2(state_of(*spec, Format::F16, 128) > 0, id);
      QCOMPARE(state_of(*spec, Format::F16, 128), state_of(*spec, Format::F32, 65536)); // float32 at every precision
      QCOMPARE(seeded(*spec, {}).cache_bytes_per_token(), int64_t{0});
    }
  }

  void recurrent_state_by_hand() {
    const std::optional<FeedForward> none, gated = swiglu(48);
    QCOMPARE(state_of(one_block(MambaMixer{.inner = 64, .state = 16, .conv = 4, .rank = 2}, none), Format::F16, 1),
             int64_t{4 * (64 * 16 + 3 * 64)});
    QCOMPARE(state_of(one_block(Mamba2Mixer{.heads = 4, .head_dim = 16, .state = 8, .groups = 2, .conv = 4}, none),
                      Format::F16, 1),
             int64_t{4 * (4 * 16 * 8 + 3 * (64 + 2 * 2 * 8))});
    QCOMPARE(
        state_of(
            one_block(LinearAttentionMixer{.heads = 4, .kv_heads = 4, .key_dim = 8, .value_dim = 8, .normalised = true},
                      gated),
            Format::F16, 1),
        int64_t{4 * (4 * 8 * 8 + 4 * 8)});
    QCOMPARE(state_of(one_block(mixer_with("mingru", "inner", 40), gated), Format::F16, 1), int64_t{4 * 40});
  }

  void sequences_that_fit() {
    const Footprint footprint = seeded(one_block(attention(4, 2), swiglu(48)), {Precision::F16, Format::F16});
    const int64_t weights = footprint.weight_bytes(), each = 100 * 64;
    QCOMPARE(footprint.sequences_in(weights - 1, 100), int64_t{0});
    QCOMPARE(footprint.sequences_in(weights + 3 * each - 1, 100), int64_t{2});
    QCOMPARE(footprint.sequences_in(weights + 3 * each, 100), int64_t{3});
  }

  /// Sources x precisions x batches x lengths x steps; every one equal to the byte.
  void what_the_executor_allocates_data() {
    QTest::addColumn<QString>("source");
    for (const QString& source : sources())
      QTest::newRow(qPrintable(source.section('/', -2))) << source;
  }

  void what_the_executor_allocates() {
    QFETCH(QString, source);
    const int threads =
        source.contains('@') ? 2 : 1; // of scratch each has its own; files are loaded by one, which waits for nobody
    const auto executor = make_cpu_executor({.threads = threads, .instruction_set = {}});
    REQUIRE(executor);
    const auto opened = open_model(source.toStdString());
    REQUIRE(opened);
    const Graph step_of_one = opened->model.record({1, 1, Phase::Decode});
    for (Precision precision : kPrecisions) {
      const LoadOptions options = load_options(precision);
      const auto footprint = footprint_of(*opened, options);
      REQUIRE(footprint);
      const auto loaded = LoadedModel::load(**executor, *opened, options);
      REQUIRE(loaded);
      QCOMPARE((*loaded)->weights().bytes(), footprint->weight_bytes());
      int64_t parts = 0;
      for (const FootprintPart& part : footprint->parts())
        parts += part.weight_bytes;
      QCOMPARE(parts, footprint->weight_bytes());
      for (int batch : {1, 3}) {
        for (int64_t length : {1, 5, 40, 1000})
          for (int step : {1, 7, 512}) {
            const auto state = (*executor)->new_state(step_of_one, options, batch, length, step);
            REQUIRE(state);
            QCOMPARE((*state)->bytes(), footprint->state(batch, length, step).total());
            ++m_states;
          }
        for (int tokens : {1, 7}) {
          const StepShape shape{batch, tokens, tokens > 1 ? Phase::Prefill : Phase::Decode};
          for (LogitRows rows : {LogitRows::All, LogitRows::Last}) {
            const auto program = (*loaded)->program(shape, rows);
            REQUIRE(program);
            QCOMPARE((*program)->activation_bytes(), activation_bytes(*footprint, shape, rows, threads));
            ++m_steps;
          }
        }
      }
      ++m_weights;
    }
  }

  void count_of_what_was_compared() {
    qInfo("%d weights (source x precision), %d states (x batch x length x step), %d activation plans (x batch x tokens "
          "x rows): all equal",
          m_weights, m_states, m_steps);
    QCOMPARE(m_weights, static_cast<int>(sources().size() * std::size(kPrecisions)));
    QVERIFY(m_states == 24 * m_weights && m_steps == 8 * m_weights && m_weights >= 350);
  }

  /// A Q4_1 file keeps its own blocks: 20 bytes for 32 weights where a generated matrix takes 18, table and head 34.
  void stored_blocks_decide() {
    const auto opened = open_model(test::golden("gguf/models/llama-q4_1-tied"));
    REQUIRE(opened);
    const auto kept = footprint_of(*opened, load_options(Precision::Q4));
    REQUIRE(kept);
    const Footprint generated = seeded(opened->model.spec(), load_options(Precision::Q4));
    QVERIFY(kept->weight_bytes() != generated.weight_bytes());
    int64_t fours = 0, table = 0, vectors = 0;
    const Graph graph = opened->model.record({1, 1, Phase::Decode});
    for (const WeightDecl& weight : graph.weights())
      (weight.use != WeightUse::Matrix ? vectors
       : weight.name == "embed.weight" ? table
                                       : fours) += weight.shape.elements();
    QCOMPARE(kept->weight_bytes(), fours / 32 * 20 + table / 32 * 34 + vectors * 4);
  }

  void a_file_that_changes_is_read_again() {
    const QTemporaryDir folder;
    const std::string path = test::inside(folder, "model.gguf");
    for (const char* name : {"llama-q4_0", "llama-q4_1-tied", "llama-f32"}) {
      fs::copy_file(test::golden(std::string("gguf/models/") + name + "/model.gguf"), path,
                    fs::copy_options::overwrite_existing);
      const auto opened = open_model(path);
      REQUIRE(opened);
      const auto source = open_weights(*opened);
      REQUIRE(source);
      for (int again = 0; again < 2; ++again) {
        const auto footprint = footprint_of(*opened, load_options(Precision::Q4));
        REQUIRE(footprint);
        QCOMPARE(footprint->weight_bytes(),
                 Footprint(opened->model, stored_by(**source), load_options(Precision::Q4)).weight_bytes());
      }
    }
  }

private:
  int m_weights = 0, m_states = 0, m_steps = 0;
};

PARETO_TEST(FootprintTest)
#include "tst_footprint.moc"
