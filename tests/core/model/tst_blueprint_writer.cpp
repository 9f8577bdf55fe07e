// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/model_runner.h"
#include "core/exec/verify/checkpoint_cases.h"
#include "core/formats/config.h"
#include "core/formats/open_model.h"
#include "core/formats/strict_json.h"
#include "core/graph/cost.h"
#include "core/model/architectures/deltanet.h"
#include "core/model/architectures/gla.h"
#include "core/model/architectures/hgrn.h"
#include "core/model/architectures/hgrn2.h"
#include "core/model/architectures/linear_attention.h"
#include "core/model/architectures/mamba.h"
#include "core/model/architectures/mamba2.h"
#include "core/model/architectures/retnet.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/catalogue.h"
#include "core/model/feed_forward/gated.h"
#include "core/model/same_spec.h"
#include "tests/support/program.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <functional>

using namespace pareto;

namespace {

/// Logits of a few tokens with seeded weights, which are the same for weights of the same names.
Result<std::vector<float>> seeded_logits(const ModelSpec& spec) {
  PARETO_TRY_ASSIGN(executor, make_executor("reference"));
  PARETO_TRY_ASSIGN(model, open_model("mamba2@probe")); // for all that is not the model itself
  model.model = Model(spec);
  const std::vector<int32_t> tokens{1, 5, 2, 9, 7, 3};
  return prompt_logits(model, *executor, tokens, {4, 1});
}

void set_residual(Block& block, Block::Residual residual) { block = Block(*block.mixer(), *block.ffn(), residual); }

QStringList configurations() {
  QStringList files;
  const QDir hf(QString::fromStdString(test::golden("hf"))), configs(QString::fromStdString(test::golden("configs")));
  for (const QString& name : hf.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    files.append("hf/" + name + "/config.json");
  for (const QString& name : configs.entryList({"*.json"}, QDir::Files))
    files.append("configs/" + name);
  return files;
}

} // namespace

class TestBlueprintWriter : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void roundTrip_data();
  void roundTrip();
  void configurationsRoundTrip_data();
  void configurationsRoundTrip();
  void everySettingCounts_data();
  void everySettingCounts();
  void matchingBaseline();
  void refusals_data();
  void refusals();
};

void TestBlueprintWriter::roundTrip_data() {
  QTest::addColumn<std::string>("id");
  for (const Architecture& architecture : architectures())
    if (const auto spec = built_in_model(architecture.id, "pilot");
        !spec || !spec->blocks.front().pre_norm) // normalises its embedding first: refused, below
      QTest::newRow(architecture.id.c_str()) << architecture.id;
}

void TestBlueprintWriter::roundTrip() {
  QFETCH(std::string, id);
  const auto spec = built_in_model(id, "pilot");
  QVERIFY(spec.has_value());
  const auto written = blueprint_to_json(*spec, id);
  QVERIFY2(written.has_value(), written ? "" : written.error().message.c_str());
  const auto read = parse_config(*written, "written");
  QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
  QCOMPARE(read->spec.blocks.size(), spec->blocks.size());
  QCOMPARE(parameter_count(read->spec), parameter_count(*spec));
  QCOMPARE(architecture_of(read->spec), architecture_of(*spec));
  const Graph before = Model(*spec).record({2, 1, Phase::Decode}),
              after = Model(read->spec).record({2, 1, Phase::Decode});
  for (int64_t context : {1, 100, 1000}) // the same state, operations and bytes at any length
    QCOMPARE(step_cost(after, {}, context).bytes(), step_cost(before, {}, context).bytes());
  QCOMPARE(step_cost(after, {}, 100).flops, step_cost(before, {}, 100).flops);
  QVERIFY(*blueprint_to_json(read->spec, id) == *written);
}

void TestBlueprintWriter::configurationsRoundTrip_data() {
  QTest::addColumn<QString>("file");
  QTest::addColumn<double>("epsilon"); // of all norms; 0 = as they are
  int rows = 0;
  for (const QString& file : configurations())
    if (open_model(test::golden(file.toStdString())))
      for (const double epsilon : {0.0, 3e-4}) {
        QTest::addRow("%s, epsilon %g", qPrintable(file), epsilon) << file << epsilon;
        ++rows;
      }
  QVERIFY(rows >= 100);
}

/// Written and read back a model is the same, to the last bit of its logits; what cannot be written is refused with the
/// layer.
void TestBlueprintWriter::configurationsRoundTrip() {
  QFETCH(QString, file);
  QFETCH(double, epsilon);
  auto parsed = read_strict_json(test::golden(file.toStdString()), {.bare_numbers = true});
  REQUIRE(parsed);
  nlohmann::json document = std::move(*parsed);
  for (auto& [key, value] : document.items())
    if (epsilon > 0 && value.is_number() && key.find("eps") != std::string::npos && key != "squash_eps")
      value = epsilon;
  const auto model = parse_config(document, "f");
  REQUIRE(model);
  const ModelSpec& spec = model->spec;
  const auto written = blueprint_to_json(spec, "x");
  if (!written) {
    const QString said = QString::fromStdString(written.error().message);
    QVERIFY2(said.contains(QRegularExpression("[Ll]ayer [0-9]+ ")) ||
                 said.contains("scales its embedding, scales or caps its logits or has a position table"),
             qPrintable(said));
    return;
  }
  const auto read = parse_config(*written, "written");
  REQUIRE(read);
  QVERIFY(same_model(read->spec, spec));
  QCOMPARE(read->spec.max_context, spec.max_context);
  if (file.startsWith("configs/")) // of published sizes
    return;
  const auto before = seeded_logits(spec), after = seeded_logits(read->spec);
  REQUIRE(before);
  REQUIRE(after);
  QVERIFY(*before == *after);
}

void TestBlueprintWriter::everySettingCounts_data() {
  using Change = std::function<void(ModelSpec&)>;
  QTest::addColumn<std::string>("id");
  QTest::addColumn<Change>("change");
  const auto model = [](const char* name, const char* id, Change change) {
    QTest::addRow("%s: %s", id, name) << std::string(id) << std::move(change);
  };
  const auto mixer = [&]<class M>(const char* id, const char* name, auto M::*field, auto value) {
    model(name, id, [field, value](ModelSpec& spec) { spec.blocks[1].mixer()->as<M>()->*field = value; });
  };
  const char* attention = "softmax-attention";
  mixer(attention, "scale", &AttentionMixer::scale, 0.5f);
  mixer(attention, "softcap", &AttentionMixer::softcap, 30.0f);
  mixer(attention, "output bias", &AttentionMixer::output_bias, true);
  mixer(attention, "query norm of the whole width", &AttentionMixer::qk_norm, AttentionMixer::QkNorm::WholeWidth);
  mixer(attention, "gate of each head", &AttentionMixer::gate, AttentionMixer::Gate::Heads);
  mixer(attention, "width of values", &AttentionMixer::value_dim, int64_t{8});
  mixer(attention, "scaled values", &AttentionMixer::value_scale, 0.5f);
  mixer(attention, "values that are keys", &AttentionMixer::values_are_keys, true);
  mixer(attention, "norm of values", &AttentionMixer::value_norm, true);
  mixer(attention, "norm before the output", &AttentionMixer::inner_norm, true);
  mixer(attention, "chunks", &AttentionMixer::chunked, true);
  mixer(attention, "growing queries", &AttentionMixer::growth, 0.1f);
  mixer(attention, "another layer's cache", &AttentionMixer::cache_of, int64_t{0});
  mixer(attention, "keys through a norm of their own", &AttentionMixer::kv_norm, true);
  const auto normed = [&](const char* name, auto field, auto value) {
    model(name, attention, [field, value](ModelSpec& spec) {
      auto& m = *spec.blocks[1].mixer()->as<AttentionMixer>();
      m.qk_norm = AttentionMixer::QkNorm::PerHead;
      m.*field = value;
    });
  };
  normed("query norm around zero", &AttentionMixer::qk_norm_one_plus, true);
  normed("query norm without weights", &AttentionMixer::qk_norm_weight, false);
  normed("query norm after the rotation", &AttentionMixer::qk_norm_after_rope, true);
  mixer("linear-attention", "grouped heads", &LinearAttentionMixer::kv_heads, int64_t{2});
  mixer("linear-attention", "tied feature map", &LinearAttentionMixer::tied_feature_map, true);
  mixer("linear-attention", "query norm", &LinearAttentionMixer::norm_q, true);
  mixer("linear-attention", "key norm", &LinearAttentionMixer::norm_k, true);
  mixer("retnet", "grouped heads", &RetNetMixer::kv_heads, int64_t{1});
  mixer("gla", "gate normaliser", &GlaMixer::gate_normaliser, 8.0f);
  mixer("gla", "clamp", &GlaMixer::clamp_min, -1.0f);
  mixer("hgrn", "no lower bound", &HgrnMixer::lower_bound, false);
  mixer("hgrn2", "no lower bound", &Hgrn2Mixer::lower_bound, false);
  mixer("hgrn2", "value width", &Hgrn2Mixer::value_dim, int64_t{16});
  mixer("deltanet", "no beta", &DeltaNetMixer::beta, false);
  mixer("deltanet", "activation of keys", &DeltaNetMixer::qk_activation, UnaryFunction::Relu);
  mixer("deltanet", "norm of keys", &DeltaNetMixer::qk_norm, NormKind::SumAbs);
  mixer("gated-deltanet", "activation of the gate", &DeltaNetMixer::gate_activation, UnaryFunction::Sigmoid);
  mixer("mamba", "bias", &MambaMixer::bias, true);
  mixer("mamba", "no bias of the convolution", &MambaMixer::conv_bias, false);
  mixer("mamba", "norm inside", &MambaMixer::bcdt_norm_eps, 1e-6f);
  mixer("mamba2", "bias", &Mamba2Mixer::bias, true);
  mixer("mamba2", "no bias of the convolution", &Mamba2Mixer::conv_bias, false);
  mixer("mamba2", "least step", &Mamba2Mixer::dt_min, 0.01f);
  mixer("mamba2", "largest step", &Mamba2Mixer::dt_max, 1.0f);
  mixer("mamba2", "groups of the norm", &Mamba2Mixer::norm_groups, int64_t{2});
  model("sandwich", attention, [](ModelSpec& spec) { set_residual(spec.blocks[1], Block::Residual::Sandwich); });
  model("one norm for both", attention,
        [](ModelSpec& spec) { set_residual(spec.blocks[1], Block::Residual::ParallelShared); });
  model("normalised embedding", attention, [](ModelSpec& spec) { spec.blocks[0].pre_norm = true; });
  model("activation", attention,
        [](ModelSpec& spec) { spec.blocks[1].ffn()->as<GatedFeedForward>()->activation = UnaryFunction::Sigmoid; });
  model("factor behind the layer", attention, [](ModelSpec& spec) { spec.blocks[1].scaled = true; });
  model("branch that joins at the end", attention,
        [](ModelSpec& spec) { spec.blocks[1].branches[0].joins = Branch::Joins::End; });
  model("share of the stream that stays", attention, [](ModelSpec& spec) { spec.blocks[1].branches[0].keeps = 0.5f; });
  model("norm of a sum", attention, [](ModelSpec& spec) { spec.blocks[1].branches[1].sum_norm = true; });
  model("norm that takes the stream's place", attention,
        [](ModelSpec& spec) { spec.blocks[1].branches[0].input = Branch::Input::Restart; });
  model("several streams", attention, [](ModelSpec& spec) { spec.streams.count = 4; });
  model("embedding for each layer", attention, [](ModelSpec& spec) { spec.per_layer = {8, 64}; });
  model("norm around zero", attention, [](ModelSpec& spec) { spec.norm.one_plus = true; });
  model("norm without weights", attention, [](ModelSpec& spec) { spec.norm.weight = false; });
  model("LayerNorm without bias", attention, [](ModelSpec& spec) { spec.norm.kind = NormKind::Layer; });
  model("RMS norm with bias", attention, [](ModelSpec& spec) { spec.norm.bias = true; });
  model("scaled logits", attention, [](ModelSpec& spec) { spec.logit_scale = 0.5f; });
  model("capped logits", attention, [](ModelSpec& spec) { spec.logit_softcap = 30; });
  model("scaled embedding", attention, [](ModelSpec& spec) { spec.embedding_scale = 2; });
  model("positions", attention, [](ModelSpec& spec) { spec.positions = 64; });
  model("limit of the rotary embedding", attention, [](ModelSpec& spec) { spec.rope_limit = 64; });
  model("lower bounds that nobody reads", attention, [](ModelSpec& spec) { spec.lower_bound_width = 64; });
  const auto rope = [&](const char* name, std::function<void(RopeSpec&, RopeTable&)> change) {
    model(name, attention, [change](ModelSpec& spec) {
      RopeSpec& own = spec.blocks[1].mixer()->as<AttentionMixer>()->rope;
      auto table = std::make_shared<RopeTable>(*own.table);
      change(own, *table);
      own.table = table;
    });
  };
  rope("interleaved rotation", [](RopeSpec& spec, RopeTable&) { spec.interleaved = true; });
  rope("backward rotation", [](RopeSpec&, RopeTable& table) {
    for (double& frequency : table.inv_freq)
      frequency = -frequency;
  });
  rope("partial rotation", [](RopeSpec&, RopeTable& table) { table.inv_freq.resize(table.inv_freq.size() / 2); });
  rope("two rotations", [](RopeSpec&, RopeTable& table) { table.inv_freq_long = table.inv_freq; });
  rope("louder rotation", [](RopeSpec&, RopeTable& table) { table.attention_factor = 1.1; });
}

/// What a blueprint cannot say is refused, and told apart from the model without it.
void TestBlueprintWriter::everySettingCounts() {
  QFETCH(std::string, id);
  QFETCH(std::function<void(ModelSpec&)>, change);
  ModelSpec spec = *built_in_model(id, "pilot");
  const ModelSpec plain = spec;
  REQUIRE(blueprint_to_json(spec, "x"));
  QVERIFY(same_model(spec, plain));
  change(spec);
  QVERIFY(!same_model(spec, plain));
  QVERIFY(!blueprint_to_json(spec, "x"));
}

void TestBlueprintWriter::matchingBaseline() {
  const auto model = built_in_model("mamba2", "pilot");
  const ModelSpec baseline = matching_baseline(*model);
  const auto read = parse_config(*blueprint_to_json(baseline, "baseline"), "written");
  QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
  QCOMPARE(parameter_count(read->spec), parameter_count(baseline));
  const auto& rope = read->spec.blocks[0].mixer()->as<AttentionMixer>()->rope;
  const auto& expected = baseline.blocks[0].mixer()->as<AttentionMixer>()->rope;
  for (size_t i = 0; i < expected.table->inv_freq.size(); ++i)
    QVERIFY(std::abs(rope.table->inv_freq[i] - expected.table->inv_freq[i]) < 1e-12);
}

void TestBlueprintWriter::refusals_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QString>("sentence");
  QTest::newRow("layer is named") << 0 << "Layer 1 ";
  QTest::newRow("scaled rotary positions") << 1 << "scaled rotary positions";
  QTest::newRow("logit cap") << 2 << "caps its logits";
  QTest::newRow("rwkv7") << 3 << "normalises its embedding first";
}

void TestBlueprintWriter::refusals() {
  QFETCH(int, which);
  QFETCH(QString, sentence);
  ModelSpec spec = *built_in_model(which == 3 ? "rwkv7" : "softmax-attention", "pilot");
  auto* attention = spec.blocks[1].mixer()->as<AttentionMixer>();
  if (which == 0)
    attention->output_bias = true;
  if (which == 1) {
    auto table = std::make_shared<RopeTable>(*attention->rope.table);
    table->inv_freq.back() *= 0.5;
    attention->rope.table = table;
  }
  if (which == 2)
    spec.logit_softcap = 30;
  const auto written = blueprint_to_json(spec, "x");
  QVERIFY(!written.has_value());
  QVERIFY2(QString::fromStdString(written.error().message).contains(sentence), written.error().message.c_str());
}

PARETO_TEST(TestBlueprintWriter)
#include "tst_blueprint_writer.moc"
