// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/config.h"
#include "core/formats/strict_json.h"
#include "tests/core/exec/architectures_support.h"
#include "tests/core/exec/random_blueprints.h"
#include "tests/support/deep.h"
#include "tests/support/program.h"

#include <map>
#include <random>

using namespace pareto;
using test::depth;
using test::judged_by;
using test::kSeed;
using test::kTolerance;
using test::logits_of;
using test::opened;
using test::some_tokens;
using test::Steps;

/// Blueprints that no catalogue holds, random and odd ones, on the CPU executor against the float64 reference.
class BlueprintFormsTest : public QObject {
  Q_OBJECT
private Q_SLOTS:
  void R7_forms_agree_in_500_random_models_each_data() {
    QTest::addColumn<QString>("type");
    QTest::addColumn<int>("models");
    const int models = test::deep(8, 500);
    for (const std::string& type : test::blueprint_types())
      QTest::addRow("%s, %d models", type.c_str(), models) << QString::fromStdString(type) << models;
  }

  /// Token by token (recurrent), in random chunks, and read whole (parallel): what float64 says of the whole.
  void R7_forms_agree_in_500_random_models_each() {
    QFETCH(QString, type);
    QFETCH(int, models);
    const auto slow = make_reference_executor();
    for (int seed = 0; seed < models; ++seed) {
      const std::string text = test::random_blueprint(type.toStdString(), static_cast<uint32_t>(seed));
      const auto parsed = parse_config(*parse_strict_json(text, "random.json"), "random.json");
      REQUIRE(parsed);
      std::mt19937 random(static_cast<uint32_t>(seed) + 77);
      const auto length = static_cast<int>(20 + random() % 60);
      std::vector<int> chunks;
      for (int left = length; left > 0; left -= chunks.back())
        chunks.push_back(std::min(left, static_cast<int>(1 + random() % 30)));
      const auto tokens = some_tokens(length, parsed->spec.vocab, random());
      const auto oracle = LoadedModel::load(*slow, opened(parsed->spec, "random"), {}, kSeed);
      REQUIRE(oracle);
      const auto fast = test::executor_named(seed % 2 == 0 && cpu_info().avx2 ? "avx2" : "baseline", 1);
      const auto model = LoadedModel::load(*fast, opened(parsed->spec, "random"), {}, kSeed);
      REQUIRE(model);
      std::map<Steps, std::vector<float>> known; // mostly one for all: what is read whole
      for (const Steps& steps : {Steps{length}, chunks, {1}}) {
        const Steps judge = judged_by(parsed->spec, steps, length);
        if (!known.contains(judge)) {
          const auto read = logits_of(**oracle, tokens, judge);
          REQUIRE(read);
          known[judge] = *read;
        }
        const std::vector<float>& wanted = known[judge];
        const auto got = logits_of(**model, tokens, steps);
        REQUIRE(got);
        const double error = test::relative_error(*got, wanted);
        QVERIFY2(error <= kTolerance * depth(parsed->spec),
                 qPrintable(QString("seed %1, steps from %2 on, error %3 of the peak: %4")
                                .arg(seed)
                                .arg(steps.front())
                                .arg(error)
                                .arg(text.c_str())));
      }
    }
  }

  /// Widths that fill neither a panel of 16 nor a vector of 8, kernels of one tap, one head of everything.
  void odd_widths_data() {
    QTest::addColumn<QString>("blueprint");
    const auto row = [](const char* name, const char* mixer) {
      QTest::newRow(name)
          << QString(
                 R"({"paretoscope_blueprint": 1, "vocab_size": 37, "hidden_size": 30, "blocks": [{"mixer": %1, "ffn": {"width": 21}}]})")
                 .arg(mixer);
    };
    row("attention of 5 by 6", R"({"type": "softmax-attention", "heads": 5, "kv_heads": 1})");
    row("window of 1", R"({"type": "sliding-window", "heads": 3, "window": 1})");
    row("window of 1 and 1 pinned", R"({"type": "sliding-window", "heads": 3, "window": 1, "pinned": 1})");
    row("more pinned than tokens", R"({"type": "sliding-window", "heads": 3, "window": 3, "pinned": 500})");
    row("attention without rope, with norms",
        R"({"type": "softmax-attention", "heads": 2, "head_dim": 14, "rope": false, "qk_norm": true, "qkv_bias": true})");
    row("attention by pages", R"({"type": "softmax-attention", "heads": 5, "kv_heads": 1, "page": 5, "pages": 3})");
    row("pages and a head that streams",
        R"({"type": "softmax-attention", "heads": 4, "kv_heads": 2, "head_dim": 10, "page": 4, "pages": 3, "stream_heads": 1, "stream_window": 9, "stream_pinned": 3})");
    row("nsa", R"({"type": "nsa", "heads": 6, "kv_heads": 2, "head_dim": 10, "block": 5, "chosen": 4, "window": 7})");
    row("moba",
        R"({"type": "moba", "heads": 3, "head_dim": 10, "block": 7, "chosen": 2, "gate_rank": 3, "qk_norm": true})");
    row("dsa",
        R"({"type": "dsa", "heads": 3, "q_rank": 7, "kv_rank": 12, "key_dim": 6, "rope_dim": 4, "value_dim": 5, "index_heads": 3, "index_dim": 8, "index_tokens": 9})");
    row("compressed attention, chosen entries",
        R"({"type": "compressed-attention", "heads": 6, "head_dim": 10, "q_rank": 7, "rope_dim": 4, "window": 7, "block": 3, "index_heads": 3, "index_dim": 9, "entries": 4, "output_groups": 3, "output_rank": 5})");
    row("compressed attention, all entries",
        R"({"type": "compressed-attention", "heads": 3, "head_dim": 10, "q_rank": 7, "rope_dim": 10, "window": 5, "block": 6, "overlaps": false, "index_heads": 0, "output_rank": 5})");
    row("compressed attention, a window",
        R"({"type": "compressed-attention", "heads": 3, "head_dim": 10, "q_rank": 7, "rope_dim": 4, "window": 5, "block": 0, "output_rank": 5, "rope": false})");
    row("linear attention", R"({"type": "linear-attention", "heads": 3, "key_dim": 5, "value_dim": 7})");
    row("linear attention, product map",
        R"({"type": "linear-attention", "heads": 3, "key_dim": 5, "value_dim": 7, "feature_map": "elementwise_product", "normalised": false})");
    row("retnet", R"({"type": "retnet", "heads": 3})");
    row("gla", R"({"type": "gla", "heads": 1, "key_dim": 9, "value_dim": 11, "conv": 1, "gate_rank": 3})");
    row("hgrn2", R"({"type": "hgrn2", "heads": 5, "conv": 3})");
    row("hgrn", R"({"type": "hgrn", "inner": 19, "conv": 2})");
    row("deltanet", R"({"type": "deltanet", "heads": 2, "key_dim": 9, "value_dim": 13, "conv": 0, "gate": true})");
    row("gated deltanet",
        R"({"type": "gated-deltanet", "heads": 1, "value_heads": 3, "key_dim": 9, "value_dim": 13, "negative_eigenvalues": true})");
    row("rwkv7", R"({"type": "rwkv7", "head_dim": 10, "decay_rank": 3, "gate_rank": 5, "a_rank": 1, "v_rank": 2})");
    row("mamba", R"({"type": "mamba", "inner": 23, "state": 5, "conv": 1, "rank": 1})");
    row("mamba2", R"({"type": "mamba2", "heads": 6, "head_dim": 5, "state": 9, "groups": 3, "conv": 2})");
    row("log-linear mamba2",
        R"({"type": "log-linear-mamba2", "heads": 6, "head_dim": 5, "state": 9, "groups": 3, "levels": 4})");
    row("rodimus", R"({"type": "rodimus", "inner": 23, "key_dim": 5, "gate_rank": 3, "conv": 2})");
    row("s4d", R"({"type": "s4d", "modes": 3})");
    row("s4d, bilinear", R"({"type": "s4d", "modes": 4, "discretisation": "bilinear"})");
    row("s5", R"({"type": "s5", "modes": 13})");
    row("metala", R"({"type": "metala", "heads": 3, "key_dim": 5, "value_dim": 7, "conv": 3})");
    row("longformer",
        R"({"type": "longformer", "heads": 6, "kv_heads": 3, "head_dim": 10, "window": 5, "far_heads": 2, "dilation": 3, "first": 2})");
    row("bigbird",
        R"({"type": "bigbird", "heads": 4, "kv_heads": 2, "head_dim": 10, "block": 5, "first": 1, "local": 2, "random": 2, "seed": 7})");
    row("longnet", R"({"type": "longnet", "heads": 5, "head_dim": 10, "segment": 3, "levels": 4})");
    row("sparse transformer",
        R"({"type": "sparse-transformer", "heads": 3, "head_dim": 10, "block": 7, "far_heads": 1})");
    row("a cache that evicts",
        R"({"type": "softmax-attention", "heads": 4, "kv_heads": 2, "head_dim": 10, "kept": 9})");
    row("a cache that evicts by the last query",
        R"({"type": "softmax-attention", "heads": 4, "kv_heads": 2, "head_dim": 10, "kept": 9, "kept_by": "last-query", "kept_together": true})");
    row("mamba3", R"({"type": "mamba3", "heads": 6, "head_dim": 5, "state": 9, "groups": 3})");
    row("mamba3, all modes turning",
        R"({"type": "mamba3", "heads": 2, "head_dim": 15, "state": 6, "all_rotate": true, "norm": true})");
    row("mamba3, several inputs and outputs",
        R"({"type": "mamba3", "heads": 4, "head_dim": 5, "state": 9, "groups": 2, "rank": 3})");
    row("mamba3, several of them normalised",
        R"({"type": "mamba3", "heads": 2, "head_dim": 15, "state": 6, "rank": 2, "all_rotate": true, "norm": true})");
    row("rg-lru", R"({"type": "rg-lru", "width": 21, "heads": 3, "conv": 5})");
    row("mingru", R"({"type": "mingru", "inner": 17})");
    row("slstm", R"({"type": "slstm", "heads": 3, "head_dim": 7, "conv": 2})");
    row("slstm without convolution", R"({"type": "slstm", "heads": 5, "conv": 0})");
    row("ttt-linear", R"({"type": "ttt-linear", "heads": 3, "head_dim": 6, "mini_batch": 5, "gate": true})");
    row("ttt-linear, a step a token", R"({"type": "ttt-linear", "heads": 1, "head_dim": 18, "mini_batch": 1})");
    row("titans", R"({"type": "titans", "heads": 2, "key_dim": 9, "value_dim": 13, "conv": 0})");
    row("mesa-net", R"({"type": "mesa-net", "heads": 3, "head_dim": 9, "conv": 3, "gate": true})");
  }

  /// Where the pages that are read hold all of the past, and the windows of streaming heads too, nothing changes.
  void what_is_left_out_of_nothing() {
    const auto model_of = [](const char* rest) {
      const std::string text =
          std::string(R"({"paretoscope_blueprint": 1, "vocab_size": 37, "hidden_size": 30, "blocks": [{"mixer": )") +
          R"({"type": "softmax-attention", "heads": 4, "kv_heads": 2, "head_dim": 10)" + rest + "}}]}";
      return parse_config(*parse_strict_json(text, "whole.json"), "whole.json");
    };
    const auto tokens = some_tokens(75, 37);
    const auto slow = make_reference_executor();
    std::vector<std::vector<float>> all;
    for (const char* rest :
         {"", R"(, "page": 4, "pages": 19)", R"(, "stream_heads": 1, "stream_window": 75)", R"(, "kept": 150)",
          R"(, "page": 4, "pages": 3)", R"(, "stream_heads": 1, "stream_window": 7)", R"(, "kept": 20)",
          R"(, "kept": 20, "kept_by": "last-query")"}) {
      const auto parsed = model_of(rest);
      REQUIRE(parsed);
      const auto model = LoadedModel::load(*slow, opened(parsed->spec, "whole"), {}, kSeed);
      REQUIRE(model);
      const auto logits = logits_of(**model, tokens, {41, 3, 31});
      REQUIRE(logits);
      all.push_back(*logits);
    }
    for (const size_t same : {size_t{1}, size_t{2}, size_t{3}})
      COMPARE_LOGITS(all[same], all[0], 1e-6);
    for (const size_t other : {size_t{4}, size_t{5}, size_t{6}, size_t{7}})
      QVERIFY(test::relative_error(all[other], all[0]) > 1e-3);
  }

  void odd_widths() {
    QFETCH(QString, blueprint);
    QTemporaryDir folder;
    const std::string path = test::inside(folder, "odd.json");
    QVERIFY(test::write_file(path, blueprint.toStdString()));
    const auto opened_model = open_model(path);
    REQUIRE(opened_model);
    const auto slow = make_reference_executor();
    const auto oracle = LoadedModel::load(*slow, *opened_model, {}, 3);
    REQUIRE(oracle);
    const auto tokens = some_tokens(75, 37);
    const auto wanted = logits_of(**oracle, tokens, {75});
    REQUIRE(wanted);
    for (const char* set : {"baseline", "avx2"}) {
      const auto fast = test::executor_named(set, 1);
      if (!fast)
        continue;
      const auto model = LoadedModel::load(*fast, *opened_model, {}, 3);
      REQUIRE(model);
      for (const auto& steps : std::vector<std::vector<int>>{{75}, {1}, {41, 3, 31}}) {
        const auto got = logits_of(**model, tokens, steps);
        REQUIRE(got);
        COMPARE_LOGITS(*got, *wanted, kTolerance);
      }
    }
  }
};

PARETO_TEST(BlueprintFormsTest)
#include "tst_blueprint_forms.moc"
