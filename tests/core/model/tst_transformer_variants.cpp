// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/model/architectures/softmax_attention.h"
#include "core/model/feed_forward/gated.h"
#include "tests/support/program.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace pareto;

namespace {

nlohmann::json small(const std::string& type) {
  return {{"model_type", type},     {"vocab_size", 64},         {"hidden_size", 32},       {"intermediate_size", 64},
          {"num_hidden_layers", 8}, {"num_attention_heads", 4}, {"num_key_value_heads", 2}};
}

const AttentionMixer& mixer(const ParsedConfig& config, size_t layer) {
  return *config.spec.blocks[layer].mixer()->as<AttentionMixer>();
}

} // namespace

class TestTransformerVariants : public QObject {
  Q_OBJECT

private Q_SLOTS:
  void defaultsOfAbsentFields();
  void gemma3InBothSpellings();
  void refusals_data();
  void refusals();
};

/// What the golden folders state explicitly and published files often leave out.
void TestTransformerVariants::defaultsOfAbsentFields() {
  const auto gemma = parse_config(small("gemma2"), "config.json");
  QVERIFY(gemma);
  QCOMPARE(mixer(*gemma, 0).softcap, 50.0f);
  QCOMPARE(gemma->spec.logit_softcap, 30.0f);
  QCOMPARE(mixer(*gemma, 0).window, int64_t{4096}); // even layers slide
  QCOMPARE(mixer(*gemma, 1).window, int64_t{0});
  QCOMPARE(mixer(*gemma, 0).head_dim, int64_t{256});
  const auto smollm = parse_config(small("smollm3"), "config.json");
  QVERIFY(smollm);
  QVERIFY(mixer(*smollm, 2).rope.table && !mixer(*smollm, 3).rope.table && mixer(*smollm, 4).rope.table &&
          !mixer(*smollm, 7).rope.table);
  const auto exaone = parse_config(small("exaone4"), "config.json");
  QVERIFY(exaone);
  QVERIFY(mixer(*exaone, 2).window == 4096 && mixer(*exaone, 3).window == 0 && !mixer(*exaone, 3).rope.table &&
          mixer(*exaone, 2).rope.table);
  nlohmann::json full = small("exaone4"); // the 1.2B model: no window, rotary embedding everywhere
  full["sliding_window"] = nullptr;
  const auto plain = parse_config(full, "config.json");
  QVERIFY(plain);
  QVERIFY(mixer(*plain, 0).window == 0 && mixer(*plain, 3).rope.table);
  const auto cohere = parse_config(small("cohere2"), "config.json");
  QVERIFY(cohere);
  QVERIFY(mixer(*cohere, 2).window == 4096 && mixer(*cohere, 2).rope.table && mixer(*cohere, 3).window == 0 &&
          !mixer(*cohere, 3).rope.table);
  const auto olmo = parse_config(small("olmo3"), "config.json");
  QVERIFY(olmo);
  QVERIFY(mixer(*olmo, 2).window == 4096 && mixer(*olmo, 3).window == 0 && mixer(*olmo, 3).rope.table);
  nlohmann::json lfm2 = small("lfm2"); // 2/3 of 64, rounded up to 256, unless the file says that it stands
  lfm2["full_attn_idxs"] = {2, 5};
  const auto adjusted = parse_config(lfm2, "config.json");
  QVERIFY(adjusted);
  QCOMPARE(adjusted->spec.blocks[0].ffn()->as<GatedFeedForward>()->width, int64_t{256});
  QVERIFY(adjusted->spec.blocks[2].mixer()->as<AttentionMixer>() &&
          !adjusted->spec.blocks[3].mixer()->as<AttentionMixer>());
  nlohmann::json hunyuan = small("hunyuan_v1_dense"); // its "dynamic" is a base that stays, whatever the length
  hunyuan["rope_scaling"] = {{"type", "dynamic"}, {"alpha", 1000.0}};
  const auto fixed = parse_config(hunyuan, "config.json");
  QVERIFY(fixed);
  QCOMPARE(fixed->spec.rope_limit, int64_t{0});
  QVERIFY(std::abs(std::log(mixer(*fixed, 0).rope.table->inv_freq[1]) +
                   std::log(10000 * std::pow(1000.0, 8.0 / 6)) / 4) < 1e-12);
}

void TestTransformerVariants::gemma3InBothSpellings() {
  nlohmann::json old = small("gemma3_text");
  old["rope_theta"] = 1e6;
  old["rope_local_base_freq"] = 10000;
  old["rope_scaling"] = {{"factor", 8.0}, {"rope_type", "linear"}};
  nlohmann::json modern = small("gemma3_text");
  modern["rope_parameters"] = {{"full_attention", {{"rope_theta", 1e6}, {"rope_type", "linear"}, {"factor", 8.0}}},
                               {"sliding_attention", {{"rope_theta", 10000}, {"rope_type", "default"}}}};
  const auto a = parse_config(old, "config.json"), b = parse_config(modern, "config.json");
  QVERIFY(a && b);
  for (size_t layer = 0; layer < 8; ++layer) {
    QCOMPARE(mixer(*a, layer).window, layer == 5 ? int64_t{0} : int64_t{4096});
    QCOMPARE(mixer(*b, layer).window, mixer(*a, layer).window);
    QVERIFY(mixer(*a, layer).rope.table->inv_freq == mixer(*b, layer).rope.table->inv_freq);
  }
  QCOMPARE(mixer(*a, 5).rope.table->inv_freq[0], 1.0 / 8);
  QCOMPARE(mixer(*a, 0).rope.table->inv_freq[0], 1.0);
}

void TestTransformerVariants::refusals_data() {
  QTest::addColumn<QString>("type");
  QTest::addColumn<QString>("patch");
  QTest::addColumn<QString>("place");
  QTest::newRow("cohere q, k norms") << "cohere"
                                     << R"({"use_qk_norm": true})"
                                     << "$.use_qk_norm";
  QTest::newRow("gemma3 bidirectional") << "gemma3_text"
                                        << R"({"use_bidirectional_attention": true})"
                                        << "$.use_bidirectional_attention";
  QTest::newRow("gemma2 layer types short") << "gemma2"
                                            << R"({"layer_types": ["full_attention"]})"
                                            << "$.layer_types";
  QTest::newRow("gemma2 layer types unknown") << "gemma2"
                                              << R"({"num_hidden_layers": 1, "layer_types": ["chunked_attention"]})"
                                              << "$.layer_types";
  QTest::newRow("gemma3 layer types no list") << "gemma3_text"
                                              << R"({"layer_types": "full_attention"})"
                                              << "$.layer_types";
  QTest::newRow("gemma3 nested rope") << "gemma3_text"
                                      << R"({"rope_parameters": {"full_attention": 3}})"
                                      << "$.rope_parameters.full_attention";
  QTest::newRow("smollm3 short list") << "smollm3"
                                      << R"({"no_rope_layers": [1]})"
                                      << "$.no_rope_layers";
  QTest::newRow("smollm3 list of texts") << "smollm3"
                                         << R"({"no_rope_layers": ["a"]})"
                                         << "$.no_rope_layers";
  QTest::newRow("exaone4 text pattern") << "exaone4"
                                        << R"({"sliding_window_pattern": "LLLG"})"
                                        << "$.sliding_window_pattern";
  QTest::newRow("glm4 partial") << "glm4"
                                << R"({"partial_rotary_factor": 0})"
                                << "$.partial_rotary_factor";
  QTest::newRow("starcoder2 window") << "starcoder2"
                                     << R"({"sliding_window": 0})"
                                     << "$.sliding_window";
  QTest::newRow("nanochat cap") << "nanochat"
                                << R"({"final_logit_softcapping": -1})"
                                << "$.final_logit_softcapping";
  QTest::newRow("cohere scale") << "cohere"
                                << R"({"logit_scale": 0})"
                                << "$.logit_scale";
  QTest::newRow("gemma2 scale") << "gemma2"
                                << R"({"query_pre_attn_scalar": 0})"
                                << "$.query_pre_attn_scalar";
}

void TestTransformerVariants::refusals() {
  QFETCH(QString, type);
  QFETCH(QString, patch);
  QFETCH(QString, place);
  nlohmann::json document = small(type.toStdString());
  document.update(nlohmann::json::parse(patch.toStdString()));
  const auto config = parse_config(document, "config.json");
  QVERIFY(!config);
  QCOMPARE(QString::fromStdString(config.error().where), place);
  QVERIFY(config.error().message.back() == '.');
}

PARETO_TEST(TestTransformerVariants)
#include "tst_transformer_variants.moc"
